"""Predictions with their horizon, condition and hedge."""
