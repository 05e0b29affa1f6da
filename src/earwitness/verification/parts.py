"""The spoken or written parts of a finding: spans cut at noise, labels and mark-up, and joined for display."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.evidence import Evidence, RejectionReason, Tier
from earwitness.model.transcript import UNSPOKEN, MarkKind, Span, Transcript

GAP = " […] "
"""Between the parts of a finding whose words are not in one piece."""

_SILENT: frozenset[MarkKind] = frozenset({"syntax", "time"})
"""Marks between words that leave no word out and part no voices: bold signs, inline time stamps."""

_NAMED_IN = frozenset({"label", "syntax", "time", "turn"})
"""Marks in which a name or heading may stand."""

_POINTING = frozenset({"entity", "topic", "chapter", "reference"})
"""Types whose spans point at places; their wording is their own."""


class FindingParts(NamedTuple):
    """The spoken spans of a proposal in order, what they prove, or why they prove nothing."""

    spans: tuple[Span, ...]
    text: str = ""
    tier: Tier = "exact"
    reason: RejectionReason | None = None


def split_spans(transcript: Transcript, spans: Sequence[Span], kind: str) -> FindingParts:
    """The parts of `spans` that somebody said or wrote."""
    if kind in _POINTING:
        return _places(transcript, spans)
    retained: list[Span] = []
    found: set[MarkKind] = set()
    for span in spans:
        marks = transcript.unspoken_in(span.start, span.end)
        found.update(mark_kinds(transcript, span) if marks else ())
        at = span.start
        for mark in (*marks, Span(span.end, span.end)):
            if piece := _trimmed(transcript.text, at, min(mark.start, span.end)):
                retained.append(piece)
            at = max(at, mark.end)
    if "promotion" in found:
        return FindingParts((), reason="promotion")
    if not any(_has_word(transcript.text, span) for span in retained):
        return FindingParts((), reason="noise" if found else "empty")
    if any(one.end > other.start for one, other in pairwise(retained)):
        return FindingParts((), reason="outside the text")
    retained = [span for span in retained if _has_word(transcript.text, span)]
    gaps = {joiner(transcript, one.end, other.start) for one, other in pairwise(retained)}
    tier: Tier = "elided" if GAP in gaps else "folded" if gaps else "exact"
    return FindingParts(tuple(retained), " ".join(transcript.text[span.start : span.end] for span in retained), tier)


def joined(transcript: Transcript, evidence: Sequence[Evidence]) -> str:
    """The words of the parts as they are printed: with a marked gap where words were left out or another voice came in."""
    out = evidence[0].text
    for one, other in pairwise(evidence):
        out += (joiner(transcript, one.end, other.start) if one.end <= other.start else GAP) + other.text
    return out


def joiner(transcript: Transcript, start: int, end: int) -> str:
    """What is printed for `[start, end)` between two parts: nothing or a space for mark-up and white space, else the gap."""
    between = transcript.unspoken_in(start, end)
    at = start
    for mark in (*between, Span(end, end)):
        if transcript.text[at : max(at, min(mark.start, end))].strip():
            return GAP
        at = max(at, mark.end)
    if not mark_kinds(transcript, Span(start, end)) <= _SILENT:
        return GAP
    return " " if any(char.isspace() for char in transcript.text[start:end]) else ""


def mark_kinds(transcript: Transcript, span: Span) -> set[MarkKind]:
    """The kinds of unspoken marks that share a character with `span`."""
    kinds: set[MarkKind] = set()
    for merged in transcript.unspoken_in(span.start, span.end):
        at = bisect_left(transcript.marks, merged.start, key=lambda mark: mark.start)
        for mark in transcript.marks[at:]:
            if mark.start >= min(merged.end, span.end):
                break
            if mark.kind in UNSPOKEN and mark.end > span.start:
                kinds.add(mark.kind)
    return kinds


def _places(transcript: Transcript, spans: Sequence[Span]) -> FindingParts:
    """Places in the order of the text, those in noise and promotion left out."""
    retained: list[Span] = []
    reason: RejectionReason = "empty"
    for span in sorted(set(spans)):
        kinds = mark_kinds(transcript, span)
        if kinds <= _NAMED_IN and _has_word(transcript.text, span):
            retained.append(Span(*span))
        elif "promotion" in kinds:
            reason = "promotion"
        elif kinds:
            reason = "noise"
    if not retained:
        return FindingParts((), reason=reason)
    return FindingParts(tuple(retained), " ".join(transcript.text[span.start : span.end] for span in retained[:50]))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _has_word(text: str, span: Span) -> bool:
    return any(char.isalnum() for char in text[span.start : span.end])
