"""Decisions by a person on names: the same entity, different entities, another spelling; and undo.

Nothing of an item is rewritten: a decision is a row that reading takes into account, so undoing it gives back what was, byte for byte.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.decisions import Decision, Verb, decision_id, get_decision, put_decisions
from earwitness.entities.indexing import collect_pending
from earwitness.entities.resolving import grouped, regroup, resolve, take_turn
from earwitness.errors import NotFound, UsageError
from earwitness.storage.entity_tables import heard, names
from earwitness.storage.findings import entity_id
from earwitness.storage.tables import aliases, entities
from earwitness.storage.upsert import upsert
from earwitness.text.folding import fold

LONGEST_REASON = 500


class Act(NamedTuple):
    """Who says so, why, and when."""

    by: str
    reason: str
    now_ms: int


def merge(connection: sa.Connection, one: str, other: str, act: Act) -> Decision:
    """Says that two entities (ids) are the same, under the name of the second. Raises `NotFound`, and `UsageError` for what cannot be."""
    take_turn(connection)
    first, second = _root(connection, one), _root(connection, other)
    if first == second:
        raise UsageError(_label(connection, one), "is that name already", "undo the decision that joined them if it is wrong")
    refused = {decision.id for decision, _ in grouped(connection, [first, second]).refused}
    result = _say(connection, "same", first, second, act)
    for decision, pair in grouped(connection, [first, second]).refused:
        if decision.id not in refused:
            names_ = " and ".join(_label(connection, id_) for id_ in pair)
            raise UsageError(
                _label(connection, one), f"would bring together {names_}, which were set apart or have different ids", "undo that first"
            )
    regroup(connection, [first, second])
    return result


def part(connection: sa.Connection, one: str, other: str, act: Act) -> Decision:
    """Says that two entities (ids) are not the same, whatever a rule says. Raises `NotFound`, and `UsageError` for one and the same."""
    if one == other:
        raise UsageError(_label(connection, one), "cannot be set apart from itself", "name two")
    for id_ in (one, other):
        _label(connection, id_)
    take_turn(connection)
    result = _say(connection, "apart", one, other, act)
    regroup(connection, [one, other])
    return result


def part_spelling(connection: sa.Connection, one: str, spelling: str, act: Act) -> Decision:
    """Says that a spelling an item's digest took for the entity (id) is another one's: its mentions count for that from now on.

    Raises `NotFound` when the entity was never heard so, and `UsageError` for its own name.
    """
    take_turn(connection)
    folded, name = fold(spelling), _label(connection, one)
    members = _members(connection, one)
    query = sa.select(heard.c.from_id, heard.c.text, entities.c.kind).join(entities, entities.c.id == heard.c.from_id)
    query = query.where(heard.c.entity_id.in_(members), heard.c.spelling == folded).order_by(
        heard.c.mentions.desc(), heard.c.from_id, heard.c.text
    )
    row = connection.execute(query.limit(1)).first()
    if row is None:
        raise NotFound(spelling, f"is no spelling of {name}", "see the entity's spellings")
    target = entity_id(row.kind, row.text)
    if target == row.from_id:
        raise UsageError(spelling, "is the name itself", "set two entities apart instead")
    upsert(
        connection,
        entities,
        [{"id": target, "name": row.text, "kind": row.kind, "category": "", "ids": {}}],
        keep=("name", "category", "ids"),
    )
    upsert(connection, aliases, [{"entity_id": target, "alias": row.text, "folded": folded}])
    result = _say(connection, "apart", row.from_id, target, act, folded)
    _gather_spelling(connection, row.from_id, folded, act.now_ms)
    resolve(connection, [row.from_id, target], now_ms=act.now_ms)
    return result


def undo(connection: sa.Connection, id_: str, act: Act) -> Decision:
    """Takes a decision back, a person's or a rule's; it stays listed as undone. A rule does not make it again.

    Raises `NotFound` for an unknown one and `UsageError` for one that does not stand.
    """
    take_turn(connection)
    decision = get_decision(connection, id_)
    if decision is None:
        raise NotFound(id_, "no such decision", "see: earwitness identity list")
    if decision.state != "standing":
        raise UsageError(id_, f"is not standing but {decision.state}", "see: earwitness identity list")
    undone = decision._replace(state="undone", undone_by=act.by, undone_ms=act.now_ms)
    put_decisions(connection, [undone])
    if decision.spelling:
        _gather_spelling(connection, decision.entity_id, decision.spelling, act.now_ms)
    resolve(connection, decision.pair, now_ms=act.now_ms)
    return undone


def find_entities(connection: sa.Connection, words: str) -> tuple[str, ...]:
    """Ids of entities by id, else by name, else by a spelling of theirs; whole ones only. Of those that count as one, the leading one."""
    folded = fold(words)
    exact = sa.select(entities.c.id).where(entities.c.id == words.strip())
    named = sa.select(entities.c.id).join(names, names.c.entity_id == entities.c.id).where(names.c.folded == folded)
    spelled = sa.select(aliases.c.entity_id).where(aliases.c.folded == folded)
    for query in (exact, *((named, spelled) if folded else ())):
        roots = sa.select(sa.func.coalesce(names.c.canonical_id, names.c.entity_id)).where(names.c.entity_id.in_(query))
        leading = sa.select(names.c.entity_id).where(names.c.entity_id.in_(roots))
        found = tuple(
            connection.scalars(leading.order_by(names.c.in_items.desc(), names.c.mentions.desc(), names.c.folded, names.c.entity_id))
        )
        if found:
            return found
    return ()


def canonical(connection: sa.Connection, id_: str) -> str | None:
    """The id of the entity this one counts as; None for an unknown id."""
    found = connection.scalar(sa.select(sa.func.coalesce(names.c.canonical_id, names.c.entity_id)).where(names.c.entity_id == id_))
    return None if found is None else str(found)


def _root(connection: sa.Connection, id_: str) -> str:
    _label(connection, id_)
    return canonical(connection, id_) or id_


def _members(connection: sa.Connection, id_: str) -> list[str]:
    root = canonical(connection, id_) or id_
    return sorted({root, *connection.scalars(sa.select(names.c.entity_id).where(names.c.canonical_id == root))})


def _label(connection: sa.Connection, id_: str) -> str:
    name = connection.scalar(sa.select(entities.c.name).where(entities.c.id == id_))
    if name is None:
        raise NotFound(id_, "no such entity", "see: earwitness entities")
    return str(name)


def _say(connection: sa.Connection, verb: Verb, one: str, other: str, act: Act, spelling: str = "") -> Decision:
    result = Decision(
        id=decision_id(verb, one, other, spelling, act.by, act.now_ms),
        verb=verb,
        entity_id=one,
        other_id=other,
        spelling=spelling,
        state="standing",
        reason=" ".join(act.reason.split())[:LONGEST_REASON],
        evidence=(),
        decided_by=act.by,
        decided_ms=act.now_ms,
    )
    put_decisions(connection, [result])
    return result


def _gather_spelling(connection: sa.Connection, entity: str, spelling: str, now_ms: int) -> None:
    """Takes in again the items that hold this spelling of the entity."""
    query = sa.select(heard.c.item_id).where(heard.c.from_id == entity, heard.c.spelling == spelling).distinct().order_by(heard.c.item_id)
    collect_pending(connection, list(connection.scalars(query)), now_ms=now_ms)
