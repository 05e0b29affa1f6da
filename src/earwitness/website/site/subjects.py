"""The pages of a static site across items: entities, topics, speakers, sources, quotes, numbers, predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.entities.entities import entity_rows
from earwitness.entities.ledger import LedgerType, Order, Wanted, ledger_keys, list_ledger
from earwitness.entities.publication import (
    canonical_ids,
    decision_rows,
    entity_items,
    entity_rows_of_all,
    folded_names,
    listed_ids,
    speaker_items,
    topic_items,
)
from earwitness.entities.speakers import speaker_rows
from earwitness.entities.topics import topic_rows
from earwitness.website.paging import PagePosition
from earwitness.website.publishing.catalogue import PublishedItem
from earwitness.website.publishing.renderer_version import key_of
from earwitness.website.site.frame import SiteFrame
from earwitness.website.site.initials import Initials, by_initial
from earwitness.website.site.links import page_file
from earwitness.website.site.pagination import Pagination
from earwitness.website.views.entities import EntitiesPage, entities_page, entity_page
from earwitness.website.views.ledgers import LedgerFilter, LedgerView, lines
from earwitness.website.views.sources import source_page, sources_page
from earwitness.website.views.speakers import SpeakersPage, speaker_page, speakers_page
from earwitness.website.views.topics import TopicsPage, topic_page, topics_page

LISTED = 500
"""Items on the page of one thing."""
FIRST = "first"
"""What the first page of a list is called in the names of tasks."""
PAGES = frozenset({"entities", "entity", "topics", "topic", "speakers", "speaker", "sources", "source", "quotes", "numbers", "predictions"})
NEVER = "0001-01-01"
"""On a speaker's page nothing is marked as due: the day of the newest item would change every speaker's page with each item."""
LEDGERS: dict[str, LedgerType] = {"quotes": "quote", "numbers": "number", "predictions": "prediction"}
_Tasks = Iterator[tuple[str, object, tuple[str, ...]]]


class Sizes(NamedTuple):
    """How much a page of a list holds."""

    items: int = 50
    names: int = 200
    """The foremost names on a list's first page, which has all of a shorter list."""
    lines: int = 100
    """Of quotes, numbers or predictions."""


USUAL = Sizes()


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
    initials: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By kind, the ids on each of the pages by letter; none where the first page has all."""
    ledgers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By ledger, the key of each of its rows, newest first."""
    sizes: Sizes = USUAL
    today: str = "0001-01-01"
    """The day of the newest item: what is due is judged by it, not by a clock."""

    def tasks(self) -> _Tasks:
        """Every page by name, with what its key is made from and its file."""
        if not self.pages:
            return
        for kind, keys in self.kinds.items():
            for id_, key in keys.items():
                yield f"{kind}/{id_}", key, (page_file(kind, id_),)
        for kind, listed in LISTS.items():
            keys, pages = self.kinds[kind], self.initials.get(kind, {})
            yield f"{listed}/{FIRST}", key_of(sorted(keys.items())), (page_file(listed),)
            for part, ids in pages.items():
                yield f"{listed}/{part}", key_of(list(pages), [(id_, keys[id_]) for id_ in ids]), (page_file(listed, part=part),)
        for listed, rows in self.ledgers.items():
            pagination = Pagination(len(rows), self.sizes.lines)
            for part in pagination.parts:
                before, count = pagination.span(part)
                place = pagination.place(part)
                key = key_of(rows[before : before + count], place.total, place.previous, place.next)
                yield f"{listed}/{part or FIRST}", key, (page_file(listed, part=part),)

    def make(self, connection: sa.Connection, frame: SiteFrame, kind: str, key: str, files: tuple[str, ...]) -> Mapping[str, str]:
        """The page of a task."""
        (file,) = files
        part = "" if key == FIRST else key
        if kind in LEDGERS:
            result: Any = self._ledger(connection, kind, part)
        elif kind in self.kinds:
            return {file: frame.render(f"{kind}.html", file, LISTS[kind], feed=f"{kind}-{key}", page=_one(connection, kind, key))}
        elif kind == "sources":
            result = sources_page(connection, step=None)
        else:
            pages = self.initials.get(_ONE[kind], {})
            result = _lettered(connection, kind, pages[part]) if part else _foremost(connection, kind, self.sizes.names)
            return {file: frame.render(f"site_{kind}.html", file, kind, page=result, initials=Initials(tuple(pages), part))}
        return {file: frame.render(f"{kind}.html", file, kind, page=result)}

    def known(self, name: str, key: str) -> str:
        """The key of the page that tells of this entity, topic or speaker; empty where there is none."""
        wanted = self.canonical.get(key, key) if name == "entity" else key
        return wanted if wanted in self.kinds.get(name, ()) else ""

    def led_to(self, item_id: str) -> Sequence[str]:
        """What an item's page links to."""
        return sorted(self.known("entity", one) for one in self.leads.get(item_id, ()))

    def files(self) -> Sequence[str]:
        """The files a sitemap lists."""
        return [file for _, _, (file,) in self.tasks()]

    def _ledger(self, connection: sa.Connection, kind: str, part: str) -> LedgerView:
        pagination = Pagination(len(self.ledgers[kind]), self.sizes.lines)
        before, count = pagination.span(part)
        type_ = LEDGERS[kind]
        found = list_ledger(connection, Wanted(type_), limit=count, offset=before)
        return LedgerView(type_, LedgerFilter(), Order(), lines(found.rows, self.today), pagination.place(part), (), (), self.today)


LISTS = {"entity": "entities", "topic": "topics", "speaker": "speakers", "source": "sources"}
_ONE = {listed: kind for kind, listed in LISTS.items()}


def subjects_of(connection: sa.Connection, items: Sequence[PublishedItem], sizes: Sizes) -> Subjects:
    """The pages across these items, which must be all there are."""
    keys = {one.id: one.key for one in items}
    canonical, shown = canonical_ids(connection), listed_ids(connection)
    named = entity_items(connection)
    leads: dict[str, list[str]] = {}
    for entity, item in named:
        leads.setdefault(item, []).append(entity)
    about = [(canonical.get(entity, entity), item) for entity, item in named]
    reported = _told(connection, canonical)
    found = {id_: key_of(key, reported.get(id_)) for id_, key in _keyed(about, keys).items() if id_ in shown}
    topics = _keyed(((id_, item) for id_, _, item in topic_items(connection)), keys)
    speakers = _keyed(speaker_items(connection), keys)
    sources = _keyed(((one.source_id, one.id) for one in items), keys)
    kinds = {"entity": found, "topic": topics, "speaker": speakers, "source": sources}
    today = max(((one.item.published or "")[:10] for one in items), default="") or "0001-01-01"
    spelled = folded_names(connection)
    return Subjects(
        pages=PAGES,
        kinds=kinds,
        canonical=canonical,
        leads={item: tuple(sorted(held)) for item, held in leads.items()},
        initials={
            "entity": _initials(((folded, id_) for id_, folded in spelled if id_ in found), sizes),
            "topic": _initials(((id_, id_) for id_ in topics), sizes),
            "speaker": _initials(((id_, id_) for id_ in speakers), sizes),
        },
        ledgers={listed: _rows(connection, type_, keys, today) for listed, type_ in LEDGERS.items()},
        sizes=sizes,
        today=today,
    )


def _initials(named: Iterable[tuple[str, str]], sizes: Sizes) -> dict[str, tuple[str, ...]]:
    """The pages by letter, where one page has not all."""
    known = list(named)
    return by_initial(known) if len(known) > sizes.names else {}


def _rows(connection: sa.Connection, type_: LedgerType, keys: Mapping[str, str], today: str) -> tuple[str, ...]:
    """A key for each row of a ledger: its finding, what its item's key covers, and whether it is past its day."""
    return tuple(f"{item}{finding}{keys.get(item, '')}{due and due < today}" for item, finding, due in ledger_keys(connection, type_))


def _keyed(pairs: Iterable[tuple[str, str]], keys: Mapping[str, str]) -> dict[str, str]:
    """By id, a key over the items it stands in."""
    held: dict[str, set[str]] = {}
    for id_, item in pairs:
        if item in keys:
            held.setdefault(id_, set()).add(keys[item])
    return {id_: key_of(sorted(these)) for id_, these in sorted(held.items())}


def _told(connection: sa.Connection, canonical: Mapping[str, str]) -> dict[str, list[Any]]:
    """By entity, its name and what was decided of it and of those who count as it."""
    reported: dict[str, list[Any]] = {}
    for row in entity_rows_of_all(connection):
        reported.setdefault(canonical.get(row.id, row.id), []).append([row.id, row.name, row.kind, row.category, row.ids])
    for row in decision_rows(connection):
        for id_ in {canonical.get(row.entity_id, row.entity_id), canonical.get(row.other_id, row.other_id)}:
            reported.setdefault(id_, []).append([row.id, row.verb, row.state, row.reason, row.spelling])
    return reported


def _one(connection: sa.Connection, kind: str, key: str) -> Any:
    """The page of one thing, on one page."""
    makers: dict[str, Callable[[], Any]] = {
        "entity": lambda: entity_page(connection, key, step=LISTED),
        "topic": lambda: topic_page(connection, key, step=LISTED),
        "speaker": lambda: speaker_page(connection, key, today=NEVER, step=LISTED),
        "source": lambda: source_page(connection, key, step=LISTED),
    }
    result = makers[kind]()
    if kind == "source":  # what waits or failed has no page, and is the archive's own business
        result = result._replace(items=tuple(row for row in result.items if row.state == "digested"), states=())
    return result._replace(place=PagePosition(1, LISTED, result.place.total, 1))


def _foremost(connection: sa.Connection, kind: str, count: int) -> Any:
    """The first page of a list: the names of the most items, the people who speak the most."""
    makers: dict[str, Callable[[], Any]] = {
        "entities": lambda: entities_page(connection, step=count),
        "topics": lambda: topics_page(connection, step=count),
        "speakers": lambda: speakers_page(connection, step=count),
    }
    result = makers[kind]()
    return result._replace(place=result.place._replace(most=1))


def _lettered(connection: sa.Connection, kind: str, ids: Sequence[str]) -> Any:
    """A page by letter."""
    place = PagePosition(1, len(ids), len(ids))
    if kind == "entities":
        rows = entity_rows(connection, list(ids))
        return EntitiesPage("", "", "name", {}, tuple(rows[id_] for id_ in ids if id_ in rows), place, ())
    if kind == "topics":
        topics = topic_rows(connection, ids)
        return TopicsPage("", "name", tuple(topics[id_] for id_ in ids if id_ in topics), place)
    speakers = speaker_rows(connection, ids)
    return SpeakersPage("", "name", tuple(speakers[id_] for id_ in ids if id_ in speakers), place)
