"""The queue: followed sources, work in progress, waiting and failed items with the reason."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.storage.disclosure import shown_items
from earwitness.storage.items import ItemFilter, count_states, list_items
from earwitness.storage.reports import SourceReport, report_sources
from earwitness.storage.sources import NEVER_MS, count_sources, find_sources
from earwitness.storage.summaries import count_workers, retries_of, work_figures

SHOWN = 30
SOURCES = 100
"""Sources shown, those that fail first: the page is asked for again whenever the work moves. All of them are a click away."""
AT_WORK = ("new", "fetched")


class QueuedItem(NamedTuple):
    """An item on its way, or in trouble."""

    id: str
    title: str
    source: str | None
    state: str
    reason: str
    tries: int
    next_ms: int


class QueuePage(NamedTuple):
    """The state of the work."""

    sources: tuple[SourceReport, ...]
    followed: int
    """How many sources there are in all."""
    counts: dict[str, int]
    under_way: tuple[QueuedItem, ...]
    waiting: tuple[QueuedItem, ...]
    failed: tuple[QueuedItem, ...]
    workers: int
    """Processes that carry items, as they have said themselves."""
    never_ms: int = NEVER_MS

    @property
    def left(self) -> int:
        """How many items are still to be digested."""
        return sum(self.counts.get(state, 0) for state in AT_WORK)


def queue_page(connection: sa.Connection) -> QueuePage:
    """The page as things stand now."""
    return QueuePage(
        sources=report_sources(connection, find_sources(connection, limit=SOURCES, troubled_first=True)),
        followed=count_sources(connection),
        counts=count_states(connection),
        under_way=tuple(one for state in AT_WORK for one in _queued(connection, state)),
        waiting=_queued(connection, "waiting for speech"),
        failed=_queued(connection, "failed"),
        workers=count_workers(connection),
    )


def pulse(connection: sa.Connection) -> str:
    """Return figures that change whenever anything on the queue does; two equal pulses need no new page."""
    states = ",".join(f"{state}:{count}" for state, count in count_states(connection).items())
    return f"{states};{'/'.join(map(str, work_figures(connection)))}"


def _queued(connection: sa.Connection, state: str) -> tuple[QueuedItem, ...]:
    found = list_items(connection, ItemFilter(state=state), limit=SHOWN)
    ids = [one.item.id for one in found]
    known = retries_of(connection, ids)
    return tuple(_of(one, *known.get(one.item.id, (0, 0))) for one in shown_items(connection, found))


def _of(archived: ArchivedItem, tries_: int, next_ms: int) -> QueuedItem:
    item = archived.item
    return QueuedItem(item.id, item.title, item.source, archived.state, archived.reason, tries_, next_ms)
