"""Updates the counts of names when an item is added, at a cost that depends on the item, not on the archive.

A name that shares no key with another and that no decision is about stands alone: nothing but its own mentions counts for it, so an item's
are added. Every other name is only marked, and counted and judged by the rules later (`resolving`), once for however many items came in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from earwitness.entities.decisions import chunks
from earwitness.entities.identity_rules import Name, keys_of
from earwitness.storage.entity_tables import identities, name_keys, names
from earwitness.storage.tables import entities
from earwitness.storage.upsert import insert_or
from earwitness.text.folding import fold

_PUBLISHED: sa.BindParameter[str | None] = sa.bindparam("day", type_=sa.Text)
_ADD = (
    sa.update(names)
    .where(names.c.entity_id == sa.bindparam("which"))
    .values(
        in_items=names.c.in_items + 1,
        mentions=names.c.mentions + sa.bindparam("times", type_=sa.Integer),
        first=sa.case((sa.or_(names.c.first.is_(None), names.c.first > _PUBLISHED), _PUBLISHED), else_=names.c.first),
        last=sa.case((sa.or_(names.c.last.is_(None), names.c.last < _PUBLISHED), _PUBLISHED), else_=names.c.last),
        shown=1,
    )
)


def hold(connection: sa.Connection, ids: Collection[str]) -> None:
    """Keeps these names as they are for this transaction: in the order of their ids, so that nobody waits for whom they keep waiting."""
    if connection.dialect.name == "postgresql" and ids:
        connection.execute(sa.select(names.c.entity_id).where(names.c.entity_id.in_(ids)).order_by(names.c.entity_id).with_for_update())


def add_item(connection: sa.Connection, heard: Iterable[Mapping[str, Any]], published: str | None) -> None:
    """Adds an item's rows of `heard` to the names that stand alone and marks the others. The names are held; rows of before are gone."""
    times: dict[str, int] = {}
    for row in heard:
        times[row["entity_id"]] = times.get(row["entity_id"], 0) + row["mentions"]
    if not times:
        return
    known = known_names(connection, times)
    alone = _alone(connection, known)
    if alone:
        connection.execute(_ADD, [{"which": id_, "times": times[id_], "day": published} for id_ in sorted(alone)])
    mark(connection, [one for id_, one in known.items() if id_ not in alone])


def mark(connection: sa.Connection, those: Sequence[Name]) -> None:
    """Marks names as to be counted and judged; a new one gets its row, counting as itself."""
    rows = [{"entity_id": one.id, "canonical_id": one.id, "kind": one.kind, "folded": fold(one.name), "stale": 1} for one in those]
    insert_or(connection, names, rows, {"stale": names.c.stale + 1})


def known_names(connection: sa.Connection, ids: Collection[str]) -> dict[str, Name]:
    """The entities with these ids as the rules see them."""
    result: dict[str, Name] = {}
    for chunk in chunks(sorted(ids)):
        query = sa.select(entities.c.id, entities.c.name, entities.c.kind, entities.c.ids).where(entities.c.id.in_(chunk))
        result.update((row.id, Name(row.id, row.name, row.kind, row.ids)) for row in connection.execute(query))
    return result


def _alone(connection: sa.Connection, known: Mapping[str, Name]) -> set[str]:
    """Those that are counted, have the keys they are known by, share none of them, and that no decision is about."""
    one, other = name_keys.alias(), name_keys.alias()
    shared = sa.exists().where(one.c.entity_id == names.c.entity_id, other.c.key == one.c.key, other.c.entity_id != one.c.entity_id)
    decided = [sa.exists().where(column == names.c.entity_id) for column in (identities.c.entity_id, identities.c.other_id)]
    keys: dict[str, set[str]] = {}
    for chunk in chunks(sorted(known)):
        counts = sa.select(names.c.entity_id).where(
            names.c.entity_id.in_(chunk), names.c.stale == 0, names.c.canonical_id == names.c.entity_id, ~shared, *(~one for one in decided)
        )
        found = list(connection.scalars(counts))
        keys.update((id_, set()) for id_ in found)
        for id_, key in connection.execute(sa.select(name_keys.c.entity_id, name_keys.c.key).where(name_keys.c.entity_id.in_(found))):
            keys[id_].add(key)
    return {id_ for id_, those in keys.items() if those == keys_of(known[id_])}
