"""Imports what other sites have published as unproven claims."""
