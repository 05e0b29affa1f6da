"""Today: what is new since the last visit, and what failed."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.storage.disclosure import row_disclosure
from earwitness.storage.items import find_items, get_items
from earwitness.storage.summaries import failing_sources, item_ids
from earwitness.website.views.item_rows import ItemRow, item_rows

FRESH = 40
BEFORE = 20
TROUBLES = 20


class SourceTrouble(NamedTuple):
    """A source that could not be read the last time it was asked."""

    id: str
    title: str
    reason: str


class TodayPage(NamedTuple):
    """What is on the first page."""

    since_ms: int | None
    fresh: tuple[ItemRow, ...]
    before: tuple[ItemRow, ...]
    troubled: tuple[ItemRow, ...]
    sources: tuple[SourceTrouble, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not (self.fresh or self.before or self.troubled or self.sources)


def today_page(connection: sa.Connection, since_ms: int | None = None) -> TodayPage:
    """The page for somebody whose last visit was at `since_ms` (milliseconds since 1970, UTC); None for a first visit."""
    fresh_ids = item_ids(connection, ("digested",), limit=FRESH, seen_after_ms=since_ms) if since_ms is not None else []
    newest = find_items(connection, state="digested", limit=BEFORE + len(fresh_ids))
    before = [one for one in newest if one.item.id not in set(fresh_ids)][:BEFORE]
    return TodayPage(
        since_ms=since_ms,
        fresh=item_rows(connection, get_items(connection, fresh_ids), with_names=True),
        before=item_rows(connection, before, with_names=True),
        troubled=item_rows(connection, get_items(connection, item_ids(connection, ("failed", "waiting for speech"), limit=TROUBLES))),
        sources=_troubled_sources(connection),
    )


def _troubled_sources(connection: sa.Connection) -> tuple[SourceTrouble, ...]:
    rows = failing_sources(connection, TROUBLES)
    return tuple(SourceTrouble(row.of_source_id, row.name, row_disclosure(row).said(row.last_error)) for row in rows)
