"""Migrates a database to the newest schema: numbered, frozen migrations, each recorded in its own transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from earwitness.errors import UsageError

SCRIPTS = Path(__file__).parent / "migrations"
_TURN = 0x6561725F6D696772
"""`ear_migr`: the number of the lock on PostgreSQL under which one process migrates while others wait; any fixed one would do."""


def known_revisions() -> tuple[str, ...]:
    """The numbers of the migrations there are, oldest first: the first four characters of their file names."""
    return tuple(sorted(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py")))


def upgrade(engine: sa.Engine) -> None:
    """Runs the migrations that are missing. Raises `UsageError` when the database was made by a newer version."""
    known = known_revisions()
    current = _current(engine)
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise UsageError("database", f"was made by a newer version (schema {current})", "update earwitness")
    from alembic import command  # noqa: PLC0415 - half the cold start of a search, and needed once a version
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with engine.begin() as connection:  # SQLite lets one writer in; who waited finds nothing left to do
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(engine: sa.Engine) -> str | None:
    """The database's own record of its schema; None for a database without tables."""
    with engine.connect() as connection:
        has_record = sa.inspect(connection).has_table("alembic_version")
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() if has_record else None
        connection.rollback()
    return None if found is None else str(found)
