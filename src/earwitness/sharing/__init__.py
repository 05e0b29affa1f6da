"""The archive for others: whole folders of pages, feeds and letters. Reads `store`, writes nothing but its own output."""
