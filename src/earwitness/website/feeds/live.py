"""Feeds of a running hub: of all items, a source, topic, name or speaker, or of what a search finds; made when they are asked for."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from cachetools import LRUCache

from earwitness.entities.entities import entity_facts
from earwitness.entities.speakers import speaker_facts
from earwitness.entities.topics import topic_facts
from earwitness.errors import NotFound, UsageError
from earwitness.search.searching import search
from earwitness.storage.disclosure import shown_digest
from earwitness.storage.engine import Database
from earwitness.storage.entity_tables import heard, subjects, voices
from earwitness.storage.sources import get_source
from earwitness.storage.tables import items, revisions, sources
from earwitness.website.feeds.entry import ENTRIES, FeedEntry, feed_entry

HITS = 200
"""Newest passages of a search whose items its feed holds."""
MOST_KEPT = 2_000


class LiveFeed(NamedTuple):
    """Which items a feed holds, and what it is called."""

    key: str
    """`all`, `source/ID`, `topic/SLUG`, `entity/ID`, `speaker/SLUG`, `search?q=WORDS`."""
    title: str
    page: str
    """The name of the page whose list it is, and which of them."""
    which: str
    items: tuple[str, ...]
    """Ids, newest first."""


class Version(NamedTuple):
    """An item as it is now."""

    item_id: str
    seen_ms: int
    stamp: str
    """Changes whenever the entry does."""


def find_feed(database: Database, kind: str, which: str) -> LiveFeed:
    """The feed of this kind. Raises `NotFound`, and `UsageError` for a search that cannot be read."""
    if kind == "search":
        return _search(database, which)
    with database.read() as connection:
        if kind == "all" and not which:
            return LiveFeed("all", "", "items", "", _newest(connection))
        title, about = _subject(connection, kind, which)
        return LiveFeed(f"{kind}/{which}", title, kind, which, _newest(connection, about))


def versions(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[Version, ...]:
    """The items of these ids that have a digest, each with a stamp; reads no digest apart."""
    last = sa.select(revisions.c.item_id, sa.func.max(revisions.c.revision).label("revision"))
    last_made = last.where(revisions.c.digest.is_not(None), revisions.c.item_id.in_(item_ids)).group_by(revisions.c.item_id).subquery()
    same = sa.and_(revisions.c.item_id == last_made.c.item_id, revisions.c.revision == last_made.c.revision)
    query = sa.select(revisions.c.item_id, items.c.first_seen_ms, revisions.c.digest, sources.c.privacy)
    tables = revisions.join(last_made, same).join(items, items.c.id == revisions.c.item_id)
    query = query.select_from(tables.join(sources, sources.c.id == items.c.source_id))
    found = {
        item_id: Version(item_id, seen_ms, hashlib.sha256(digest + privacy.encode()).hexdigest()[:24])
        for item_id, seen_ms, digest, privacy in connection.execute(query)
    }
    return tuple(found[item_id] for item_id in item_ids if item_id in found)


class Entries:
    """A cache of feed entries, since one item stands in several feeds. Thread-safe."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._entries: LRUCache[tuple[Version, str], FeedEntry] = LRUCache(most)
        self._state = ""
        self._lock = threading.Lock()

    def for_state(self, state: str) -> None:
        """Clear the cache when the archive has changed since it was filled: erased content must not stay in memory."""
        with self._lock:
            if state != self._state:
                self._entries.clear()
                self._state = state

    def get(self, connection: sa.Connection, version: Version, page_url: str) -> FeedEntry | None:
        """Return the entry of an item whose page is at `page_url`; None when it was erased meanwhile."""
        key = (version, page_url)
        with self._lock:
            if (cached := self._entries.get(key)) is not None:
                return cached
        digest = shown_digest(connection, version.item_id)
        if digest is None:
            return None
        result = feed_entry(digest, page_url=page_url, seen_ms=version.seen_ms)
        with self._lock:
            self._entries[key] = result
        return result


def _subject(connection: sa.Connection, kind: str, which: str) -> tuple[str, sa.ColumnElement[bool]]:
    """What a feed is about: its title, and the condition on items."""
    if kind == "source" and (source := get_source(connection, which)):
        return source.name, items.c.source_id == which
    if kind == "topic" and (topic := topic_facts(connection, which)):
        return topic.row.name, items.c.id.in_(sa.select(subjects.c.item_id).where(subjects.c.topic_id == which))
    if kind == "speaker" and (speaker := speaker_facts(connection, which)):
        return speaker.row.name, items.c.id.in_(sa.select(voices.c.item_id).where(voices.c.speaker_id == which))
    if kind == "entity" and (entity := entity_facts(connection, which)):
        members = [member.id for member in entity.members]
        return entity.row.name, items.c.id.in_(sa.select(heard.c.item_id).where(heard.c.entity_id.in_(members)))
    raise NotFound(f"{kind}/{which}" if which else kind, "there is no such feed", "take its address from a page of the hub")


def _newest(connection: sa.Connection, about: sa.ColumnElement[bool] | None = None) -> tuple[str, ...]:
    has_digest = sa.exists().where(revisions.c.item_id == items.c.id, revisions.c.digest.is_not(None))
    query = sa.select(items.c.id).where(items.c.copy_of.is_(None), has_digest)
    query = query if about is None else query.where(about)
    return tuple(connection.scalars(query.order_by(items.c.published.desc().nulls_last(), items.c.id).limit(ENTRIES)))


def _search(database: Database, words: str) -> LiveFeed:
    if not words.strip():
        raise UsageError("q", "is empty", "write what to search for: /feeds/search.atom?q=WORDS")
    found = search(database, words, limit=HITS, order="date")
    ids = tuple(dict.fromkeys(hit.passage.item_id for hit in found.hits))[:ENTRIES]
    return LiveFeed(f"search?q={words}", words, "search", words, ids)
