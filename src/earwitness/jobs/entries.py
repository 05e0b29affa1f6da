"""From what a source says to items: each entry once, under whatever GUID, address or title it comes back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem, Entry, Feed, Source
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item, ItemKind
from earwitness.store.erase import is_erased
from earwitness.store.items import find_by_keys, get_item, put_copy, put_item, put_keys, put_state
from earwitness.store.work import known_inputs, put_input
from earwitness.text.folding import fold

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}(?!php$|html?$|aspx?$)[a-z]{2,10}", re.IGNORECASE)
"""Trackers put the true address behind their own: `https://tracker.example/e/media.example/ep.mp3`."""


class Recorded(NamedTuple):
    """What one reading of a source brought."""

    new: int = 0
    changed: int = 0
    copies: int = 0


def input_hash(entry: Entry) -> str:
    """16 hex digits of all a source said of an entry: the same words, the same work."""
    said = json.dumps(entry.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def item_id(source_id: str, guid: str) -> str:
    """16 hex digits an item keeps even when its GUID changes later: those of the GUID it was first seen under."""
    return hashlib.sha256(f"{source_id}\x1f{guid}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def describe(entry: Entry, source: Source) -> ItemDraft:
    """What the source says of an item. In a folder the document knows its title and date better than the file does."""
    named = source.kind != "folder"
    return ItemDraft(
        title=entry.title or None if named else None,
        source=source.title or None,
        kind=kind_of(entry, source),
        url=entry.url if (entry.url or "").startswith(("http://", "https://")) else None,
        published=entry.published if named else None,
        duration_ms=entry.duration_ms,
        language=entry.language,
        people=entry.people,
    )


def kind_of(entry: Entry, source: Source) -> ItemKind | None:
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


def record(connection: sa.Connection, source: Source, feed: Feed, entries: Sequence[Entry], now_ms: int) -> Recorded:
    """Writes the entries that are new or say something new; the others are left alone. `feed` is the whole reading."""
    known = known_inputs(connection, source.id)
    listed = {entry.guid for entry in feed.entries}
    gone = {item for guid, (item, _) in known.items() if guid not in listed}
    new = changed = copies = 0
    for entry in entries:
        found, last_hash = known.get(entry.guid, (None, ""))
        given = input_hash(entry)
        if found is None and gone and (found := _recognised(connection, entry, gone)) is not None:
            gone.discard(found)
        if found is not None and last_hash == given:
            continue
        if found is None and is_erased(connection, item_id(source.id, entry.guid)):
            continue  # erased on purpose: its feed may list it as long as it likes
        is_new = _put(connection, source, entry, found or item_id(source.id, entry.guid), now_ms)
        id_ = found or item_id(source.id, entry.guid)
        put_keys(connection, id_, entry_keys(entry))
        put_input(connection, id_, given)
        new, changed = new + is_new, changed + (not is_new)
        if is_new and (original := _elsewhere(connection, entry, source)) is not None:
            put_copy(connection, id_, original.item.id, f"same recording as “{original.item.title}”")
            copies += 1
        elif not is_new and _has_work(connection, id_):
            put_state(connection, id_, "new")
    return Recorded(new, changed, copies)


def entry_keys(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What an entry is recognised by when its GUID changes: its enclosures, and its page with its title."""
    return tuple(_entry_keys(entry))


def _entry_keys(entry: Entry) -> Iterator[tuple[str, str]]:
    for enclosure in entry.enclosures:
        yield "enclosure", enclosure_key(enclosure.url)
    if entry.url and entry.title:
        yield "page", f"{_bare(entry.url)} {fold(entry.title)}"


def enclosure_key(url: str) -> str:
    """A media address without what changes from one day to the next: scheme, trackers in front, query.

    >>> enclosure_key("https://tracker.example/e/media.example/a/ep1.mp3?updated=3")
    'media.example/a/ep1.mp3'
    """
    parts = _bare(url).split("/")
    hosts = [at for at, part in enumerate(parts[:-1]) if _HOST.fullmatch(part)]
    return "/".join(parts[hosts[-1] if hosts else 0 :])


def _bare(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return url
    if not parts.netloc:
        return url
    return f"{parts.netloc.rpartition('@')[2].lower()}{parts.path}"


def _put(connection: sa.Connection, source: Source, entry: Entry, id_: str, now_ms: int) -> bool:
    said = describe(entry, source)
    values = {name: value for name in ItemDraft.model_fields if (value := getattr(said, name))}
    values.setdefault("title", entry.title or "Untitled")
    values.setdefault("published", entry.published)
    known = get_item(connection, id_)
    if known is not None and known.revision:
        values["fingerprint"] = known.item.fingerprint
    archived = ArchivedItem(
        item=Item(id=id_, **values),
        source_id=source.id,
        guid=entry.guid,
        enclosure_url=entry.enclosures[0].url if entry.enclosures else None,
        first_seen_ms=now_ms,
    )
    return put_item(connection, archived, entry)


def _recognised(connection: sa.Connection, entry: Entry, gone: set[str]) -> str | None:
    """The item of this source that has vanished under its old GUID and comes back under this one."""
    for kind, key in entry_keys(entry):
        for found in find_by_keys(connection, kind, [key]):
            if found in gone:
                return found
    return None


def _elsewhere(connection: sa.Connection, entry: Entry, source: Source) -> ArchivedItem | None:
    """The item of another source that carries the same recording."""
    keys = [key for kind, key in entry_keys(entry) if kind == "enclosure"]
    for found in find_by_keys(connection, "enclosure", keys) if keys else ():
        other = get_item(connection, found)
        if other is not None and other.source_id != source.id and other.state != "copy":
            return other
    return None


def _has_work(connection: sa.Connection, id_: str) -> bool:
    known = get_item(connection, id_)
    return known is not None and known.state != "copy"
