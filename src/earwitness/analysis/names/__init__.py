"""Names of people, organizations, products, works and places, and their repair where a recogniser misheard them."""
