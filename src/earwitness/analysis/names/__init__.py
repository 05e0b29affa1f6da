"""Names of people, organizations, products, works and places, and correction of misrecognised ones."""
