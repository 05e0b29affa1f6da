"""Records of durable work: stage results per item, attempts, and live worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ItemState
from earwitness.storage.tables import executors, items, tries, work
from earwitness.storage.upsert import upsert

ENTRY = "entry"
"""The stage that stands for what a source said of an item; its input hash is the item's."""


class WorkKey(NamedTuple):
    """What an effect is about: doing it twice is doing it once."""

    item_id: str
    stage: str
    input_hash: str
    stage_version: str


class StageRecord(NamedTuple):
    """What a stage made: a short outcome, and bytes where a later stage needs them."""

    outcome: str
    content: bytes | None


class DueItem(NamedTuple):
    """An item with work to do, and how often it has been begun again."""

    item_id: str
    input_hash: str
    tries: int


class Executor(NamedTuple):
    """A process that works on the archive."""

    id: str
    role: str
    machine: str
    pid: int
    born: str
    beats: int = 0
    left: int = 0


# Statements of every item's way, made once: making one costs more than SQLite needs to answer it.
_ITEM: sa.BindParameter[str] = sa.bindparam("which")
_GIVEN: sa.BindParameter[str] = sa.bindparam("given")
_GET_WORK = sa.select(work.c.outcome, work.c.content).where(*(work.c[name] == sa.bindparam(name) for name in WorkKey._fields))
_DROP_EARLIER = sa.delete(work).where(work.c.item_id == _ITEM, work.c.input_hash != _GIVEN)
_DROP_INPUTS = _DROP_EARLIER.where(work.c.stage == ENTRY)
_DROP_CONTENT = sa.update(work).where(work.c.item_id == _ITEM, work.c.content.is_not(None)).values(content=None)
_DROP_TRIES = sa.delete(tries).where(tries.c.item_id == _ITEM)
_LOCK_ITEM = sa.select(items.c.id).where(items.c.id == _ITEM).with_for_update()


def get_work(connection: sa.Connection, key: WorkKey) -> StageRecord | None:
    """What the stage has made of this input, if it was here before."""
    row = connection.execute(_GET_WORK, key._asdict()).first()
    return StageRecord(row.outcome, row.content) if row else None


def put_work(connection: sa.Connection, key: WorkKey, outcome: str, content: bytes | None = None) -> None:
    """Remembers what a stage has made of this input."""
    upsert(connection, work, [{**key._asdict(), "outcome": outcome, "content": content}])


def finish_work(connection: sa.Connection, item_id: str, input_hash: str) -> None:
    """Lets go of what only unfinished work needs: fetched bytes, rows of earlier inputs, counted tries."""
    connection.execute(_DROP_EARLIER, {"which": item_id, "given": input_hash})
    connection.execute(_DROP_CONTENT, {"which": item_id})
    connection.execute(_DROP_TRIES, {"which": item_id})


def drop_content(connection: sa.Connection, item_id: str) -> None:
    """Lets go of fetched bytes, keeping what was made of them: whoever tries again asks for them anew."""
    connection.execute(_DROP_CONTENT, {"which": item_id})


def put_input(connection: sa.Connection, item_id: str, input_hash: str) -> None:
    """Sets what an item is to be made from; an earlier input is forgotten."""
    connection.execute(_DROP_INPUTS, {"which": item_id, "given": input_hash})
    connection.execute(_DROP_TRIES, {"which": item_id})
    put_work(connection, WorkKey(item_id, ENTRY, input_hash, ""), "")


def known_inputs(connection: sa.Connection, source_id: str, guids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """By GUID, the id and the input hash last given of those of a source's items that are among `guids`."""
    given = sa.and_(work.c.item_id == items.c.id, work.c.stage == ENTRY)
    query = sa.select(items.c.guid, items.c.id, sa.func.coalesce(work.c.input_hash, "")).select_from(items.outerjoin(work, given))
    query = query.where(items.c.source_id == source_id, items.c.guid.in_(guids))
    return {guid: (item_id, input_hash) for guid, item_id, input_hash in connection.execute(query)}


def lock_item(connection: sa.Connection, item_id: str) -> bool:
    """Makes others who write this item wait; False when it has been erased. On SQLite a writer is alone anyway."""
    return connection.scalar(_LOCK_ITEM, {"which": item_id}) is not None


def count_tries(connection: sa.Connection, item_id: str) -> int:
    """How often the item's work has been begun again."""
    return connection.scalar(sa.select(tries.c.count).where(tries.c.item_id == item_id)) or 0


def put_tries(connection: sa.Connection, item_id: str, count: int, next_ms: int) -> None:
    """Remembers how often an item was tried and when it may be next."""
    upsert(connection, tries, [{"item_id": item_id, "count": count, "next_ms": next_ms}])


def due_items(
    connection: sa.Connection,
    *,
    states: Sequence[ItemState],
    now_ms: int,
    source_ids: Sequence[str] = (),
    only: Sequence[str] | None = None,
    limit: int | None = None,
) -> tuple[DueItem, ...]:
    """Items in these states whose time has come, newest published first; `only` asks about certain items."""
    count = sa.func.coalesce(tries.c.count, 0).label("count")
    given = sa.and_(work.c.item_id == items.c.id, work.c.stage == ENTRY)
    joined = items.join(work, given).outerjoin(tries, tries.c.item_id == items.c.id)
    query = sa.select(items.c.id, work.c.input_hash, count).select_from(joined)
    query = query.where(items.c.state.in_(states), sa.func.coalesce(tries.c.next_ms, 0) <= now_ms)
    if source_ids:
        query = query.where(items.c.source_id.in_(source_ids))
    if only is not None:
        query = query.where(items.c.id.in_(only))
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit)
    return tuple(DueItem(*row) for row in connection.execute(query))


def renew_failed(connection: sa.Connection, source_ids: Sequence[str] = (), *, item_ids: Sequence[str] = ()) -> int:
    """Sets failed items, of these sources or these alone where some are named, back to new with fresh tries; returns how many.

    What was fetched for them is let go of: a server that has mended its document is to be asked for it again.
    """
    failed = sa.select(items.c.id).where(items.c.state == "failed")
    if source_ids:
        failed = failed.where(items.c.source_id.in_(source_ids))
    if item_ids:
        failed = failed.where(items.c.id.in_(item_ids))
    ids = list(connection.scalars(failed))
    for at in range(0, len(ids), 500):
        part = ids[at : at + 500]
        connection.execute(sa.update(items).where(items.c.id.in_(part)).values(state="new", reason=""))
        connection.execute(sa.delete(tries).where(tries.c.item_id.in_(part)))
        connection.execute(sa.update(work).where(work.c.item_id.in_(part), work.c.content.is_not(None)).values(content=None))
    return len(ids)


def put_executor(connection: sa.Connection, executor: Executor) -> None:
    """Enters a process among those that work."""
    upsert(connection, executors, [executor._asdict()])


def beat(connection: sa.Connection, executor: Executor) -> None:
    """Shows that a process lives; one that was struck out by mistake enters itself again."""
    more = sa.update(executors).where(executors.c.id == executor.id).values(beats=executors.c.beats + 1)
    if connection.execute(more).rowcount == 0:
        put_executor(connection, executor)


def leave(connection: sa.Connection, executor_id: str) -> None:
    """Marks a process as gone of its own will: others need not wait to take over what it left."""
    connection.execute(sa.update(executors).where(executors.c.id == executor_id).values(left=1))


def find_executors(connection: sa.Connection) -> tuple[Executor, ...]:
    """Every process entered, by id."""
    return tuple(Executor(*row) for row in connection.execute(sa.select(executors).order_by(executors.c.id)))


def drop_executor(connection: sa.Connection, executor_id: str) -> None:
    """Strikes a process out: it is dead and nothing of it is left to take over."""
    connection.execute(sa.delete(executors).where(executors.c.id == executor_id))
