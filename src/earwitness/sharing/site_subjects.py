"""The pages of a site across its items: names, topics, speakers, sources, quotes, numbers, predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from earwitness.database.knowledge_tables import heard, identities, names, subjects, voices
from earwitness.database.tables import entities
from earwitness.knowledge.ledger import LedgerType
from earwitness.pages.entities import entities_page, entity_page
from earwitness.pages.ledgers import LedgerFilter, ledger_page
from earwitness.pages.paging import Place
from earwitness.pages.sources import source_page, sources_page
from earwitness.pages.speakers import speaker_page, speakers_page
from earwitness.pages.topics import topic_page, topics_page
from earwitness.sharing.catalogue import PublishedItem
from earwitness.sharing.edition import key_of
from earwitness.sharing.site_frame import SiteFrame
from earwitness.sharing.site_links import page_file

ROWS, LINES, LISTED, MOST = 200, 100, 500, 10
"""Rows of a list's page, lines of a ledger's, items on the page of one thing; pages of a list, so that one new item changes few."""
PAGES = frozenset({"entities", "entity", "topics", "topic", "speakers", "speaker", "sources", "source", "quotes", "numbers", "predictions"})
NEVER = "0001-01-01"
"""On a speaker's page nothing is marked as due: the day of the newest item would change every speaker's page with each item."""
LEDGERS: dict[str, LedgerType] = {"quotes": "quote", "numbers": "number", "predictions": "prediction"}
_Rows = Iterator[tuple[str, object, tuple[str, ...]]]


@dataclass(frozen=True)
class Subjects:
    """Which of these pages there are, each with the key of what it is made from."""

    pages: frozenset[str] = frozenset()
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By kind of page (`entity`, `topic`, `speaker`, `source`), the key of each by its id."""
    canonical: Mapping[str, str] = field(default_factory=dict)
    """Whom an entity counts as."""
    leads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By item, the entities it names."""
    today: str = "0001-01-01"
    """The day of the newest item: what is due is judged by it, not by a clock."""

    def tasks(self) -> _Rows:
        """Every page by name, with what its key is made from and its file."""
        if not self.pages:
            return
        for kind, keys in self.kinds.items():
            for id_, key in keys.items():
                yield f"{kind}/{id_}", key, (page_file(kind, id_),)
        for kind, listed in (("entity", "entities"), ("topic", "topics"), ("speaker", "speakers"), ("source", "sources")):
            whole = key_of(sorted(self.kinds[kind].items()))
            count = 1 if kind == "source" else self._last(len(self.kinds[kind]), ROWS)
            for number in range(1, count + 1):
                yield f"{listed}/{number}", whole, (page_file(listed, number=number),)
        everything = key_of(sorted(self.kinds["source"].items()), self.today)
        for listed in LEDGERS:
            for number in range(1, MOST + 1):
                yield f"{listed}/{number}", everything, (page_file(listed, number=number),)

    def make(self, connection: sa.Connection, frame: SiteFrame, kind: str, key: str, files: tuple[str, ...]) -> Mapping[str, str]:
        """The page of a task; none for a page of a list that ends before it."""
        file = files[0]
        if kind in LEDGERS:
            return self._ledger(connection, frame, kind, int(key), file)
        if kind in self.kinds:
            made = _one(connection, kind, key)
            return {file: frame.render(f"{kind}.html", file, _LISTS[kind], page=made)}
        made = _list(connection, kind, int(key))
        return {file: frame.render(f"{kind}.html", file, kind, page=made)}

    def known(self, name: str, key: str) -> str:
        """The key of the page that tells of this entity, topic or speaker; empty where there is none."""
        wanted = self.canonical.get(key, key) if name == "entity" else key
        return wanted if wanted in self.kinds.get(name, ()) else ""

    def led_to(self, item_id: str) -> Sequence[str]:
        """What an item's page links to."""
        return sorted(self.known("entity", one) for one in self.leads.get(item_id, ()))

    def files(self) -> Sequence[str]:
        """The files a sitemap lists."""
        return [file for _, _, (file,) in self.tasks() if not file.startswith(tuple(LEDGERS))]

    @cached_property
    def _filter(self) -> LedgerFilter:
        return LedgerFilter()

    def _ledger(self, connection: sa.Connection, frame: SiteFrame, kind: str, number: int, file: str) -> Mapping[str, str]:
        made: Any = ledger_page(connection, LEDGERS[kind], self._filter, today=self.today, number=number, step=LINES)
        if number > 1 and not made.lines:
            return {}
        made = made._replace(place=Place(number, LINES, made.place.total, MOST))
        return {file: frame.render(f"{kind}.html", file, kind, page=made)}

    @staticmethod
    def _last(total: int, size: int) -> int:
        return min(MOST, max(1, -(-total // size)))


_LISTS = {"entity": "entities", "topic": "topics", "speaker": "speakers", "source": "sources"}


def subjects_of(connection: sa.Connection, items: Sequence[PublishedItem]) -> Subjects:
    """The pages across these items, which must be all there are."""
    keys = {one.id: one.key for one in items}
    canonical = {row.entity_id: row.canonical_id or row.entity_id for row in connection.execute(sa.select(names))}
    shown = set(connection.scalars(sa.select(names.c.entity_id).where(names.c.shown == 1)))
    named = [(row.entity_id, row.item_id) for row in connection.execute(sa.select(heard.c.entity_id, heard.c.item_id).distinct())]
    leads: dict[str, list[str]] = {}
    for entity, item in named:
        leads.setdefault(item, []).append(entity)
    about = [(canonical.get(entity, entity), item) for entity, item in named]
    told = _told(connection, canonical)
    found = {id_: key_of(key, told.get(id_)) for id_, key in _keyed(about, keys).items() if id_ in shown}
    topics = _keyed(((row[0], row[1]) for row in connection.execute(sa.select(subjects.c.topic_id, subjects.c.item_id))), keys)
    speakers = _keyed(((row[0], row[1]) for row in connection.execute(sa.select(voices.c.speaker_id, voices.c.item_id))), keys)
    sources = _keyed(((one.source_id, one.id) for one in items), keys)
    kinds = {"entity": found, "topic": topics, "speaker": speakers, "source": sources}
    today = max(((one.item.published or "")[:10] for one in items), default="") or "0001-01-01"
    return Subjects(PAGES, kinds, canonical, {item: tuple(sorted(held)) for item, held in leads.items()}, today)


def _keyed(pairs: Iterable[tuple[str, str]], keys: Mapping[str, str]) -> dict[str, str]:
    """By id, a key over the items it stands in."""
    held: dict[str, set[str]] = {}
    for id_, item in pairs:
        if item in keys:
            held.setdefault(id_, set()).add(keys[item])
    return {id_: key_of(sorted(these)) for id_, these in sorted(held.items())}


def _told(connection: sa.Connection, canonical: Mapping[str, str]) -> dict[str, list[Any]]:
    """By entity, its name and what was decided of it and of those who count as it."""
    told: dict[str, list[Any]] = {}
    for row in connection.execute(sa.select(entities).order_by(entities.c.id)):
        told.setdefault(canonical.get(row.id, row.id), []).append([row.id, row.name, row.kind, row.category, row.ids])
    for row in connection.execute(sa.select(identities).order_by(identities.c.id)):
        for id_ in {canonical.get(row.entity_id, row.entity_id), canonical.get(row.other_id, row.other_id)}:
            told.setdefault(id_, []).append([row.id, row.verb, row.state, row.reason, row.spelling])
    return told


def _one(connection: sa.Connection, kind: str, key: str) -> Any:
    """The page of one thing, on one page."""
    makers: dict[str, Callable[[], Any]] = {
        "entity": lambda: entity_page(connection, key, step=LISTED),
        "topic": lambda: topic_page(connection, key, step=LISTED),
        "speaker": lambda: speaker_page(connection, key, today=NEVER, step=LISTED),
        "source": lambda: source_page(connection, key, step=LISTED),
    }
    made = makers[kind]()
    if kind == "source":  # what waits or failed has no page, and is the archive's own business
        made = made._replace(items=tuple(row for row in made.items if row.state == "digested"), states=())
    return made._replace(place=Place(1, LISTED, made.place.total, 1))


def _list(connection: sa.Connection, kind: str, number: int) -> Any:
    """A page of a list; the list of sources has no further ones."""
    makers: dict[str, Callable[[], Any]] = {
        "entities": lambda: entities_page(connection, number=number, step=ROWS),
        "topics": lambda: topics_page(connection, number=number, step=ROWS),
        "speakers": lambda: speakers_page(connection, number=number, step=ROWS),
        "sources": lambda: sources_page(connection),
    }
    made = makers[kind]()
    return made._replace(place=Place(number, ROWS, made.place.total, MOST)) if hasattr(made, "place") else made
