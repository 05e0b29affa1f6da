"""Proposes findings about a transcript. Pure functions, no I/O. May import `model`, `text`, `extensions`, `errors`."""
