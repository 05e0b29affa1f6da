"""Full text and vectors over the archive's passages; an index can always be rebuilt from the store.

May import `store`, `database` and below.
"""
