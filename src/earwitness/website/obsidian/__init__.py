"""`publish --format obsidian`: a vault of linked notes that its owner writes into as well."""
