"""Stores an imported page: finds its item, its claims, and the transcript that can check them. Each call is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.archive.importing import defects
from earwitness.archive.importing.site_files import ImportFolder
from earwitness.archive.importing.site_page import SitePage
from earwitness.jobs.claims import judge_page
from earwitness.jobs.entries import item_id as id_of
from earwitness.jobs.stages import STAGE_VERSION
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.claims import ImportedPage, ImportKey
from earwitness.model.digest import Digest
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.recheck.imported_claims import judge_name_alone
from earwitness.search.interface import SearchIndex
from earwitness.storage.claims import StoredPage, adopt, get_page, pages_of, put_page, put_quoted
from earwitness.storage.duplicates import find_original, find_spoken, put_word_keys, root
from earwitness.storage.engine import Database
from earwitness.storage.erase import is_erased
from earwitness.storage.findings import get_digest, put_digest, stage_version_of
from earwitness.storage.items import get_item, put_described, put_item, put_state
from earwitness.storage.releases import put_release_keys, same_releases
from earwitness.storage.sources import put_source, stop_polling
from earwitness.storage.transcripts import put_passages, put_revision, transcript_of
from earwitness.storage.work_records import lock_item

UNJUDGED = "imported without a transcript"


class ImportedRecord(NamedTuple):
    """A page as the archive has it; `changed` when something was written for it."""

    page: StoredPage
    changed: bool
    new: bool = False
    """Its item was not in the archive before."""


class Desk:
    """Takes the pages of one hub into an archive."""

    def __init__(self, database: Database, index: SearchIndex, hub: ImportFolder, clock: Callable[[], int]) -> None:
        self._database = database
        self._index = index
        self._hub = hub
        self._clock = clock
        self.origin = f"import:{hub.name}"
        self.source = Source(id=_hash(f"hub:{hub.name}"), url=f"hub:{hub.name}", kind="hub", title=hub.name)

    def open(self) -> None:
        """Lists the hub among the sources; it is never asked."""
        with self._database.write() as connection:
            put_source(connection, self.source, now_ms=self._clock())
            stop_polling(connection, self.source.id)

    def keep(self, page: SitePage) -> ImportedRecord | None:
        """The page with its claims in the archive, about the item it is recognised as; None when that was erased on purpose."""
        key = ImportKey(self.origin, page.path)
        import_id = id_of(self.source.id, page.path)
        with self._database.read() as connection:
            known = get_page(connection, key)
            if known is None and is_erased(connection, import_id):
                return None
            if known is not None and known[1].content_hash == page.content_hash:
                return ImportedRecord(next(one for one in pages_of(connection, known[0]) if one.key == key), changed=False)
        claims = tuple(judge_name_alone(claim) for claim in page.claims)
        result = ImportedPage(**key._asdict(), content_hash=page.content_hash, import_id=import_id, said=page.said)
        archived = self._archived(page, import_id)
        with self._database.write() as connection:
            about = known[0] if known is not None else self._recognised(connection, archived, page)
            new = about is None
            if about is None or about == import_id:
                about = import_id
                put_item(connection, archived)
                put_release_keys(connection, archived)
                put_quoted(connection, about, page.quotes)
            retained = StoredPage(about, result, claims)
            put_page(connection, retained)
        return ImportedRecord(retained, changed=True, new=new)

    def judge_by_archive(self, kept: ImportedRecord) -> ImportedRecord:
        """The page judged by its item's transcript, where the archive has one it was not judged by yet."""
        item_id = kept.page.item_id
        with self._database.read() as connection:
            archived = get_item(connection, item_id)
            if archived is None or archived.state != "digested":
                return kept
            transcript, digest = transcript_of(connection, item_id), get_digest(connection, item_id)
            version = stage_version_of(connection, item_id, archived.revision)
        if transcript is None or digest is None or kept.page.page.transcript == transcript.fingerprint:
            return kept
        result, page, _ = judge_page(kept.page, digest, transcript)
        if page == kept.page and result is digest:
            return kept
        with self._database.write() as connection:
            if not lock_item(connection, item_id):
                return kept
            put_page(connection, page)
            if result is not digest:
                put_digest(connection, item_id, archived.revision, result, stage_version=version)
        return kept._replace(page=page, changed=True)

    def item_of(self, kept: ImportedRecord) -> Item | None:
        """The item a page is about, when it has no transcript yet."""
        with self._database.read() as connection:
            archived = get_item(connection, kept.page.item_id)
        return archived.item if archived and archived.state == "imported" else None

    def judge_by(self, kept: ImportedRecord, digest: Digest, transcript: Transcript, *, by: str) -> ImportedRecord:
        """The page judged by a transcript from outside, which becomes the item's: with digest, passages and place in the search index."""
        item_id = kept.page.item_id
        with self._database.write() as connection:
            if not lock_item(connection, item_id):
                return kept
            original = find_original(connection, item_id, transcript)
            if original is not None:
                adopt(connection, item_id, original.original_id, original.reason)
        if original is not None:
            return self.judge_by_archive(ImportedRecord(kept.page._replace(item_id=original.original_id), changed=True))
        with self._database.write() as connection:
            for other in pages_of(connection, item_id):
                digest, page, _ = judge_page(other, digest, transcript, by=by)
                put_page(connection, page)
                kept = kept._replace(page=page, changed=True) if page.key == kept.page.key else kept
            revision = put_revision(connection, item_id, transcript)
            put_described(connection, digest.item)
            put_word_keys(connection, item_id, transcript)
            put_digest(connection, item_id, revision, digest, stage_version=STAGE_VERSION)
            self._index.remove(connection, item_id)
            put_passages(connection, item_id, transcript)
            self._index.add(connection, item_id)
            put_state(connection, item_id, "digested")
        return kept

    def note(self, kept: ImportedRecord, note: str) -> ImportedRecord:
        """The page with why no transcript was taken for it."""
        if kept.page.page.note == note:
            return kept
        page = kept.page._replace(page=kept.page.page.model_copy(update={"note": note}))
        with self._database.write() as connection:
            put_page(connection, page)
        return kept._replace(page=page, changed=True)

    def _archived(self, page: SitePage, import_id: str) -> ArchivedItem:
        url = page.url if defects.is_audio(page.url) else None
        item = item_of(page, import_id, self._hub.name)
        return ArchivedItem(
            item=item,
            source_id=self.source.id,
            guid=page.path,
            state="imported",
            reason=UNJUDGED,
            enclosure_url=url,
            first_seen_ms=self._clock(),
        )

    def _recognised(self, connection: sa.Connection, archived: ArchivedItem, page: SitePage) -> str | None:
        """The item of the archive that this page is about, by what it says of itself, else by its quotes."""
        for other, _ in same_releases(connection, archived):
            found = root(connection, other.item.id)
            if found is not None and found.state != "failed":
                return found.item.id
        for candidate in find_spoken(connection, " ".join(page.quotes)):
            transcript, digest = transcript_of(connection, candidate), get_digest(connection, candidate)
            result = ImportedPage(origin=self.origin, path=page.path, content_hash="", import_id=archived.item.id)
            if transcript and digest and judge_page(StoredPage(candidate, result, page.claims), digest, transcript)[2]:
                return candidate
        return None


def item_of(page: SitePage, item_id: str, hub: str) -> Item:
    """The item a page describes. A date that is the minute of processing is none, and one minute is no length."""
    minutes = page.minutes if page.minutes is not None and page.minutes > defects.DEFAULT_MINUTES else None
    return Item(
        id=item_id,
        title=page.title or page.path.rpartition("/")[2].rpartition(".")[0] or page.path,
        source=page.source or hub,
        kind="podcast",
        url=page.url,
        published=None if defects.is_processing_minute(page) else page.published,
        duration_ms=round(minutes * 60_000) if minutes else None,
    )


def draft_of(item: Item) -> ItemDraft:
    """What is known of an item, for reading its transcript."""
    return ItemDraft(
        title=item.title, source=item.source, kind=item.kind, url=item.url, published=item.published, duration_ms=item.duration_ms
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
