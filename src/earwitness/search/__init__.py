"""Full-text and vector search over the archive's passages. An index can always be rebuilt from the stored transcripts.

May import `store`, `database` and below.
"""
