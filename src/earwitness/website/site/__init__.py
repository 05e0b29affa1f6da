"""`publish --format site`: a static site that changes few files per new item and loads quickly."""
