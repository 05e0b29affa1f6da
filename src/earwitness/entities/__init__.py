"""What the archive knows across items: who is who, when and where a name is named, what is said of it, speakers, topics, ledgers.

Reads the store and the database, and the tables of `analysis` for names. Makes no pages. May import anything below it.
"""
