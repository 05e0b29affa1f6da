"""Turns the entries of a source into items, each once, even when it reappears under another GUID, address or title."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.jobs.claims import replace_imported
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item, ItemKind
from earwitness.storage.erase import is_erased
from earwitness.storage.items import entry_places, get_item, put_entry, put_item, put_state
from earwitness.storage.originals import decide_alone, settle_release
from earwitness.storage.releases import put_release_keys, same_releases
from earwitness.storage.work_records import known_inputs, put_input


class Recorded(NamedTuple):
    """What one reading of a source brought."""

    new: int = 0
    changed: int = 0
    copies: int = 0


def input_hash(entry: SourceEntry) -> str:
    """16 hex digits of all a source said of an entry: the same words, the same work.

    Where a file or message lies is left out when its content has a key of its own: a Maildir renames a letter when it is read, and in an
    mbox every letter moves when one before it is deleted.
    """
    source_text = json.dumps(
        entry.model_dump(mode="json", exclude={"url"} if entry.content_key else None),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(source_text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def item_id(source_id: str, guid: str) -> str:
    """16 hex digits an item keeps even when its GUID changes later: those of the GUID it was first seen under."""
    return hashlib.sha256(f"{source_id}\x1f{guid}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def describe(entry: SourceEntry, source: Source) -> ItemDraft:
    """What the source says of an item. In a folder the document knows its title, date and show better than file and folder do."""
    named = source.kind != "folder"
    return ItemDraft(
        title=entry.title or None if named else None,
        source=source.title or None if named else None,
        kind=kind_of(entry, source),
        url=entry.url if (entry.url or "").startswith(("http://", "https://")) else None,
        published=entry.published if named else None,
        duration_ms=entry.duration_ms,
        language=entry.language,
        people=entry.people,
    )


def kind_of(entry: SourceEntry, source: Source) -> ItemKind | None:
    """The kind of item the source makes it; None leaves it to the document."""
    if source.kind == "youtube":
        return "video"
    if source.kind in ("mailbox", "imap"):
        return "newsletter"
    types = {enclosure.media_type.partition("/")[0] for enclosure in entry.enclosures}
    if "audio" in types:
        return "podcast"
    if "video" in types:
        return "video"
    return "article" if source.kind == "page" else None


def record(connection: sa.Connection, source: Source, entries: Sequence[SourceEntry], listed: AbstractSet[str], now_ms: int) -> Recorded:
    """Writes the entries that are new or say something new; the others are left alone. `listed` are the GUIDs of the whole reading.

    Asks about these entries alone: of a source read in portions, the last costs no more than the first.
    """
    decide_alone(connection)
    known = known_inputs(connection, source.id, [entry.guid for entry in entries])
    places = entry_places(connection, [known[entry.guid][0] for entry in entries if entry.content_key and entry.guid in known])
    new = changed = duplicates = 0
    for entry in entries:
        found, last_hash = known.get(entry.guid, (None, ""))
        given = input_hash(entry)
        if found is not None and last_hash == given:
            if places.get(found, entry.url) != entry.url and not is_erased(connection, found):
                put_entry(connection, found, entry)  # it lies elsewhere now, and that is all
            continue
        archived = _archived(connection, source, entry, found or item_id(source.id, entry.guid), now_ms)
        if found is None and (former := _former(connection, archived, listed)) is not None:
            found, archived = former, _archived(connection, source, entry, former, now_ms)
        if is_erased(connection, archived.item.id):
            continue  # erased or redacted on purpose: its feed may list it, or change it, as long as it likes
        is_new = put_item(connection, archived, entry)
        if source.kind != "folder":  # names of files are no GUIDs, and a file is read sooner than it is looked up
            put_release_keys(connection, archived)
        put_input(connection, archived.item.id, given)
        new, changed = new + is_new, changed + (not is_new)
        if is_new and source.kind != "folder":
            replace_imported(connection, archived)
        if is_new and source.kind != "folder" and settle_release(connection, archived) is not None:
            duplicates += 1
        elif not is_new and _has_work(connection, archived.item.id):
            put_state(connection, archived.item.id, "new")
    return Recorded(new, changed, duplicates)


def _archived(connection: sa.Connection, source: Source, entry: SourceEntry, id_: str, now_ms: int) -> ArchivedItem:
    """The item as its source describes it now; what its document said of it before is set again when that is read."""
    source_text = describe(entry, source)
    values = {name: value for name in ItemDraft.model_fields if (value := getattr(source_text, name))}
    values.setdefault("title", entry.title or "Untitled")
    values.setdefault("published", entry.published)
    values.setdefault("source", source.title or None)
    known = get_item(connection, id_)
    if known is not None and known.revision:
        values["fingerprint"] = known.item.fingerprint
    return ArchivedItem(
        item=Item(id=id_, **values),
        source_id=source.id,
        guid=entry.guid,
        enclosure_url=entry.enclosures[0].url if entry.enclosures else None,
        first_seen_ms=now_ms,
    )


def _former(connection: sa.Connection, archived: ArchivedItem, listed: AbstractSet[str]) -> str | None:
    """The item of this source that has vanished under its old GUID and comes back under this one."""
    own = (other for other, _ in same_releases(connection, archived) if other.source_id == archived.source_id)
    return next((other.item.id for other in own if other.guid not in listed), None)


def _has_work(connection: sa.Connection, id_: str) -> bool:
    known = get_item(connection, id_)
    return known is not None and known.state != "copy"
