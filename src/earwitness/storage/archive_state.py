"""A value that changes whenever the archive does, used to invalidate what was derived from it."""

from __future__ import annotations

import secrets
import threading

import sqlalchemy as sa


class Stamp:
    """A short text that is another one after every commit to the database, by whichever process. Safe in threads.

    SQLite counts, for a connection, the commits of all others (`PRAGMA data_version`): this one is used for nothing else. PostgreSQL
    names the transactions a statement sees (`pg_current_snapshot`). Two equal texts of one `Stamp` mean the same state; those of two
    mean nothing.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._mark = secrets.token_hex(4)
        self._guard = threading.Lock()
        self._watching: sa.PoolProxiedConnection | None = None

    def now(self) -> str:
        """The text of the state that whoever reads now will see, or of one before."""
        if self._engine.dialect.name == "postgresql":
            with self._engine.connect() as connection:
                return f"{self._mark} {connection.scalar(sa.text('SELECT CAST(pg_current_snapshot() AS text)'))}"
        with self._guard:
            if self._watching is None:
                self._watching = self._engine.raw_connection()
                self._watching.detach()  # it is none of those that readers take turns with
            cursor = self._watching.cursor()
            cursor.execute("PRAGMA data_version")
            ((version,),) = cursor.fetchall()  # to the end: an unread statement would hold up whoever erases
            cursor.close()
            return f"{self._mark} {version}"

    def close(self) -> None:
        """Lets the database go; asked again, it begins anew."""
        with self._guard:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
                self._mark = secrets.token_hex(4)
