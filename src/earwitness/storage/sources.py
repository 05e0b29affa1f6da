"""Followed sources and their polling state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from earwitness.model.archive import PollState, Privacy, Source
from earwitness.storage.tables import items, sources
from earwitness.storage.upsert import upsert
from earwitness.text.redaction import redacted, reduced

_SOURCE = tuple(Source.model_fields)
_POLL = tuple(PollState.model_fields)
NEVER_MS = 253_402_300_799_000
"""The last second of the year 9999: the next poll of a source that is kept for its items and asked no more."""

NAME = sa.func.coalesce(sa.func.nullif(sources.c.title, ""), sources.c.shown_url)
"""What a source is called, as `Source.name` has it."""
SHOW = sa.func.coalesce(sa.func.nullif(items.c.item["source"].as_string(), ""), NAME)
"""The show an item is cited by: what the document itself names, as those of many shows may lie in one folder, else its source."""

IDS_AT_ONCE = 400
_GET_SOURCE = sa.select(sources).where(sources.c.id == sa.bindparam("source"))


def put_source(connection: sa.Connection, source: Source, *, now_ms: int) -> bool:
    """Follows a source, or brings its title and site up to date; True when it is new."""
    new = get_source(connection, source.id) is None
    title = reduced(source.title) if source.is_private else redacted(source.title)  # lists of feeds name one by its address when in doubt
    row = {**source.model_dump(), "title": title, "shown_url": source.shown_url, "added_ms": now_ms}
    upsert(connection, sources, [row], keep=("added_ms",))
    return new


def get_source(connection: sa.Connection, source_id: str) -> Source | None:
    """The source with this id."""
    row = connection.execute(_GET_SOURCE, {"source": source_id}).mappings().first()
    return _source(row) if row else None


def get_sources(connection: sa.Connection, source_ids: Sequence[str]) -> tuple[Source, ...]:
    """The sources with these ids, in this order; unknown ones are left out."""
    parts = (source_ids[at : at + IDS_AT_ONCE] for at in range(0, len(source_ids), IDS_AT_ONCE))
    rows = (row for part in parts for row in connection.execute(sa.select(sources).where(sources.c.id.in_(part))).mappings())
    found = {row["id"]: _source(row) for row in rows}
    return tuple(found[id_] for id_ in source_ids if id_ in found)


def find_sources(
    connection: sa.Connection,
    words: str = "",
    *,
    whole: bool = False,
    limit: int | None = None,
    offset: int = 0,
    troubled_first: bool = False,
) -> tuple[Source, ...]:
    """Sources whose id begins with, or whose address or title holds, `words`; all of them for none. By title, those that fail first or not.

    Addresses are looked through as others see them: whoever may ask again and again would find a secret letter by letter. `whole` is for
    their owner.
    """
    by_title = (sa.func.lower(sources.c.title), sources.c.url)
    order = (sources.c.last_error == "", *by_title) if troubled_first else by_title
    query = sa.select(sources).where(*_wanted(words, whole=whole)).order_by(*order).limit(limit).offset(offset)
    return tuple(_source(row) for row in connection.execute(query).mappings())


def count_sources(connection: sa.Connection, words: str = "") -> int:
    """How many sources `find_sources` finds."""
    return connection.scalar(sa.select(sa.func.count()).select_from(sources).where(*_wanted(words))) or 0


def _wanted(words: str, *, whole: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    if not words:
        return ()
    address = sources.c.url if whole else sources.c.shown_url
    held = (sa.func.lower(column).contains(words.lower(), autoescape=True) for column in (address, sources.c.title))
    return (sa.or_(sources.c.id.startswith(words, autoescape=True), *held),)


def set_privacy(connection: sa.Connection, source: Source, privacy: Privacy) -> Source:
    """The source, private or public from now on; `""` lets its address decide again."""
    decided = source.model_copy(update={"privacy": privacy})
    values = {"privacy": privacy, "shown_url": decided.shown_url}
    connection.execute(sa.update(sources).where(sources.c.id == source.id).values(**values))
    return decided


def drop_source(connection: sa.Connection, source_id: str) -> int:
    """Stops following; its items stay only when it has none. Returns how many items went with it."""
    count = connection.scalar(sa.select(sa.func.count()).select_from(items).where(items.c.source_id == source_id)) or 0
    connection.execute(sa.delete(sources).where(sources.c.id == source_id))
    return count


def poll_state(connection: sa.Connection, source_id: str) -> PollState:
    """What the last polls left to remember; a fresh state for a source never polled."""
    row = connection.execute(sa.select(*(sources.c[name] for name in _POLL)).where(sources.c.id == source_id)).mappings().first()
    return PollState(**row) if row else PollState()


def poll_states(connection: sa.Connection, ids: Sequence[str]) -> dict[str, PollState]:
    """The same of these sources, by their ids."""
    query = sa.select(sources.c.id, *(sources.c[name] for name in _POLL))
    rows = (
        row
        for at in range(0, len(ids), IDS_AT_ONCE)
        for row in connection.execute(query.where(sources.c.id.in_(ids[at : at + IDS_AT_ONCE]))).mappings()
    )
    return {str(row["id"]): PollState(**{name: row[name] for name in _POLL}) for row in rows}


def put_poll_state(connection: sa.Connection, source_id: str, state: PollState) -> None:
    """Remembers the outcome of a poll; it lives in the row, so a restart does not poll early."""
    connection.execute(sa.update(sources).where(sources.c.id == source_id).values(**state.model_dump()))


def stop_polling(connection: sa.Connection, source_id: str) -> None:
    """Keeps a source and its items, and asks it no more."""
    connection.execute(sa.update(sources).where(sources.c.id == source_id).values(next_poll_ms=NEVER_MS))


def resume_polling(connection: sa.Connection, source_id: str) -> None:
    """Asks a source again that was asked no more; the waiting time of any other stays as it is."""
    paused = sa.update(sources).where(sources.c.id == source_id, sources.c.next_poll_ms == NEVER_MS)
    connection.execute(paused.values(next_poll_ms=0))


def due_sources(connection: sa.Connection, *, now_ms: int, only: Sequence[str] = ()) -> tuple[Source, ...]:
    """Sources whose next poll has come, longest overdue first; `only` restricts to these ids."""
    query = sa.select(sources).where(sources.c.next_poll_ms <= now_ms).order_by(sources.c.next_poll_ms, sources.c.id)
    if only:
        query = query.where(sources.c.id.in_(only))
    return tuple(_source(row) for row in connection.execute(query).mappings())


def _source(row: Any) -> Source:
    return Source(**{name: row[name] for name in _SOURCE})
