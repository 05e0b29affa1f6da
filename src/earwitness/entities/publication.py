"""Queries on entities, speakers and topics for whole-archive output and feeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from earwitness.entities.entities import members_of
from earwitness.storage.entity_tables import heard, identities, ledger, names, said_of, subjects, voices
from earwitness.storage.tables import entities


def statement_places(connection: sa.Connection, entity: str, types: Sequence[str]) -> Iterable[Any]:
    """Yield (item_id, type, finding_id, start) of findings that name the entity or one that counts as it."""
    same = [said_of.c[column] == ledger.c[column] for column in ("item_id", "type", "finding_id")]
    query = sa.select(said_of.c.item_id, said_of.c.type, said_of.c.finding_id, ledger.c.start)
    query = query.join_from(said_of, ledger, sa.and_(*same)).distinct()
    query = query.where(said_of.c.entity_id.in_(members_of(connection, entity)), said_of.c.beside == 0, said_of.c.type.in_(types))
    return connection.execute(query)


def mention_places(connection: sa.Connection) -> Iterable[Any]:
    """Yield (canonical entity id, item id, finding id, mentions, first time in ms) of every entity finding."""
    leading = sa.func.coalesce(names.c.canonical_id, heard.c.entity_id).label("id")
    query = sa.select(leading, heard.c.item_id, heard.c.finding_id, sa.func.sum(heard.c.mentions), sa.func.min(heard.c.t0_ms))
    query = query.join_from(heard, names, names.c.entity_id == heard.c.entity_id, isouter=True)
    return connection.execute(query.group_by(leading, heard.c.item_id, heard.c.finding_id))


def canonical_counts(connection: sa.Connection) -> Iterable[Any]:
    """Yield (item id, entity id in the digest, canonical entity id, mentions)."""
    leading = sa.func.coalesce(names.c.canonical_id, heard.c.entity_id)
    query = sa.select(heard.c.item_id, heard.c.from_id, leading, sa.func.sum(heard.c.mentions))
    query = query.outerjoin(names, names.c.entity_id == heard.c.entity_id).group_by(heard.c.item_id, heard.c.from_id, leading)
    return connection.execute(query)


def canonical_ids(connection: sa.Connection) -> dict[str, str]:
    """Return the canonical id of each entity."""
    return {row.entity_id: row.canonical_id or row.entity_id for row in connection.execute(sa.select(names))}


def listed_ids(connection: sa.Connection) -> set[str]:
    """Return ids of the entities that have a page."""
    return set(connection.scalars(sa.select(names.c.entity_id).where(names.c.shown == 1)))


def folded_names(connection: sa.Connection) -> Sequence[Any]:
    """Return (entity id, folded name) of every entity."""
    return connection.execute(sa.select(names.c.entity_id, names.c.folded)).all()


def entity_items(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return (entity id, item id) for every item that names an entity."""
    return [(row.entity_id, row.item_id) for row in connection.execute(sa.select(heard.c.entity_id, heard.c.item_id).distinct())]


def topic_items(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """Return (topic id, topic, item id) for every item on a topic."""
    return [tuple(row) for row in connection.execute(sa.select(subjects.c.topic_id, subjects.c.topic, subjects.c.item_id))]


def speaker_items(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return (speaker id, item id) for every item a person speaks in."""
    return [tuple(row) for row in connection.execute(sa.select(voices.c.speaker_id, voices.c.item_id))]


def named_items(connection: sa.Connection) -> Iterable[Any]:
    """Yield (canonical entity id, name, item id) of the entities that have a page."""
    query = sa.select(names.c.canonical_id, entities.c.name, heard.c.item_id).distinct()
    query = query.join_from(heard, names, names.c.entity_id == heard.c.entity_id).join(entities, entities.c.id == names.c.canonical_id)
    listed = sa.select(names.c.entity_id).where(names.c.shown == 1)
    return connection.execute(query.where(names.c.canonical_id.in_(listed)))


def entity_rows_of_all(connection: sa.Connection) -> Iterable[Any]:
    """Yield the row of every entity, by id."""
    return connection.execute(sa.select(entities).order_by(entities.c.id))


def decision_rows(connection: sa.Connection) -> Iterable[Any]:
    """Yield the row of every decision on names, by id."""
    return connection.execute(sa.select(identities).order_by(identities.c.id))


def items_on(kind: str, ids: Sequence[str]) -> sa.Select[Any]:
    """Return a query for the ids of items on a topic, with a speaker, or naming one of these entities."""
    match kind:
        case "topic":
            return sa.select(subjects.c.item_id).where(subjects.c.topic_id.in_(ids))
        case "speaker":
            return sa.select(voices.c.item_id).where(voices.c.speaker_id.in_(ids))
        case _:
            return sa.select(heard.c.item_id).where(heard.c.entity_id.in_(ids))
