"""Insert or update by key, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, keep: Sequence[str] = ()) -> None:
    """Writes rows; one whose primary key is there already gets the new values, except in the columns `keep`."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    changing = tuple(name for name in rows[0] if name not in keys and name not in keep)
    statement = _statement(connection.dialect.name, table, changing)
    # Rows as parameters, not as part of the statement: it is made and compiled once, which halves the cost of storing an item.
    # In the order of their keys: two writers that share rows then wait for each other instead of locking each other out (PostgreSQL).
    connection.execute(statement, sorted((dict(row) for row in rows), key=lambda row: tuple(str(row[key]) for key in keys if key in row)))


def insert_or(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], otherwise: Mapping[str, Any]) -> None:
    """Writes rows in the order of their keys; of one whose primary key is there already only the columns in `otherwise` change."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_update(index_elements=keys, set_=otherwise)
    connection.execute(statement, sorted((dict(row) for row in rows), key=lambda row: tuple(str(row[key]) for key in keys)))


@lru_cache(maxsize=256)
def _statement(dialect: str, table: sa.Table, changing: tuple[str, ...]) -> sa.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key.columns]
    statement = insert(table)
    if changing:
        return statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in changing})
    return statement.on_conflict_do_nothing(index_elements=keys)
