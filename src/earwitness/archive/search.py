"""Search of the archive's passages, and the index it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from earwitness.archive.sources import now_ms
from earwitness.entities.indexing import catch_up
from earwitness.errors import EarwitnessError, MissingExtra, UsageError
from earwitness.extensions import Embedder
from earwitness.model.archive import Hit
from earwitness.search import embedding_model
from earwitness.search.embedding import any_vectors, drop_vectors, embed_missing, vector_state
from earwitness.search.open import open_index
from earwitness.search.searching import SearchResult
from earwitness.search.searching import search as search_passages

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = [
    "Hit",
    "IndexState",
    "SearchIndex",
    "SearchOrder",
    "SearchResult",
    "search",
    "unusable_embedder",
    "usable_embedder",
    "web_embedder",
]
SearchOrder = Literal["relevance", "date", "meaning"]


class IndexState(NamedTuple):
    """The embedding model in use, or why there is none, and what has no vector of it."""

    model: str | None
    why_no_model: str | None
    passages: int
    without_vector: int
    of_other_models: dict[str, int]


def search(
    archive: Archive, query: str, *, limit: int = 20, offset: int = 0, order: SearchOrder = "relevance", words_only: bool = False
) -> SearchResult:
    """Return the passages that answer a query, best first.

    Raises `UsageError` for a malformed query and `MissingExtra` for `order="meaning"` without an embedding model.
    """
    if words_only and order == "meaning":
        raise UsageError("--words-only", "makes no sense with --sort meaning", "leave one of them out")
    embedder = None
    if order == "meaning":
        if why := embedding_model.why_none(archive.settings):
            raise MissingExtra("semantic search", why)
        embedder = usable_embedder(archive)
    elif order == "relevance" and not words_only:
        try:
            embedder = usable_embedder(archive)
        except EarwitnessError:
            embedder = None  # `doctor` and `index` say what is wrong with the model; words find on their own
    return search_passages(archive.database, query, limit=limit, offset=offset, order=order, embedder=embedder)


def usable_embedder(archive: Archive) -> Embedder | None:
    """Return the settings' embedding model where the archive has vectors, else None."""
    with archive.database.read() as connection:
        if not any_vectors(connection):
            return None
    return embedding_model.embedder(archive.settings)


def unusable_embedder(archive: Archive) -> str:
    """Return why the archive's vectors cannot be searched, empty when they can or when there are none."""
    try:
        usable_embedder(archive)
    except EarwitnessError as error:
        return str(error)
    return ""


def web_embedder(archive: Archive) -> Embedder | None:
    """Return the settings' embedding model for a long-running process; None without one."""
    return embedding_model.embedder(archive.settings)


class SearchIndex:
    """The index of words, and the vectors of an embedding model, of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def update_words(self, *, rebuild: bool = False) -> int:
        """Create the index of words where it is missing, or anew; return the number of passages."""
        database = self._archive.database
        words = open_index(database)
        if rebuild:
            with database.write() as connection:
                words.rebuild(connection)
        with database.read() as connection:
            return vector_state(connection).passages

    def catch_up(self) -> None:
        """Index and count names that an older version or an interrupted sync left out."""
        catch_up(self._archive.database, now_ms=now_ms())

    def drop_vectors(self) -> int:
        """Delete every vector; return how many there were."""
        return drop_vectors(self._archive.database)

    def missing_vectors(self) -> int:
        """Return the number of passages that the embedding model has yet to embed; 0 without a model."""
        embedder = embedding_model.embedder(self._archive.settings)
        if embedder is None:
            return 0
        with self._archive.database.read() as connection:
            return vector_state(connection).missing(embedder.name)

    def embed(self) -> Iterator[int]:
        """Embed the passages that have no vector, yielding the size of each batch. Can be stopped and resumed."""
        embedder = embedding_model.embedder(self._archive.settings)
        if embedder is not None:
            yield from embed_missing(self._archive.database, embedder)

    def state(self) -> IndexState:
        """Return what the index holds."""
        is_here, found = embedding_model.state(self._archive.settings)
        with self._archive.database.read() as connection:
            state = vector_state(connection)
        model = found if is_here else None
        others = {name: count for name, count in state.by_model.items() if name != model}
        missing = state.missing(model) if model else state.passages
        return IndexState(model, None if is_here else found, state.passages, missing, others)
