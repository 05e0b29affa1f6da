"""HTTP client and address rules: the only package that opens connections. May import `text`, `errors` and `config`."""
