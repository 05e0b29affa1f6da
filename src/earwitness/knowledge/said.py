"""When and where a name is named, what is said of it, and who else is named with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

import sqlalchemy as sa

from earwitness.database.knowledge_tables import gathered, heard, names
from earwitness.database.tables import findings, items, mentions, sources
from earwitness.knowledge.entities import entity_rows
from earwitness.text.folding import fold

Step = Literal["week", "month", "quarter", "year"]
LONGEST_CHART = 60
"""Bars beyond which a chart goes to the next longer step."""
NEWEST = 200
"""Items looked at for who else is named: the newest that name it."""


class Bar(NamedTuple):
    """Mentions within one step of time; `start` is its first day."""

    start: str
    label: str
    mentions: int
    items: int


class SourceShare(NamedTuple):
    """How often a source names it, and in how many items."""

    id: str
    title: str
    mentions: int
    items: int


class Timeline(NamedTuple):
    """Mentions over time, steps without any included, and by source; items without a date are counted apart."""

    step: Step
    bars: tuple[Bar, ...]
    undated: int
    sources: tuple[SourceShare, ...]


class Spot(NamedTuple):
    """One mention: the spelling said, where and when."""

    text: str
    start: int
    end: int
    t0_ms: int | None
    finding_id: str


class Appearance(NamedTuple):
    """An item that names the entity: the words around where it first matters, and its first mentions."""

    item_id: str
    title: str
    source_id: str
    source: str
    published: str | None
    mentions: int
    context: str
    spots: tuple[Spot, ...]


class Companion(NamedTuple):
    """A name that stands in the same items."""

    id: str
    name: str
    kind: str
    items: int


def timeline(connection: sa.Connection, members: Sequence[str], step: Step | None = None) -> Timeline:
    """Mentions of an entity (all ids that count as it) over time: by week where that fits a chart, else by month, quarter or year."""
    shown = sa.func.coalesce(sa.func.nullif(sources.c.title, ""), sources.c.url)
    query = sa.select(
        heard.c.item_id, sa.func.sum(heard.c.mentions).label("times"), items.c.published, items.c.source_id, shown.label("source")
    )
    query = query.join(items, items.c.id == heard.c.item_id).join(sources, sources.c.id == items.c.source_id)
    query = query.where(heard.c.entity_id.in_(members)).group_by(heard.c.item_id, items.c.published, items.c.source_id, shown)
    rows = connection.execute(query).all()
    dated = [(day, int(row.times)) for row in rows if (day := day_of(row.published)) is not None]
    by_source: dict[str, list[int]] = {}
    titles = {row.source_id: row.source for row in rows}
    for row in rows:
        by_source.setdefault(row.source_id, []).append(int(row.times))
    shares = [SourceShare(id_, titles[id_], sum(counts), len(counts)) for id_, counts in by_source.items()]
    chosen = step or fitting([day for day, _ in dated])
    shares.sort(key=lambda share: (-share.mentions, share.title, share.id))
    return Timeline(chosen, bars(dated, chosen), sum(int(row.times) for row in rows) - sum(times for _, times in dated), tuple(shares))


def appearances(
    connection: sa.Connection, members: Sequence[str], *, limit: int = 20, offset: int = 0, spots: int = 6
) -> tuple[Appearance, ...]:
    """Items that name the entity, newest first, each with its first mentions."""
    shown = sa.func.coalesce(sa.func.nullif(sources.c.title, ""), sources.c.url)
    columns = (heard.c.item_id, items.c.title, items.c.source_id, shown.label("source"), items.c.published)
    query = sa.select(*columns, sa.func.sum(heard.c.mentions).label("times"))
    query = query.join(items, items.c.id == heard.c.item_id).join(sources, sources.c.id == items.c.source_id)
    query = query.where(heard.c.entity_id.in_(members)).group_by(*columns)
    query = query.order_by(items.c.published.desc().nulls_last(), heard.c.item_id).limit(limit).offset(offset)
    rows = connection.execute(query).all()
    ids = [row.item_id for row in rows]
    contexts, places = _contexts(connection, members, ids), _spots(connection, members, ids, spots)
    return tuple(
        Appearance(
            row.item_id, row.title, row.source_id, row.source, row.published, int(row.times),
            contexts.get(row.item_id, ""), tuple(places.get(row.item_id, ())),
        )
        for row in rows
    )  # fmt: skip


def companions(connection: sa.Connection, members: Sequence[str], *, limit: int = 12) -> tuple[Companion, ...]:
    """Names in the same items as this one, those in the most of its newest `NEWEST` items first."""
    mine = sa.select(heard.c.item_id).join(items, items.c.id == heard.c.item_id).where(heard.c.entity_id.in_(members)).distinct()
    newest = sa.select(items.c.id).where(items.c.id.in_(mine)).order_by(items.c.published.desc().nulls_last(), items.c.id).limit(NEWEST)
    ids = list(connection.scalars(newest))
    query = sa.select(names.c.canonical_id, heard.c.item_id).join(names, names.c.entity_id == heard.c.entity_id)
    query = query.where(heard.c.item_id.in_(ids), heard.c.entity_id.not_in(members)).distinct()
    counts = Counter(row.canonical_id for row in connection.execute(query))
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    rows = entity_rows(connection, [id_ for id_, _ in best])
    return tuple(Companion(id_, rows[id_].name, rows[id_].kind, count) for id_, count in best if id_ in rows)


def bars(dated: Sequence[tuple[date, int]], step: Step) -> tuple[Bar, ...]:
    """Days with their counts as bars in order, steps without any included."""
    counts: dict[date, list[int]] = {}
    for day, times in dated:
        counts.setdefault(_start(day, step), []).append(times)
    made: list[Bar] = []
    at = min(counts, default=None)
    while at is not None and at <= max(counts):
        those = counts.get(at, [])
        made.append(Bar(at.isoformat(), _label(at, step), sum(those), len(those)))
        at = _next(at, step)
    return tuple(made)


def fitting(days: Sequence[date]) -> Step:
    """The shortest step by which the days fit a chart; months at least for more than half a year."""
    if not days:
        return "month"
    length = (max(days) - min(days)).days
    steps: tuple[tuple[Step, int], ...] = (("week", 26 * 7), ("month", LONGEST_CHART * 30), ("quarter", LONGEST_CHART * 91))
    return next((step for step, most in steps if length <= most), "year")


def _start(day: date, step: Step) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[step]
    return day.replace(month=month, day=1)


def _next(start: date, step: Step) -> date:
    if step == "week":
        return start + timedelta(days=7)
    months = start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[step]
    return start.replace(year=start.year + months // 12, month=months % 12 + 1)


def _label(start: date, step: Step) -> str:
    if step == "quarter":
        return f"{start.year} Q{(start.month + 2) // 3}"
    return start.isoformat()[: {"week": 10, "month": 7, "year": 4}[step]]


def day_of(published: str | None) -> date | None:
    """The day of an ISO date or date-time; None where there is none that can be."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _contexts(connection: sa.Connection, members: Sequence[str], item_ids: Sequence[str]) -> dict[str, str]:
    """The words around an entity where each item's digest says it first matters."""
    query = sa.select(heard.c.item_id, findings.c.fields)
    same = sa.and_(findings.c.item_id == heard.c.item_id, findings.c.id == heard.c.finding_id, findings.c.type == "entity")
    newest = sa.and_(gathered.c.item_id == findings.c.item_id, gathered.c.revision == findings.c.revision)
    query = query.join(findings, same).join(gathered, newest)
    query = query.where(heard.c.entity_id.in_(members), heard.c.item_id.in_(item_ids)).order_by(heard.c.item_id, heard.c.start.desc())
    return {row.item_id: str(row.fields.get("context") or "") for row in connection.execute(query)}


def _spots(connection: sa.Connection, members: Sequence[str], item_ids: Sequence[str], most: int) -> dict[str, list[Spot]]:
    """The first mentions in each item, in reading order; those of parted spellings belong to others."""
    spelled = sa.select(heard.c.item_id, heard.c.from_id, heard.c.spelling)
    spelled = spelled.where(heard.c.entity_id.in_(members), heard.c.item_id.in_(item_ids))
    mine = {(row.item_id, row.from_id, row.spelling) for row in connection.execute(spelled)}
    query = sa.select(mentions).join(
        gathered, sa.and_(gathered.c.item_id == mentions.c.item_id, gathered.c.revision == mentions.c.revision)
    )
    query = query.where(mentions.c.item_id.in_(item_ids), mentions.c.entity_id.in_({from_id for _, from_id, _ in mine}))
    made: dict[str, list[Spot]] = {}
    for row in connection.execute(query.order_by(mentions.c.item_id, mentions.c.start)):
        text = " ".join(row.text.split())
        those = made.setdefault(row.item_id, [])
        if len(those) < most and (row.item_id, row.entity_id, fold(text)) in mine:
            those.append(Spot(text, row.start, row.end, row.t0_ms, row.finding_id))
    return made
