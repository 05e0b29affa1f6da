"""An item as a row of a list: what it is, how long, who speaks, its takeaway, which names were new with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.renderers.labels import duration
from earwitness.renderers.writing import printed
from earwitness.storage.disclosure import shown_items
from earwitness.storage.tables import entities, evidence, findings, items, mentions, passages

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
    lengths = _lengths(connection, [one.item.id for one in found if not one.item.duration_ms])
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
    for row in _stated(connection, ids, "takeaway"):
        parts.setdefault(row.item_id, []).append(row)
    return {item_id: _Takeaway(rows[0].id, printed(*(row.text for row in rows)), rows[0].t0_ms) for item_id, rows in parts.items()}


def _quotes(connection: sa.Connection, ids: Sequence[str]) -> dict[str, _Takeaway]:
    """The weightiest quote of each item, by its first words."""
    best: dict[str, Any] = {}
    for row in _stated(connection, ids, "quote"):
        if row.item_id not in best or row.fields.get("relevance_score", 0) > best[row.item_id].fields.get("relevance_score", 0):
            best[row.item_id] = row
    return {item_id: _Takeaway(row.id, printed(row.text), row.t0_ms, is_quote=True) for item_id, row in best.items()}


def _stated(connection: sa.Connection, ids: Sequence[str], type_: str) -> Sequence[Any]:
    """The evidence of the findings of a type in these items' newest revisions, as it stands in each."""
    if not ids:
        return ()
    same = sa.and_(
        *(evidence.c[name] == findings.c[name] for name in ("item_id", "revision", "type")), evidence.c.finding_id == findings.c.id
    )
    newest = sa.and_(items.c.id == findings.c.item_id, items.c.revision == findings.c.revision)
    query = sa.select(findings.c.item_id, findings.c.id, findings.c.fields, evidence.c.text, evidence.c.t0_ms)
    query = query.select_from(findings.join(items, newest).join(evidence, same))
    query = query.where(findings.c.type == type_, findings.c.item_id.in_(ids))
    return connection.execute(query.order_by(findings.c.item_id, findings.c.ordinal, evidence.c.ordinal)).all()


def _lengths(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Where the last words of each item end that have times, in milliseconds: the least its recording can be."""
    if not ids:
        return {}
    query = sa.select(passages.c.item_id, sa.func.max(passages.c.t1_ms)).where(passages.c.item_id.in_(ids), passages.c.t1_ms.is_not(None))
    return {str(item_id): int(last) for item_id, last in connection.execute(query.group_by(passages.c.item_id))}


def _new_names(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[NewName, ...]]:
    """For each item, the names no other item mentioned at or before its day, those mentioned most first."""
    if not ids:
        return {}
    earlier, before = mentions.alias("earlier"), items.alias("before")
    known = (
        sa.select(sa.literal(1))
        .select_from(earlier.join(before, before.c.id == earlier.c.item_id))
        .where(earlier.c.entity_id == mentions.c.entity_id, earlier.c.item_id != mentions.c.item_id)
        .where(sa.func.coalesce(before.c.published, "") <= sa.func.coalesce(items.c.published, ""))
        .exists()
    )
    newest = sa.and_(items.c.id == mentions.c.item_id, items.c.revision == mentions.c.revision)
    times = sa.func.count().label("times")
    query = sa.select(mentions.c.item_id, entities.c.id, entities.c.name, times)
    query = query.select_from(mentions.join(items, newest).join(entities, entities.c.id == mentions.c.entity_id))
    query = query.where(mentions.c.item_id.in_(ids), entities.c.kind.in_(("organization", "person", "product")), ~known)
    query = query.group_by(mentions.c.item_id, entities.c.id, entities.c.name).order_by(times.desc(), entities.c.name)
    names: dict[str, list[NewName]] = {}
    for row in connection.execute(query):
        held = names.setdefault(row.item_id, [])
        if len(held) < NAMES_SHOWN:
            held.append(NewName(row.id, row.name))
    return {item_id: tuple(held) for item_id, held in names.items()}
