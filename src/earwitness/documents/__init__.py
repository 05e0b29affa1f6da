"""Documents of any format into a `Transcript`. May import `model`, `text`, `extensions` and `errors`."""
