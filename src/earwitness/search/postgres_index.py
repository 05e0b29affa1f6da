"""The PostgreSQL index: a table of tsvectors of our stems with a GIN index, ranked by cover density."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from earwitness.search.query import And, Node, Not, Or, Term
from earwitness.search.sql_index import SqlIndex
from earwitness.search.words import index_text
from earwitness.storage.tables import items, passages

LAST_POSITION = 16_383
"""PostgreSQL counts no word's place further."""

LENGTH_LOGARITHM = 1
"""ts_rank_cd divides the score by 1 + log(length), so that a short passage all about the word comes before a long one."""

LOCK = 0x6561725F73656172
"""`ear_sear`: any number nobody else locks will do."""

_words = sa.table("passage_words", sa.column("passage_id", sa.BigInteger), sa.column("words", TSVECTOR))
_MAKE = (
    "DROP TABLE IF EXISTS passage_words",
    "CREATE TABLE passage_words (passage_id BIGINT PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_passage_words_words ON passage_words USING gin (words)",
)
_PUT = (
    "INSERT INTO passage_words (passage_id, words) VALUES (%s, CAST(%s AS tsvector)) "
    "ON CONFLICT (passage_id) DO UPDATE SET words = excluded.words"
)


class PostgresIndex(SqlIndex):
    """Passages found through tsvectors."""

    def _lock(self, connection: sa.Connection) -> None:
        """Takes a lock of the database that is named by a number of ours."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))

    def _make(self, connection: sa.Connection) -> None:
        """Makes the table; deleted passages take their words along."""
        for statement in _MAKE:
            connection.exec_driver_sql(statement)

    def _put(self, connection: sa.Connection, rows: Sequence[tuple[int, str]]) -> None:
        """Takes in passages by id and text."""
        connection.exec_driver_sql(_PUT, [(id_, vector_text(text)) for id_, text in rows])

    def remove(self, connection: sa.Connection, item_id: str) -> None:
        """Forgets the words of an item's passages."""
        statement = "DELETE FROM passage_words WHERE passage_id IN (SELECT id FROM passages WHERE item_id = %s)"
        connection.exec_driver_sql(statement, (item_id,))

    def purge(self, connection: sa.Connection) -> None:
        """Writes the table and its indexes anew, without removed rows; nobody else can read them meanwhile."""
        connection.exec_driver_sql("CLUSTER passage_words USING passage_words_pkey")

    def _contains(self, node: Node) -> sa.ColumnElement[bool]:
        """The condition that a passage answers words."""
        return passages.c.id.in_(sa.select(_words.c.passage_id).where(_matches(node)))

    def _ranked(
        self, connection: sa.Connection, words: Node, restrictions: Sequence[sa.ColumnElement[bool]], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        """The best passages by cover density."""
        score = sa.func.ts_rank_cd(_words.c.words, _query(words), LENGTH_LOGARITHM).label("score")
        best = sa.select(_words.c.passage_id, score).where(_matches(words)).order_by(score.desc(), _words.c.passage_id)
        if restrictions:
            best = best.join(passages, passages.c.id == _words.c.passage_id).join(items, items.c.id == passages.c.item_id)
            best = best.where(*restrictions)
        return [(int(id_), float(value)) for id_, value in connection.execute(best.limit(limit).offset(offset))]


def _matches(node: Node) -> sa.ColumnElement[bool]:
    return _words.c.words.op("@@", is_comparison=True)(_query(node))


def _query(node: Node) -> sa.ColumnElement[str]:
    return sa.cast(query_text(node), TSQUERY)


def vector_text(text: str) -> str:
    """The stems of a passage with their places, as PostgreSQL writes a tsvector."""
    return " ".join(f"'{stem}':{min(place, LAST_POSITION)}" for place, stem in enumerate(index_text(text).split(" "), 1) if stem)


def query_text(node: Node) -> str:
    """A searchable tree as a tsquery. Only stems of ours stand in it, in quotation marks; nothing a user typed.

    >>> from earwitness.search.query import parse
    >>> query_text(parse('"water mills" OR (norby -closed)').root)
    "(('water' <-> 'mill') | ('norbi' & !'close'))"
    """
    if isinstance(node, Or):
        return f"({' | '.join(map(query_text, node.nodes))})"
    if isinstance(node, And):
        return f"({' & '.join(map(query_text, node.nodes))})"
    if isinstance(node, Not):
        return f"!{query_text(node.node)}"
    assert isinstance(node, Term)
    patterns = [_run(stems, prefix=prefix) for stems, prefix in node.patterns()]
    return patterns[0] if len(patterns) == 1 else f"({' | '.join(patterns)})"


def _run(stems: Sequence[str], *, prefix: bool) -> str:
    """Stems in a row; a beginning matches in the last place."""
    run = " <-> ".join(f"'{stem}'" for stem in stems) + (":*" if prefix else "")
    return run if len(stems) == 1 else f"({run})"
