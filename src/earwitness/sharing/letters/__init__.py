"""Letters about what is new, as mail and as short messages."""
