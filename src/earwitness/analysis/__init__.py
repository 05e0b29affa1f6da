"""Proposes findings about a transcript: pure functions, no I/O. May import `model`, `text`, `interfaces`, `errors`."""
