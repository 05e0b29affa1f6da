"""Which items are published, newest first, each with a key that changes when anything it says does."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.renderers.writing import safe_url
from earwitness.storage.disclosure import NOTHING_HIDDEN, OF_SOURCE, Disclosure, row_disclosure
from earwitness.storage.findings import get_digest
from earwitness.storage.sources import NAME
from earwitness.storage.tables import items, revisions, sources
from earwitness.storage.transcripts import transcript_of
from earwitness.website.publishing.renderer_version import key_of
from earwitness.website.views.item import ItemRecording

ROWS_AT_ONCE = 100


class PublishedItem(NamedTuple):
    """An item with a digest, as far as a list of items needs it."""

    item: Item
    revision: int
    source_id: str
    enclosure_url: str | None
    first_seen_ms: int
    key: str
    """Hash of the item, its newest digest, its transcript and what may be shown of them."""
    may: Disclosure = Disclosure()

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def recording(self) -> ItemRecording | None:
        """Where its sound can be heard: at the publisher's own address."""
        url = safe_url(self.enclosure_url)
        return ItemRecording(url, fits=False) if url is not None and url.lower().startswith(("https://", "http://")) else None


class CatalogueRow(NamedTuple):
    """An item's digest with its transcript, and where its recording is."""

    digest: Digest
    transcript: Transcript
    media: str | None


def published_items(
    connection: sa.Connection, *, source_id: str = "", limit: int | None = None, with_private: bool = False
) -> tuple[PublishedItem, ...]:
    """Every item with a digest, newest first; copies of an item are left out, their original is there."""
    newest = sa.select(revisions.c.item_id, sa.func.max(revisions.c.revision).label("revision")).where(revisions.c.digest.is_not(None))
    last = newest.group_by(revisions.c.item_id).subquery()
    same = sa.and_(revisions.c.item_id == last.c.item_id, revisions.c.revision == last.c.revision)
    shown = NAME
    query = sa.select(
        items.c.item, items.c.source_id, items.c.enclosure_url, items.c.first_seen_ms, shown.label("source"),
        revisions.c.revision, revisions.c.fingerprint, revisions.c.digest, *OF_SOURCE, sources.c.site_url,
    )  # fmt: skip
    tables = items.join(last, last.c.item_id == items.c.id).join(revisions, same).join(sources, sources.c.id == items.c.source_id)
    query = query.select_from(tables).where(items.c.copy_of.is_(None))
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id)
    if source_id:
        query = query.where(items.c.source_id == source_id)
    found = []
    for row in connection.execute(query.limit(limit), execution_options={"yield_per": ROWS_AT_ONCE}):
        item = Item.model_validate(row.item)
        may = NOTHING_HIDDEN if with_private else row_disclosure(row, row.enclosure_url, item.url)
        shown_item = may.item(item if item.source else item.model_copy(update={"source": row.source}))
        seen = [may.private, may.addressed, sorted(may.hosts), may.whole]
        key = key_of(row.item, row.source, row.enclosure_url, row.fingerprint, hashlib.sha256(row.digest).hexdigest(), seen)
        found.append(PublishedItem(shown_item, row.revision, row.source_id, may.link(row.enclosure_url), row.first_seen_ms, key, may))
    return tuple(found)


def digested(connection: sa.Connection, published: PublishedItem) -> CatalogueRow | None:
    """The digest and transcript behind a published item; None when it was erased meanwhile."""
    held = get_digest(connection, published.id, published.revision)
    source_text = transcript_of(connection, published.id, published.revision)
    if held is None or source_text is None:
        return None
    transcript = published.may.transcript(source_text)
    digest = published.may.digest(held, transcript.fingerprint)
    media = published.enclosure_url if digest.item.recording else None  # times of a transcript made elsewhere may not fit the file
    return CatalogueRow(digest, transcript, media)
