"""The audit of a digest: what was read, what is cited, what was rejected and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from earwitness.model.digest import Audit, Coverage, Range, Verified
from earwitness.model.transcript import MarkKind, Span, Transcript
from earwitness.verification.parts import mark_kinds
from earwitness.verification.verdicts import Verdicts

_WHY: tuple[tuple[MarkKind, str], ...] = (("promotion", "promotion"), ("noise", "noise"))
_LAYOUT: frozenset[MarkKind] = frozenset({"label", "time", "turn", "syntax"})
_POINTING = ("topic", "chapter")
"""Types that point at places rather than print them: a chapter title cites nothing."""


def coverage(transcript: Transcript, sentences: Sequence[Span], verified: Sequence[Verified]) -> Coverage:
    """Which stretches were read, which were not and why, and the share of the read characters that printed evidence cites."""
    read = _merged(_spoken(transcript, (Span(*sentence[:2]) for sentence in sentences)), transcript)
    result = Coverage(read=tuple(_range(transcript, span) for span in read), gaps=tuple(_gaps(transcript, read)))
    return result.model_copy(update={"cited_share": cited_share(result, verified)})


def cited_share(made: Coverage, verified: Sequence[Verified]) -> float:
    """The share of the read characters inside some printed evidence, to four places."""
    cited = _union(Span(part.start, part.end) for finding in verified if finding.TYPE not in _POINTING for part in finding.evidence)
    read = [Span(one.start, one.end) for one in made.read]
    total = sum(end - start for start, end in read)
    return round(_shared(read, cited) / total, 4) if total else 0.0


def audit(proposed: int, verdicts: Verdicts, warnings: Sequence[str]) -> Audit:
    """What was proposed, proven and refused. `counts` lets a re-check see that a finding is missing."""
    return Audit(
        proposed=proposed,
        verified=len(verdicts.verified),
        counts=dict(sorted(Counter(finding.TYPE for finding in verdicts.verified).items())),
        rejected=verdicts.rejected,
        rejected_by_reason=dict(sorted(Counter(one.reason for one in verdicts.rejected).items())),
        warnings=tuple(warnings),
    )


def _spoken(transcript: Transcript, spans: Iterable[Span]) -> Iterable[Span]:
    """The spans without promotion and noise inside."""
    for start, end in spans:
        at = start
        for mark in transcript.unspoken_in(start, end):
            if not mark_kinds(transcript, mark) <= _LAYOUT:
                if at < mark.start:
                    yield Span(at, mark.start)
                at = max(at, mark.end)
        if at < end:
            yield Span(at, end)


def _union(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, end))
        else:
            out.append(Span(start, end))
    return out


def _merged(spans: Iterable[Span], transcript: Transcript) -> list[Span]:
    """The union of spans, joined over white space, labels, time stamps and mark-up, which nobody need read."""
    out: list[Span] = []
    for span in _union(spans):
        if out and _is_layout(transcript, out[-1].end, span.start):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def _is_layout(transcript: Transcript, start: int, end: int) -> bool:
    at = start
    for mark in transcript.unspoken_in(start, end):
        if _has_word(transcript.text, at, mark.start) or not mark_kinds(transcript, mark) <= _LAYOUT:
            return False
        at = max(at, mark.end)
    return not _has_word(transcript.text, at, end)


def _has_word(text: str, start: int, end: int) -> bool:
    return any(char.isalnum() for char in text[start:end])


def _gaps(transcript: Transcript, read: Sequence[Span]) -> Iterable[Range]:
    """What lies between the read stretches and holds words, with why it was left out."""
    at = 0
    for span in (*read, Span(len(transcript.text), len(transcript.text))):
        for start, end, why in _reasons(transcript, at, span.start):
            yield _range(transcript, Span(start, end), why)
        at = max(at, span.end)


def _reasons(transcript: Transcript, start: int, end: int) -> Iterable[tuple[int, int, str]]:
    pieces: list[tuple[int, int, str]] = []
    at = start
    for mark in (*transcript.unspoken_in(start, end), Span(end, end)):
        if _has_word(transcript.text, at, min(mark.start, end)):
            pieces.append((at, min(mark.start, end), _unread(transcript, at, min(mark.start, end))))
        kinds = mark_kinds(transcript, mark) if mark.start < mark.end else set()
        if why := next((name for kind, name in _WHY if kind in kinds), ""):
            pieces.append((max(start, mark.start), min(mark.end, end), why))
        at = max(at, mark.end)
    for piece_start, piece_end, why in pieces:
        first, last = _trim(transcript.text, piece_start, piece_end)
        if first < last:
            yield first, last, why


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _unread(transcript: Transcript, start: int, end: int) -> str:
    segments = transcript.segments_in(start, end)
    return "code" if segments and all(segment.kind == "code" for segment in segments) else "unread"


def _range(transcript: Transcript, span: Span, why: str = "") -> Range:
    when = transcript.time_of(span.start, span.end)
    return Range(start=span.start, end=span.end, t0_ms=when.t0_ms, t1_ms=when.t1_ms, why=why)


def _shared(some: Sequence[Span], others: Sequence[Span]) -> int:
    """Characters in both of two ordered lists of disjoint spans."""
    shared = one = other = 0
    while one < len(some) and other < len(others):
        start, end = max(some[one].start, others[other].start), min(some[one].end, others[other].end)
        shared += max(0, end - start)
        if some[one].end <= others[other].end:
            one += 1
        else:
            other += 1
    return shared
