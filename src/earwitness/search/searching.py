"""One search from the words typed to the hits shown: parse, forgive misspelt names, rank by words and by meaning."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.database.engine import Database
from earwitness.database.tables import items, passages
from earwitness.errors import UsageError
from earwitness.interfaces import Embedder
from earwitness.model.archive import Hit
from earwitness.search.interface import Order, SearchIndex
from earwitness.search.names import forgive
from earwitness.search.open import open_index
from earwitness.search.query import Also, Query, parse, terms

MOST_HITS = 1_000
FUSED = 200
"""How deep each of the two rankings is read before they are made one."""


class Found(NamedTuple):
    """The hits of one page, whether there are more, and what was searched."""

    query: Query
    hits: tuple[Hit, ...]
    more: bool
    items: int
    passages: int

    @property
    def also(self) -> tuple[Also, ...]:
        """Words found too seldom, with the names looked for as well."""
        return self.query.also


def search(
    database: Database, text: str, *, limit: int = 20, offset: int = 0, order: Order = "relevance", embedder: Embedder | None = None
) -> Found:
    """The passages of the archive that answer `text`. Raises `UsageError` for a query, limit or offset that makes no sense."""
    if not 1 <= limit <= MOST_HITS:
        raise UsageError("--limit", f"{limit} is out of range", f"give 1 to {MOST_HITS:,}")
    if not 0 <= offset <= 1_000_000_000:
        raise UsageError("--offset", f"{offset} is out of range", "give 0 or more")
    query = parse(text)
    index = open_index(database)
    with database.read() as connection:
        query = forgive(connection, index, query)
        hits = _hybrid(connection, index, query, embedder, limit + 1, offset) if embedder and order == "relevance" else None
        if hits is None:
            hits = index.find(connection, query, limit + 1, offset, order=order)
        read = connection.scalar(sa.select(sa.func.count()).select_from(items)) or 0
        held = connection.scalar(sa.select(sa.func.count()).select_from(passages)) or 0 if not hits else 0
    return Found(query, hits[:limit], len(hits) > limit, read, held)


def _hybrid(
    connection: sa.Connection, index: SearchIndex, query: Query, embedder: Embedder, limit: int, offset: int
) -> tuple[Hit, ...] | None:
    """Hits by words and by meaning, fused; None when there is no meaning to ask for: filters alone, or no vectors of this model."""
    from earwitness.search import vectors  # noqa: PLC0415 - only where there is a model

    wanted = " ".join(term.text for term in terms(query.root))
    if not wanted or not vectors.has_vectors(connection, embedder):
        return None
    depth = max(FUSED, offset + limit)
    by_words = [id_ for id_, _ in index.identify(connection, query, depth)]
    near = [id_ for id_, _ in vectors.nearest(connection, embedder, wanted, depth * 5)]
    by_meaning = [id_ for id_, _ in index.identify(connection, query, depth, among=near)]
    return index.load(connection, query, vectors.fuse(by_words, by_meaning)[offset : offset + limit])
