"""Quotes worth printing, each with the reason for its rank."""
