"""Numbers with value, unit, subject and hedge."""
