"""Publishes the whole archive as a folder: build plan, workers, output folder, formats."""
