"""Topics and key phrases of an item."""
