"""Plug-ins as another package would write them, against the plug page alone."""
