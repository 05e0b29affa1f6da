"""`publish --format obsidian`: a vault of linked notes that its owner can edit as well."""
