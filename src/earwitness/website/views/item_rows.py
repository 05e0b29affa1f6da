"""An item as a row of a list: kind, duration, speakers, takeaway and newly introduced names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.renderers.labels import duration
from earwitness.renderers.writing import printed
from earwitness.storage.disclosure import shown_items
from earwitness.storage.summaries import last_word_times, new_names, newest_evidence

NAMES_SHOWN = 8
SPEAKERS_SHOWN = 5


class NewName(NamedTuple):
    """A name the archive had not heard before an item."""

    id: str
    name: str


class ItemRow(NamedTuple):
    """One item in a list."""

    id: str
    title: str
    kind: str
    source: str | None
    source_id: str
    published: str | None
    length: str
    speakers: tuple[str, ...]
    state: str
    reason: str
    takeaway: str = ""
    takeaway_id: str = ""
    takeaway_ms: int | None = None
    is_quote: bool = False
    """The item has no takeaway: its weightiest quote stands for it."""
    fresh: tuple[NewName, ...] = ()


class _Takeaway(NamedTuple):
    id: str
    words: str
    t0_ms: int | None
    is_quote: bool = False


def item_rows(connection: sa.Connection, found: Sequence[ArchivedItem], *, with_names: bool = False) -> tuple[ItemRow, ...]:
    """The rows of these items, in their order; `with_names` looks up which names each brought into the archive."""
    ids = [one.item.id for one in found]
    takeaways = _takeaways(connection, ids)
    takeaways |= _quotes(connection, [id_ for id_ in ids if id_ not in takeaways])
    lengths = last_word_times(connection, [one.item.id for one in found if not one.item.duration_ms])
    fresh = _new_names(connection, ids) if with_names else {}
    shown = shown_items(connection, found)
    return tuple(_row(one, lengths.get(one.item.id, 0), takeaways.get(one.item.id), fresh.get(one.item.id, ())) for one in shown)


def _row(archived: ArchivedItem, length_ms: int, takeaway: _Takeaway | None, fresh: tuple[NewName, ...]) -> ItemRow:
    item = archived.item
    length_ms = item.duration_ms or length_ms
    return ItemRow(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        source_id=archived.source_id,
        published=item.published,
        length=duration(length_ms) if length_ms else "",
        speakers=tuple(person.name for person in item.people[:SPEAKERS_SHOWN]),
        state=archived.state,
        reason=archived.reason,
        takeaway=takeaway.words if takeaway else "",
        takeaway_id=takeaway.id if takeaway else "",
        takeaway_ms=takeaway.t0_ms if takeaway else None,
        is_quote=takeaway is not None and takeaway.is_quote,
        fresh=fresh,
    )


def _takeaways(connection: sa.Connection, ids: Sequence[str]) -> dict[str, _Takeaway]:
    """The takeaway of each item's newest revision, as its source has the words."""
    parts: dict[str, list[Any]] = {}
    for row in newest_evidence(connection, ids, "takeaway"):
        parts.setdefault(row.item_id, []).append(row)
    return {item_id: _Takeaway(rows[0].id, printed(*(row.text for row in rows)), rows[0].t0_ms) for item_id, rows in parts.items()}


def _quotes(connection: sa.Connection, ids: Sequence[str]) -> dict[str, _Takeaway]:
    """The weightiest quote of each item, by its first words."""
    best: dict[str, Any] = {}
    for row in newest_evidence(connection, ids, "quote"):
        if row.item_id not in best or row.fields.get("relevance_score", 0) > best[row.item_id].fields.get("relevance_score", 0):
            best[row.item_id] = row
    return {item_id: _Takeaway(row.id, printed(row.text), row.t0_ms, is_quote=True) for item_id, row in best.items()}


def _new_names(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[NewName, ...]]:
    """Return for each item the names no other item mentioned on or before its day, those mentioned most first."""
    names: dict[str, list[NewName]] = {}
    for row in new_names(connection, ids):
        found = names.setdefault(row.item_id, [])
        if len(found) < NAMES_SHOWN:
            found.append(NewName(row.id, row.name))
    return {item_id: tuple(found) for item_id, found in names.items()}
