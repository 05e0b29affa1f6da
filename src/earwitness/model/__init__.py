"""The data model of Earwitness: frozen values that all packages exchange. May import `text` and `errors`; does no I/O."""
