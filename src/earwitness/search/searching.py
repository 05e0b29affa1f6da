"""One search, from the query string to the results: parse, expand misspelt names, rank by words and by vectors."""

from __future__ import annotations

from typing import Literal, NamedTuple

import sqlalchemy as sa

from earwitness.analysis.stopwords import FUNCTION_WORDS
from earwitness.errors import UsageError
from earwitness.extensions import Embedder
from earwitness.model.archive import Hit, Way
from earwitness.search.interface import SearchIndex
from earwitness.search.names import forgive
from earwitness.search.open import open_index
from earwitness.search.query import Also, Query, is_plain, parse, terms
from earwitness.storage.engine import Database
from earwitness.storage.tables import items, passages

MOST_HITS = 1_000
FUSED = 200
"""How deep each of the rankings is read before they are made one."""
NEAR = 0.2
"""The least cosine that counts as alike. Measured with all-MiniLM-L6-v2, see docs/search.md; models whose cosines are all high pass it."""

Order = Literal["relevance", "date", "meaning"]
"""By words and, with a model, by meaning; newest first; or nearest in meaning first, whatever the words."""


class SearchResult(NamedTuple):
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
) -> SearchResult:
    """The passages of the archive that answer `text`. Raises `UsageError` for a query, limit or offset that makes no sense.

    With a model whose vectors are there, words typed as a question are looked for by meaning as well; a query with a phrase, a beginning
    of a word or words to leave out means what it says, and is answered by words.
    """
    if not 1 <= limit <= MOST_HITS:
        raise UsageError("--limit", f"{limit} is out of range", f"give 1 to {MOST_HITS:,}")
    if not 0 <= offset <= 1_000_000_000:
        raise UsageError("--offset", f"{offset} is out of range", "give 0 or more")
    query = parse(text)
    index = open_index(database)
    with database.read() as connection:
        query = forgive(connection, index, query)
        if asked := _asked(connection, query, embedder, order):
            hits = _by_meaning(connection, index, query, asked, slice(offset, offset + limit + 1))
        else:
            hits = index.find(connection, query, limit + 1, offset, order="date" if order == "date" else "relevance")
        read = connection.scalar(sa.select(sa.func.count()).select_from(items)) or 0
        held = connection.scalar(sa.select(sa.func.count()).select_from(passages)) or 0 if not hits else 0
    return SearchResult(query, hits[:limit], len(hits) > limit, read, held)


class _SearchRequest(NamedTuple):
    """A question to the model: alone, or beside the words."""

    embedder: Embedder
    text: str
    is_alone: bool


def _asked(connection: sa.Connection, query: Query, embedder: Embedder | None, order: Order) -> _SearchRequest | None:
    """What to ask the model; None where words alone are to answer. Raises `UsageError` when only it could and cannot."""
    from earwitness.search import vectors  # noqa: PLC0415 - only where there is a model

    text = " ".join(term.text for term in terms(query.root))
    if order == "meaning":
        if not text:
            raise UsageError("search by meaning", "the query holds filters alone", "add words")
        if embedder is None or not vectors.has_vectors(connection, embedder):
            raise UsageError("search by meaning", "the archive has no vectors of the model", "make them with: earwitness index")
        return _SearchRequest(embedder, text, is_alone=True)
    if embedder is None or order == "date" or not text or not is_plain(query.root) or not vectors.has_vectors(connection, embedder):
        return None
    return _SearchRequest(embedder, text, is_alone=False)


def _by_meaning(connection: sa.Connection, index: SearchIndex, query: Query, asked: _SearchRequest, page: slice) -> tuple[Hit, ...]:
    """A page of the hits by meaning, alone or fused with those by words."""
    from earwitness.search import vectors  # noqa: PLC0415

    depth = max(FUSED, page.stop)
    near = vectors.nearest(connection, asked.embedder, asked.text, depth, within=index.within(connection, query))
    cosines = {id_: cosine for id_, cosine in near if cosine >= NEAR}
    by_words = [] if asked.is_alone else [id_ for id_, _ in index.identify(connection, query, depth)]
    fused = tuple(cosines.items()) if asked.is_alone else vectors.fuse(by_words, list(cosines))
    worded = frozenset(by_words)
    hits = index.load(connection, query, fused[page])
    return tuple(_told(hit, id_ in worded, cosines.get(id_)) for hit, (id_, _) in zip(hits, fused[page], strict=True))


def _told(hit: Hit, by_words: bool, cosine: float | None) -> Hit:  # noqa: FBT001
    """The hit with how it was found; of one that has not all the words, the little ones are not worth showing."""
    ways: tuple[Way, ...] = ("words",) if by_words else ()
    if not by_words:
        text = hit.passage.text
        hit = hit._replace(highlights=tuple(place for place in hit.highlights if text[slice(*place)].lower() not in FUNCTION_WORDS))
    return hit._replace(found_by=ways if cosine is None else (*ways, "meaning"), cosine=cosine)
