"""Search results: the query, its filters, and passages with speaker, time and highlighted matches."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from earwitness.entities.entities import EntityRow, entity_rows, list_entities
from earwitness.entities.identity import find_entities
from earwitness.errors import UsageError
from earwitness.extensions import Embedder
from earwitness.model.archive import Hit
from earwitness.model.media import ItemKind
from earwitness.search.interface import Order
from earwitness.search.searching import search
from earwitness.storage.engine import Database
from earwitness.text.folding import fold
from earwitness.website.links import Links

STEP = 20
NAMES = 3
"""Names shown above what was said."""
LEAST_NAME = 2
_NAME = re.compile(r"[\w .&'’+/-]+")


class SearchRequest(NamedTuple):
    """What a reader asks for: words, and the filters of the form; empty parts restrict nothing."""

    q: str = ""
    speaker: str = ""
    source: str = ""
    entity: str = ""
    kind: str = ""
    after: str = ""
    before: str = ""
    sort: Order = "relevance"

    def text(self) -> str:
        """The whole as one query, as `earwitness search` reads it."""
        filters = [f'{name}:"{value}"' for name in FILTERS if (value := getattr(self, name).replace('"', " ").strip())]
        return " ".join([f"({self.q.strip()})" if filters and self.q.strip() else self.q.strip(), *filters]).strip()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(getattr(self, name) for name in FILTERS) or self.sort != "relevance"

    @property
    def name(self) -> str:
        """The words as they may be a name: empty where they ask for more than words."""
        plain = self.q.strip()
        return plain if len(plain) >= LEAST_NAME and not self.is_narrowed and _NAME.fullmatch(plain) else ""


FILTERS = ("speaker", "source", "entity", "kind", "after", "before")


class HitRow(NamedTuple):
    """A passage that answers, cut where highlights begin and end."""

    item_id: str
    title: str
    source: str
    published: str | None
    speaker: str | None
    t0_ms: int | None
    start: int
    end: int
    pieces: tuple[tuple[str, bool], ...]
    """Text, and whether it is a word that answers."""


class SearchPage(NamedTuple):
    """One step of the answers."""

    asked: SearchRequest
    hits: tuple[HitRow, ...] = ()
    names: tuple[EntityRow, ...] = ()
    """Names that the words may mean: their pages have all that was said of them."""
    next_offset: int | None = None
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words found too seldom, with the names looked for as well."""
    searched_items: int = 0
    searched_passages: int = 0
    fault: str = ""
    """Why the query is invalid, and how to fix it."""
    saved: tuple[tuple[str, str], ...] = ()
    """Searches with a name, for a reader who has not typed yet."""
    kinds: tuple[str, ...] = get_args(ItemKind)

    def more(self, links: Links) -> str:
        """The address of the next step."""
        given = self.asked._asdict() | {"sort": "" if self.asked.sort == "relevance" else self.asked.sort, "offset": self.next_offset}
        return links.page("search", **given)


def search_page(database: Database, asked: SearchRequest, offset: int = 0, embedder: Embedder | None = None) -> SearchPage:
    """The answers from `offset` on; a query that cannot be read is answered with what is wrong with it."""
    text = asked.text()
    if not text:
        return SearchPage(asked)
    try:
        found = search(database, text, limit=STEP, offset=offset, order=asked.sort, embedder=embedder)
    except UsageError as error:
        return SearchPage(asked, fault=f"{error.problem}; {error.hint}" if error.hint else error.problem)
    return SearchPage(
        asked,
        hits=tuple(_row(hit) for hit in found.hits),
        names=_names(database, asked.name) if not offset else (),
        next_offset=offset + STEP if found.more else None,
        also=tuple((also.text, also.names) for also in found.also),
        searched_items=found.items,
        searched_passages=found.passages,
    )


def _names(database: Database, words: str) -> tuple[EntityRow, ...]:
    """Names of which the words are a spelling, then names of which a word begins so, those in the most items first."""
    if not words:
        return ()
    begins = re.compile(rf"(?:^|\W){re.escape(fold(words))}")
    with database.read() as connection:
        whole = find_entities(connection, words)[:NAMES]
        meant = entity_rows(connection, list(whole))
        likely = [row for row in list_entities(connection, words=words, limit=10 * NAMES) if begins.search(fold(row.name))]
    rows = {row.id: row for row in (*(meant[id_] for id_ in whole if id_ in meant), *likely)}
    return tuple(rows.values())[:NAMES]


def _row(hit: Hit) -> HitRow:
    passage = hit.passage
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in hit.highlights:
        pieces += [(passage.text[at:start], False), (passage.text[start:end], True)]
        at = end
    pieces.append((passage.text[at:], False))
    return HitRow(
        item_id=passage.item_id,
        title=hit.title,
        source=hit.source,
        published=hit.published,
        speaker=passage.speaker,
        t0_ms=passage.t0_ms,
        start=passage.start,
        end=passage.end,
        pieces=tuple((text, marked) for text, marked in pieces if text),
    )
