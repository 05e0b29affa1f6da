"""Pure functions over strings that analysis, verification and publishing must agree on: folding, words, clock times.

Imports nothing of ours.
"""
