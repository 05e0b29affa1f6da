"""Lists over the whole archive, newest first: sources with their state, numbers, predictions and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import PollState, Source
from earwitness.storage.disclosure import OF_SOURCE, of_source, row_disclosure, shown_source
from earwitness.storage.sources import SHOW, poll_states
from earwitness.storage.tables import evidence, findings, items, sources

FEW = 400
"""Sources up to which their items are counted by themselves; for more, all items are counted in one go."""


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


def report_sources(connection: sa.Connection, found: Sequence[Source], *, whole: bool = False) -> tuple[SourceReport, ...]:
    """These sources with their polls and items: without the secrets of their addresses, unless `whole`."""
    ids = [source.id for source in found]
    counts: dict[str, dict[str, int]] = {}
    query = sa.select(items.c.source_id, items.c.state, sa.func.count()).group_by(items.c.source_id, items.c.state)
    if len(ids) <= FEW:
        query = query.where(items.c.source_id.in_(ids))
    for source_id, state, count in connection.execute(query.order_by(items.c.source_id, items.c.state)):
        counts.setdefault(source_id, {})[state] = count
    polls = poll_states(connection, ids)
    result = (SourceReport(one, polls.get(one.id, PollState()), counts.get(one.id, {})) for one in found)
    return tuple(result) if whole else tuple(map(_shown, result))


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
    shown = SHOW.label("source")
    query = sa.select(
        findings.c.item_id, items.c.title, shown, items.c.published, items.c.url, findings.c.type, findings.c.text,
        findings.c.speaker, findings.c.fields, *place, *OF_SOURCE,
    )  # fmt: skip
    query = query.select_from(tables).where(findings.c.type == type_)
    for word in words.split():
        subject = findings.c.fields["subject"].as_string()
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in (findings.c.text, findings.c.speaker, subject))))
    if source_ids:
        query = query.where(items.c.source_id.in_(source_ids))
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id, findings.c.ordinal).limit(limit)
    return tuple(_finding(row) for row in connection.execute(query))


def _finding(row: Any) -> FindingReport:
    values = {name: getattr(row, name) for name in FindingReport._fields}
    return FindingReport(**values | {"url": row_disclosure(row).link(row.url)})


def _shown(one: SourceReport) -> SourceReport:
    poll = one.poll.model_copy(update={"last_error": of_source(one.source).said(one.poll.last_error)})
    return one._replace(source=shown_source(one.source), poll=poll)
