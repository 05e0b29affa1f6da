"""Decides which of two copies is the original, independent of the order in which they were read.

Of two first seen within an hour of each other, the earlier published is the original, then the one with the smaller id; a part is
never the original of its whole. After that hour an original keeps its place: its id and its page may be cited.

A former original keeps its id, its transcripts and the digests made of them, so that what was cited can be checked; its id leads to
the new original. What lists and searches read is then of the new original alone.
"""

from __future__ import annotations

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.model.transcript import Transcript
from earwitness.storage.duplicates import Duplicate, alike, duplicates_of, named, needed, root, similar_items, words_of, words_reason
from earwitness.storage.items import get_item, put_duplicate
from earwitness.storage.releases import find_release, moment_of
from earwitness.storage.tables import evidence, findings, mentions, passages, rejected, tries, work
from earwitness.storage.transcripts import transcript_of
from earwitness.storage.work_records import lock_item

TOGETHER_MS = 60 * 60 * 1000
"""Two feeds that list one episode are asked within minutes of each other; what comes an hour later comes later, in every run."""
_DECISION = 0x65617277
"""The number of the lock on PostgreSQL; any fixed one would do."""


def decide_alone(connection: sa.Connection) -> None:
    """Makes others who decide on copies wait until this transaction ends: two that come at once must see each other.

    Taken before any row is written. On SQLite a writer is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_DECISION)))


def precedes(one: ArchivedItem, other: ArchivedItem) -> bool:
    """True when `one` takes the place of `other`, which is an original already."""
    if abs(one.first_seen_ms - other.first_seen_ms) > TOGETHER_MS:
        return False
    return _rank(one) < _rank(other)


def settle_release(connection: sa.Connection, archived: ArchivedItem) -> str | None:
    """The id of the one that is listed as a copy now by what feeds say: the new item, or the original it precedes; None for neither."""
    found = find_release(connection, archived)
    original = get_item(connection, found.original_id) if found else None
    if found is None or original is None:
        return None
    if precedes(archived, original):
        _give_way(connection, original, archived, _renamed(found.reason, archived))
        return original.item.id
    put_duplicate(connection, archived.item.id, found.original_id, found.reason)
    return archived.item.id


def settle_words(connection: sa.Connection, item_id: str, transcript: Transcript) -> Duplicate | None:
    """What an item is a copy of by its words; None when it is an original, and those it precedes or holds are its copies now."""
    own = get_item(connection, item_id)
    assert own is not None
    originals: dict[str, ArchivedItem] = {}
    followers: dict[str, ArchivedItem] = {}
    for candidate, shares in similar_items(connection, item_id, transcript):
        original = root(connection, candidate)
        if original is None or original.item.id == item_id:
            continue
        least = needed(own, original)
        is_part, is_whole = shares.inside >= least, shares.around >= least
        if is_part and not (is_whole and precedes(own, original)):
            originals[original.item.id] = original
        elif is_part or (is_whole and original.item.id == candidate and _together(own, original)):
            followers[original.item.id] = original
    words = words_of(transcript)
    if originals:
        chosen = min(originals.values(), key=_rank)
        share = _share(connection, words, chosen.item.id)
        return Duplicate(chosen.item.id, round(share, 3), words_reason(chosen, share))
    for former in followers.values():
        _give_way(connection, former, own, _reason_by_words(connection, former.item.id, own, words))
    return None


def _together(one: ArchivedItem, other: ArchivedItem) -> bool:
    return abs(one.first_seen_ms - other.first_seen_ms) <= TOGETHER_MS


def _rank(archived: ArchivedItem) -> tuple[bool, float, str]:
    moment = moment_of(archived.item.published)
    return (moment is None, moment.timestamp() if moment else 0.0, archived.item.id)


def _give_way(connection: sa.Connection, former: ArchivedItem, original: ArchivedItem, reason: str) -> None:
    """Lists a former original and its copies as copies of another; what lists and searches read of it goes, its digests stay."""
    lock_item(connection, former.item.id)
    words = ""
    for copy in duplicates_of(connection, former.item.id):
        if copy.reason.startswith("same words"):
            words = words or _words(connection, original.item.id)
            put_duplicate(connection, copy.item.id, original.item.id, _reason_by_words(connection, copy.item.id, original, words))
        else:
            put_duplicate(connection, copy.item.id, original.item.id, _renamed(copy.reason, original))
    for table in (mentions, evidence, findings, rejected, passages, tries):
        connection.execute(sa.delete(table).where(table.c.item_id == former.item.id))
    connection.execute(sa.update(work).where(work.c.item_id == former.item.id, work.c.content.is_not(None)).values(content=None))
    put_duplicate(connection, former.item.id, original.item.id, reason)


def _reason_by_words(connection: sa.Connection, item_id: str, original: ArchivedItem, words: str) -> str:
    return words_reason(original, alike(_words(connection, item_id), words).inside)


def _renamed(reason: str, original: ArchivedItem) -> str:
    """The same reason, of another original."""
    return f"{reason.partition(' as ')[0]} as {named(original)}"


def _share(connection: sa.Connection, words: str, original_id: str) -> float:
    return alike(words, _words(connection, original_id)).inside


def _words(connection: sa.Connection, item_id: str) -> str:
    transcript = transcript_of(connection, item_id)
    return words_of(transcript) if transcript else ""
