"""Computes missing passage embeddings in batches; an interrupted run continues where it stopped.

What is missing stands in the rows themselves, so that no list of work can be lost. The model runs outside of every transaction: on
SQLite a writer would keep all others waiting for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.extensions import Embedder
from earwitness.search.vectors import unit
from earwitness.storage.engine import Database
from earwitness.storage.tables import embeddings, passages
from earwitness.storage.upsert import upsert

TEXTS_AT_ONCE = 32
"""A second or two of work on two cores: what a kill can cost."""


class VectorState(NamedTuple):
    """How many passages there are, and how many vectors of each model."""

    passages: int
    by_model: dict[str, int]

    def missing(self, model: str) -> int:
        """Passages without a vector of this model."""
        return self.passages - self.by_model.get(model, 0)


def vector_state(connection: sa.Connection) -> VectorState:
    """What there is, counted."""
    held = connection.scalar(sa.select(sa.func.count()).select_from(passages)) or 0
    query = sa.select(embeddings.c.model, sa.func.count()).group_by(embeddings.c.model).order_by(embeddings.c.model)
    return VectorState(held, {str(model): int(count) for model, count in connection.execute(query)})


def any_vectors(connection: sa.Connection) -> bool:
    """True when there is a vector of some model."""
    return connection.scalar(sa.select(embeddings.c.passage_id).limit(1)) is not None


def embed_missing(
    database: Database, embedder: Embedder, *, stop: Callable[[], bool] = lambda: False, at_once: int = TEXTS_AT_ONCE
) -> Iterator[int]:
    """Makes the missing vectors, the newest passages first, and yields after each batch how many it had; ends early when `stop` says so."""
    before: int | None = None
    while not stop():
        with database.read() as connection:
            rows = _missing(connection, embedder.name, before, at_once)
        if not rows:
            return
        before = rows[-1][0]
        vectors = [vector.tobytes() for vector in unit(embedder.embed([text for _, text in rows]))]
        with database.write() as connection:
            count = _put(connection, embedder.name, rows, vectors)
        yield count


def drop_vectors(database: Database) -> int:
    """Takes away every vector, of whatever model; returns how many there were."""
    with database.write() as connection:
        return connection.execute(sa.delete(embeddings)).rowcount


def _missing(connection: sa.Connection, model: str, before: int | None, at_once: int) -> list[tuple[int, str]]:
    result = sa.and_(embeddings.c.passage_id == passages.c.id, embeddings.c.model == model)
    query = sa.select(passages.c.id, passages.c.text).select_from(passages.outerjoin(embeddings, result))
    query = query.where(embeddings.c.passage_id.is_(None)).order_by(passages.c.id.desc()).limit(at_once)
    if before is not None:
        query = query.where(passages.c.id < before)
    return [(int(id_), str(text)) for id_, text in connection.execute(query)]


def _put(connection: sa.Connection, model: str, rows: list[tuple[int, str]], vectors: list[bytes]) -> int:
    """Stores vectors of passages that still are what was embedded: an item changed or erased meanwhile frees its row numbers for others."""
    query = sa.select(passages.c.id, passages.c.text).where(passages.c.id.in_([id_ for id_, _ in rows])).with_for_update()
    there = {int(id_): str(text) for id_, text in connection.execute(query)}
    values = [
        {"passage_id": id_, "model": model, "vector": vector}
        for (id_, text), vector in zip(rows, vectors, strict=True)
        if there.get(id_) == text
    ]
    upsert(connection, embeddings, values)
    return len(values)
