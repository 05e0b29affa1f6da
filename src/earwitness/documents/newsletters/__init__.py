"""Newsletters and articles in plain text: structure, headings, quotations."""
