"""Opens the archive's database and migrates it to the current schema."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from earwitness.errors import UsageError
from earwitness.storage.archive_state import Stamp
from earwitness.storage.migrate import upgrade

BUSY_MS = 30_000
"""How long a writer waits for another: longer than the longest transaction, a digest of some thousand rows."""

MOST_EXTRA = 40
"""Connections beyond the five that stay: sixteen sources are asked at once, beside workers and pages."""
BROKEN_OFF = 3
"""Times a transaction is begun again: of two that lock each other out one always goes on, so that a second time is rare."""
_DEADLOCK = "40P01"
Made = TypeVar("Made")


@dataclass(frozen=True)
class Database:
    """An open database at this version's schema."""

    engine: sa.Engine
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    """On SQLite the threads of a process write in turn: SQLite itself has those who wait sleep, up to 100 ms after the file is free."""
    stamp: Stamp = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Makes the stamp, which opens nothing before it is asked."""
        object.__setattr__(self, "stamp", Stamp(self.engine))

    @property
    def is_postgres(self) -> bool:
        """True on PostgreSQL, False on SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction: all of it or nothing."""
        with nullcontext() if self.is_postgres else self._turn, self.engine.begin() as connection:
            yield connection

    def carry_through(self, work: Callable[[sa.Connection], Made]) -> Made:
        """What `work` gives back of one transaction; one that PostgreSQL breaks off to end a deadlock is begun again."""
        for _ in range(BROKEN_OFF):
            try:
                with self.write() as connection:
                    return work(connection)
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != _DEADLOCK:
                    raise
        with self.write() as connection:
            return work(connection)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One consistent view; nothing is written. On PostgreSQL each statement would else see what others wrote meanwhile."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.is_postgres else {"reading": True}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection
            connection.rollback()

    def close(self) -> None:
        """Gives every connection back."""
        self.stamp.close()
        self.engine.dispose()


def database_url(home: Path) -> str:
    """The default: a SQLite file in the home folder."""
    return f"sqlite:///{home / 'earwitness.db'}"


def open_database(url: str) -> Database:
    """The database at `url` (`sqlite:///FILE` or `postgresql://...`), made or migrated when needed.

    Raises `UsageError` for a URL of another kind, a server that does not answer, or a database of a newer version.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise UsageError("database_url", "is not a database address", "use sqlite:///FILE or postgresql://USER@HOST/NAME") from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    elif parsed.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True, max_overflow=MOST_EXTRA
        )
    else:
        raise UsageError("database_url", f"{parsed.get_backend_name()} is not supported", "use sqlite or postgresql")
    try:
        upgrade(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise UsageError(
            parsed.render_as_string(hide_password=True), f"cannot be opened ({cause_of(error)})", "check database_url"
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def cause_of(error: BaseException) -> str:
    """What the database itself says, on one line, without the statement and its values."""
    return " ".join(str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).split())


def is_out_of_reach(error: BaseException) -> bool:
    """True where the database could not do its work (locked, no room, damaged, gone), which is no fault of the statement."""
    faults = (sa.exc.ProgrammingError, sa.exc.IntegrityError, sa.exc.DataError, sa.exc.NotSupportedError)
    return isinstance(error, (sa.exc.DatabaseError, sa.exc.TimeoutError, sqlite3.DatabaseError)) and not isinstance(error, faults)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, not guessed by the driver
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: Any) -> Any:
    """The text in lower case, as PostgreSQL has it: SQLite's own `lower` knows the letters of English alone."""
    return value.lower() if isinstance(value, str) else value


def _begin_immediate(connection: sa.Connection) -> None:
    """A write lock from the start: a reader that turns writer half-way would fail instead of wait."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if not connection.get_execution_options().get("reading") else "BEGIN")
