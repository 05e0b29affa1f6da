"""Decisions on which names denote one entity: merge, split, split off a spelling, undo."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from earwitness.archive.sources import now_ms
from earwitness.entities.decisions import Decision, get_decision, list_decisions
from earwitness.entities.entities import Joined, entity_rows, open_suggestions
from earwitness.entities.identity import Act, find_entities, merge, part, part_spelling, undo
from earwitness.entities.indexing import catch_up
from earwitness.errors import NotFound, UsageError
from earwitness.text.invisible import one_line

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["Decision", "Identity", "Joined"]


class Identity:
    """Who is who in one archive. Nothing of an item is rewritten: what is undone is as it was."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def decisions(self, *, limit: int = 50) -> tuple[Joined, ...]:
        """Return the decisions there are, standing and undone."""
        self._catch_up()
        with self._archive.database.read() as connection:
            return _named(connection, list_decisions(connection, states=("standing", "undone"), limit=limit))

    def suggestions(self, *, limit: int = 50) -> tuple[Joined, ...]:
        """Return pairs of names that may be one entity, for a person to decide."""
        self._catch_up()
        with self._archive.database.read() as connection:
            return open_suggestions(connection, limit=limit)

    def merge(self, name: str, other: str, *, by: str, reason: str = "") -> Joined:
        """Decide that two names are one entity, the first under the second."""
        with self._write() as connection:
            decision = merge(connection, _one(connection, name), _one(connection, other), Act(by, reason, now_ms()))
            return _named(connection, [decision])[0]

    def part(self, name: str, other: str, *, by: str, reason: str = "") -> Joined:
        """Decide that two names are not one entity."""
        with self._write() as connection:
            decision = part(connection, _one(connection, name), _one(connection, other), Act(by, reason, now_ms()))
            return _named(connection, [decision])[0]

    def part_spelling(self, name: str, spelling: str, *, by: str, reason: str = "") -> Joined:
        """Decide that a spelling does not mean the entity."""
        with self._write() as connection:
            decision = part_spelling(connection, _one(connection, name), spelling, Act(by, reason, now_ms()))
            return _named(connection, [decision])[0]

    def undo(self, decision_id: str, *, by: str, reason: str = "") -> Joined:
        """Undo a decision. A join of a rule that is undone is not made again."""
        with self._write() as connection:
            if get_decision(connection, decision_id) is None:
                raise NotFound(decision_id, "no such decision", "see: earwitness identity list")
            return _named(connection, [undo(connection, decision_id, Act(by, reason, now_ms()))])[0]

    def _catch_up(self) -> None:
        catch_up(self._archive.database, now_ms=now_ms())

    def _write(self) -> AbstractContextManager[sa.Connection]:
        self._catch_up()
        return self._archive.database.write()


def _one(connection: sa.Connection, words: str) -> str:
    found = find_entities(connection, words)
    if not found:
        raise NotFound(words, "no such name in the archive", "see: earwitness entities WORDS")
    if len(found) > 1:
        rows = entity_rows(connection, list(found))
        listed = ", ".join(f"{id_} ({rows[id_].kind} {one_line(rows[id_].name)})" for id_ in found[:5] if id_ in rows)
        raise UsageError(words, f"could mean {len(found)} names", f"give an id: {listed}")
    return found[0]


def _named(connection: sa.Connection, decisions: Sequence[Decision]) -> tuple[Joined, ...]:
    rows = entity_rows(connection, sorted({id_ for one in decisions for id_ in one.pair}))
    return tuple(Joined(one, rows[one.entity_id].name, rows[one.other_id].name) for one in decisions)
