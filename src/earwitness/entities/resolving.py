"""Applies rules and decisions to entities affected by a change: their canonical entity and their counts.

On PostgreSQL one process at a time does so (`take_turn`), which is why two new names that come in at once are still compared. Items come in
meanwhile: each holds its names in the order of their ids, as counting does, and what it marks while its names are being resolved stays
marked, because a mark is cleared only where no other was made since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from earwitness.entities.counters import hold, known_names
from earwitness.entities.decisions import RULE, Decision, chunks, decision_id, decisions_on, drop_decisions, put_decisions
from earwitness.entities.grouping import EntityWeight, Grouped, group
from earwitness.entities.identity_rules import Judgement, Name, judge, keys_of
from earwitness.storage.entity_tables import heard, name_keys, names
from earwitness.storage.tables import entities, items
from earwitness.storage.upsert import upsert
from earwitness.text.folding import fold

MOST_ALIKE = 40
"""Entities that share one key beyond which it says nothing."""
_TURN = 0x6E616D6573
"""Number of the lock that is held while names are resolved: ASCII of `names`."""
COMPANIONS = 3
"""Names that must stand beside both of two names for these to have the same surroundings, when no source names both."""


def take_turn(connection: sa.Connection) -> None:
    """Waits until nobody else resolves names or decides on them; to be called before the transaction holds any name."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))


def resolve(connection: sa.Connection, touched: Collection[str], *, now_ms: int) -> None:
    """Brings decisions of rules, groups and counts up to date for entities that were named, lost a mention or were decided on."""
    if touched:
        take_turn(connection)
    left = set(touched)
    while left:
        left = _resolve(connection, left, now_ms=now_ms)


def stale_names(connection: sa.Connection, limit: int | None = None) -> list[str]:
    """Names to be counted and judged, and those whose leader has gone."""
    marked = sa.select(names.c.entity_id).where(names.c.stale > 0)
    gone = sa.select(names.c.entity_id).where(names.c.canonical_id.is_(None))
    return sorted({id_ for query in (marked, gone) for id_ in connection.scalars(query.limit(limit))})


def _resolve(connection: sa.Connection, touched: Collection[str], *, now_ms: int) -> set[str]:
    """Resolves them; returns names that a decision of a rule was taken back on, which are to be looked at again."""
    marks: list[tuple[str, int]] = []
    for chunk in chunks(sorted(touched)):
        query = sa.select(names.c.entity_id, names.c.stale).where(names.c.entity_id.in_(chunk), names.c.stale > 0)
        marks += [(row.entity_id, row.stale) for row in connection.execute(query)]
    known = known_names(connection, touched)
    _introduce(connection, known.values())
    again = _apply_rules(connection, known, now_ms=now_ms)
    regroup(connection, touched)
    if marks:
        clear = sa.update(names).where(names.c.entity_id == sa.bindparam("member"), names.c.stale == sa.bindparam("seen"))
        connection.execute(clear.values(stale=0), [{"member": id_, "seen": seen} for id_, seen in sorted(marks)])
    return again


def grouped(connection: sa.Connection, entity_ids: Iterable[str]) -> Grouped:
    """The groups these entities and all that decisions tie to them belong to, with the joins made and those refused."""
    members, decisions = _tied(connection, entity_ids)
    return group(sorted(members), decisions, _weights(connection, members))


def regroup(connection: sa.Connection, entity_ids: Iterable[str]) -> None:
    """Sets whom these entities, and all that decisions tie to them, count as, and counts anew."""
    before = set(entity_ids)
    for chunk in chunks(sorted(before)):
        before.update(
            connection.scalars(sa.select(names.c.canonical_id).where(names.c.entity_id.in_(chunk), names.c.canonical_id.is_not(None)))
        )
    members, decisions = _tied(connection, before)
    hold(connection, sorted(members))  # whoever adds to them waits here, and then sees what we stored; what was added before, we see
    leaders = group(sorted(members), decisions, _weights(connection, members)).leaders
    if leaders:
        statement = sa.update(names).where(names.c.entity_id == sa.bindparam("member")).values(canonical_id=sa.bindparam("leader"))
        connection.execute(statement, [{"member": member, "leader": leader} for member, leader in sorted(leaders.items())])
    _count(connection, members)


def _tied(connection: sa.Connection, entity_ids: Iterable[str]) -> tuple[set[str], tuple[Decision, ...]]:
    """All entities reached from these by standing or undone decisions, with the decisions."""
    members: set[str] = set()
    found: dict[str, Decision] = {}
    edge = set(entity_ids)
    while edge:
        members |= edge
        near = decisions_on(connection, sorted(edge), states=("standing", "undone"))
        found.update((one.id, one) for one in near)
        edge = {id_ for one in near for id_ in one.pair} - members
    return members, tuple(found[id_] for id_ in sorted(found))


def _introduce(connection: sa.Connection, known: Iterable[Name]) -> None:
    """A row for each entity; one that is new counts as itself."""
    rows = [{"entity_id": one.id, "canonical_id": one.id, "kind": one.kind, "folded": fold(one.name)} for one in known]
    upsert(connection, names, rows, keep=("canonical_id", "kind", "folded"))  # an entity's id is made of these two: they never change


def _apply_rules(connection: sa.Connection, known: dict[str, Name], *, now_ms: int) -> set[str]:
    """Writes what the rules say of these entities and any other, and takes back what they no longer say; returns whom that was about."""
    keys = {id_: keys_of(one) for id_, one in known.items()}
    for chunk in chunks(sorted(known)):
        connection.execute(sa.delete(name_keys).where(name_keys.c.entity_id.in_(chunk)))
    rows = [{"key": key, "entity_id": id_} for id_, those in sorted(keys.items()) for key in sorted(those)]
    upsert(connection, name_keys, rows)
    pairs = _pairs(connection, keys)
    others = known_names(connection, {id_ for pair in pairs for id_ in pair if id_ not in known})
    source_text: dict[str, Decision] = {}
    for one, other in sorted(pairs):
        first, second = known.get(one) or others.get(one), known.get(other) or others.get(other)
        if first is None or second is None or (judgement := judge(first, second)) is None:
            continue
        evidence = _surroundings(connection, one, other) if judgement.nearby else ()
        if evidence is not None:
            decision = _decision(one, other, judgement, evidence, now_ms)
            source_text[decision.id] = decision
    earlier = [one for one in decisions_on(connection, known) if one.by_rule]
    dropped = [one for one in earlier if one.id not in source_text and one.state != "undone"]
    drop_decisions(connection, [one.id for one in dropped])
    put_decisions(connection, source_text.values(), keep=("state", "decided_ms", "undone_by", "undone_ms"))
    return {id_ for one in dropped for id_ in one.pair}


def _decision(one: str, other: str, judgement: Judgement, evidence: tuple[str, ...], now_ms: int) -> Decision:
    return Decision(
        id=decision_id(RULE, judgement.rule, one, other),
        verb="same",
        entity_id=one,
        other_id=other,
        spelling="",
        state="standing" if judgement.certain else "suggested",
        reason=judgement.reason,
        evidence=evidence,
        decided_by=f"{RULE}{judgement.rule}",
        decided_ms=now_ms,
    )


def _pairs(connection: sa.Connection, keys: dict[str, frozenset[str]]) -> set[tuple[str, str]]:
    """Entities that share a key with one of these, as pairs in the order of their ids."""
    wanted = sorted({key for those in keys.values() for key in those})
    sharing: dict[str, list[str]] = {}
    for chunk in chunks(wanted):
        query = sa.select(name_keys.c.key, name_keys.c.entity_id).where(name_keys.c.key.in_(chunk))
        for key, id_ in connection.execute(query.order_by(name_keys.c.key, name_keys.c.entity_id)):
            sharing.setdefault(key, []).append(id_)
    return {
        (min(id_, other), max(id_, other))
        for id_, those in keys.items()
        for key in those
        if len(sharing[key]) <= MOST_ALIKE
        for other in sharing[key]
        if other != id_
    }


def _surroundings(connection: sa.Connection, one: str, other: str) -> tuple[str, ...] | None:
    """What the surroundings of two names have in common: a source that names both, or names beside both. None for too little."""

    def around(id_: str, column: sa.ColumnElement[str]) -> sa.Select[str]:
        return sa.select(column).join_from(heard, items, items.c.id == heard.c.item_id).where(heard.c.entity_id == id_)

    shows = set(connection.scalars(around(one, items.c.source_id))) & set(connection.scalars(around(other, items.c.source_id)))
    if shows:
        return ("both are named in items of one source",)
    beside = []
    for id_ in (one, other):
        own = sa.select(heard.c.item_id).where(heard.c.entity_id == id_)
        near = sa.select(heard.c.entity_id).where(heard.c.item_id.in_(own), heard.c.entity_id.not_in((one, other))).distinct()
        beside.append(set(connection.scalars(near)))
    common = beside[0] & beside[1]
    return (f"{len(common)} names stand beside both",) if len(common) >= COMPANIONS else None


def _weights(connection: sa.Connection, ids: Collection[str]) -> dict[str, EntityWeight]:
    result: dict[str, EntityWeight] = {}
    for chunk in chunks(sorted(ids)):
        times = sa.select(heard.c.entity_id, sa.func.sum(heard.c.mentions)).where(heard.c.entity_id.in_(chunk)).group_by(heard.c.entity_id)
        counts = {id_: int(count) for id_, count in connection.execute(times)}
        query = sa.select(entities.c.id, entities.c.name, entities.c.ids).where(entities.c.id.in_(chunk))
        result.update((row.id, EntityWeight(row.ids, counts.get(row.id, 0), row.name)) for row in connection.execute(query))
    return result


def _count(connection: sa.Connection, ids: Collection[str]) -> None:
    """Items, mentions and dates of each leader over all who count as it; nothing for the others."""
    for chunk in chunks(sorted(ids)):
        query = sa.select(
            names.c.canonical_id,
            sa.func.count(sa.distinct(heard.c.item_id)),
            sa.func.sum(heard.c.mentions),
            sa.func.min(items.c.published),
            sa.func.max(items.c.published),
        )
        query = query.join_from(names, heard, heard.c.entity_id == names.c.entity_id).join(items, items.c.id == heard.c.item_id)
        query = query.where(names.c.canonical_id.in_(chunk)).group_by(names.c.canonical_id)
        counts = {row[0]: row for row in connection.execute(query)}
        rows = []
        for id_ in chunk:
            _, in_items, times, first, last = counts.get(id_) or (id_, 0, 0, None, None)
            rows.append({"member": id_, "i": in_items, "m": int(times or 0), "f": first, "l": last, "s": int(bool(in_items))})
        values: dict[str, Any] = {
            name: sa.bindparam(key) for name, key in (("in_items", "i"), ("mentions", "m"), ("first", "f"), ("last", "l"), ("shown", "s"))
        }
        connection.execute(sa.update(names).where(names.c.entity_id == sa.bindparam("member")).values(**values), rows)
