"""The nouns of Earwitness: frozen values that travel between the rooms. May import `text` and `errors`; does no I/O."""
