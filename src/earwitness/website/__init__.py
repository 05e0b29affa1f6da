"""View models, templates, the static site and feeds. Reads the archive; opens no database itself."""
