"""The published items, newest first, each with a key that changes whenever its content does."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.renderers.writing import safe_url
from earwitness.storage.disclosure import NOTHING_HIDDEN, Disclosure, row_disclosure
from earwitness.storage.findings import get_digest
from earwitness.storage.publication import published_rows
from earwitness.storage.transcripts import transcript_of
from earwitness.website.publishing.renderer_version import key_of
from earwitness.website.views.item import ItemRecording


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
    found = []
    for row in published_rows(connection, source_id=source_id, limit=limit):
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
