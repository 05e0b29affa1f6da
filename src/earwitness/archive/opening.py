"""Opening the archive: the one way every command that reads or writes it gets its settings and its database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from earwitness.config import Settings, load_settings
from earwitness.errors import UsageError
from earwitness.storage.engine import Database, database_url, open_database


@dataclass(frozen=True)
class Archive:
    """The settings in force and the open database; closes itself at the end of a `with` block."""

    settings: Settings
    database: Database

    def close(self) -> None:
        """Gives the database's connections back."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_archive(home: Path | None = None) -> Archive:
    """The archive of a home folder, brought to this version's schema.

    Raises `UsageError` when there is none yet: a mistyped --home must not pass for an empty archive.
    """
    settings = load_settings(home)
    url = archive_url(settings)
    if (file := _sqlite_file(url)) is not None and not file.is_file():
        raise UsageError(str(settings.home), "holds no archive yet", "begin one with: earwitness follow URL")
    return Archive(settings, open_database(url))


def make_archive(home: Path | None = None) -> Archive:
    """The archive of a home folder, made when there is none. A new home is readable by its owner alone: letters are private."""
    settings = load_settings(home)
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(settings.home), f"cannot be made: {error.strerror}", "give another with --home") from error
    return Archive(settings, open_database(archive_url(settings)))


def archive_url(settings: Settings) -> str:
    """Where the archive's database is: the `database_url` of the settings, else a SQLite file in the home folder."""
    return settings.database_url or database_url(settings.home)


def _sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for any other address, which `open_database` judges."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        return None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)
