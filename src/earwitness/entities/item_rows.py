"""The rows that one item adds to the tables of entities: a pure function of its digest's rows and passages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from earwitness.entities.dates import last_day
from earwitness.entities.slugs import is_named, quantity_of, slug
from earwitness.text.folding import fold

LEDGERS = ("quote", "number", "prediction")
"""The types of findings that are listed over the whole archive."""
LARGEST = 1e300
"""A larger value sorts as this: it would not fit the column."""


class MentionRow(NamedTuple):
    """One mention, with the entity it counts for after spellings that a person parted."""

    entity_id: str
    from_id: str
    spelling: str
    text: str
    finding_id: str
    start: int
    end: int
    t0_ms: int | None


class ItemMention(NamedTuple):
    """A finding with all its evidence spans; `t0_ms` is the first one's time."""

    type: str
    id: str
    ordinal: int
    text: str
    speaker: str | None
    fields: Mapping[str, Any]
    spans: tuple[tuple[int, int], ...]
    t0_ms: int | None


class StatementPart(NamedTuple):
    """A passage without its words but for their number."""

    start: int
    end: int
    speaker: str | None
    words: int
    ms: int


def misheard_rows(item_id: str, mentions: Sequence[MentionRow]) -> list[dict[str, Any]]:
    """One row an entity and spelling, in reading order of their first mentions."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(mentions, key=lambda mention: (mention.start, mention.entity_id)):
        row = rows.get((one.entity_id, one.spelling))
        if row is None:
            rows[one.entity_id, one.spelling] = {
                "entity_id": one.entity_id, "item_id": item_id, "spelling": one.spelling, "from_id": one.from_id,
                "text": one.text, "finding_id": one.finding_id, "mentions": 1, "start": one.start, "t0_ms": one.t0_ms,
            }  # fmt: skip
        else:
            row["mentions"] += 1
    return list(rows.values())


def statement_rows(
    item_id: str, mentions: Sequence[MentionRow], found: Sequence[ItemMention], parts: Sequence[StatementPart]
) -> list[dict[str, Any]]:
    """Which quotes, numbers and predictions name which entity, or stand in a passage that does."""
    ordered = sorted(mentions, key=lambda mention: mention.start)
    starts = [mention.start for mention in ordered]
    longest = max((mention.end - mention.start for mention in ordered), default=0)
    part_starts = [part.start for part in parts]
    rows = []
    for finding in found:
        if finding.type not in LEDGERS:
            continue
        beside: dict[str, int] = {}
        for start, end in finding.spans:
            first, last = _passages_at(parts, part_starts, start, end)
            for one in ordered[bisect_left(starts, min(first, start) - longest) : bisect_right(starts, max(last, end))]:
                if one.start < end and one.end > start:
                    beside[one.entity_id] = 0
                elif first <= one.start and one.end <= last:
                    beside.setdefault(one.entity_id, 1)
        rows += [
            {"entity_id": entity, "type": finding.type, "item_id": item_id, "finding_id": finding.id, "beside": far}
            for entity, far in sorted(beside.items())
        ]
    return rows


def _passages_at(parts: Sequence[StatementPart], starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """From the beginning of the first passage that holds something of `[start, end)` to the end of the last; the range itself for none."""
    at = max(0, bisect_right(starts, start) - 1)
    touched = [part for part in parts[at : bisect_left(starts, end)] if part.end > start]
    return (touched[0].start, touched[-1].end) if touched else (start, end)


def ledger_rows(item_id: str, source_id: str, published: str, found: Sequence[ItemMention]) -> list[dict[str, Any]]:
    """Quotes, numbers and predictions with what they are filtered and sorted by."""
    rows = []
    for one in found:
        if one.type not in LEDGERS:
            continue
        number = one.fields if one.type == "number" else {}
        subject, unit = str(number.get("subject") or ""), str(number.get("unit") or "")
        speaker = one.speaker if is_named(one.speaker) else ""
        value = number.get("value")
        rows.append(
            {
                "item_id": item_id, "type": one.type, "finding_id": one.id, "ordinal": one.ordinal, "source_id": source_id,
                "published": published, "speaker": one.speaker or "", "speaker_id": slug(speaker) if speaker else "",
                "text": one.text, "folded": fold(f"{one.text} {subject} {speaker or ''}"),
                "value": None if value is None else float(max(-LARGEST, min(LARGEST, value))),
                "unit": unit, "subject": subject, "quantity": quantity_of(subject, unit),
                "due": last_day(str(one.fields.get("due") or "")), "score": int(one.fields.get("relevance_score") or 0),
                "start": one.spans[0][0] if one.spans else 0, "end": one.spans[0][1] if one.spans else 0, "t0_ms": one.t0_ms,
            }
        )  # fmt: skip
    return rows


def voice_rows(item_id: str, parts: Sequence[StatementPart]) -> list[dict[str, Any]]:
    """How much each person with a name speaks."""
    rows: dict[str, dict[str, Any]] = {}
    for part in parts:
        if part.speaker is None or not is_named(part.speaker):
            continue
        id_ = slug(part.speaker)
        row = rows.setdefault(id_, {"speaker_id": id_, "item_id": item_id, "name": part.speaker, "words": 0, "ms": 0})
        row["words"] += part.words
        row["ms"] += part.ms
    return list(rows.values())


def subject_rows(item_id: str, found: Sequence[ItemMention]) -> list[dict[str, Any]]:
    """The item's topics; two of one name count together."""
    rows: dict[str, dict[str, Any]] = {}
    for one in found:
        if one.type != "topic":
            continue
        id_ = slug(one.text)
        row = rows.setdefault(
            id_,
            {
                "topic_id": id_, "item_id": item_id, "topic": one.text, "finding_id": one.id, "mentions": 0, "prominence": 0.0,
                "start": one.spans[0][0] if one.spans else 0, "t0_ms": one.t0_ms,
            },
        )  # fmt: skip
        row["mentions"] += int(one.fields.get("mentions") or 0)
        row["prominence"] = max(row["prominence"], float(one.fields.get("prominence") or 0))
    return list(rows.values())
