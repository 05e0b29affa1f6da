"""The interface of a passage index, independent of the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import sqlalchemy as sa

from earwitness.model.archive import Hit
from earwitness.search.query import Query
from earwitness.storage.engine import Database

Order = Literal["relevance", "date"]


class SearchIndex(Protocol):
    """Finds passages by their words. Never the only copy of anything: `rebuild` makes it again from the store."""

    def ensure(self, database: Database) -> None:
        """Makes the index where it is missing, and makes it anew where other rules of reading words made it."""

    def add(self, connection: sa.Connection, item_id: str) -> int:
        """Takes in the passages an item has now, within the caller's transaction; returns how many. Twice is once."""

    def remove(self, connection: sa.Connection, item_id: str) -> None:
        """Forgets the words of an item's passages, within the caller's transaction; deleted passages take theirs along anyway."""

    def rebuild(self, connection: sa.Connection) -> int:
        """Makes the whole index from the passages in the store; returns how many there are."""

    def purge(self, connection: sa.Connection) -> None:
        """Overwrites what removed passages left behind in the index's files; an erasure to the byte needs it, daily work does not."""

    def find(
        self, connection: sa.Connection, query: Query, limit: int = 20, offset: int = 0, *, order: Order = "relevance"
    ) -> tuple[Hit, ...]:
        """The passages that answer a query, best first or newest first; equals in the order they came into the archive."""

    def identify(self, connection: sa.Connection, query: Query, limit: int) -> tuple[tuple[int, float], ...]:
        """Ids and scores of the passages that answer, best first."""

    def within(self, connection: sa.Connection, query: Query) -> sa.Select[int] | None:
        """The passages that satisfy everything but the words that rank: filters, and words that must not be there. None: all do."""

    def load(self, connection: sa.Connection, query: Query, found: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        """The hits of these passages, in this order."""

    def count(self, connection: sa.Connection, query: Query, at_most: int) -> int:
        """How many passages answer, counted no further than `at_most`."""
