"""Speakers across the archive: appearances, speaking time and notable statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.storage.entity_tables import ledger, voices
from earwitness.storage.sources import SHOW
from earwitness.storage.tables import items, sources

SpeakerSort = Literal["words", "items", "name", "last"]


class SpeakerRow(NamedTuple):
    """A person who speaks: in how many items, how many words, how long where there are times."""

    id: str
    name: str
    items: int
    words: int
    ms: int
    first: str | None
    last: str | None


class Speaking(NamedTuple):
    """One item a person speaks in."""

    item_id: str
    title: str
    source_id: str
    source: str
    published: str | None
    words: int
    ms: int


class SpeakerFacts(NamedTuple):
    """All that is known of a speaker: the counts, the spellings of the name, and how many quotes, numbers and predictions there are."""

    row: SpeakerRow
    spellings: tuple[str, ...]
    counts: dict[str, int]


def _totals() -> sa.Select[str, str, int, int, int, str | None, str | None]:
    return sa.select(
        voices.c.speaker_id,
        sa.func.min(voices.c.name),
        sa.func.count().label("items"),
        sa.func.sum(voices.c.words).label("words"),
        sa.func.sum(voices.c.ms),
        sa.func.min(items.c.published),
        sa.func.max(items.c.published).label("last"),
    ).join_from(voices, items, items.c.id == voices.c.item_id).group_by(voices.c.speaker_id)  # fmt: skip


def list_speakers(
    connection: sa.Connection, *, words: str = "", sort: SpeakerSort = "words", source_id: str = "", limit: int = 50, offset: int = 0
) -> tuple[SpeakerRow, ...]:
    """Speakers with a name: those who say the most first, or who speak in the most items, by name, or last heard first."""
    query = _totals()
    orders: dict[str, tuple[Any, ...]] = {
        "words": (sa.desc("words"), voices.c.speaker_id),
        "items": (sa.desc("items"), sa.desc("words"), voices.c.speaker_id),
        "name": (voices.c.speaker_id,),
        "last": (sa.desc("last"), voices.c.speaker_id),
    }
    query = query.where(*_wanted(words, source_id)).order_by(*orders[sort]).limit(limit).offset(offset)
    return tuple(
        SpeakerRow(id_, name, count, int(source_text), int(ms), first, last)
        for id_, name, count, source_text, ms, first, last in connection.execute(query)
    )


def speaker_rows(connection: sa.Connection, ids: Sequence[str]) -> dict[str, SpeakerRow]:
    """The speakers with these ids."""
    found = connection.execute(_totals().where(voices.c.speaker_id.in_(ids)))
    return {
        id_: SpeakerRow(id_, name, count, int(source_text), int(ms), first, last)
        for id_, name, count, source_text, ms, first, last in found
    }


def count_speakers(connection: sa.Connection, *, words: str = "") -> int:
    """How many speakers with a name there are."""
    query = sa.select(sa.func.count(sa.distinct(voices.c.speaker_id))).where(*_wanted(words, ""))
    return int(connection.scalar(query) or 0)


def speaker_facts(connection: sa.Connection, speaker_id: str) -> SpeakerFacts | None:
    """What is known of a speaker; None for an unknown one."""
    row = connection.execute(_totals().where(voices.c.speaker_id == speaker_id)).first()
    if row is None:
        return None
    query = sa.select(voices.c.name, sa.func.count()).where(voices.c.speaker_id == speaker_id).group_by(voices.c.name)
    spellings = tuple(str(name) for name, _ in sorted(connection.execute(query).all(), key=lambda pair: (-pair[1], pair[0])))
    source_text = sa.select(ledger.c.type, sa.func.count()).where(ledger.c.speaker_id == speaker_id).group_by(ledger.c.type)
    counts = {str(type_): int(count) for type_, count in connection.execute(source_text)}
    id_, _, in_items, words, ms, first, last = row
    return SpeakerFacts(SpeakerRow(id_, spellings[0], in_items, int(words), int(ms), first, last), spellings, counts)


def count_speaking(connection: sa.Connection, speaker_id: str) -> int:
    """In how many items a person speaks."""
    return int(connection.scalar(sa.select(sa.func.count()).where(voices.c.speaker_id == speaker_id)) or 0)


def speaking(connection: sa.Connection, speaker_id: str, *, limit: int = 50, offset: int = 0) -> tuple[Speaking, ...]:
    """The items a person speaks in, newest first."""
    shown = SHOW
    query = sa.select(items.c.id, items.c.title, items.c.source_id, shown, items.c.published, voices.c.words, voices.c.ms)
    query = query.join_from(voices, items, items.c.id == voices.c.item_id).join(sources, sources.c.id == items.c.source_id)
    query = query.where(voices.c.speaker_id == speaker_id)
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit).offset(offset)
    return tuple(Speaking._make(row) for row in connection.execute(query))


def _wanted(words: str, source_id: str) -> list[sa.ColumnElement[bool]]:
    found = [voices.c.name.icontains(word, autoescape=True) for word in words.split()]
    if source_id:
        found.append(voices.c.item_id.in_(sa.select(items.c.id).where(items.c.source_id == source_id)))
    return found
