"""Summary, takeaway, insights, principles and practices."""
