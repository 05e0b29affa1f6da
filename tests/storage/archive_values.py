"""Values built by hand for the tests of the archive."""

from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.digest import Digest, TranscriptRecord, VerifiedEntity, VerifiedQuote
from earwitness.model.evidence import Evidence, Rejected, finding_id
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Segment, Transcript

SOURCE = Source(id="5" * 16, url="https://show.example/feed", kind="feed", title="The Show")
TEXT = "Ada Quill: The mill at Norrby closed in 1987. Bo Rask: Nobody missed it, and that was the trouble."
TRANSCRIPT = Transcript(
    text=TEXT,
    segments=(
        Segment(start=11, end=45, speaker="Ada Quill", turn=0, start_ms=0, end_ms=4000),
        Segment(start=55, end=98, speaker="Bo Rask", turn=1, start_ms=4000, end_ms=9000),
    ),
    origin="captions",
    language="en",
)
ITEM = Item(
    id="1" * 16,
    title="The mill",
    source="The Show",
    kind="podcast",
    url="https://show.example/1",
    published="2026-02-03",
    people=(Person(name="Ada Quill"),),
)
ENTRY = SourceEntry(guid="ep-1", title="The mill", url=ITEM.url, published=ITEM.published)


def archived(item: Item = ITEM, guid: str = "ep-1") -> ArchivedItem:
    return ArchivedItem(item=item, source_id=SOURCE.id, guid=guid, first_seen_ms=7)


def digest(item: Item = ITEM, transcript: Transcript = TRANSCRIPT) -> Digest:
    quoted = transcript.text[55:98]
    proof = Evidence(start=55, end=98, text=quoted, t0_ms=4000, t1_ms=9000, time="interpolated", speaker="Bo Rask")
    place = Evidence(start=23, end=29, text=transcript.text[23:29], t0_ms=1412, t1_ms=2118, time="interpolated", speaker="Ada Quill")
    return Digest(
        item=item,
        transcript=TranscriptRecord(
            sha256=transcript.sha256, fingerprint=transcript.fingerprint, origin="captions", characters=98, words=18, segments=2
        ),
        quotes=(VerifiedQuote(id=finding_id(item.id, "quote", quoted), text=quoted, speaker="Bo Rask", evidence=(proof,)),),
        entities=(
            VerifiedEntity(
                id=finding_id(item.id, "entity", "Norrby"),
                name="Norrby",
                kind="place",
                aliases=("Norby",),
                evidence=(place,),
                mentions=(place,),
            ),
        ),
        audit={"rejected": (Rejected(kind="quote", reason="not found", proposal="It never closed."),)},
    )
