"""Entities across the archive: the list, and the details of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.entities.decisions import Decision, chunks, decision_of, decisions_on
from earwitness.entities.grouping import Grouped
from earwitness.entities.indexing import parted_spellings
from earwitness.entities.resolving import grouped
from earwitness.storage.entity_tables import gathered, heard, identities, names
from earwitness.storage.tables import aliases, entities, findings, items
from earwitness.text.folding import fold

EntitySort = Literal["items", "name", "last"]
MOST_EXPLAINED = 60
"""Spellings whose reasons are looked up; the rest of a long list is rare hearings."""


class EntityRow(NamedTuple):
    """A name in a list, with the counts of all who count as it."""

    id: str
    name: str
    kind: str
    category: str
    items: int
    mentions: int
    first: str | None
    last: str | None


class EntityLine(NamedTuple):
    """A name in a list with its ids and the other spellings of all who count as it."""

    id: str
    name: str
    kind: str
    category: str
    ids: dict[str, str]
    items: int
    mentions: int
    aliases: tuple[str, ...]


class Spelling(NamedTuple):
    """A spelling an entity was heard by: how often, in how many items, where first, and why the digests took it for the entity."""

    text: str
    folded: str
    from_id: str
    mentions: int
    items: int
    item_id: str
    finding_id: str
    start: int
    t0_ms: int | None
    why: tuple[str, ...]
    is_name: bool
    """True for the name itself, which cannot be parted from it."""


class Joined(NamedTuple):
    """A decision with the names it is about."""

    decision: Decision
    name: str
    other: str
    refused: bool = False


class EntityFacts(NamedTuple):
    """All that is known of a name but for what is said of it."""

    row: EntityRow
    members: tuple[EntityRow, ...]
    """The entities that count as it, itself first."""
    ids: dict[str, str]
    spellings: tuple[Spelling, ...]
    decisions: tuple[Joined, ...]
    """Standing and undone ones, oldest first."""
    suggestions: tuple[Joined, ...]


_COLUMNS = (
    entities.c.id, entities.c.name, entities.c.kind, entities.c.category,
    names.c.in_items, names.c.mentions, names.c.first, names.c.last,
)  # fmt: skip


_LEADER = sa.select(sa.func.coalesce(names.c.canonical_id, names.c.entity_id)).where(names.c.entity_id == sa.bindparam("which"))
_COUNTING_AS = sa.select(*_COLUMNS, entities.c.ids, _LEADER.scalar_subquery().label("root")).join(names, names.c.entity_id == entities.c.id)
_COUNTING_AS = _COUNTING_AS.where(
    sa.or_(names.c.canonical_id == _LEADER.scalar_subquery(), names.c.entity_id == _LEADER.scalar_subquery())
).order_by(entities.c.id)
"""All that count as what `which` counts as. What a page asks is put into words once: that takes longer than the answer."""

_MINE = heard.c.entity_id.in_(sa.bindparam("members", expanding=True))
_SPELLINGS = (
    sa.select(
        heard.c.from_id,
        heard.c.spelling,
        sa.func.sum(heard.c.mentions).label("times"),
        sa.func.count().label("items"),
        sa.func.min(items.c.published).label("day"),
        sa.func.min(heard.c.item_id).label("item_id"),
    )
    .join(items, items.c.id == heard.c.item_id)
    .where(_MINE)
    .group_by(heard.c.from_id, heard.c.spelling)
)
_ON = sa.select(items.c.id).where(
    sa.or_(items.c.published.in_(sa.bindparam("days", expanding=True)), items.c.id.in_(sa.bindparam("undated", expanding=True)))
)
_HEARD_ON = (
    sa.select(heard)
    .join(items, items.c.id == heard.c.item_id)
    .where(_MINE, heard.c.item_id.in_(_ON))
    .order_by(items.c.published.nulls_last(), heard.c.item_id, heard.c.start)
)
"""What was heard in the items of some days, or without one, in order."""
_FINDINGS = (
    sa.select(findings.c.item_id, findings.c.id, findings.c.fields)
    .join(gathered, sa.and_(gathered.c.item_id == findings.c.item_id, gathered.c.revision == findings.c.revision))
    .where(
        findings.c.item_id.in_(sa.bindparam("items", expanding=True)),
        findings.c.id.in_(sa.bindparam("ids", expanding=True)),
        findings.c.type == "entity",
    )
)


def _open() -> sa.Select[Any]:
    """Suggestions on two names that are not one by now and that nobody has set apart."""
    first, second, answer = names.alias(), names.alias(), identities.alias()
    one, other = entities.alias(), entities.alias()
    there = sa.and_(answer.c.entity_id == identities.c.entity_id, answer.c.other_id == identities.c.other_id)
    back = sa.and_(answer.c.entity_id == identities.c.other_id, answer.c.other_id == identities.c.entity_id)
    parted = (answer.c.verb == "apart", answer.c.state == "standing")
    query = sa.select(identities, one.c.name.label("one"), other.c.name.label("other"))
    query = query.join(first, first.c.entity_id == identities.c.entity_id).join(second, second.c.entity_id == identities.c.other_id)
    query = query.join(one, one.c.id == identities.c.entity_id).join(other, other.c.id == identities.c.other_id)
    query = query.where(
        identities.c.state == "suggested",
        sa.func.coalesce(first.c.canonical_id, first.c.entity_id) != sa.func.coalesce(second.c.canonical_id, second.c.entity_id),
        ~sa.exists().where(there, *parted),
        ~sa.exists().where(back, *parted),
    )
    rank = sa.case({"rule:misheard": 0, "rule:same name": 1}, value=identities.c.decided_by, else_=2)
    order = (rank, identities.c.reason, identities.c.decided_ms.desc(), identities.c.id)
    return query.order_by(*order).limit(sa.bindparam("most"))


_OPEN = _open()


def list_entities(
    connection: sa.Connection, *, words: str = "", kind: str = "", sort: EntitySort = "items", limit: int = 50, offset: int = 0
) -> tuple[EntityRow, ...]:
    """Names, each once, by a part of any spelling and by kind: those in the most items first, by name, or last named first."""
    orders = {
        "items": (names.c.in_items.desc(), names.c.mentions.desc(), names.c.folded, names.c.entity_id),
        "name": (names.c.folded, names.c.entity_id),
        "last": (names.c.last.desc().nulls_last(), names.c.in_items.desc(), names.c.folded, names.c.entity_id),
    }
    query = sa.select(names.c.entity_id).where(_wanted(words, kind)).order_by(*orders[sort]).limit(limit).offset(offset)
    ids = list(connection.scalars(query))
    rows = sa.select(*_COLUMNS).join(names, names.c.entity_id == entities.c.id).where(entities.c.id.in_(ids))
    found = {row.id: EntityRow._make(row) for row in connection.execute(rows)}
    return tuple(found[id_] for id_ in ids)


def count_entities(connection: sa.Connection, *, words: str = "") -> dict[str, int]:
    """How many names there are of each kind."""
    query = sa.select(names.c.kind, sa.func.count()).where(_wanted(words, "")).group_by(names.c.kind).order_by(names.c.kind)
    return {str(kind): int(count) for kind, count in connection.execute(query)}


def _wanted(words: str, kind: str) -> sa.ColumnElement[bool]:
    """The condition that a name is shown, of this kind, and has these words in one of its spellings or of those who count as it."""
    wanted = [names.c.shown == 1]
    if kind:
        wanted.append(names.c.kind == kind)
    if fold(words):
        spelled = sa.select(aliases.c.entity_id).where(aliases.c.folded.contains(fold(words), autoescape=True))
        wanted.append(names.c.entity_id.in_(sa.select(names.c.canonical_id).where(names.c.entity_id.in_(spelled))))
    return sa.and_(*wanted)


def entity_rows(connection: sa.Connection, ids: list[str]) -> dict[str, EntityRow]:
    """The entities with these ids."""
    query = sa.select(*_COLUMNS).join(names, names.c.entity_id == entities.c.id).where(entities.c.id.in_(ids))
    return {row.id: EntityRow._make(row) for row in connection.execute(query)}


def described(connection: sa.Connection, rows: Sequence[EntityRow]) -> tuple[EntityLine, ...]:
    """The rows with ids and other spellings, those that a person parted left out."""
    of = {row.id: row for row in rows}
    query = sa.select(names.c.canonical_id, entities.c.id, entities.c.ids, aliases.c.alias, aliases.c.folded)
    query = query.join_from(names, entities, entities.c.id == names.c.entity_id).join(aliases, aliases.c.entity_id == entities.c.id)
    spelled: dict[str, set[str]] = {}
    ids: dict[str, dict[str, str]] = {}
    for chunk in chunks(list(of)):
        found = connection.execute(query.where(names.c.canonical_id.in_(chunk)).order_by(entities.c.id, aliases.c.alias)).all()
        parted = parted_spellings(connection, sorted({row.id for row in found}))
        for row in found:
            if (row.id, row.folded) not in parted:
                spelled.setdefault(row.canonical_id, set()).add(row.alias)
            ids[row.canonical_id] = {**row.ids, **ids.get(row.canonical_id, {})}
    return tuple(
        EntityLine(
            row.id, row.name, row.kind, row.category, ids.get(row.id, {}), row.items, row.mentions,
            tuple(sorted(spelled.get(row.id, set()) - {row.name})),
        )
        for row in rows
    )  # fmt: skip


def members_of(connection: sa.Connection, id_: str) -> tuple[str, ...]:
    """The ids of all that count as this entity, itself first."""
    return (
        id_,
        *connection.scalars(
            sa.select(names.c.entity_id).where(names.c.canonical_id == id_, names.c.entity_id != id_).order_by(names.c.entity_id)
        ),
    )


def entity_facts(connection: sa.Connection, id_: str) -> EntityFacts | None:
    """What is known of the entity that this id counts as; None for an unknown id."""
    found = connection.execute(_COUNTING_AS, {"which": id_}).all()
    if not found:
        return None
    root = str(found[0].root)
    known = {row.id: EntityRow._make(row[: len(_COLUMNS)]) for row in found}
    members = tuple(known[id_] for id_ in sorted(known, key=lambda id_: (id_ != root, id_)))
    ids: dict[str, str] = {}
    for row in found:
        ids = {**row.ids, **ids}
    decided = decisions_on(connection, tuple(known))
    # Unless a decision stands or was undone, nothing ties the name to another.
    groups = grouped(connection, [root]) if any(one.state != "suggested" for one in decided) else Grouped({root: root}, (), ())
    others = sorted({id_ for one in decided for id_ in one.pair} - known.keys())
    shown = known | (entity_rows(connection, others) if others else {})
    refused = {decision.id for decision, _ in groups.refused}
    joined = tuple(
        Joined(one, shown[one.entity_id].name, shown[one.other_id].name, one.id in refused)
        for one in decided
        if one.entity_id in shown and one.other_id in shown
    )
    return EntityFacts(
        row=known[root],
        members=members,
        ids=dict(sorted(ids.items())),
        spellings=spellings_of(connection, {member.id: member.name for member in members}),
        decisions=tuple(one for one in joined if one.decision.state != "suggested"),
        suggestions=tuple(one for one in joined if one.decision.state == "suggested" and _is_open(one.decision, groups.leaders, decided)),
    )


def open_suggestions(connection: sa.Connection, *, limit: int = 50) -> tuple[Joined, ...]:
    """What the rules suggest and nobody has answered: known mishearings, the same name of two kinds, then what only sounds alike."""
    rows = connection.execute(_OPEN, {"most": limit}).mappings()
    return tuple(Joined(decision_of({column.name: row[column] for column in identities.c}), row["one"], row["other"]) for row in rows)


def spellings_of(connection: sa.Connection, members: Mapping[str, str]) -> tuple[Spelling, ...]:
    """The spellings that count for these entities (their names by id), most heard first, each with why a digest took it for one of them."""
    totals = connection.execute(_SPELLINGS, {"members": list(members)}).all()
    days = sorted({row.day for row in totals if row.day is not None})
    undated = sorted({row.item_id for row in totals if row.day is None})
    first: dict[tuple[str, str], Any] = {}
    for row in connection.execute(_HEARD_ON, {"members": list(members), "days": days, "undated": undated}):
        first.setdefault((row.from_id, row.spelling), row)
    whys = _reasons(connection, list(first.values()))
    result = []
    for total in totals:
        row = first[total.from_id, total.spelling]
        name, reasons = members.get(total.from_id, ""), whys.get((row.item_id, row.finding_id), [])
        result.append(
            Spelling(
                row.text, row.spelling, row.from_id, int(total.times), int(total.items), row.item_id, row.finding_id, row.start, row.t0_ms,
                why=_why(row.spelling, name, reasons),
                is_name=fold(name) == row.spelling,
            )
        )  # fmt: skip
    return tuple(sorted(result, key=lambda one: (-one.mentions, one.folded, one.from_id)))


def _is_open(suggestion: Decision, leaders: Mapping[str, str], answers: Iterable[Decision]) -> bool:
    """True while a person may still answer: the two are not one already and nobody has set them apart."""
    one, other = (leaders.get(id_, id_) for id_ in suggestion.pair)
    return one != other and not any(
        answer.verb == "apart" and answer.state == "standing" and answer.pair == suggestion.pair for answer in answers
    )


def _reasons(connection: sa.Connection, rows: Sequence[Any]) -> dict[tuple[str, str], list[str]]:
    """What the digests went by, by item and finding."""
    wanted = {(row.item_id, row.finding_id) for row in rows[:MOST_EXPLAINED]}
    given = {"items": sorted({item for item, _ in wanted}), "ids": sorted({finding for _, finding in wanted})}
    return {(row.item_id, row.id): list(row.fields.get("reasons") or ()) for row in connection.execute(_FINDINGS, given)}


def _why(spelling: str, name: str, reasons: Sequence[str]) -> tuple[str, ...]:
    """Those of a finding's reasons that are about this spelling; all of them where none can be told apart.

    A reason may name the word it is about (`Gersner sounds like Gerstner`). Otherwise what is part of the name is short for it, and what
    is not was heard or listed as it.
    """
    words, own = set(spelling.split()), set(fold(name).split())
    about = [reason for reason in reasons if _HEARD.match(reason) and words & set(fold(reason.partition(" sounds like ")[0]).split())]
    if about:
        return tuple(about)
    general = [reason for reason in reasons if not _HEARD.match(reason)]
    if fold(name) == spelling:
        chosen = [reason for reason in general if not _SHORT.search(reason) and not _MISHEARD.search(reason)]
    elif words < own:
        chosen = [reason for reason in general if _SHORT.search(reason)]
    else:
        chosen = [reason for reason in general if _MISHEARD.search(reason)]
    return tuple(chosen or general)


_HEARD = re.compile(r".+ sounds like .")
_MISHEARD = re.compile(r"sounds like|misheard|spelling|hearing|split")
_SHORT = re.compile(r"^short|first name|version")
