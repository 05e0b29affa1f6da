"""Renders digests as pages and reads the pages' claims back. Pure. May import `model`, `text`, `interfaces`, `errors`."""
