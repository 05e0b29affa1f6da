"""Turns documents of any format into a `Transcript`. May import `model`, `text`, `interfaces`, `errors`."""
