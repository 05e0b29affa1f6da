"""View models: what each page shows, as values."""
