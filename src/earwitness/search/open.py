"""Opens the index that matches a database."""

from __future__ import annotations

from earwitness.search.interface import SearchIndex
from earwitness.storage.engine import Database


def open_index(database: Database) -> SearchIndex:
    """The index of the archive in `database`, made when it is not there yet."""
    index: SearchIndex
    if database.is_postgres:
        from earwitness.search.postgres_index import PostgresIndex  # noqa: PLC0415 - each loads its dialect only where it is used

        index = PostgresIndex()
    else:
        from earwitness.search.sqlite_index import SqliteIndex  # noqa: PLC0415

        index = SqliteIndex()
    index.ensure(database)
    return index
