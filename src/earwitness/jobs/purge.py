"""Removes erased items from the job engine's database: recorded addresses and reasons may contain names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from earwitness.config import Settings
from earwitness.storage.engine import Database

SCHEMA = "earwitness_jobs"
"""Where the engine's tables lie on PostgreSQL."""
AT_ONCE = 500
_ID_COLUMNS = ("workflow_uuid", "workflow_id")
_ID_LENGTH = 16


def notes_file(settings: Settings) -> Path:
    """The engine's own SQLite file, beside an archive that is one."""
    return settings.home / "jobs.db"


def purge_items(settings: Settings, database: Database, item_ids: Sequence[str]) -> int:
    """Deletes the engine's notes of these items and rewrites its file, so that no byte of them stays; returns how many rows went.

    Read from the engine's tables as they are, without starting it: a workflow's id begins with its item's.
    """
    if database.is_postgres:
        return _forget(database.engine, SCHEMA, item_ids)
    file = notes_file(settings)
    if not file.is_file() or not item_ids:
        return 0
    engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 30.0})
    try:
        count = _forget(engine, None, item_ids)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.exec_driver_sql(statement).close()
    finally:
        engine.dispose()
    return count


def _forget(engine: sa.Engine, schema: str | None, item_ids: Sequence[str]) -> int:
    found = sa.MetaData()
    found.reflect(engine, schema=schema)
    count = 0
    with engine.begin() as connection:
        for table in reversed(found.sorted_tables):
            column = next((table.c[name] for name in _ID_COLUMNS if name in table.c), None)
            if column is None:
                continue
            for at in range(0, len(item_ids), AT_ONCE):
                part = item_ids[at : at + AT_ONCE]
                count += connection.execute(sa.delete(table).where(sa.func.substr(column, 1, _ID_LENGTH).in_(part))).rowcount
    return count
