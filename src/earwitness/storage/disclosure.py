"""Decides which addresses of a source may leave the archive, and for whom. Every list, page, feed, file and API response uses it.

What anybody can fetch without a secret is no secret: the addresses of a public feed are shown as they are, but for one that says itself
that it holds a credential. Of a private source no address is shown that leads to it. Letters and folders are addressed to somebody: those
of their addresses that look like a secret are left out. The words of an item are never altered: they are its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.base import Frozen
from earwitness.model.digest import Digest, VerifiedReference, sealed
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.storage.findings import get_digest
from earwitness.storage.items import get_item
from earwitness.storage.tables import items, sources
from earwitness.storage.transcripts import get_transcript, transcript_of
from earwitness.text.redaction import holds_credential, may_hold_secret, readdressed, redacted, redacted_url, reduced, reduced_url

ADDRESSED = frozenset({"mailbox", "imap", "folder"})
"""Kinds of sources that only their owner can read, whose links were often made for them."""
UNNAMED = "recording"
_Model = TypeVar("_Model", bound=Frozen)


class Disclosure(NamedTuple):
    """What may be shown of the addresses of one item, or of one source."""

    private: bool = False
    addressed: bool = False
    hosts: frozenset[str] = frozenset()
    """Where a private source and its files lie."""
    whole: bool = False
    """Whether whoever looks may see everything."""

    def link(self, url: str | None) -> str | None:
        """The address of an item or recording as something to follow; None when it is not for others."""
        if not url or self.whole or url.startswith("file:"):
            return url
        if self.private or (may_hold_secret(url) if self.addressed else holds_credential(url)):
            return None
        return url

    def reference(self, url: str | None) -> str | None:
        """An address that an item points to."""
        if not url or self.whole:
            return url
        if not self.private:
            return self.link(url)
        return None if may_hold_secret(url) or _site(url) in self.hosts else url

    def said(self, text: str) -> str:
        """What was said of a failure or a copy, without secrets in its addresses."""
        if self.whole or "://" not in text:
            return text
        return reduced(text) if self.private else redacted(text)

    def named(self, address: str) -> str:
        """What stands in the place of an address that is not shown."""
        return reduced_url(address) if self.private else redacted_url(address)

    def anywhere(self, text: str) -> str:
        """A text that is not the words of an item, with each address in it that is not shown replaced."""
        return text if self.whole else readdressed(text, lambda url: url if self.link(url) else self.named(url))

    def item(self, item: Item) -> Item:
        """The item with the addresses that may be shown."""
        given: dict[str, Any] = {"url": self.link(item.url), "title": self.said(item.title), "recording": self._recording(item.recording)}
        return _changed(item, given | {"source": self.said(item.source) if item.source else item.source})

    def archived(self, archived: ArchivedItem) -> ArchivedItem:
        """The same with its place in the archive: its recording, and the address it may go by in its feed."""
        given = {
            "item": self.item(archived.item),
            "enclosure_url": self.link(archived.enclosure_url),
            "reason": self.said(archived.reason),
            "guid": archived.guid if self.whole or not self._hides(archived.guid) else self.named(archived.guid),
        }
        return _changed(archived, given)

    def transcript(self, transcript: Transcript) -> Transcript:
        """The transcript with the addresses that may be shown; its words are what they are.

        Of a public source its links are everybody's already.
        """
        warnings = tuple(map(self.said, transcript.warnings))
        if self.whole or not (self.private or self.addressed):
            return _changed(transcript, {"warnings": warnings})
        marks = tuple(
            mark.model_copy(update={"value": self.named(mark.value)}) if mark.value and self._hides(mark.value) else mark
            for mark in transcript.marks
        )
        return _changed(transcript, {"warnings": warnings, "marks": marks})

    def digest(self, digest: Digest, fingerprint: str = "") -> Digest:
        """The digest with the addresses that may be shown, sealed again; `fingerprint` is that of the transcript as it is shown."""
        if self.whole:
            return digest
        fingerprint = fingerprint or digest.transcript.fingerprint
        given = {
            "item": _changed(self.item(digest.item), {"fingerprint": fingerprint}),
            "transcript": _changed(digest.transcript, {"fingerprint": fingerprint}),
            "references": tuple(map(self._reference, digest.references)),
            "audit": _changed(digest.audit, {"warnings": tuple(map(self.said, digest.audit.warnings))}),
        }
        result = _changed(digest, given)
        return digest if result is digest else sealed(result)

    def _reference(self, found: VerifiedReference) -> VerifiedReference:
        shown = self.reference(found.url)
        if shown == found.url:
            return found
        address = found.url or ""
        bare = address.partition("://")[2].removeprefix("www.")
        is_address = bool(found.title) and (found.title in address or bare.startswith(found.title.rstrip("/")))
        return found.model_copy(update={"url": None, "title": self.named(address) if is_address else found.title})

    def _recording(self, name: str | None) -> str | None:
        """The file name of a recording; one that may be a token says no more than what kind of file it is."""
        if not name or self.whole or not (self.private or self.addressed) or not may_hold_secret(f"https://host/{name}"):
            return name
        return f"{UNNAMED}.{name.rpartition('.')[2]}" if "." in name[-6:] else UNNAMED

    def _hides(self, text: str) -> bool:
        """Whether a text is an address that is not shown."""
        return "://" in text[:12] and not any(char.isspace() for char in text) and self.reference(text) is None


OF_SOURCE = tuple(sources.c[name].label(f"of_source_{name}") for name in ("id", "url", "kind", "privacy"))
"""What a row must tell of its source for `row_disclosure`."""
NOTHING_HIDDEN = Disclosure(whole=True)


class Shown(NamedTuple):
    """An item's digest and transcript as they may be shown: they fit each other."""

    digest: Digest
    transcript: Transcript


def of_source(source: Source, *addresses: str | None, whole: bool = False) -> Disclosure:
    """What may be shown of a source's items; `addresses` are those of the item and its recording."""
    private = source.is_private
    hosts = frozenset(_site(url) for url in (source.url, source.site_url, *addresses) if url) - {""} if private else frozenset[str]()
    return Disclosure(private, source.kind in ADDRESSED, hosts, whole)


def row_disclosure(row: Any, *addresses: str | None) -> Disclosure:
    """What may be shown of the item of a row that has `OF_SOURCE`."""
    return of_source(Source(id=row.of_source_id, url=row.of_source_url, kind=row.of_source_kind, privacy=row.of_source_privacy), *addresses)


def shown_source(source: Source) -> Source:
    """The source with its address as others may see it."""
    site = of_source(source).reference(source.site_url)
    privacy = "private" if source.is_private else source.privacy
    return _changed(source, {"url": source.shown_url, "site_url": site, "title": source.title and source.name, "privacy": privacy})


def disclosure(connection: sa.Connection, item_id: str, *, whole: bool = False) -> Disclosure:
    """What may be shown of an item; of one there is not, as of a public one."""
    if whole:
        return NOTHING_HIDDEN
    columns = (*(sources.c[name] for name in Source.model_fields), items.c.enclosure_url, items.c.url.label("page"))
    query = sa.select(*columns).join_from(items, sources, sources.c.id == items.c.source_id).where(items.c.id == item_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        return Disclosure()
    return of_source(Source(**{name: row[name] for name in Source.model_fields}), row["enclosure_url"], row["page"])


def shown_item(connection: sa.Connection, item_id: str, *, whole: bool = False) -> ArchivedItem | None:
    """The item with this id as it may be shown."""
    found = get_item(connection, item_id)
    return disclosure(connection, item_id, whole=whole).archived(found) if found else None


def shown_items(connection: sa.Connection, found: Sequence[ArchivedItem]) -> tuple[ArchivedItem, ...]:
    """These items as they may be shown; asks for each source once."""
    ids = {one.source_id for one in found}
    rows = connection.execute(sa.select(sources).where(sources.c.id.in_(ids))).mappings() if ids else ()
    known = {row["id"]: Source(**{name: row[name] for name in Source.model_fields}) for row in rows}
    return tuple(
        of_source(known[one.source_id], one.enclosure_url, one.item.url).archived(one) if one.source_id in known else one for one in found
    )


def shown_digest(connection: sa.Connection, item_id: str, revision: int | None = None, *, whole: bool = False) -> Digest | None:
    """The digest of an item's revision, the newest that has one by default, as it may be shown."""
    digest = get_digest(connection, item_id, revision)
    if digest is None:
        return None
    may = disclosure(connection, item_id, whole=whole)
    transcript = get_transcript(connection, digest.transcript.fingerprint) if may.private or may.addressed else None
    return may.digest(digest, may.transcript(transcript).fingerprint if transcript else "")


def shown_transcript(connection: sa.Connection, item_id: str, revision: int | None = None) -> Transcript | None:
    """The transcript of an item's revision, the newest by default, as it may be shown."""
    transcript = transcript_of(connection, item_id, revision)
    return disclosure(connection, item_id).transcript(transcript) if transcript else None


def shown_pair(connection: sa.Connection, item_id: str, revision: int | None = None, *, whole: bool = False) -> Shown | None:
    """Digest and transcript of an item's revision as they may be shown; by default of the newest that has a digest."""
    digest = get_digest(connection, item_id, revision)
    transcript = get_transcript(connection, digest.transcript.fingerprint) if digest else None
    if digest is None or transcript is None:
        return None
    may = disclosure(connection, item_id, whole=whole)
    shown = may.transcript(transcript)
    return Shown(may.digest(digest, shown.fingerprint), shown)


def _site(url: str) -> str:
    """The last two names of an address's host: files of a show lie on a sister of its host as often as not."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.lower().split(".")[-2:])


def _changed(value: _Model, given: dict[str, Any]) -> _Model:
    """The value with what is different in it; itself when nothing is."""
    different = {name: new for name, new in given.items() if new is not getattr(value, name) and new != getattr(value, name)}
    return value.model_copy(update=different) if different else value
