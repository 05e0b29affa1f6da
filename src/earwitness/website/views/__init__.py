"""View models: the content of each page as values."""
