"""Lists over the whole archive, newest first: sources with their state, names, numbers, predictions and quotes."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.database.tables import aliases, entities, evidence, findings, items, mentions, sources
from earwitness.model.archive import PollState, Source
from earwitness.store.sources import find_sources, poll_state
from earwitness.text.folding import fold


class SourceReport(NamedTuple):
    """A followed source, how polling it goes, and how many of its items are in each state."""

    source: Source
    poll: PollState
    states: dict[str, int]

    @property
    def items(self) -> int:
        """How many items it has."""
        return sum(self.states.values())


class FindingReport(NamedTuple):
    """One finding of a newest revision, with its item and the place of its first evidence."""

    item_id: str
    title: str
    source: str
    published: str | None
    url: str | None
    type: str
    text: str
    speaker: str | None
    fields: dict[str, Any]
    start: int
    end: int
    t0_ms: int | None


class EntityReport(NamedTuple):
    """A name over the whole archive: its spellings, how many items mention it and how often."""

    id: str
    name: str
    kind: str
    category: str
    ids: dict[str, str]
    items: int
    mentions: int
    aliases: tuple[str, ...]


def report_sources(connection: sa.Connection, words: str = "") -> tuple[SourceReport, ...]:
    """The sources that `find_sources` finds, with their polls and items."""
    counts: dict[str, dict[str, int]] = {}
    query = sa.select(items.c.source_id, items.c.state, sa.func.count()).group_by(items.c.source_id, items.c.state)
    for source_id, state, count in connection.execute(query.order_by(items.c.source_id, items.c.state)):
        counts.setdefault(source_id, {})[state] = count
    found = find_sources(connection, words)
    return tuple(SourceReport(source, poll_state(connection, source.id), counts.get(source.id, {})) for source in found)


def report_findings(
    connection: sa.Connection, type_: str, *, words: str = "", source_ids: tuple[str, ...] = (), limit: int = 50
) -> tuple[FindingReport, ...]:
    """Findings of one type in newest revisions: all `words` in their text, subject or speaker; of these sources, if any are given."""
    first = sa.and_(
        *(evidence.c[name] == findings.c[name] for name in ("item_id", "revision", "type")),
        evidence.c.finding_id == findings.c.id,
        evidence.c.ordinal == 0,
    )
    newest = sa.and_(items.c.id == findings.c.item_id, items.c.revision == findings.c.revision)
    tables = findings.join(items, newest).join(sources, sources.c.id == items.c.source_id).join(evidence, first)
    place = (evidence.c.start, evidence.c.end, evidence.c.t0_ms)
    shown = sa.func.coalesce(sa.func.nullif(sources.c.title, ""), sources.c.url).label("source")
    query = sa.select(
        findings.c.item_id, items.c.title, shown, items.c.published, items.c.url, findings.c.type, findings.c.text,
        findings.c.speaker, findings.c.fields, *place,
    )  # fmt: skip
    query = query.select_from(tables).where(findings.c.type == type_)
    for word in words.split():
        subject = findings.c.fields["subject"].as_string()
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in (findings.c.text, findings.c.speaker, subject))))
    if source_ids:
        query = query.where(items.c.source_id.in_(source_ids))
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id, findings.c.ordinal).limit(limit)
    return tuple(FindingReport._make(row) for row in connection.execute(query))


def report_entities(connection: sa.Connection, *, words: str = "", kind: str = "", limit: int = 50) -> tuple[EntityReport, ...]:
    """Names, those in the most items first: by a part of any of their spellings, by kind."""
    in_items = sa.func.count(sa.distinct(mentions.c.item_id)).label("in_items")
    times = sa.func.count().label("times")
    newest = sa.and_(items.c.id == mentions.c.item_id, items.c.revision == mentions.c.revision)
    columns = (entities.c.id, entities.c.name, entities.c.kind, entities.c.category)
    query = sa.select(*columns, in_items, times)
    query = query.select_from(entities.join(mentions, mentions.c.entity_id == entities.c.id).join(items, newest)).group_by(*columns)
    if words:
        spelled = sa.select(aliases.c.entity_id).where(aliases.c.folded.contains(fold(words), autoescape=True))
        query = query.where(entities.c.id.in_(spelled))
    if kind:
        query = query.where(entities.c.kind == kind)
    rows = connection.execute(query.order_by(in_items.desc(), times.desc(), entities.c.name, entities.c.id).limit(limit)).all()
    spellings: dict[str, list[str]] = {}
    found = sa.select(aliases).where(aliases.c.entity_id.in_([row.id for row in rows])).order_by(aliases.c.alias)
    for row in connection.execute(found):
        spellings.setdefault(row.entity_id, []).append(row.alias)
    known = {row.id: row.ids for row in connection.execute(sa.select(entities.c.id, entities.c.ids).where(entities.c.id.in_(spellings)))}
    return tuple(
        EntityReport(
            id=row.id,
            name=row.name,
            kind=row.kind,
            category=row.category,
            ids=known.get(row.id, {}),
            items=row.in_items,
            mentions=row.times,
            aliases=tuple(alias for alias in spellings.get(row.id, []) if alias != row.name),
        )
        for row in rows
    )
