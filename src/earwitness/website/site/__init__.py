"""`publish --format site`: the hub as files, and how they stay few to change and small to load."""
