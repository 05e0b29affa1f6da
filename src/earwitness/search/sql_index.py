"""The shared part of both SQL indexes: which terms rank, which only filter, and how rows become results."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import Hit, StoredPassage
from earwitness.search.filters import condition, find_entities, mention_places
from earwitness.search.highlights import Marker, marker
from earwitness.search.interface import Order
from earwitness.search.query import And, Filter, Node, Not, Or, Query, Term, filters, has_filter, terms
from earwitness.search.words import VERSION
from earwitness.storage.disclosure import OF_SOURCE, row_disclosure
from earwitness.storage.engine import Database
from earwitness.storage.sources import SHOW
from earwitness.storage.tables import items, passages, sources

ROWS_AT_ONCE = 2_000
"""Passages read and indexed together: memory stays flat however large the archive."""

versions = sa.Table(
    "search_versions",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
)
"""Which rules of reading words made the index."""

_VERSION = sa.select(versions.c.version).where(versions.c.name == "passages")
_AROUND = sa.join(passages, items, items.c.id == passages.c.item_id)
_SOURCE = SHOW.label("source")
_COLUMNS = (*(column for column in passages.c), items.c.title, items.c.url, items.c.published, _SOURCE, *OF_SOURCE)


class QueryPlan(NamedTuple):
    """A query in two parts that must both hold: the words that rank, and everything that only restricts."""

    words: Node | None
    restrictions: tuple[Node, ...]


def plan(root: Node) -> QueryPlan:
    """Takes apart a tree: what is words alone, with something to look for in it, ranks.

    >>> from earwitness.search.query import parse
    >>> plan(parse("mill kind:podcast").root).restrictions
    (Filter(field='kind', value='podcast'),)
    """
    parts = root.nodes if isinstance(root, And) else (root,)
    ranking = [part for part in parts if not has_filter(part) and is_searchable(part)]
    if not ranking:
        return QueryPlan(None, parts)
    ranking += [part for part in parts if isinstance(part, Not) and not has_filter(part) and is_searchable(part.node)]
    words = ranking[0] if len(ranking) == 1 else And(tuple(ranking))
    return QueryPlan(words, tuple(part for part in parts if part not in ranking))


def is_searchable(node: Node) -> bool:
    """True when a full-text index can list what answers: a word, alternatives of such, or such without others."""
    if isinstance(node, Or):
        return all(map(is_searchable, node.nodes))
    if isinstance(node, And):
        wanted = [part for part in node.nodes if not isinstance(part, Not)]
        unwanted = [part.node for part in node.nodes if isinstance(part, Not)]
        return bool(wanted) and all(map(is_searchable, wanted)) and all(map(is_searchable, unwanted))
    return isinstance(node, Term)


class SqlIndex(ABC):
    """An index that lies beside the passages in their own database."""

    @abstractmethod
    def _lock(self, connection: sa.Connection) -> None:
        """Keeps others from making the index until the transaction ends."""

    @abstractmethod
    def _make(self, connection: sa.Connection) -> None:
        """Makes the index, empty; one that is there is dropped."""

    @abstractmethod
    def _put(self, connection: sa.Connection, rows: Sequence[tuple[int, str]]) -> None:
        """Takes in passages by id and text; one that is there gets the new words."""

    @abstractmethod
    def remove(self, connection: sa.Connection, item_id: str) -> None:
        """Forgets the words of an item's passages."""

    @abstractmethod
    def purge(self, connection: sa.Connection) -> None:
        """Overwrites what removed passages left behind."""

    @abstractmethod
    def _contains(self, node: Node) -> sa.ColumnElement[bool]:
        """The condition that a passage answers words `is_searchable`."""

    @abstractmethod
    def _ranked(
        self, connection: sa.Connection, words: Node, restrictions: Sequence[sa.ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        """Ids and scores of passages that answer the words and meet the restrictions, best first, then by id."""

    def ensure(self, database: Database) -> None:
        """Makes the index where it is missing or was made by other rules."""
        try:
            with database.read() as connection:
                if connection.scalar(_VERSION) == VERSION:
                    return
        except (sa.exc.OperationalError, sa.exc.ProgrammingError):  # how the two say that there is no such table
            pass
        with database.write() as connection:
            self._lock(connection)
            versions.create(connection, checkfirst=True)
            if connection.scalar(_VERSION) != VERSION:  # else another process made it while this one waited
                self.rebuild(connection)

    def rebuild(self, connection: sa.Connection) -> int:
        """Makes the whole index from the passages in the store; returns how many there are."""
        self._make(connection)
        last, count = 0, 0
        while True:
            query = sa.select(passages.c.id, passages.c.text).where(passages.c.id > last).order_by(passages.c.id).limit(ROWS_AT_ONCE)
            rows = [(int(id_), str(text)) for id_, text in connection.execute(query)]
            if not rows:
                break
            self._put(connection, rows)
            last, count = rows[-1][0], count + len(rows)
        connection.execute(sa.delete(versions).where(versions.c.name == "passages"))
        connection.execute(sa.insert(versions).values(name="passages", version=VERSION))
        return count

    def add(self, connection: sa.Connection, item_id: str) -> int:
        """Takes in the passages an item has now; returns how many."""
        query = sa.select(passages.c.id, passages.c.text).where(passages.c.item_id == item_id).order_by(passages.c.id)
        rows = [(int(id_), str(text)) for id_, text in connection.execute(query)]
        if rows:
            self._put(connection, rows)
        return len(rows)

    def find(
        self, connection: sa.Connection, query: Query, limit: int = 20, offset: int = 0, *, order: Order = "relevance"
    ) -> tuple[Hit, ...]:
        """The passages that answer a query, best first or newest first."""
        words, restrictions = self._conditions(connection, query.root)
        if words is not None and order == "relevance":
            found = self._ranked(connection, words, restrictions, limit, offset)
        else:
            conditions = [*restrictions, *([self._contains(words)] if words is not None else [])]
            found = [(id_, 0.0) for id_ in connection.scalars(_newest(conditions).limit(limit).offset(offset))]
        return self.load(connection, query, found)

    def identify(self, connection: sa.Connection, query: Query, limit: int) -> tuple[tuple[int, float], ...]:
        """Ids and scores of the passages that answer, best first."""
        words, restrictions = self._conditions(connection, query.root)
        if words is not None:
            return tuple(self._ranked(connection, words, restrictions, limit, 0))
        return tuple((id_, 0.0) for id_ in connection.scalars(_newest(restrictions).limit(limit)))

    def within(self, connection: sa.Connection, query: Query) -> sa.Select[int] | None:
        """The passages that satisfy everything but the words that rank; None when all do."""
        words, restrictions = self._conditions(connection, query.root)
        if isinstance(words, And):
            restrictions += [sa.not_(self._contains(part.node)) for part in words.nodes if isinstance(part, Not)]
        return sa.select(passages.c.id).select_from(_AROUND).where(*restrictions) if restrictions else None

    def count(self, connection: sa.Connection, query: Query, at_most: int) -> int:
        """How many passages answer, counted no further than `at_most`."""
        words, restrictions = self._conditions(connection, query.root)
        conditions = [*restrictions, *([self._contains(words)] if words is not None else [])]
        around = _AROUND if restrictions else passages
        some = sa.select(passages.c.id).select_from(around).where(*conditions).limit(at_most).subquery()
        return int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0)

    def load(self, connection: sa.Connection, query: Query, found: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        """The hits of these passages, in this order, with what to highlight: three statements at most, however many hits."""
        if not found:
            return ()
        around = _AROUND.join(sources, sources.c.id == items.c.source_id)
        statement = sa.select(*_COLUMNS).select_from(around).where(passages.c.id.in_([id_ for id_, _ in found]))
        rows = {row.id: row for row in connection.execute(statement)}
        mentioned = _mentions(connection, query, {row.item_id for row in rows.values()})
        mark = marker(terms(query.root))
        return tuple(_hit(rows[id_], score, mark, mentioned) for id_, score in found if id_ in rows)

    def _conditions(self, connection: sa.Connection, root: Node) -> tuple[Node | None, list[sa.ColumnElement[bool]]]:
        words, restrictions = plan(root)
        return words, [self._condition(connection, node) for node in restrictions]

    def _condition(self, connection: sa.Connection, node: Node) -> sa.ColumnElement[bool]:
        """A node as a condition on a passage joined with its item."""
        if isinstance(node, Filter):
            return condition(connection, node)
        if isinstance(node, Not):  # an unknown date or speaker is no answer, so that its negation is one
            return sa.not_(sa.func.coalesce(self._condition(connection, node.node), sa.false()))
        if not has_filter(node) and is_searchable(node):
            return self._contains(node)
        assert isinstance(node, And | Or)
        parts = [self._condition(connection, part) for part in node.nodes]
        return sa.and_(*parts) if isinstance(node, And) else sa.or_(*parts)


def _newest(conditions: Iterable[sa.ColumnElement[bool]]) -> sa.Select[int]:
    """Ids of passages that meet the conditions, of the newest items first, in reading order within an item."""
    order = (items.c.published.desc().nulls_last(), items.c.id, passages.c.ordinal)
    return sa.select(passages.c.id).select_from(_AROUND).where(*conditions).order_by(*order)


def _mentions(connection: sa.Connection, query: Query, item_ids: set[str]) -> dict[str, list[tuple[int, int]]]:
    """Where the entities a query asks for are mentioned in the items."""
    asked = list(filters(query.root, "entity"))
    if not asked:
        return {}
    ids = reduce(lambda found, one: found + find_entities(connection, one.value), asked, list[str]())
    places: dict[str, list[tuple[int, int]]] = {}
    for item_id, start, end in mention_places(connection, sorted(item_ids), ids):
        places.setdefault(item_id, []).append((start, end))
    return places


def _hit(row: Any, score: float, mark: Marker, mentioned: dict[str, list[tuple[int, int]]]) -> Hit:
    passage = StoredPassage(row.item_id, row.ordinal, row.start, row.end, row.text, row.speaker, row.t0_ms, row.t1_ms)
    places = [(start - row.start, end - row.start) for start, end in mentioned.get(row.item_id, ()) if start < row.end and end > row.start]
    return Hit(passage, row.title, row_disclosure(row).link(row.url), row.source, row.published, score, mark(row.text, places))
