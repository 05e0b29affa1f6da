"""The SQLite index: an FTS5 table of our stems whose row ids are those of the passages, ranked by BM25."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from earwitness.errors import UsageError
from earwitness.search.query import And, Node, Not, Or, Term
from earwitness.search.sql_index import SqlIndex
from earwitness.search.words import index_text
from earwitness.storage.tables import items, passages

SECURE_DELETE = (3, 42)
"""The first SQLite whose FTS5 overwrites removed words at once; before it `purge` must merge the index into one piece."""

FEW = 20_000
"""Answers by words alone of which each is looked up by itself when the query has filters: 3 µs each."""
CANDIDATES = 1_000
"""Of more answers the best are looked up first; only when too few of them pass are all allowed passages listed, up to 0.4 s a million."""

# The words come folded and stemmed: FTS5 only has to split at spaces. It keeps their text, so that a deletion never needs the passage.
_MAKE = """CREATE VIRTUAL TABLE passage_words USING fts5(words, tokenize = "ascii tokenchars '&+#.'")"""
_TRIGGER = """CREATE TRIGGER passage_words_go_along AFTER DELETE ON passages
BEGIN DELETE FROM passage_words WHERE rowid = old.id; END"""

_words = sa.table("passage_words", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float), sa.column("passage_words", sa.Text))


class SqliteIndex(SqlIndex):
    """Passages found through FTS5; `few` and `candidates` decide how a query with filters is worked out, never what it finds."""

    def __init__(self, *, few: int = FEW, candidates: int = CANDIDATES) -> None:
        self.few = few
        self.candidates = candidates

    def _lock(self, connection: sa.Connection) -> None:
        """Nothing: a transaction that writes has the whole file to itself."""

    def _make(self, connection: sa.Connection) -> None:
        """Makes the table, and the trigger by which deleted passages take their words along."""
        if not connection.exec_driver_sql("SELECT sqlite_compileoption_used('ENABLE_FTS5')").scalar():
            raise UsageError("search", "this Python's SQLite has no full-text search (FTS5)", "use another build of Python, or PostgreSQL")
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS passage_words_go_along")
        connection.exec_driver_sql("DROP TABLE IF EXISTS passage_words")
        connection.exec_driver_sql(_MAKE)
        connection.exec_driver_sql(_TRIGGER)
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
        if tuple(int(part) for part in version.split(".")[:2]) >= SECURE_DELETE:
            connection.exec_driver_sql("INSERT INTO passage_words(passage_words, rank) VALUES ('secure-delete', 1)")

    def _put(self, connection: sa.Connection, rows: Sequence[tuple[int, str]]) -> None:
        """Takes in passages by id and text."""
        values = [(id_, index_text(text)) for id_, text in rows]
        connection.exec_driver_sql("INSERT OR REPLACE INTO passage_words(rowid, words) VALUES (?, ?)", values)

    def remove(self, connection: sa.Connection, item_id: str) -> None:
        """Forgets the words of an item's passages."""
        statement = "DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE item_id = ?)"
        connection.exec_driver_sql(statement, (item_id,))

    def purge(self, connection: sa.Connection) -> None:
        """Merges the index into one piece, which leaves out removed words; `secure_delete` overwrites the old pieces."""
        connection.exec_driver_sql("INSERT INTO passage_words(passage_words) VALUES ('optimize')")

    def _contains(self, node: Node) -> sa.ColumnElement[bool]:
        """The condition that a passage answers words."""
        return passages.c.id.in_(sa.select(_words.c.rowid).where(_matches(node)))

    def _ranked(
        self, connection: sa.Connection, words: Node, restrictions: Sequence[sa.ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        """The best passages by bm25. Ties are broken by id, which is even faster than FTS5's own order by rank alone."""
        best = sa.select(_words.c.rowid, _words.c.rank).where(_matches(words)).order_by(_words.c.rank, _words.c.rowid)
        if not restrictions:
            return _scored(connection, best.limit(limit).offset(offset))
        allowed = sa.select(passages.c.id).join_from(passages, items, items.c.id == passages.c.item_id).where(*restrictions)
        some = sa.select(_words.c.rowid).where(_matches(words)).limit(self.few).subquery()
        if int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0) < self.few:
            best = best.where(allowed.where(passages.c.id == _words.c.rowid).exists())
            return _scored(connection, best.limit(limit).offset(offset))
        candidates = _scored(connection, best.limit(self.candidates))
        retained = set(connection.scalars(allowed.where(passages.c.id.in_([id_ for id_, _ in candidates]))))
        found = [(id_, score) for id_, score in candidates if id_ in retained]
        if len(found) >= offset + limit:
            return found[offset : offset + limit]
        # Adding nothing to the row id keeps SQLite from asking FTS5 once for every allowed passage.
        return _scored(connection, best.where((_words.c.rowid + 0).in_(allowed)).limit(limit).offset(offset))


def _scored(connection: sa.Connection, best: sa.Executable) -> list[tuple[int, float]]:
    return [(int(id_), -float(rank)) for id_, rank in connection.execute(best)]


def _matches(node: Node) -> sa.ColumnElement[bool]:
    return _words.c.passage_words.op("MATCH", is_comparison=True)(match_text(node))


def match_text(node: Node) -> str:
    """A searchable tree in FTS5's query language. Only stems of ours stand in it, in quotation marks; nothing a user typed.

    >>> from earwitness.search.query import parse
    >>> match_text(parse('"water mills" OR (norby -closed)').root)
    '("water mill" OR ("norbi" NOT "close"))'
    """
    if isinstance(node, Or):
        return f"({' OR '.join(map(match_text, node.nodes))})"
    if isinstance(node, And):
        wanted = " AND ".join(match_text(part) for part in node.nodes if not isinstance(part, Not))
        unwanted = " OR ".join(match_text(part.node) for part in node.nodes if isinstance(part, Not))
        several = sum(not isinstance(part, Not) for part in node.nodes) > 1
        if not unwanted:
            return f"({wanted})"
        return f"({f'({wanted})' if several else wanted} NOT {f'({unwanted})' if ' OR ' in unwanted else unwanted})"
    assert isinstance(node, Term)
    patterns = [f'"{" ".join(stems)}"' + (" *" if prefix else "") for stems, prefix in node.patterns()]
    return patterns[0] if len(patterns) == 1 else f"({' OR '.join(patterns)})"
