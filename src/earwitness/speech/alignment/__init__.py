"""Times of a published transcript compared with, and moved to, those of a recording."""
