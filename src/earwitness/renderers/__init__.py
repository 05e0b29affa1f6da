"""Renders digests as pages and parses the claims of pages back. Pure. May import `model`, `text`, `extensions`, `errors`."""
