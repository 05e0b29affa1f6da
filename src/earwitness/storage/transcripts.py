"""Transcripts, the revisions of an item, and the passages that search finds."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

import sqlalchemy as sa

from earwitness.model.archive import StoredPassage
from earwitness.model.transcript import Segment, Transcript
from earwitness.storage.redaction import REDACTED
from earwitness.storage.tables import items, passages, revisions, transcripts
from earwitness.storage.upsert import upsert

PASSAGE_WORDS = 120
"""About a minute of speech: long enough to be understood, short enough to point at."""


# Statements of every item's way, made once: making one costs more than SQLite needs to answer it.
_ITEM: sa.BindParameter[str] = sa.bindparam("which")
_CONTENT = sa.select(transcripts.c.content).where(transcripts.c.fingerprint == sa.bindparam("print"))
_LAST = (
    sa.select(revisions.c.revision, revisions.c.fingerprint)
    .where(revisions.c.item_id == _ITEM)
    .order_by(revisions.c.revision.desc())
    .limit(1)
)
_PUT_REVISION = sa.update(items).where(items.c.id == _ITEM).values(revision=sa.bindparam("to"))
_DROP_PASSAGES = sa.delete(passages).where(passages.c.item_id == _ITEM)


def put_transcript(connection: sa.Connection, transcript: Transcript) -> str:
    """Stores a transcript once; returns its fingerprint."""
    content = zlib.compress(
        json.dumps(transcript.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6
    )
    row = {"fingerprint": transcript.fingerprint, "sha256": transcript.sha256, "origin": transcript.origin, "content": content}
    upsert(connection, transcripts, [row])
    return transcript.fingerprint


def get_transcript(connection: sa.Connection, fingerprint: str) -> Transcript | None:
    """The transcript with this fingerprint."""
    content = connection.scalar(_CONTENT, {"print": fingerprint})
    return None if content is None else Transcript.model_validate_json(zlib.decompress(content))


def put_revision(connection: sa.Connection, item_id: str, transcript: Transcript) -> int:
    """The number of the item's newest revision, which has this transcript; a new one only when its words or times are others than before.

    Words that come back after others are a revision again: the highest number is the newest wherever one is asked for.
    """
    fingerprint = put_transcript(connection, transcript)
    last = connection.execute(_LAST, {"which": item_id}).first()
    number = int(last.revision) if last else 0
    if last is None or last.fingerprint != fingerprint:
        number += 1
        upsert(connection, revisions, [{"item_id": item_id, "revision": number, "fingerprint": fingerprint}])
    connection.execute(_PUT_REVISION, {"which": item_id, "to": number})
    return number


def transcript_of(connection: sa.Connection, item_id: str, revision: int | None = None) -> Transcript | None:
    """The transcript of an item's revision, the newest by default."""
    if revision is not None:
        query = sa.select(revisions.c.fingerprint).where(revisions.c.item_id == item_id, revisions.c.revision == revision)
        fingerprint = connection.scalar(query)
    else:
        last = connection.execute(_LAST, {"which": item_id}).first()
        fingerprint = last.fingerprint if last else None
    return get_transcript(connection, fingerprint) if fingerprint else None


def put_passages(connection: sa.Connection, item_id: str, transcript: Transcript) -> int:
    """Replaces the item's passages by those of this transcript; returns how many there are."""
    result = tuple(passages_of(item_id, transcript))
    connection.execute(_DROP_PASSAGES, {"which": item_id})
    if result:
        connection.execute(sa.insert(passages), [passage._asdict() for passage in result])
    return len(result)


def passages_of(item_id: str, transcript: Transcript) -> Iterator[StoredPassage]:
    """The transcript in passages of one speaker and at most about `PASSAGE_WORDS` words, promotion left out."""
    ordinal = 0
    for run in _runs(transcript):
        for start, end in _pieces(transcript.text, run[0].start, run[-1].end):
            text = transcript.text[start:end]
            if text.strip():
                t0, t1, _ = transcript.time_of(start, end)
                yield StoredPassage(item_id, ordinal, start, end, text, run[0].speaker, t0, t1)
                ordinal += 1


def _runs(transcript: Transcript) -> Iterator[list[Segment]]:
    """Segments of one voice in a row, cut before they grow past a passage; those wholly in promotion or redacted are left out."""
    left_out = [(mark.start, mark.end) for mark in transcript.marks if mark.kind == "promotion" or mark.value == REDACTED]
    run: list[Segment] = []
    words = 0
    for segment in transcript.segments:
        if any(start <= segment.start and segment.end <= end for start, end in left_out):
            continue
        length = transcript.text.count(" ", segment.start, segment.end) + 1
        same = bool(run) and run[-1].speaker == segment.speaker and run[-1].turn == segment.turn and segment.kind != "heading"
        if run and (not same or words + length > PASSAGE_WORDS):
            yield run
            run, words = [], 0
        run.append(segment)
        words += length
    if run:
        yield run


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`[start, end)` cut after sentence ends or spaces so that no piece has many more than `PASSAGE_WORDS` words."""
    limit = PASSAGE_WORDS * 7
    while end - start > limit:
        cut = max(text.rfind(mark, start + limit // 2, start + limit) for mark in (". ", "? ", "! ", "\n"))
        if cut < 0:
            cut = text.rfind(" ", start + limit // 2, start + limit)
        cut = cut + 1 if cut >= 0 else start + limit
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    yield start, end
