"""E-mail digests and short messages about new items."""
