"""Brings a database to the newest schema: numbered, frozen migrations, each one transaction with its record."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from earwitness.errors import UsageError

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine) -> None:
    """Runs the migrations that are missing. Raises `UsageError` when the database was made by a newer version."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    known = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
    if current == known.get_current_head():
        return
    if current is not None and current not in {script.revision for script in known.walk_revisions()}:
        raise UsageError("database", f"was made by a newer version (schema {current})", "update earwitness")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
