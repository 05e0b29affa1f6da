"""Compares the times of a published transcript with those of a recording, and moves them."""
