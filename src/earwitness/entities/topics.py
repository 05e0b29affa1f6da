"""Topics across the archive, and the items about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.entities.statements import Bar, Step, bars, day_of, fitting
from earwitness.storage.entity_tables import subjects
from earwitness.storage.sources import SHOW
from earwitness.storage.tables import findings, items, sources

TopicSort = Literal["items", "name", "last"]


class TopicRow(NamedTuple):
    """A topic: in how many items, how often its words occur, when first and last."""

    id: str
    name: str
    items: int
    mentions: int
    first: str | None
    last: str | None


class TopicItem(NamedTuple):
    """An item with how strongly it is about the topic, and where first."""

    item_id: str
    title: str
    source_id: str
    source: str
    published: str | None
    mentions: int
    prominence: float
    keywords: tuple[str, ...]
    finding_id: str
    start: int
    t0_ms: int | None


class TopicFacts(NamedTuple):
    """A topic, the items about it over time, and the topics of the same items."""

    row: TopicRow
    step: Step
    bars: tuple[Bar, ...]
    beside: tuple[TopicRow, ...]


def _totals() -> sa.Select[str, str, int, int, str | None, str | None]:
    return sa.select(
        subjects.c.topic_id,
        sa.func.min(subjects.c.topic).label("topic"),
        sa.func.count().label("items"),
        sa.func.sum(subjects.c.mentions).label("mentions"),
        sa.func.min(items.c.published),
        sa.func.max(items.c.published).label("last"),
    ).join_from(subjects, items, items.c.id == subjects.c.item_id).group_by(subjects.c.topic_id)  # fmt: skip


def list_topics(
    connection: sa.Connection, *, words: str = "", sort: TopicSort = "items", source_id: str = "", limit: int = 50, offset: int = 0
) -> tuple[TopicRow, ...]:
    """Topics: those of the most items first, by name, or last spoken of first."""
    orders: dict[str, tuple[Any, ...]] = {
        "items": (sa.desc("items"), sa.desc("mentions"), subjects.c.topic_id),
        "name": (subjects.c.topic_id,),
        "last": (sa.desc("last"), sa.desc("items"), subjects.c.topic_id),
    }
    query = _totals().where(*(subjects.c.topic.icontains(word, autoescape=True) for word in words.split()))
    if source_id:
        query = query.where(items.c.source_id == source_id)
    query = query.order_by(*orders[sort]).limit(limit).offset(offset)
    return tuple(TopicRow(id_, name, count, int(times), first, last) for id_, name, count, times, first, last in connection.execute(query))


def topic_rows(connection: sa.Connection, ids: Sequence[str]) -> dict[str, TopicRow]:
    """The topics with these ids."""
    found = connection.execute(_totals().where(subjects.c.topic_id.in_(ids)))
    return {id_: TopicRow(id_, name, count, int(times), first, last) for id_, name, count, times, first, last in found}


def count_topics(connection: sa.Connection, *, words: str = "") -> int:
    """How many topics there are."""
    query = sa.select(sa.func.count(sa.distinct(subjects.c.topic_id)))
    return int(connection.scalar(query.where(*(subjects.c.topic.icontains(word, autoescape=True) for word in words.split()))) or 0)


def topic_facts(connection: sa.Connection, topic_id: str, *, most_beside: int = 12) -> TopicFacts | None:
    """What is known of a topic; None for an unknown one."""
    row = connection.execute(_totals().where(subjects.c.topic_id == topic_id)).first()
    if row is None:
        return None
    query = sa.select(items.c.published).join(subjects, subjects.c.item_id == items.c.id).where(subjects.c.topic_id == topic_id)
    days: list[tuple[date, int]] = [(day, 1) for published in connection.scalars(query) if (day := day_of(published)) is not None]
    step = fitting([day for day, _ in days])
    own = sa.select(subjects.c.item_id).where(subjects.c.topic_id == topic_id)
    near = sa.select(subjects.c.topic_id, sa.func.min(subjects.c.topic), sa.func.count().label("items"), sa.func.sum(subjects.c.mentions))
    near = near.where(subjects.c.item_id.in_(own), subjects.c.topic_id != topic_id).group_by(subjects.c.topic_id)
    beside = connection.execute(near.order_by(sa.desc("items"), subjects.c.topic_id).limit(most_beside)).all()
    id_, name, count, times, first, last = row
    return TopicFacts(
        TopicRow(id_, name, count, int(times), first, last), step, bars(days, step),
        tuple(TopicRow(other, title, shared, int(source_text), None, None) for other, title, shared, source_text in beside),
    )  # fmt: skip


def topic_items(connection: sa.Connection, topic_id: str, *, limit: int = 50, offset: int = 0) -> tuple[TopicItem, ...]:
    """The items about a topic, newest first."""
    shown = SHOW
    query = sa.select(items.c.id, items.c.title, items.c.source_id, shown.label("source"), items.c.published, subjects)
    query = query.join_from(subjects, items, items.c.id == subjects.c.item_id).join(sources, sources.c.id == items.c.source_id)
    query = query.where(subjects.c.topic_id == topic_id).order_by(items.c.published.desc().nulls_last(), items.c.id)
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    keywords = _keywords(connection, [(row.id, row.finding_id) for row in rows])
    return tuple(
        TopicItem(
            row.id, row.title, row.source_id, row.source, row.published, row.mentions, row.prominence,
            keywords.get((row.id, row.finding_id), ()), row.finding_id, row.start, row.t0_ms,
        )
        for row in rows
    )  # fmt: skip


def topics_of(connection: sa.Connection, item_ids: Sequence[str]) -> dict[str, tuple[TopicRow, ...]]:
    """By item, its topics, the most prominent first."""
    query = sa.select(subjects).where(subjects.c.item_id.in_(item_ids))
    result: dict[str, list[TopicRow]] = {}
    for row in connection.execute(query.order_by(subjects.c.item_id, subjects.c.prominence.desc(), subjects.c.topic_id)):
        result.setdefault(row.item_id, []).append(TopicRow(row.topic_id, row.topic, 1, row.mentions, None, None))
    return {item_id: tuple(rows) for item_id, rows in result.items()}


def _keywords(connection: sa.Connection, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    query = sa.select(findings.c.item_id, findings.c.id, findings.c.fields).where(findings.c.type == "topic")
    query = query.where(findings.c.item_id.in_([item for item, _ in wanted]), findings.c.id.in_([finding for _, finding in wanted]))
    return {
        (row.item_id, row.id): tuple(row.fields.get("keywords") or ()) for row in connection.execute(query.order_by(findings.c.revision))
    }
