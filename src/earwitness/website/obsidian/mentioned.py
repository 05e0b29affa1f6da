"""Where published items mention an entity or a topic: the links of its note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.publication import mention_places, statement_places
from earwitness.storage.publication import topic_findings
from earwitness.website.publishing.canonical_names import lines_of
from earwitness.website.publishing.catalogue import PublishedItem

TOPIC = "topic"
SAID = ("quote", "number", "prediction")


class MentionPlace(NamedTuple):
    """A finding of an item that speaks of the subject: an entity's or topic's entry in the item's own note."""

    item_id: str
    finding: str
    times: int
    t0_ms: int | None


class NoteSubject(NamedTuple):
    """An entity or topic with the published items that speak of it."""

    id: str
    kind: str
    """An entity's kind, or `topic`."""
    name: str
    category: str
    ids: Mapping[str, str]
    aliases: tuple[str, ...]
    places: tuple[MentionPlace, ...]
    """In the order of the items, newest first."""


def subjects(connection: sa.Connection, items: Sequence[PublishedItem]) -> tuple[NoteSubject, ...]:
    """Every entity and topic of these items, by kind, name and id."""
    order = {one.id: at for at, one in enumerate(items)}
    revisions = {one.id: one.revision for one in items}
    found = [*_entities(connection, order), *_topics(connection, order, revisions)]
    return tuple(sorted(found, key=lambda one: (one.kind == TOPIC, one.kind, one.name, one.id)))


def statements_about(
    connection: sa.Connection, entity: str, items: Mapping[str, PublishedItem], limit: int
) -> tuple[tuple[str, str, str], ...]:
    """Item, type and id of quotes, numbers and predictions that name the entity or one that counts as it; newest items first."""
    order = {id_: at for at, id_ in enumerate(items)}
    rows = [row for row in statement_places(connection, entity, SAID) if row.item_id in items]
    rows.sort(key=lambda row: (order[row.item_id], SAID.index(row.type), row.start, row.finding_id))
    return tuple((row.item_id, row.type, row.finding_id) for row in rows[:limit])


def _entities(connection: sa.Connection, order: Mapping[str, int]) -> Iterable[NoteSubject]:
    """Each name once, with what is known of all who count as it."""
    places: dict[str, list[MentionPlace]] = {}
    for entity, item, finding, count, t0_ms in mention_places(connection):
        if item in order:
            places.setdefault(entity, []).append(MentionPlace(item, finding, int(count), t0_ms))
    for id_, line in lines_of(connection, places).items():
        yield NoteSubject(id_, line.kind, line.name, line.category, line.ids, line.aliases, _in_order(places[id_], order))


def _topics(connection: sa.Connection, order: Mapping[str, int], revisions: Mapping[str, int]) -> Iterable[NoteSubject]:
    places: dict[str, list[MentionPlace]] = {}
    keywords: dict[str, set[str]] = {}
    for item, revision, finding, name, fields in topic_findings(connection):
        if revisions.get(item) == revision and name:
            places.setdefault(name, []).append(MentionPlace(item, finding, int(fields.get("mentions", 0)), None))
            keywords.setdefault(name, set()).update(fields.get("keywords", ()))
    for name, found in places.items():
        yield NoteSubject(name, TOPIC, name, "", {}, tuple(sorted(keywords[name])), _in_order(found, order))


def _in_order(places: Iterable[MentionPlace], order: Mapping[str, int]) -> tuple[MentionPlace, ...]:
    return tuple(sorted(places, key=lambda place: (order[place.item_id], place.finding)))
