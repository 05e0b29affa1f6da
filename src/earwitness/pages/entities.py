"""The list of names, and the page of one: when and where it was named, what is said of it, how it was heard, and who decided what."""

from __future__ import annotations

from typing import NamedTuple, get_args

import sqlalchemy as sa
from markupsafe import Markup

from earwitness.errors import NotFound
from earwitness.knowledge.entities import (
    EntityFacts,
    EntityRow,
    EntitySort,
    Joined,
    count_entities,
    entity_facts,
    list_entities,
    open_suggestions,
)
from earwitness.knowledge.ledger import LedgerRow, LedgerType, Order, Wanted, list_ledger, said_of_entity
from earwitness.knowledge.said import Appearance, Companion, Timeline, appearances, companions, timeline
from earwitness.knowledge.slugs import slug
from earwitness.knowledge.speakers import SpeakerFacts, speaker_facts
from earwitness.model.findings import EntityKind
from earwitness.pages.charts import bar_chart
from earwitness.pages.ledgers import LedgerLine, lines
from earwitness.pages.paging import Place
from earwitness.publish.writing import safe_url

STEP = 60
SAID = 5
"""Quotes, numbers and predictions on the page itself; all of them are a click away."""
APPEARANCES = 15
SUGGESTIONS = 20
KINDS: tuple[str, ...] = get_args(EntityKind)
PLURALS = {"organization": "organizations", "person": "people", "product": "products", "work": "works", "place": "places"}
SORTS: tuple[str, ...] = get_args(EntitySort)


class EntitiesPage(NamedTuple):
    """Names with their counts; `suggestions` are questions to a person."""

    words: str
    kind: str
    sort: EntitySort
    counts: dict[str, int]
    rows: tuple[EntityRow, ...]
    place: Place
    suggestions: tuple[Joined, ...]
    plurals: dict[str, str] = PLURALS

    @property
    def total(self) -> int:
        """Names of all kinds."""
        return sum(self.counts.values())

    @property
    def query(self) -> dict[str, str]:
        """What the list is narrowed by, for links to its other pages."""
        return {"words": self.words, "kind": self.kind, "sort": self.sort if self.sort != "items" else ""}


class Said(NamedTuple):
    """One kind of what is said of a name: the newest, and how many in all."""

    type: str
    title: str
    ledger: str
    lines: tuple[LedgerLine, ...]
    total: int


class EntityPage(NamedTuple):
    """All that is known of one name."""

    facts: EntityFacts
    chart: Markup
    timeline: Timeline
    said: tuple[Said, ...]
    appearances: tuple[Appearance, ...]
    place: Place
    companions: tuple[Companion, ...]
    speaker: SpeakerFacts | None
    links: tuple[tuple[str, str], ...]
    """Other places that know it, by name and address."""

    @property
    def row(self) -> EntityRow:
        """Name, kind and counts."""
        return self.facts.row


def entities_page(
    connection: sa.Connection, *, words: str = "", kind: str = "", sort: str = "items", number: int = 1, step: int = STEP
) -> EntitiesPage:
    """The names that have these words in one of their spellings, and on the first page of all what a person may decide."""
    kind = kind if kind in KINDS else ""
    order: EntitySort = "name" if sort == "name" else "last" if sort == "last" else "items"
    counts = count_entities(connection, words=words)
    place = Place(number, step, counts.get(kind, 0) if kind else sum(counts.values()))
    rows = list_entities(connection, words=words, kind=kind, sort=order, limit=step, offset=place.offset)
    asked = open_suggestions(connection, limit=SUGGESTIONS) if number == 1 and not words and not kind else ()
    return EntitiesPage(words, kind, order, counts, rows, place, asked)


def entity_page(connection: sa.Connection, id_: str, *, number: int = 1, step: int = APPEARANCES) -> EntityPage:
    """The page of the entity that this id counts as. Raises `NotFound`."""
    facts = entity_facts(connection, id_)
    if facts is None:
        raise NotFound(id_, "no such name in the archive", "see the list of names")
    members = tuple(member.id for member in facts.members)
    told = timeline(connection, members)
    counts = said_of_entity(connection, members)
    place = Place(number, step, facts.row.items)
    person = facts.row.kind == "person"
    return EntityPage(
        facts=facts,
        chart=bar_chart(told.bars, f"Mentions of {facts.row.name} by {told.step}; the figures are in the table below."),
        timeline=told,
        said=tuple(one for type_, title in _SAID if (one := _said(connection, type_, title, members, counts.get(type_, 0))).total),
        appearances=appearances(connection, members, limit=step, offset=place.offset),
        place=place,
        companions=companions(connection, members),
        speaker=speaker_facts(connection, slug(facts.row.name)) if person else None,
        links=_elsewhere(facts.ids),
    )


_SAID: tuple[tuple[LedgerType, str], ...] = (("quote", "Quotes"), ("number", "Numbers"), ("prediction", "Predictions"))


def _said(connection: sa.Connection, type_: LedgerType, title: str, members: tuple[str, ...], total: int) -> Said:
    wanted = Wanted(type_, entity_ids=members)
    own = list_ledger(connection, wanted._replace(named=True), Order(), limit=SAID).rows if total else ()
    more: tuple[LedgerRow, ...] = ()
    if len(own) < min(SAID, total):
        seen = {(row.item_id, row.finding_id) for row in own}
        found = list_ledger(connection, wanted, Order(), limit=SAID + len(own)).rows
        more = tuple(row for row in found if (row.item_id, row.finding_id) not in seen)[: SAID - len(own)]
    return Said(type_, title, f"{type_}s", lines((*own, *more)), total)


def _elsewhere(ids: dict[str, str]) -> tuple[tuple[str, str], ...]:
    places = {
        "wikidata": ("Wikidata", "https://www.wikidata.org/wiki/{}"),
        "cik": ("SEC filings", "https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={}"),
    }
    made = ((places[kind][0], safe_url(places[kind][1].format(value))) for kind, value in ids.items() if kind in places and value.isalnum())
    return tuple((name, url) for name, url in made if url)
