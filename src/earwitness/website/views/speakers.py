"""The list of speakers, and the page of one: appearances, speaking time and notable statements."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.identity import find_entities
from earwitness.entities.ledger import LedgerType, Order, Wanted, list_ledger
from earwitness.entities.speakers import (
    SpeakerFacts,
    SpeakerRow,
    SpeakerSort,
    Speaking,
    count_speakers,
    list_speakers,
    speaker_facts,
    speaking,
)
from earwitness.errors import NotFound
from earwitness.website.paging import PagePosition
from earwitness.website.views.ledgers import LedgerLine, lines

STEP = 60
SAID = 6
ITEMS = 25


_SAID: tuple[tuple[LedgerType, str, Order], ...] = (
    ("quote", "Quotes", Order("score")),
    ("number", "Numbers", Order()),
    ("prediction", "Predictions", Order()),
)
"""What is shown of a speaker, the weightiest quotes first."""


class SpeakersPage(NamedTuple):
    """Speakers with a name."""

    words: str
    sort: SpeakerSort
    rows: tuple[SpeakerRow, ...]
    place: PagePosition

    @property
    def query(self) -> dict[str, str]:
        """What the list is narrowed by."""
        return {"words": self.words, "sort": self.sort if self.sort != "words" else ""}


class SpeakerStatements(NamedTuple):
    """One kind of what a person said: some of it, and how much there is."""

    type: str
    title: str
    ledger: str
    lines: tuple[LedgerLine, ...]
    total: int


class SpeakerPage(NamedTuple):
    """One person who speaks."""

    facts: SpeakerFacts
    said: tuple[SpeakerStatements, ...]
    items: tuple[Speaking, ...]
    place: PagePosition
    entity_id: str
    """The person as a name of the archive, empty where there is none."""


def speakers_page(connection: sa.Connection, *, words: str = "", sort: str = "words", number: int = 1, step: int = STEP) -> SpeakersPage:
    """The speakers whose name holds these words, those who say the most first."""
    order: SpeakerSort = "items" if sort == "items" else "name" if sort == "name" else "last" if sort == "last" else "words"
    place = PagePosition(number, step, count_speakers(connection, words=words))
    return SpeakersPage(words, order, list_speakers(connection, words=words, sort=order, limit=step, offset=place.offset), place)


def speaker_page(connection: sa.Connection, speaker_id: str, *, today: str = "9999", number: int = 1, step: int = ITEMS) -> SpeakerPage:
    """The page of one speaker. Raises `NotFound`."""
    facts = speaker_facts(connection, speaker_id)
    if facts is None:
        raise NotFound(speaker_id, "nobody of that name speaks in the archive", "see the list of speakers")
    source_text = []
    for type_, title, order in _SAID:
        if total := facts.counts.get(type_, 0):
            wanted = Wanted(type_, speaker_id=speaker_id)
            found = lines(list_ledger(connection, wanted, order, limit=SAID).rows, today)
            source_text.append(SpeakerStatements(type_, title, f"{type_}s", found, total))
    place = PagePosition(number, step, facts.row.items)
    named = find_entities(connection, facts.row.name)
    return SpeakerPage(
        facts, tuple(source_text), speaking(connection, speaker_id, limit=step, offset=place.offset), place, named[0] if named else ""
    )
