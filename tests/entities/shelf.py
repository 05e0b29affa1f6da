"""A small archive built by hand: items with names, quotes, numbers and predictions at known places."""

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from earwitness.entities.indexing import collect_pending, index_item
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.digest import (
    Digest,
    TranscriptRecord,
    VerifiedEntity,
    VerifiedNumber,
    VerifiedPrediction,
    VerifiedQuote,
    VerifiedTopic,
)
from earwitness.model.evidence import Evidence, finding_id
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Transcript
from earwitness.storage import findings as finding_store
from earwitness.storage import items as item_store
from earwitness.storage import sources as source_store
from earwitness.storage import transcripts as transcript_store
from earwitness.storage.engine import Database

SHOW = Source(id="5" * 16, url="https://show.example/feed", kind="feed", title="The Show")
PAPER = Source(id="6" * 16, url="https://paper.example/feed", kind="feed", title="The Paper")


class Shelf:
    """Puts items into a database one by one; each turn is (speaker, words), a minute long."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as connection:
            for source in (SHOW, PAPER):
                source_store.put_source(connection, source, now_ms=1)

    def add(
        self,
        item_id: str,
        turns: Sequence[tuple[str, str]],
        *,
        published: str = "2026-02-03",
        source: Source = SHOW,
        names: Sequence[tuple] = (),
        quotes: Sequence[str] = (),
        numbers: Sequence[dict] = (),
        predictions: Sequence[dict] = (),
        topics: Sequence[str] = (),
        stage_version: str = "1",
        when: Literal["now", "later", "not"] = "now",
    ) -> str:
        """Stores the item as digested, its names counted now, marked to be counted later (as a sync does), or not taken in at all; `names` are (name, kind, spellings, ids, reasons), each spelling found wherever it stands."""
        id_ = (item_id * 16)[:16]
        transcript = _transcript(turns)
        item = Item(
            id=id_, title=f"Item {item_id}", source=source.title, kind="podcast", url=f"https://show.example/{item_id}", published=published
        )
        text = transcript.text

        def proof(words: str) -> Evidence:
            start = text.index(words)
            segment = next(s for s in transcript.segments if s.start <= start < s.end)
            t0 = (segment.start_ms or 0) + start - segment.start
            return Evidence(
                start=start, end=start + len(words), text=words, t0_ms=t0, t1_ms=t0 + 1, time="interpolated", speaker=segment.speaker
            )

        def entity(name: str, kind: str, spellings: Sequence[str], ids: dict, reasons: Sequence[str]) -> VerifiedEntity:
            places = []
            for spelling in spellings:
                at = text.find(spelling)
                while at >= 0:
                    places.append(Evidence(start=at, end=at + len(spelling), text=spelling, t0_ms=at, t1_ms=at + 1, time="interpolated"))
                    at = text.find(spelling, at + 1)
            places.sort(key=lambda place: place.start)
            return VerifiedEntity(
                id=finding_id(id_, "entity", f"{kind} {name}"), name=name, kind=kind, aliases=tuple(s for s in spellings if s != name), ids=ids,
                reasons=tuple(reasons), context=text[:40], evidence=tuple(places[:1]), mentions=tuple(places),
            )  # fmt: skip

        def said(kind: str, cls: type, words: str, **fields: object):
            evidence = proof(words)
            return cls(id=finding_id(id_, kind, words), text=words, speaker=evidence.speaker, evidence=(evidence,), **fields)

        result = Digest(
            item=item,
            transcript=TranscriptRecord(
                sha256=transcript.sha256, fingerprint=transcript.fingerprint, origin="captions", characters=len(text), words=1, segments=len(turns)
            ),
            entities=tuple(entity(*(*name, *((), {}, ())[len(name) - 2 :])) for name in names),
            quotes=tuple(said("quote", VerifiedQuote, words, relevance_score=7) for words in quotes),
            numbers=tuple(said("number", VerifiedNumber, one["text"], **{k: v for k, v in one.items() if k != "text"}) for one in numbers),
            predictions=tuple(said("prediction", VerifiedPrediction, one["text"], **{k: v for k, v in one.items() if k != "text"}) for one in predictions),
            topics=tuple(
                VerifiedTopic(id=finding_id(id_, "topic", topic), topic=topic, keywords=("mill",), mentions=2, prominence=0.5, evidence=(proof(turns[0][1][:5]),))
                for topic in topics
            ),
        )  # fmt: skip
        with self.database.write() as connection:
            item_store.put_item(connection, ArchivedItem(item=item, source_id=source.id, guid=id_, first_seen_ms=7))
            revision = transcript_store.put_revision(connection, id_, transcript)
            transcript_store.put_passages(connection, id_, transcript)
            finding_store.put_digest(connection, id_, revision, result, stage_version=stage_version)
            item_store.put_state(connection, id_, "digested")
            if when == "now":
                collect_pending(connection, [id_], now_ms=100)
            elif when == "later":
                index_item(connection, [id_])
        return id_


def _transcript(turns: Sequence[tuple[str, str]]) -> Transcript:
    text, segments = "", []
    for at, (speaker, words) in enumerate(turns):
        text += f"{speaker}: "
        segments.append(
            Segment(start=len(text), end=len(text) + len(words), speaker=speaker, turn=at, start_ms=at * 60_000, end_ms=(at + 1) * 60_000)
        )
        text += f"{words}\n"
    return Transcript(text=text, segments=tuple(segments), origin="captions", language="en")


def dump(database: Database, *tables: sa.Table) -> dict[str, list[tuple]]:
    """Every row of the tables in the order of their keys."""
    with database.read() as connection:
        return {t.name: [tuple(map(str, row)) for row in connection.execute(sa.select(t).order_by(*t.primary_key.columns))] for t in tables}
