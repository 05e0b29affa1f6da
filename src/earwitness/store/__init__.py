"""Model to rows and back. Every write is an upsert keyed by what it is about, on an open connection.

May import `model`, `text`, `database`, `errors`.
"""
