"""Verifies findings against the transcript or rejects them with a reason. Pure. May import `model`, `text`, `extensions`, `errors`."""
