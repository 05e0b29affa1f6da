"""Identity of feed entries: a stable GUID for every entry, and each entry once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from earwitness.model.archive import SourceEntry


def unique_entries(entries: Sequence[SourceEntry]) -> tuple[tuple[SourceEntry, ...], tuple[str, ...]]:
    """The entries, each with a guid of its own and each once, and what had to be done for it.

    A missing guid is made up from what lasts longest: the enclosure's address, else the link, else title and date. Two entries of
    one guid are one entry, unless they differ in title and address: then a generator gives all its entries the same guid.
    """
    links = Counter(entry.url for entry in entries if not entry.guid and not entry.enclosures)
    named = _named(entries, links)
    groups: dict[str, list[SourceEntry]] = {}
    for entry in named:
        groups.setdefault(entry.guid, []).append(entry)
    shared = {guid for guid, group in groups.items() if len(group) > 1 and _are_different(group)}
    retained: dict[str, SourceEntry] = {}
    for entry in named:
        guid = f"{entry.guid}#{_hash(_identity(entry))}" if entry.guid in shared else entry.guid
        retained.setdefault(guid, entry if guid == entry.guid else entry.model_copy(update={"guid": guid}))
    result = sum(not entry.guid for entry in entries)
    source_text = {
        f"{result} of {len(entries)} entries have no guid; one was made up from their address or title": result,
        f"{len(shared)} guids are shared by different entries, which are told apart by their address": len(shared),
        f"{len(entries) - len(retained)} repeated entries were left out": len(entries) - len(retained),
    }
    return tuple(retained.values()), tuple(warning for warning, count in source_text.items() if count)


def _named(entries: Sequence[SourceEntry], links: Counter[str | None]) -> list[SourceEntry]:
    """The entries with a guid made up where there is none; equal ones are numbered from the oldest, so that a number lasts."""
    given: Counter[str] = Counter()
    named: list[SourceEntry] = []
    for entry in reversed(entries):
        if entry.guid:
            named.append(entry)
            continue
        guid = _made_up(entry, links)
        given[guid] += 1
        number = f"#{given[guid]}" if given[guid] > 1 else ""
        named.append(entry.model_copy(update={"guid": guid + number}))
    return named[::-1]


def _made_up(entry: SourceEntry, links: Counter[str | None]) -> str:
    if entry.enclosures:
        return entry.enclosures[0].url
    if entry.url and links[entry.url] == 1:
        return entry.url
    source_text = "\x1f".join((entry.title, entry.published or "", entry.url or ""))
    if not (entry.title or entry.published):
        source_text += "\x1f" + (entry.content_html or entry.summary_html)
    return f"made-up:{_hash(source_text)}"


def _are_different(group: Sequence[SourceEntry]) -> bool:
    first = group[0]
    return any(_address(entry) != _address(first) and entry.title != first.title for entry in group[1:])


def _address(entry: SourceEntry) -> str:
    return entry.enclosures[0].url if entry.enclosures else entry.url or ""


def _identity(entry: SourceEntry) -> str:
    return _address(entry) or f"{entry.title}\x1f{entry.published or ''}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
