"""Which published items speak of an entity or a topic, and where: what a note about it links to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.database.tables import aliases, entities, evidence, findings, mentions
from earwitness.sharing.catalogue import PublishedItem

TOPIC = "topic"
SAID = ("quote", "number", "prediction")


class Place(NamedTuple):
    """A finding of an item that speaks of the subject: an entity's or topic's entry in the item's own note."""

    item_id: str
    finding: str
    times: int
    t0_ms: int | None


class Subject(NamedTuple):
    """An entity or topic with the published items that speak of it."""

    id: str
    kind: str
    """An entity's kind, or `topic`."""
    name: str
    category: str
    ids: Mapping[str, str]
    aliases: tuple[str, ...]
    places: tuple[Place, ...]
    """In the order of the items, newest first."""


def subjects(connection: sa.Connection, items: Sequence[PublishedItem]) -> tuple[Subject, ...]:
    """Every entity and topic of these items, by kind, name and id."""
    order = {one.id: at for at, one in enumerate(items)}
    revisions = {one.id: one.revision for one in items}
    found = [*_entities(connection, order, revisions), *_topics(connection, order, revisions)]
    return tuple(sorted(found, key=lambda one: (one.kind == TOPIC, one.kind, one.name, one.id)))


def said_of(connection: sa.Connection, entity: str, items: Mapping[str, PublishedItem], limit: int) -> tuple[tuple[str, str, str], ...]:
    """Item, type and id of quotes, numbers and predictions in whose words the entity is named; newest items first."""
    same = sa.and_(evidence.c.item_id == mentions.c.item_id, evidence.c.revision == mentions.c.revision)
    inside = sa.and_(evidence.c.start <= mentions.c.start, mentions.c.end <= evidence.c.end, evidence.c.type.in_(SAID))
    query = sa.select(evidence.c.item_id, evidence.c.revision, evidence.c.type, evidence.c.finding_id, sa.func.min(evidence.c.start))
    query = query.select_from(mentions.join(evidence, sa.and_(same, inside))).where(mentions.c.entity_id == entity)
    query = query.group_by(evidence.c.item_id, evidence.c.revision, evidence.c.type, evidence.c.finding_id)
    order = {id_: at for at, id_ in enumerate(items)}
    rows = [row for row in connection.execute(query) if row[0] in items and items[row[0]].revision == row[1]]
    rows.sort(key=lambda row: (order[row[0]], SAID.index(row[2]), row[4], row[3]))
    return tuple((row[0], row[2], row[3]) for row in rows[:limit])


def _entities(connection: sa.Connection, order: Mapping[str, int], revisions: Mapping[str, int]) -> Iterable[Subject]:
    first = sa.func.min(mentions.c.t0_ms)
    query = sa.select(mentions.c.entity_id, mentions.c.item_id, mentions.c.revision, mentions.c.finding_id, sa.func.count(), first)
    query = query.group_by(mentions.c.entity_id, mentions.c.item_id, mentions.c.revision, mentions.c.finding_id)
    places: dict[str, list[Place]] = {}
    for entity, item, revision, finding, count, t0_ms in connection.execute(query):
        if revisions.get(item) == revision:
            places.setdefault(entity, []).append(Place(item, finding, count, t0_ms))
    spellings: dict[str, list[str]] = {}
    for entity, alias in connection.execute(sa.select(aliases.c.entity_id, aliases.c.alias)):
        spellings.setdefault(entity, []).append(alias)
    for row in connection.execute(sa.select(entities)).mappings():
        if row["id"] in places:
            others = tuple(sorted(alias for alias in spellings.get(row["id"], ()) if alias != row["name"]))
            shown = _in_order(places[row["id"]], order)
            yield Subject(row["id"], row["kind"], row["name"], row["category"], dict(row["ids"]), others, shown)


def _topics(connection: sa.Connection, order: Mapping[str, int], revisions: Mapping[str, int]) -> Iterable[Subject]:
    query = sa.select(findings.c.item_id, findings.c.revision, findings.c.id, findings.c.text, findings.c.fields)
    places: dict[str, list[Place]] = {}
    keywords: dict[str, set[str]] = {}
    for item, revision, finding, name, fields in connection.execute(query.where(findings.c.type == TOPIC)):
        if revisions.get(item) == revision and name:
            places.setdefault(name, []).append(Place(item, finding, int(fields.get("mentions", 0)), None))
            keywords.setdefault(name, set()).update(fields.get("keywords", ()))
    for name, found in places.items():
        yield Subject(name, TOPIC, name, "", {}, tuple(sorted(keywords[name])), _in_order(found, order))


def _in_order(places: Iterable[Place], order: Mapping[str, int]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (order[place.item_id], place.finding)))
