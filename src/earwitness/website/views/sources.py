"""The list of sources, and the page of one: its items, speakers and topics."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.speakers import SpeakerRow, list_speakers
from earwitness.entities.topics import TopicRow, list_topics
from earwitness.errors import NotFound
from earwitness.model.archive import PollState, Source
from earwitness.storage.disclosure import of_source, shown_source
from earwitness.storage.items import count_source_items, find_items
from earwitness.storage.reports import report_sources
from earwitness.storage.sources import NEVER_MS, count_sources, find_sources, get_source, poll_state
from earwitness.website.paging import PagePosition
from earwitness.website.views.item_rows import ItemRow, item_rows

STEP = 100
ITEMS = 25
SHOWN = 12


class SourceRow(NamedTuple):
    """A source in the list, with how many of its items are in each state."""

    id: str
    title: str
    kind: str
    private: bool
    items: int
    states: tuple[tuple[str, int], ...]
    last_polled_ms: int | None
    last_error: str
    paused: bool


class SourcesPage(NamedTuple):
    """All sources, by title."""

    words: str
    rows: tuple[SourceRow, ...]
    place: PagePosition


class SourcePage(NamedTuple):
    """One source."""

    source: Source
    poll: PollState
    states: tuple[tuple[str, int], ...]
    items: tuple[ItemRow, ...]
    place: PagePosition
    speakers: tuple[SpeakerRow, ...]
    topics: tuple[TopicRow, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.source.name

    @property
    def paused(self) -> bool:
        """Whether it is kept for its items and asked no more."""
        return self.poll.next_poll_ms == NEVER_MS


def sources_page(connection: sa.Connection, words: str = "", *, number: int = 1, step: int | None = STEP) -> SourcesPage:
    """The sources whose title or address holds these words; all on one page for no `step`."""
    total = count_sources(connection, words)
    place = PagePosition(number, step or max(1, total), total)
    return SourcesPage(
        words,
        place=place,
        rows=tuple(
            SourceRow(
                one.source.id, one.source.name, one.source.kind, one.source.is_private, one.items, tuple(one.states.items()),
                one.poll.last_polled_ms, one.poll.last_error, one.poll.next_poll_ms == NEVER_MS,
            )
            for one in report_sources(connection, find_sources(connection, words, limit=step, offset=place.offset))
        ),
    )  # fmt: skip


def source_page(connection: sa.Connection, source_id: str, *, number: int = 1, step: int = ITEMS) -> SourcePage:
    """The page of one source. Raises `NotFound`."""
    source = get_source(connection, source_id)
    if source is None:
        raise NotFound(source_id, "no such source", "see the list of sources")
    states = count_source_items(connection, source_id)
    place = PagePosition(number, step, sum(states.values()))
    found = find_items(connection, source_id=source_id, limit=step, offset=place.offset)
    poll = poll_state(connection, source_id)
    return SourcePage(
        source=shown_source(source),
        poll=poll.model_copy(update={"last_error": of_source(source).said(poll.last_error)}),
        states=tuple(sorted(states.items())),
        items=item_rows(connection, found),
        place=place,
        speakers=list_speakers(connection, source_id=source_id, limit=SHOWN),
        topics=list_topics(connection, source_id=source_id, limit=SHOWN),
    )
