"""Chapter boundaries and titles."""
