"""Describes weaknesses of a transcript that affect everything made from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earwitness.model.transcript import Segment

_SAMPLE = 400_000
_MIN_WORDS = 80
_SENTENCE_END = re.compile(r"[.?!。？！…।؟](?=[\s\"'”’)\]]|$)|[。？！।]")


def weaknesses(text: str, segments: Sequence[Segment] = ()) -> tuple[str, ...]:
    """Warnings about missing punctuation, missing capitals and turns without names."""
    sample = text[:_SAMPLE]
    words = len(sample.split())
    found: list[str] = []
    if words >= _MIN_WORDS:
        if len(_SENTENCE_END.findall(sample)) < words / 100:
            found.append("the transcript has no punctuation: sentences are guessed, so quotes may begin or end in the wrong place")
        upper = sum(map(str.isupper, sample))
        lower = sum(map(str.islower, sample))
        if upper < 0.002 * lower:
            found.append("the transcript has no capital letters: names can only be found where a list knows them")
        elif lower < 0.1 * upper:
            found.append("the transcript is all capitals: names cannot be told from other words by their spelling")
    speech = [segment for segment in segments if segment.kind == "speech"]
    if speech and speech[-1].turn > 1 and not any(segment.speaker for segment in speech):
        found.append("turns are marked, but nobody is named: quotes carry no speaker")
    return tuple(found)
