"""Vector search: passages near a query in an embedding model's space, and fusion of the two rankings.

Vectors are little-endian float32 of length one, so that the inner product is the cosine. The scan is exact: no index to build, tune or
trust; a million passages of 384 numbers are 1.5 GB read in pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from earwitness.errors import MissingExtra
from earwitness.extensions import Embedder
from earwitness.storage.tables import embeddings, passages
from earwitness.storage.upsert import upsert

if TYPE_CHECKING:
    from types import ModuleType

TEXTS_AT_ONCE = 64
ROWS_AT_ONCE = 10_000
RANK_CONSTANT = 60
"""Cormack, Clarke and Buettcher, "Reciprocal rank fusion", SIGIR 2009: the k they found best."""


def embed_item(connection: sa.Connection, embedder: Embedder, item_id: str) -> int:
    """Stores the vectors of an item's passages that have none of this model yet; returns how many were made."""
    have = sa.select(embeddings.c.passage_id).where(embeddings.c.model == embedder.name)
    query = (
        sa.select(passages.c.id, passages.c.text).where(passages.c.item_id == item_id, passages.c.id.not_in(have)).order_by(passages.c.id)
    )
    rows = [(int(id_), str(text)) for id_, text in connection.execute(query)]
    for at in range(0, len(rows), TEXTS_AT_ONCE):
        some = rows[at : at + TEXTS_AT_ONCE]
        vectors = unit(embedder.embed([text for _, text in some]))
        values = [
            {"passage_id": id_, "model": embedder.name, "vector": vector.tobytes()} for (id_, _), vector in zip(some, vectors, strict=True)
        ]
        upsert(connection, embeddings, values)
    return len(rows)


def nearest(
    connection: sa.Connection, embedder: Embedder, text: str, limit: int, *, within: sa.Select[int] | None = None
) -> tuple[tuple[int, float], ...]:
    """Ids and cosines of the passages nearest to `text`, nearest first, then by id; `within` names those that may be.

    Raises `MissingExtra` without numpy.
    """
    numpy = _numpy()
    question = unit(embedder.embed([text]))[0]
    query = sa.select(embeddings.c.passage_id, embeddings.c.vector).where(embeddings.c.model == embedder.name)
    if within is not None:
        query = query.where(embeddings.c.passage_id.in_(within))
    best = numpy.empty(0, dtype=[("score", "<f4"), ("id", "<i8")])
    for rows in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).partitions():
        whole = [(id_, vector) for id_, vector in rows if len(vector) == question.nbytes]
        if not whole:
            continue
        matrix = numpy.frombuffer(b"".join(vector for _, vector in whole), dtype="<f4").reshape(len(whole), -1)
        some = numpy.empty(len(whole), dtype=best.dtype)
        some["score"], some["id"] = -(matrix @ question), [id_ for id_, _ in whole]
        best = numpy.sort(numpy.concatenate([best, some]), order=("score", "id"))[:limit]
    return tuple((int(id_), -float(score)) for score, id_ in best.tolist())


def has_vectors(connection: sa.Connection, embedder: Embedder) -> bool:
    """True when at least one passage has a vector of this model."""
    return connection.scalar(sa.select(embeddings.c.passage_id).where(embeddings.c.model == embedder.name).limit(1)) is not None


def fuse(*rankings: Sequence[int]) -> tuple[tuple[int, float], ...]:
    """One ranking of several by reciprocal rank fusion, best first, then by id.

    >>> [id_ for id_, _ in fuse([1, 2, 3], [3, 4])]
    [3, 1, 2, 4]
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RANK_CONSTANT + rank)
    return tuple(sorted(scores.items(), key=lambda scored: (-scored[1], scored[0])))


def unit(vectors: Iterable[Sequence[float] | bytes]) -> Any:
    """The vectors as rows of float32, each of length one."""
    numpy = _numpy()
    rows = [
        numpy.frombuffer(vector, dtype="<f4") if isinstance(vector, bytes) else numpy.asarray(vector, dtype="<f4") for vector in vectors
    ]
    matrix = numpy.stack(rows)
    lengths = numpy.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / numpy.maximum(lengths, 1e-12)).astype("<f4")


def _numpy() -> ModuleType:
    try:
        import numpy as np  # noqa: PLC0415 - not needed where there is no embedding model
    except ImportError as error:
        raise MissingExtra("search by meaning", "numpy is not installed", "pip install numpy") from error
    return np
