"""Delivers e-mail digests and messages. Each item is claimed in the archive before it is sent, so nobody receives it twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.archive.mail.smtp import MaybeSent
from earwitness.errors import EarwitnessError
from earwitness.model.digest import Digest
from earwitness.storage.disclosure import shown_digest
from earwitness.storage.engine import Database
from earwitness.storage.sent_mail import claim, new_items, put_sent, release, unsure

Send = Callable[[tuple[str, ...], tuple[Digest, ...]], None]
"""Composes and sends a message about these items; raises `MaybeSent` when it may have been sent, another error of ours when it was not."""


class DeliveryResult(NamedTuple):
    """What became of a message: its items (none when nothing is new), and items of one that was interrupted earlier."""

    items: int
    unsure: int = 0


def digests_of(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[Digest, ...]:
    """Return the newest digest of each item that has one, in this order."""
    found = (shown_digest(connection, item_id) for item_id in item_ids)
    return tuple(digest for digest in found if digest is not None)


def new_digests(database: Database, *, since_ms: int, reader: str = "") -> tuple[Digest, ...]:
    """Return the digests that the next message to a reader would hold; with no reader, everything new since then."""
    with database.read() as connection:
        return digests_of(connection, new_items(connection, since_ms=since_ms, reader=reader))


def post(database: Database, reader: str, send: Send, *, since_ms: int, now_ms: int, again: bool = False) -> DeliveryResult:
    """Send a reader what is new, and remember it. What `send` raises is raised; the items are then free for the next message.

    The claim is committed before anything is sent: two processes never send the same item, and one that is killed while it
    sends leaves a mark (`unsure`) instead of a second copy. `again` sends those too.
    """
    with database.write() as connection:
        if again:
            release(connection, reader, unsure(connection, reader))
        lost = len(unsure(connection, reader))
        item_ids = new_items(connection, since_ms=since_ms, reader=reader)
        digests = digests_of(connection, item_ids)
        if not digests:
            return DeliveryResult(0, lost)
        claim(connection, reader, item_ids, since_ms=since_ms, now_ms=now_ms)
    try:
        send(item_ids, digests)
    except MaybeSent:
        raise
    except EarwitnessError:
        with database.write() as connection:
            release(connection, reader, item_ids)
        raise
    with database.write() as connection:
        put_sent(connection, reader, item_ids)
    return DeliveryResult(len(digests), lost)
