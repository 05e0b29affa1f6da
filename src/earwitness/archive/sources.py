"""Followed sources: resolve a location, follow, unfollow, list, and mark as private."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from earwitness.archive.following import Located, erase_planned, follow_sources, locate
from earwitness.errors import NotFound, UsageError
from earwitness.model.archive import Privacy, Source
from earwitness.storage.disclosure import shown_source
from earwitness.storage.erase import ErasurePlan, plan_erasure
from earwitness.storage.reports import SourceReport, report_sources
from earwitness.storage.sources import NEVER_MS, find_sources, set_privacy, stop_polling
from earwitness.text.invisible import one_line

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["NEVER_MS", "Followed", "Located", "SourceReport", "Sources", "Unfollowed", "locate", "one_source", "shown_source"]
NAMED = 5
"""Sources that an ambiguous name lists."""


class Followed(NamedTuple):
    """The sources that are followed now, the ids of those that are new, and notes on how they were found."""

    sources: tuple[Source, ...]
    new: frozenset[str]
    notes: tuple[str, ...] = ()


class Unfollowed(NamedTuple):
    """The source that is no longer followed, and how many items it had."""

    source: Source
    items: int


class Sources:
    """Followed feeds, channels, folders and mailboxes of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def follow(self, *locations: str, title: str | None = None, private: bool | None = None) -> Followed:
        """Follow feeds, pages with a feed, channels, OPML lists, folders or mailboxes. A followed source is polled again.

        Raises `UsageError`, `SourceError` or `InputError` for the first location that stands for nothing.
        """
        located = [locate(location, self._archive.settings) for location in locations]
        found = [source for one in located for source in one.sources]
        return self.add(found, title=title, private=private)._replace(notes=tuple(one.note for one in located if one.note))

    def add(self, found: Sequence[Source], *, title: str | None = None, private: bool | None = None) -> Followed:
        """Follow sources that were located before."""
        named = described(found, title=title, private=private)
        return Followed(named, follow_sources(self._archive.database, named, now_ms=now_ms()))

    def list(self, words: str = "", *, with_private: bool = False) -> tuple[SourceReport, ...]:
        """Return the sources that these words name, each with its poll state and its items by state."""
        with self._archive.database.read() as connection:
            return report_sources(connection, find_sources(connection, words, whole=with_private), whole=with_private)

    def one(self, words: str) -> Source:
        """Return the one source these words name. Raises `NotFound` or `UsageError`."""
        with self._archive.database.read() as connection:
            return one_source(connection, words)

    def set_privacy(self, words: str, privacy: Privacy) -> Source:
        """Mark a source as private or public; an empty `privacy` leaves it to the secrets in its address."""
        with self._archive.database.write() as connection:
            return set_privacy(connection, one_source(connection, words), privacy)

    def plan_unfollow(self, words: str) -> tuple[Source, ErasurePlan]:
        """Return the source these words name and what unfollowing it would erase."""
        with self._archive.database.read() as connection:
            found = one_source(connection, words)
            return found, plan_erasure(connection, source_ids=[found.id], media=self._archive.settings.home / "media")

    def unfollow(self, words: str, *, keep_items: bool = False) -> Unfollowed:
        """Stop following a source and erase its items, unless they are kept."""
        found, plan = self.plan_unfollow(words)
        if keep_items:
            with self._archive.database.write() as connection:
                stop_polling(connection, found.id)
        else:
            erase_planned(self._archive.database, self._archive.settings, plan, now_ms=now_ms())
        return Unfollowed(found, len(plan.item_ids))


def described(found: Sequence[Source], *, title: str | None, private: bool | None) -> tuple[Source, ...]:
    """Return the sources with a title and a privacy of the user's. Raises `UsageError` for one title for several."""
    if title is not None and len(found) > 1:
        raise UsageError("--title", f"cannot name {len(found)} sources", "follow one at a time")
    changes: dict[str, str] = {} if title is None or not found else {"title": title}
    if private is not None:
        changes["privacy"] = "private" if private else "public"
    return tuple(source.model_copy(update=changes) for source in found)


def one_source(connection: sa.Connection, words: str) -> Source:
    """Return the one source these words name: its id or the beginning of it, its address or title or a part of them.

    Raises `NotFound` for none and `UsageError` for several.
    """
    found = find_sources(connection, words, whole=True)
    exact = [source for source in found if words in (source.id, source.url) or words.casefold() == source.title.casefold()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise NotFound(words, "no source like this is followed", "see: earwitness sources")
    named = "; ".join(f"{source.id} {one_line(source.name)}" for source in found[:NAMED])
    raise UsageError(words, f"means {len(found)} sources ({named}{' ...' if len(found) > NAMED else ''})", "give the id")


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
