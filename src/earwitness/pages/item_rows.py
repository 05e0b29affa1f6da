"""An item as a row of a list: what it is, how long, who speaks, its takeaway, which names were new with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.database.tables import entities, evidence, findings, items, mentions
from earwitness.model.archive import ArchivedItem
from earwitness.publish.labels import duration
from earwitness.publish.writing import printed
from earwitness.store.disclosure import shown_items

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
    fresh: tuple[NewName, ...] = ()


class _Takeaway(NamedTuple):
    id: str
    words: str
    t0_ms: int | None


def item_rows(connection: sa.Connection, found: Sequence[ArchivedItem], *, with_names: bool = False) -> tuple[ItemRow, ...]:
    """The rows of these items, in their order; `with_names` looks up which names each brought into the archive."""
    ids = [one.item.id for one in found]
    takeaways = _takeaways(connection, ids)
    fresh = _new_names(connection, ids) if with_names else {}
    shown = shown_items(connection, found)
    return tuple(_row(one, takeaways.get(one.item.id), fresh.get(one.item.id, ())) for one in shown)


def _row(archived: ArchivedItem, takeaway: _Takeaway | None, fresh: tuple[NewName, ...]) -> ItemRow:
    item = archived.item
    return ItemRow(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        source_id=archived.source_id,
        published=item.published,
        length=duration(item.duration_ms) if item.duration_ms else "",
        speakers=tuple(person.name for person in item.people[:SPEAKERS_SHOWN]),
        state=archived.state,
        reason=archived.reason,
        takeaway=takeaway.words if takeaway else "",
        takeaway_id=takeaway.id if takeaway else "",
        takeaway_ms=takeaway.t0_ms if takeaway else None,
        fresh=fresh,
    )


def _takeaways(connection: sa.Connection, ids: Sequence[str]) -> dict[str, _Takeaway]:
    """The takeaway of each item's newest revision, as its source has the words."""
    if not ids:
        return {}
    same = sa.and_(
        *(evidence.c[name] == findings.c[name] for name in ("item_id", "revision", "type")), evidence.c.finding_id == findings.c.id
    )
    newest = sa.and_(items.c.id == findings.c.item_id, items.c.revision == findings.c.revision)
    query = sa.select(findings.c.item_id, findings.c.id, evidence.c.text, evidence.c.t0_ms)
    query = query.select_from(findings.join(items, newest).join(evidence, same))
    query = query.where(findings.c.type == "takeaway", findings.c.item_id.in_(ids)).order_by(findings.c.item_id, evidence.c.ordinal)
    parts: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        parts.setdefault(row.item_id, []).append(row)
    return {item_id: _Takeaway(rows[0].id, printed(*(row.text for row in rows)), rows[0].t0_ms) for item_id, rows in parts.items()}


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
