"""The list of entities, and the page of one: mentions, statements, spellings and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, get_args

import sqlalchemy as sa
from markupsafe import Markup

from earwitness.entities.entities import (
    EntityFacts,
    EntityRow,
    EntitySort,
    Joined,
    count_entities,
    entity_facts,
    list_entities,
    open_suggestions,
)
from earwitness.entities.ledger import LedgerType, Saying, statements_about_entity
from earwitness.entities.slugs import slug
from earwitness.entities.speakers import count_speaking
from earwitness.entities.statements import Appearance, Companion, Timeline, appearances, companions, namings, timeline
from earwitness.errors import NotFound
from earwitness.model.findings import EntityKind
from earwitness.renderers.writing import safe_url
from earwitness.website.charts import bar_chart
from earwitness.website.paging import PagePosition
from earwitness.website.views.ledgers import LedgerLine, lines

STEP = 60
SAID, BESIDE = 5, 3
"""Quotes, numbers and predictions on the page itself that name it, and that stand beside its name; all of them are a click away."""
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
    place: PagePosition
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


class EntityStatements(NamedTuple):
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
    said: tuple[EntityStatements, ...]
    """What names it itself."""
    beside: tuple[EntityStatements, ...]
    """What stands in a passage with its name: often about something else."""
    appearances: tuple[Appearance, ...]
    place: PagePosition
    companions: tuple[Companion, ...]
    speaker_id: str
    speaks_in: int
    """Items it speaks in, as the speaker of that id."""
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
    place = PagePosition(number, step, counts.get(kind, 0) if kind else sum(counts.values()))
    rows = list_entities(connection, words=words, kind=kind, sort=order, limit=step, offset=place.offset)
    asked = open_suggestions(connection, limit=SUGGESTIONS) if number == 1 and not words and not kind else ()
    return EntitiesPage(words, kind, order, counts, rows, place, asked)


def entity_page(connection: sa.Connection, id_: str, *, number: int = 1, step: int = APPEARANCES) -> EntityPage:
    """The page of the entity that this id counts as. Raises `NotFound`."""
    facts = entity_facts(connection, id_)
    if facts is None:
        raise NotFound(id_, "no such name in the archive", "see the list of names")
    members = tuple(member.id for member in facts.members)
    named = namings(connection, members)
    reported = timeline(connection, named)
    source_text = statements_about_entity(connection, members, most=SAID)
    place = PagePosition(number, step, facts.row.items)
    speaker_id = slug(facts.row.name) if facts.row.kind == "person" else ""
    return EntityPage(
        facts=facts,
        chart=bar_chart(reported.bars, f"Mentions of {facts.row.name} by {reported.step}; the figures are in the table below."),
        timeline=reported,
        said=_said(source_text, beside=False),
        beside=_said(source_text, beside=True),
        appearances=appearances(connection, members, named[place.offset : place.offset + step]),
        place=place,
        companions=companions(connection, members, named),
        speaker_id=speaker_id,
        speaks_in=count_speaking(connection, speaker_id) if speaker_id else 0,
        links=_elsewhere(facts.ids),
    )


_SAID: tuple[tuple[LedgerType, str], ...] = (("quote", "Quotes"), ("number", "Numbers"), ("prediction", "Predictions"))


def _said(said: Sequence[Saying], *, beside: bool) -> tuple[EntityStatements, ...]:
    of = {one.type: one for one in said if one.beside is beside}
    most = BESIDE if beside else SAID
    return tuple(
        EntityStatements(type_, title, f"{type_}s", lines(of[type_].rows[:most]), of[type_].total) for type_, title in _SAID if type_ in of
    )


def _elsewhere(ids: dict[str, str]) -> tuple[tuple[str, str], ...]:
    places = {
        "wikidata": ("Wikidata", "https://www.wikidata.org/wiki/{}"),
        "cik": ("SEC filings", "https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK={}"),
    }
    result = (
        (places[kind][0], safe_url(places[kind][1].format(value))) for kind, value in ids.items() if kind in places and value.isalnum()
    )
    return tuple((name, url) for name, url in result if url)
