"""Results of verification: the evidence a finding carries, or the reason it was rejected."""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field

from earwitness.model.base import Frozen
from earwitness.model.transcript import TimeMethod
from earwitness.text.folding import fold

Tier = Literal["exact", "folded", "elided"]
RejectionReason = Literal[
    "not found",
    "altered: negation",
    "altered: number",
    "altered: name",
    "altered: words",
    "outside the text",
    "empty",
    "noise",
    "promotion",
    "value not in words",
    "unsupported",
    "duplicate",
    "outscored",
    "too short",
]


class Evidence(Frozen):
    """The source's own words behind a finding: `transcript.text[start:end] == text`, always."""

    start: int
    end: int
    text: str
    t0_ms: int | None = None
    t1_ms: int | None = None
    time: TimeMethod = "none"
    speaker: str | None = None
    tier: Tier = "exact"


class Rejected(Frozen):
    """A proposal that could not be proven: what kind of finding, why, its words and the nearest words of the source."""

    kind: str
    reason: RejectionReason
    proposal: str
    nearest: str = ""
    start: int | None = Field(default=None, description="where the nearest words stand")
    end: int | None = None


def finding_id(item_id: str, kind: str, words: str, ordinal: int = 0) -> str:
    """16 hex digits from item, kind and folded evidence: equal evidence keeps its id from run to run.

    `ordinal` counts findings of the same kind and words in reading order, so that a phrase said twice has two ids.
    """
    key = "\x1f".join((item_id, kind, fold(words), str(ordinal)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
