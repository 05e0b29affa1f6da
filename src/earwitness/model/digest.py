"""The digest: everything found in one item, every part with its evidence. Schema `earwitness.digest/1`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from earwitness.model.base import Frozen
from earwitness.model.evidence import Evidence, Rejected
from earwitness.model.findings import (
    ChapterFields,
    EntityFields,
    FindingFields,
    InsightFields,
    NumberFields,
    PracticeFields,
    PredictionFields,
    PrincipleFields,
    QuoteFields,
    ReferenceFields,
    SummarySentenceFields,
    TakeawayFields,
    TopicFields,
)
from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes

SCHEMA: Literal["earwitness.digest/1"] = "earwitness.digest/1"


class Verified(FindingFields):
    """A finding with its proof. Only verification makes one; only these (and `Rejected`) can be stored or published."""

    id: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class VerifiedTakeaway(Verified, TakeawayFields):
    """A proven takeaway."""


class VerifiedSummarySentence(Verified, SummarySentenceFields):
    """A proven sentence of the summary."""


class VerifiedInsight(Verified, InsightFields):
    """A proven insight."""


class VerifiedPrinciple(Verified, PrincipleFields):
    """A proven principle."""


class VerifiedPractice(Verified, PracticeFields):
    """A proven practice."""


class VerifiedChapter(Verified, ChapterFields):
    """A proven chapter."""


class VerifiedTopic(Verified, TopicFields):
    """A proven topic."""


class VerifiedEntity(Verified, EntityFields):
    """A proven entity; `mentions` are all its places, `evidence` the first few."""

    mentions: tuple[Evidence, ...] = ()


class VerifiedQuote(Verified, QuoteFields):
    """A proven quote."""


class VerifiedNumber(Verified, NumberFields):
    """A proven number."""


class VerifiedPrediction(Verified, PredictionFields):
    """A proven prediction."""


class VerifiedReference(Verified, ReferenceFields):
    """A proven reference."""


VERIFIED: dict[str, type[Verified]] = {
    cls.TYPE: cls
    for cls in (
        VerifiedTakeaway,
        VerifiedSummarySentence,
        VerifiedInsight,
        VerifiedPrinciple,
        VerifiedPractice,
        VerifiedChapter,
        VerifiedTopic,
        VerifiedEntity,
        VerifiedQuote,
        VerifiedNumber,
        VerifiedPrediction,
        VerifiedReference,
    )
}
"""The proven form of each type of finding."""


class Role(Frozen):
    """Somebody the item serves well, and why."""

    role: str
    reason: str


class Range(Frozen):
    """`[start, end)` of the text, with its time where there is one."""

    start: int
    end: int
    t0_ms: int | None = None
    t1_ms: int | None = None
    why: str = Field(default="", description="for a gap: promotion, noise, unread ...")


class Coverage(Frozen):
    """What was read of the item and what the printed findings cite."""

    read: tuple[Range, ...] = ()
    cited_share: float = Field(default=0.0, ge=0, le=1, description="share of the read characters inside some printed evidence")
    gaps: tuple[Range, ...] = ()


class Audit(Frozen):
    """The system's own admission of doubt."""

    proposed: int = 0
    verified: int = 0
    counts: dict[str, int] = Field(default_factory=dict, description="verified findings by type: a missing one shows")
    rejected: tuple[Rejected, ...] = ()
    rejected_by_reason: dict[str, int] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    checksum: str = Field(default="", description="of the whole digest but for the transcript's content: an accidental change shows")


class TranscriptRecord(Frozen):
    """The transcript as a digest carries it: its measures always, its content on request."""

    sha256: str
    fingerprint: str
    origin: str
    characters: int
    words: int
    segments: int
    text: str | None = None
    timeline: tuple[Segment, ...] | None = None
    marks: tuple[Mark, ...] | None = None
    word_times: WordTimes | None = None

    def restore(self) -> Transcript | None:
        """The transcript itself, when this record carries it."""
        if self.text is None:
            return None
        return Transcript(
            text=self.text,
            segments=self.timeline or (),
            marks=self.marks or (),
            word_times=self.word_times,
            origin=self.origin,
        )


class Digest(Frozen):
    """All that is known of one item."""

    schema_: Literal["earwitness.digest/1"] = Field(default=SCHEMA, alias="schema")
    item: Item
    transcript: TranscriptRecord
    takeaway: VerifiedTakeaway | None = None
    summary: tuple[VerifiedSummarySentence, ...] = ()
    insights: tuple[VerifiedInsight, ...] = ()
    principles: tuple[VerifiedPrinciple, ...] = ()
    practices: tuple[VerifiedPractice, ...] = ()
    chapters: tuple[VerifiedChapter, ...] = ()
    topics: tuple[VerifiedTopic, ...] = ()
    tags: tuple[str, ...] = ()
    best_for: tuple[Role, ...] = ()
    entities: tuple[VerifiedEntity, ...] = ()
    quotes: tuple[VerifiedQuote, ...] = ()
    numbers: tuple[VerifiedNumber, ...] = ()
    predictions: tuple[VerifiedPrediction, ...] = ()
    references: tuple[VerifiedReference, ...] = ()
    coverage: Coverage = Coverage()
    audit: Audit = Audit()

    def findings(self) -> Iterator[Verified]:
        """Every verified finding of the digest, in the order it is printed."""
        if self.takeaway is not None:
            yield self.takeaway
        for name in SECTIONS:
            yield from getattr(self, name)


def checksum_of(digest: Digest) -> str:
    """SHA-256 over everything a digest says; neither the checksum itself nor the transcript's content counts.

    A checksum, not a signature: it shows accidents and careless edits, the evidence shows the careful ones.
    """
    content = digest.model_dump(mode="json", exclude={"transcript": {"text", "timeline", "marks", "word_times"}, "audit": {"checksum"}})
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sealed(digest: Digest) -> Digest:
    """The digest with its checksum in the audit."""
    return digest.model_copy(update={"audit": digest.audit.model_copy(update={"checksum": checksum_of(digest)})})


SECTIONS: tuple[str, ...] = (
    "summary",
    "insights",
    "principles",
    "practices",
    "chapters",
    "topics",
    "entities",
    "quotes",
    "numbers",
    "predictions",
    "references",
)
"""The digest's lists of findings, in printing order."""
