"""Insert or update by key, in the words of both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

ROWS_AT_ONCE = 500
"""Rows a statement: keeps bound values under PostgreSQL's 65,535 and SQLite's 32,766 for our widest table."""


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, keep: Sequence[str] = ()) -> None:
    """Writes rows; one whose primary key is there already gets the new values, except in the columns `keep`."""
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key.columns]
    changing = [name for name in rows[0] if name not in keys and name not in keep]
    for at in range(0, len(rows), ROWS_AT_ONCE):
        statement = insert(table).values([dict(row) for row in rows[at : at + ROWS_AT_ONCE]])
        if changing:
            statement = statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in changing})
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        connection.execute(statement)
