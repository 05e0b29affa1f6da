"""Query filters as SQL conditions. Names are folded in Python rather than in the database, so that both databases agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from earwitness.errors import UsageError
from earwitness.search.query import Filter
from earwitness.search.words import plain
from earwitness.storage.tables import aliases, entities, items, mentions, passages, sources

MOST_NAMES = 20_000
"""Names one filter may stand for: databases take some 32,000 values in one statement."""

# Walks from one distinct speaker to the next in the index: with 1,000,000 passages of 300 speakers 3 ms, where DISTINCT takes 60.
_SPEAKERS = sa.text(
    "WITH RECURSIVE known(speaker) AS (SELECT min(speaker) FROM passages UNION ALL "
    "SELECT (SELECT min(passages.speaker) FROM passages WHERE passages.speaker > known.speaker) "
    "FROM known WHERE known.speaker IS NOT NULL) SELECT speaker FROM known WHERE speaker IS NOT NULL"
)


def condition(connection: sa.Connection, asked: Filter) -> sa.ColumnElement[bool]:
    """The condition a passage, and the item it is joined with, must meet."""
    if asked.field == "kind":
        return items.c.kind == asked.value
    if asked.field in ("after", "before"):
        # ISO 8601 sorts as text; the C collation keeps PostgreSQL to the order of the characters.
        published = items.c.published if connection.dialect.name == "sqlite" else items.c.published.collate("C")
        return published >= asked.value if asked.field == "after" else published < asked.value
    if asked.field == "source":
        return items.c.source_id.in_(find_sources(connection, asked.value))
    if asked.field == "speaker":
        return passages.c.speaker.in_(_few(find_speakers(connection, asked.value), asked))
    return _mentioned(_few(find_entities(connection, asked.value), asked))


def find_speakers(connection: sa.Connection, value: str) -> list[str]:
    """Speakers whose name contains `value`, whatever its case and accents."""
    wanted = plain(value)
    return [name for name in connection.scalars(_SPEAKERS) if wanted in plain(name)]


def find_sources(connection: sa.Connection, value: str) -> list[str]:
    """Ids of the sources meant by an id, a part of the title, the address or a part of it as others see it."""
    wanted, address = plain(value), value.lower()
    query = sa.select(sources.c.id, sources.c.title, sources.c.url, sources.c.shown_url).order_by(sources.c.id)
    rows = connection.execute(query).all()
    return [id_ for id_, title, url, shown in rows if address in (id_, url.lower()) or wanted in plain(title) or address in shown.lower()]


def find_entities(connection: sa.Connection, value: str) -> list[str]:
    """Ids of the entities meant by an id, a name or an alias, else by a part of a name, else by a name much like it."""
    from earwitness.search.names import similar  # noqa: PLC0415 - matching by likeness is needed for misspelt names only

    by_id = list(connection.scalars(sa.select(entities.c.id).where(entities.c.id == value.lower())))
    if by_id:
        return by_id
    known = [(id_, plain(alias)) for id_, alias in connection.execute(sa.select(aliases.c.entity_id, aliases.c.alias))]
    wanted = plain(value)
    exact = [id_ for id_, alias in known if alias == wanted]
    if exact:
        return _once(exact)
    part = [id_ for id_, alias in known if f" {wanted} " in f" {alias} "]
    if part:
        return _once(part)
    alike = set(similar(wanted, (alias for _, alias in known)))
    return _once(id_ for id_, alias in known if alias in alike)


def mention_places(connection: sa.Connection, item_ids: Sequence[str], entity_ids: Sequence[str]) -> list[tuple[str, int, int]]:
    """Where these entities are mentioned in the newest revisions of these items."""
    query = (
        sa.select(mentions.c.item_id, mentions.c.start, mentions.c.end)
        .join(items, sa.and_(items.c.id == mentions.c.item_id, items.c.revision == mentions.c.revision))
        .where(mentions.c.item_id.in_(item_ids), mentions.c.entity_id.in_(entity_ids))
        .order_by(mentions.c.item_id, mentions.c.start)
    )
    return [(item_id, start, end) for item_id, start, end in connection.execute(query)]


def _mentioned(entity_ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Passages that overlap a mention in the item's newest revision."""
    other, item = passages.alias("mentioning"), items.alias("mentioning_item")
    query = (
        sa.select(other.c.id)
        .join(mentions, sa.and_(mentions.c.item_id == other.c.item_id, mentions.c.start < other.c.end, mentions.c.end > other.c.start))
        .join(item, sa.and_(item.c.id == mentions.c.item_id, item.c.revision == mentions.c.revision))
        .where(mentions.c.entity_id.in_(entity_ids))
    )
    return passages.c.id.in_(query)


def _few(names: list[str], asked: Filter) -> list[str]:
    if len(names) > MOST_NAMES:
        raise UsageError("query", f"{asked.field}:{asked.value} stands for {len(names):,} names", "give more of the name")
    return names


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sorted(ids)))
