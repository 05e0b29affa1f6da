"""Feeds of a running web app: all items, a source, topic, entity or speaker, or a saved search; built on request."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from cachetools import LRUCache

from earwitness.entities.entities import entity_facts
from earwitness.entities.publication import items_on
from earwitness.entities.speakers import speaker_facts
from earwitness.entities.topics import topic_facts
from earwitness.errors import NotFound, UsageError
from earwitness.search.searching import search
from earwitness.storage.disclosure import shown_digest
from earwitness.storage.engine import Database
from earwitness.storage.publication import digest_versions, newest_digested
from earwitness.storage.sources import get_source
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
            return LiveFeed("all", "", "items", "", newest_digested(connection, limit=ENTRIES))
        title, newest = _subject(connection, kind, which)
        return LiveFeed(f"{kind}/{which}", title, kind, which, newest)


def versions(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[Version, ...]:
    """The items of these ids that have a digest, each with a stamp; reads no digest apart."""
    found = {
        item_id: Version(item_id, seen_ms, hashlib.sha256(digest + privacy.encode()).hexdigest()[:24])
        for item_id, seen_ms, digest, privacy in digest_versions(connection, item_ids)
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


def _subject(connection: sa.Connection, kind: str, which: str) -> tuple[str, tuple[str, ...]]:
    """Return the title of a feed and the newest items in it. Raises `NotFound`."""
    if kind == "source" and (source := get_source(connection, which)):
        return source.name, newest_digested(connection, limit=ENTRIES, source_id=which)
    if kind == "topic" and (topic := topic_facts(connection, which)):
        return topic.row.name, newest_digested(connection, limit=ENTRIES, among=items_on("topic", (which,)))
    if kind == "speaker" and (speaker := speaker_facts(connection, which)):
        return speaker.row.name, newest_digested(connection, limit=ENTRIES, among=items_on("speaker", (which,)))
    if kind == "entity" and (entity := entity_facts(connection, which)):
        members = [member.id for member in entity.members]
        return entity.row.name, newest_digested(connection, limit=ENTRIES, among=items_on("entity", members))
    raise NotFound(f"{kind}/{which}" if which else kind, "there is no such feed", "take its address from a page of the web app")


def _search(database: Database, words: str) -> LiveFeed:
    if not words.strip():
        raise UsageError("q", "is empty", "write what to search for: /feeds/search.atom?q=WORDS")
    found = search(database, words, limit=HITS, order="date")
    ids = tuple(dict.fromkeys(hit.passage.item_id for hit in found.hits))[:ENTRIES]
    return LiveFeed(f"search?q={words}", words, "search", words, ids)
