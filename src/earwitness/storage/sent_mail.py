"""Records which items were sent to whom: a message is claimed before it is sent, so that nothing is sent twice."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from earwitness.storage.tables import items, letter_items, letter_readers, revisions
from earwitness.storage.upsert import upsert


def new_items(connection: sa.Connection, *, since_ms: int, reader: str = "") -> tuple[str, ...]:
    """Items with a digest that came into the archive at or after `since_ms`, newest first.

    For a reader known already: since their first letter, without what went to them. Whatever was late for one letter is in the next.
    """
    known = connection.scalar(sa.select(letter_readers.c.since_ms).where(letter_readers.c.reader == reader)) if reader else None
    with_digest = sa.select(revisions.c.item_id).where(revisions.c.digest.is_not(None))
    query = sa.select(items.c.id).where(items.c.copy_of.is_(None), items.c.id.in_(with_digest))
    query = query.where(items.c.first_seen_ms >= (since_ms if known is None else known))
    if known is not None:
        gone = sa.select(letter_items.c.item_id).where(letter_items.c.reader == reader)
        query = query.where(items.c.id.not_in(gone))
    return tuple(connection.scalars(query.order_by(items.c.published.desc().nulls_last(), items.c.id)))


def claim(connection: sa.Connection, reader: str, item_ids: Sequence[str], *, since_ms: int, now_ms: int) -> None:
    """Takes these items for a letter to a reader, within the caller's transaction, before it is sent."""
    upsert(connection, letter_readers, [{"reader": reader, "since_ms": since_ms}], keep=("since_ms",))
    rows = [{"reader": reader, "item_id": item_id, "state": "sending", "sent_ms": now_ms} for item_id in item_ids]
    if rows:
        connection.execute(sa.insert(letter_items), rows)


def put_sent(connection: sa.Connection, reader: str, item_ids: Sequence[str]) -> None:
    """Marks a claimed letter as having left."""
    ours = sa.and_(letter_items.c.reader == reader, letter_items.c.item_id.in_(item_ids))
    connection.execute(sa.update(letter_items).where(ours).values(state="sent"))


def release(connection: sa.Connection, reader: str, item_ids: Sequence[str]) -> None:
    """Gives up a claim on a letter that is known not to have left."""
    ours = sa.and_(letter_items.c.reader == reader, letter_items.c.item_id.in_(item_ids), letter_items.c.state == "sending")
    connection.execute(sa.delete(letter_items).where(ours))


def unsure(connection: sa.Connection, reader: str) -> tuple[str, ...]:
    """Items of letters that were cut off while they were being sent: whether these arrived is not known here."""
    query = sa.select(letter_items.c.item_id).where(letter_items.c.reader == reader, letter_items.c.state == "sending")
    return tuple(connection.scalars(query.order_by(letter_items.c.item_id)))
