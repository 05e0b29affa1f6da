"""Atom and JSON Feed of digests, for a site and for the running hub."""
