"""Earwitness: long-form media into evidence."""
