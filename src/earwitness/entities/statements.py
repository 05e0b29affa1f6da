"""Mentions of an entity over time, statements about it, and entities mentioned with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.storage.entity_tables import gathered, heard, names
from earwitness.storage.sources import NAME, SHOW
from earwitness.storage.tables import entities, findings, items, mentions, sources
from earwitness.text.folding import fold

Step = Literal["week", "month", "quarter", "year"]
YEARS = range(1900, 2101)
"""In which an item can have been published: a slip of the pen elsewhere must not stretch a chart to ten thousand bars."""
LONGEST_CHART = 60
"""Bars beyond which a chart goes to the next longer step."""
NEWEST = 200
"""Items looked at for who else is named: the newest that name it."""


_MINE = heard.c.entity_id.in_(sa.bindparam("members", expanding=True))
_IN_ITEMS: sa.BindParameter[str] = sa.bindparam("items", expanding=True)
_SHOWN = NAME.label("source")
_NAMINGS = (
    sa.select(heard.c.item_id, items.c.source_id, items.c.published, sa.func.sum(heard.c.mentions))
    .join(items, items.c.id == heard.c.item_id)
    .where(_MINE)
    .group_by(heard.c.item_id, items.c.source_id, items.c.published)
    .order_by(items.c.published.desc().nulls_last(), heard.c.item_id)
)
"""What a page asks is put into words once: that takes longer than the answer."""
_SOURCES = sa.select(sources.c.id, _SHOWN).where(sources.c.id.in_(sa.bindparam("sources", expanding=True)))
_ITEMS = (
    sa.select(items.c.id, items.c.title, SHOW.label("source"))
    .join(sources, sources.c.id == items.c.source_id)
    .where(items.c.id.in_(_IN_ITEMS))
)
_CONTEXTS = (
    sa.select(heard.c.item_id, findings.c.fields)
    .join(findings, sa.and_(findings.c.item_id == heard.c.item_id, findings.c.id == heard.c.finding_id, findings.c.type == "entity"))
    .join(gathered, sa.and_(gathered.c.item_id == findings.c.item_id, gathered.c.revision == findings.c.revision))
    .where(_MINE, heard.c.item_id.in_(_IN_ITEMS))
    .order_by(heard.c.item_id, heard.c.start.desc())
)
"""The words around an entity where each item's digest says it first matters; the first mention comes last."""
_SPELLED = sa.select(heard.c.item_id, heard.c.from_id, heard.c.spelling).where(_MINE, heard.c.item_id.in_(_IN_ITEMS))
_MENTIONS = (
    sa.select(mentions)
    .join(gathered, sa.and_(gathered.c.item_id == mentions.c.item_id, gathered.c.revision == mentions.c.revision))
    .where(mentions.c.item_id.in_(_IN_ITEMS), mentions.c.entity_id.in_(sa.bindparam("from_ids", expanding=True)))
    .order_by(mentions.c.item_id, mentions.c.start)
)
_TOGETHER = sa.func.count(sa.distinct(heard.c.item_id)).label("together")
_BEST = (
    sa.select(names.c.canonical_id, _TOGETHER)
    .join(names, names.c.entity_id == heard.c.entity_id)
    .where(heard.c.item_id.in_(_IN_ITEMS), sa.not_(_MINE), names.c.canonical_id.is_not(None))
    .group_by(names.c.canonical_id)
    .order_by(_TOGETHER.desc(), names.c.canonical_id)
    .limit(sa.bindparam("most"))
    .subquery()
)
_COMPANIONS = (
    sa.select(entities.c.id, entities.c.name, entities.c.kind, _BEST.c.together)
    .join(entities, entities.c.id == _BEST.c.canonical_id)
    .order_by(_BEST.c.together.desc(), entities.c.id)
)


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


class Naming(NamedTuple):
    """An item that names the entity, with how often."""

    item_id: str
    source_id: str
    published: str | None
    mentions: int


def namings(connection: sa.Connection, members: Sequence[str]) -> tuple[Naming, ...]:
    """Every item that names an entity (all ids that count as it), newest first."""
    return tuple(map(Naming._make, connection.execute(_NAMINGS, {"members": list(members)}).all()))


def timeline(connection: sa.Connection, told: Sequence[Naming], step: Step | None = None) -> Timeline:
    """Mentions over time: by week where that fits a chart, else by month, quarter or year."""
    dated = [(day, one.mentions) for one in told if (day := day_of(one.published)) is not None]
    by_source: dict[str, list[int]] = {}
    for one in told:
        by_source.setdefault(one.source_id, []).append(one.mentions)
    titles = _titles(connection, by_source)
    shares = [SourceShare(id_, titles[id_], sum(counts), len(counts)) for id_, counts in by_source.items()]
    chosen = step or fitting([day for day, _ in dated])
    shares.sort(key=lambda share: (-share.mentions, share.title, share.id))
    undated = sum(one.mentions for one in told) - sum(times for _, times in dated)
    return Timeline(chosen, bars(dated, chosen), undated, tuple(shares))


def appearances(connection: sa.Connection, members: Sequence[str], told: Sequence[Naming], *, spots: int = 6) -> tuple[Appearance, ...]:
    """Those of the items that name the entity, each with its first mentions."""
    given = {"members": list(members), "items": [one.item_id for one in told]}
    titles = {row.id: row for row in connection.execute(_ITEMS, given)}
    contexts = {row.item_id: str(row.fields.get("context") or "") for row in connection.execute(_CONTEXTS, given)}
    places = _spots(connection, given, spots)
    return tuple(
        Appearance(
            one.item_id, titles[one.item_id].title, one.source_id, titles[one.item_id].source, one.published, one.mentions,
            contexts.get(one.item_id, ""), tuple(places.get(one.item_id, ())),
        )
        for one in told
    )  # fmt: skip


def companions(connection: sa.Connection, members: Sequence[str], told: Sequence[Naming], *, limit: int = 12) -> tuple[Companion, ...]:
    """Names in the same items as this one, those in the most of its newest `NEWEST` items first."""
    given = {"members": list(members), "items": [one.item_id for one in told[:NEWEST]], "most": limit}
    return tuple(Companion(id_, name, kind, int(count)) for id_, name, kind, count in connection.execute(_COMPANIONS, given))


def bars(dated: Sequence[tuple[date, int]], step: Step) -> tuple[Bar, ...]:
    """Days with their counts as bars in order, steps without any included."""
    counts: dict[date, list[int]] = {}
    for day, times in dated:
        counts.setdefault(_start(day, step), []).append(times)
    result: list[Bar] = []
    at, last = min(counts, default=None), max(counts, default=None)
    while at is not None:
        those = counts.get(at, [])
        result.append(Bar(at.isoformat(), _label(at, step), sum(those), len(those)))
        at = _next(at, step) if at != last else None
    return tuple(result)


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
    month = day.month if step == "month" else (day.month - 1) // 3 * 3 + 1 if step == "quarter" else 1
    return date(day.year, month, 1)


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
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _titles(connection: sa.Connection, source_ids: Iterable[str]) -> dict[str, str]:
    """What sources are called, by id."""
    return {row.id: row.source for row in connection.execute(_SOURCES, {"sources": sorted(source_ids)})}


def _spots(connection: sa.Connection, given: dict[str, Any], most: int) -> dict[str, list[Spot]]:
    """The first mentions in each item, in reading order; those of parted spellings belong to others."""
    own = {(row.item_id, row.from_id, row.spelling) for row in connection.execute(_SPELLED, given)}
    result: dict[str, list[Spot]] = {}
    for row in connection.execute(_MENTIONS, {"items": given["items"], "from_ids": sorted({from_id for _, from_id, _ in own})}):
        those = result.setdefault(row.item_id, [])
        if len(those) < most and (row.item_id, row.entity_id, fold(text := " ".join(row.text.split()))) in own:
            those.append(Spot(text, row.start, row.end, row.t0_ms, row.finding_id))
    return result
