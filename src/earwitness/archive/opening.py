"""Opens an archive: settings, database and services, shared by the command line, the web app and library users."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import sqlalchemy as sa

from earwitness.config import Settings, load_settings
from earwitness.errors import UsageError
from earwitness.storage.engine import Database, database_url, open_database

if TYPE_CHECKING:
    from earwitness.archive.erasure import Erasure
    from earwitness.archive.exporting import Exported
    from earwitness.archive.findings import Findings
    from earwitness.archive.identity import Identity
    from earwitness.archive.items import Items
    from earwitness.archive.search import SearchIndex, SearchOrder, SearchResult
    from earwitness.archive.sources import Sources
    from earwitness.archive.syncing import SyncReport
    from earwitness.archive.users import Users
    from earwitness.website.publishing.formats import FormatName
    from earwitness.website.publishing.publish import PublishResult


@dataclass(frozen=True)
class Archive:
    """An open archive. Services are grouped by noun; each call opens its own transaction. Use it as a context manager.

    >>> with open_archive("~/podcasts") as archive:            # doctest: +SKIP
    ...     archive.sources.follow("https://example.com/feed.xml")
    ...     archive.sync()
    ...     hits = archive.search("heat pumps").hits
    """

    settings: Settings
    database: Database

    @property
    def sources(self) -> Sources:
        """Followed feeds, channels, folders and mailboxes."""
        from earwitness.archive.sources import Sources  # noqa: PLC0415 - each service loads when it is used, --help loads none

        return Sources(self)

    @property
    def items(self) -> Items:
        """Episodes, videos, issues and articles, with their digests."""
        from earwitness.archive.items import Items  # noqa: PLC0415

        return Items(self)

    @property
    def findings(self) -> Findings:
        """Quotes, numbers, predictions and entities over all items."""
        from earwitness.archive.findings import Findings  # noqa: PLC0415

        return Findings(self)

    @property
    def identity(self) -> Identity:
        """Decisions on which names are one entity."""
        from earwitness.archive.identity import Identity  # noqa: PLC0415

        return Identity(self)

    @property
    def erasure(self) -> Erasure:
        """Erasing items, sources and persons for good."""
        from earwitness.archive.erasure import Erasure  # noqa: PLC0415

        return Erasure(self)

    @property
    def users(self) -> Users:
        """Users of the web app and their API tokens."""
        from earwitness.archive.users import Users  # noqa: PLC0415

        return Users(self)

    @property
    def index(self) -> SearchIndex:
        """The search index: words and, with an embedding model, vectors."""
        from earwitness.archive.search import SearchIndex  # noqa: PLC0415

        return SearchIndex(self)

    def search(
        self, query: str, *, limit: int = 20, offset: int = 0, order: SearchOrder = "relevance", words_only: bool = False
    ) -> SearchResult:
        """Return the passages that answer a query, best first. Raises `UsageError` for a malformed query."""
        from earwitness.archive.search import search  # noqa: PLC0415

        return search(self, query, limit=limit, offset=offset, order=order, words_only=words_only)

    def sync(self, *, source: str | None = None, limit: int | None = None, retry: bool = False) -> SyncReport:
        """Poll the sources that are due, digest what is new, and report what became of each item. Resumes what was interrupted."""
        from earwitness.archive.syncing import sync  # noqa: PLC0415

        return sync(self, once=True, source=source, limit=limit, retry=retry)

    def publish(self, folder: Path | str, format_: FormatName = "site", **options: Any) -> PublishResult:
        """Publish the archive into a folder; only what changed is written. `options` are those of `archive.publishing.PublishOptions`."""
        from earwitness.archive.publishing import PublishOptions, publish  # noqa: PLC0415

        return publish(self, Path(folder), format_, PublishOptions(**options))

    def export(
        self, folder: Path | str, format_: Literal["jsonl", "parquet"] = "jsonl", *, with_private: bool = False
    ) -> tuple[Exported, ...]:
        """Write every table as files into a folder; without private addresses unless asked for them."""
        from earwitness.archive.exporting import export  # noqa: PLC0415

        return export(self, Path(folder), format_=format_, with_private=with_private)

    def close(self) -> None:
        """Close the database's connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_archive(home: Path | str | None = None, *, settings: Settings | None = None, create: bool = False) -> Archive:
    """Open the archive of a home folder and bring it to this version's schema.

    Raises `UsageError` when there is none yet, unless `create` is set: a mistyped home must not pass for an empty archive. A new home is
    readable by its owner alone, since newsletters are private.
    """
    settings = settings or load_settings(Path(home) if home is not None else None)
    url = archive_url(settings)
    if create:
        try:
            settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(str(settings.home), f"cannot be created: {error.strerror}", "give another with --home") from error
    elif (file := _sqlite_file(url)) is not None and not file.is_file():
        raise UsageError(str(settings.home), "holds no archive yet", "begin one with: earwitness follow URL")
    return Archive(settings, open_database(url))


def archive_url(settings: Settings) -> str:
    """Return the URL of the archive's database: `database_url` of the settings, else a SQLite file in the home folder."""
    return settings.database_url or database_url(settings.home)


def _sqlite_file(url: str) -> Path | None:
    """Return the file behind a SQLite URL; None for any other URL, which `open_database` judges."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        return None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)
