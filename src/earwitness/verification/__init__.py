"""Proves findings against the transcript or refuses them with a reason. Pure. May import `model`, `text`, `interfaces`, `errors`."""
