"""Stored decisions on names: same entity, or separate. Undone decisions are kept, so that the history stays visible."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.storage.entity_tables import identities
from earwitness.storage.upsert import upsert

Verb = Literal["same", "apart"]
State = Literal["standing", "suggested", "undone"]
RULE = "rule:"
"""How the name of a decider that is a rule begins; any other is a person's."""
IDS_AT_ONCE = 400


class Decision(NamedTuple):
    """One decision. `same` brings `entity_id` under `other_id`; `apart` keeps the two, or a spelling of the first, from each other."""

    id: str
    verb: Verb
    entity_id: str
    other_id: str
    spelling: str
    state: State
    reason: str
    evidence: tuple[str, ...]
    decided_by: str
    decided_ms: int
    undone_by: str = ""
    undone_ms: int | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """Both entities in the order of their ids."""
        return (self.entity_id, self.other_id) if self.entity_id <= self.other_id else (self.other_id, self.entity_id)

    @property
    def by_rule(self) -> bool:
        """True when no person decided it."""
        return self.decided_by.startswith(RULE)


def decision_id(*parts: object) -> str:
    """16 hex digits of what a decision is about: the same decision is one row however often it is made."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def put_decisions(connection: sa.Connection, decisions: Iterable[Decision], *, keep: Sequence[str] = ()) -> None:
    """Writes decisions; of one that is there the columns `keep` stay as they are."""
    upsert(connection, identities, [{**one._asdict(), "evidence": list(one.evidence)} for one in decisions], keep=keep)


def drop_decisions(connection: sa.Connection, ids: Iterable[str]) -> None:
    """Forgets decisions of rules that no longer hold; a person's are only ever undone."""
    for chunk in chunks(list(ids)):
        connection.execute(sa.delete(identities).where(identities.c.id.in_(chunk), identities.c.decided_by.startswith(RULE)))


def get_decision(connection: sa.Connection, id_: str) -> Decision | None:
    """The decision with this id."""
    row = connection.execute(sa.select(identities).where(identities.c.id == id_)).mappings().first()
    return decision_of(row) if row else None


def decisions_on(connection: sa.Connection, entity_ids: Collection[str], *, states: Sequence[State] = ()) -> tuple[Decision, ...]:
    """Decisions that name one of these entities, oldest first."""
    found: dict[str, Decision] = {}
    for chunk in chunks(list(entity_ids)):
        for column in (identities.c.entity_id, identities.c.other_id):  # one index each; an OR would read the table
            query = sa.select(identities).where(column.in_(chunk))
            if states:
                query = query.where(identities.c.state.in_(states))
            found.update((row["id"], decision_of(row)) for row in connection.execute(query).mappings())
    return tuple(sorted(found.values(), key=lambda one: (one.decided_ms, one.id)))


def list_decisions(connection: sa.Connection, *, states: Sequence[State], limit: int = 100, offset: int = 0) -> tuple[Decision, ...]:
    """Decisions in these states, those of people first, then the newest."""
    people_first = sa.case((identities.c.decided_by.startswith(RULE), 1), else_=0)
    query = sa.select(identities).where(identities.c.state.in_(states))
    query = query.order_by(people_first, identities.c.decided_ms.desc(), identities.c.id).limit(limit).offset(offset)
    return tuple(decision_of(row) for row in connection.execute(query).mappings())


def chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    """The ids, as many at once as a statement may hold."""
    return [ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE)]


def decision_of(row: Any) -> Decision:
    """The decision of a row of `identities`."""
    return Decision(**{**row, "evidence": tuple(row["evidence"])})
