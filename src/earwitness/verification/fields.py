"""Verifies the fields of a finding other than its words: each must appear in the source near the evidence, or it is left blank."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from earwitness.model.evidence import RejectionReason
from earwitness.model.findings import ChapterFields, EntityFields, FindingFields, NumberFields, PredictionFields, ReferenceFields
from earwitness.model.transcript import Span, Transcript
from earwitness.text.due import due_of
from earwitness.text.folding import fold
from earwitness.text.negation import is_negation
from earwitness.text.numeral_proof import derivable
from earwitness.verification.parts import FindingParts
from earwitness.verification.support import has_number, supports

AROUND = 400
"""Characters on both sides of the evidence in which a field's words must stand: the sentence and those beside it."""

SOURCE_WORDS: dict[str, tuple[str, ...]] = {
    "number": ("subject", "hedge", "as_of"),
    "prediction": ("horizon", "condition", "hedge"),
}
"""Fields that repeat the source's words, by type of finding."""

PUBLISHER = "publisher"
"""Origin of a chapter whose title the publisher wrote: it need not stand in the words, it must stand in the transcript's marks."""

_GAP = re.compile(r"\s*\[?…\]?\s*|\s*\[\.{3}\]\s*")


class CheckedField(NamedTuple):
    """What verification changed in the fields and why, or the reason to refuse the finding."""

    changed: dict[str, Any]
    notes: tuple[str, ...] = ()
    reason: RejectionReason | None = None


def checked_fields(finding: FindingFields, transcript: Transcript, parts: FindingParts) -> CheckedField:
    """The fields of `finding` against the words around its evidence."""
    if isinstance(finding, NumberFields) and not derivable(parts.text, finding.value, finding.value_high, finding.unit):
        return CheckedField({}, reason="value not in words")
    if isinstance(finding, ChapterFields):
        return _chapter(finding, transcript, parts)
    if isinstance(finding, EntityFields):
        return _entity(finding, transcript, parts)
    if isinstance(finding, ReferenceFields):
        return _reference(finding, transcript, parts)
    blank = {
        name: ""
        for name in SOURCE_WORDS.get(finding.TYPE, ())
        if getattr(finding, name) and not stands_near(getattr(finding, name), transcript, parts.spans)
    }
    changed: dict[str, Any] = dict(blank)
    notes = tuple(f"{name} left blank: its words do not stand beside the evidence" for name in blank)
    if isinstance(finding, PredictionFields) and finding.due is not None:
        if "horizon" in blank:
            changed["due"] = None
        elif due_of(finding.horizon, None) not in (None, finding.due):
            changed["due"] = None
            notes = (*notes, "due left blank: it is not the date that its words name")
    return CheckedField(changed, notes)


def subject_of(finding: FindingFields) -> str:
    """The name or title a finding has of its own, empty where it has none."""
    for name in ("name", "title", "topic"):
        if value := getattr(finding, name, ""):
            return str(value)
    return ""


def identity_of(finding: FindingFields) -> tuple[object, ...]:
    """What tells two findings of one type on the same words apart: a name, or for one of several numbers in a sentence its value."""
    if isinstance(finding, NumberFields):
        return finding.value, finding.value_high, finding.unit
    return (subject_of(finding),)


def stands_near(words: str, transcript: Transcript, spans: tuple[Span, ...]) -> bool:
    """True when the words, each part of them where a gap is marked, stand folded within `AROUND` characters of the evidence."""
    start = max(0, min(span.start for span in spans) - AROUND)
    end = max(span.end for span in spans) + AROUND
    if _stands_as_written(words, transcript.text, start, end):
        return True
    around = _window(transcript.text[start:end])
    return all(f" {fold(part)} " in around for part in _GAP.split(words) if part.strip())


def stands_written(words: str, transcript: Transcript) -> bool:
    """True when the folded characters stand somewhere in the text, also as a part of a word: another spelling of a name may."""
    return fold(words) in _window(transcript.text)


def stands_anywhere(words: str, transcript: Transcript) -> bool:
    """True when the words stand somewhere in the text, folded, and not only right behind a negation."""
    text, source_text = _window(transcript.text), f" {fold(words)} "
    before = [part.split()[-1:] for part in _before_each(source_text, text)]
    return any(not last or not is_negation(last[0]) for last in before)


def _stands_as_written(words: str, text: str, start: int, end: int) -> bool:
    """True for whole words that stand there character for character: the usual case, without folding."""
    at = text.find(words, start, end)
    if at < 0 or not words[0].isalnum() or not words[-1].isalnum():
        return False
    before, after = text[max(0, at - 1) : at], text[at + len(words) : at + len(words) + 1]
    return (not before or before.isspace()) and (not after or after.isspace())


@cache
def _noise_free() -> re.Pattern[str]:
    return re.compile(r"\[[^\[\]\n]{1,40}\]|>>|\*\*|__|`")


@lru_cache(maxsize=16)
def _window(text: str) -> str:
    """`_spoken_fold` of some hundred characters around a place, asked for several times in a row."""
    return _spoken_fold(text)


def _spoken_fold(text: str) -> str:
    return f" {fold(_noise_free().sub(' ', text))} "


def _chapter(finding: ChapterFields, transcript: Transcript, parts: FindingParts) -> CheckedField:
    if not 0 <= finding.start < finding.end <= len(transcript.text):
        return CheckedField({}, reason="outside the text")
    if any(not finding.start <= span.start < span.end <= finding.end for span in parts.spans):
        return CheckedField({}, reason="unsupported")
    published = _published_title(finding, transcript)
    if published is not None and published != finding.title:
        return CheckedField({}, reason="unsupported")
    if finding.origin == PUBLISHER and published is None:
        return CheckedField({}, reason="unsupported")
    interval = transcript.text[finding.start : finding.end]
    title = fold(finding.title)
    if finding.heading and title not in fold(parts.text) and f" {title} " not in _spoken_fold(interval):
        return CheckedField({}, reason="unsupported")
    # A stretch is long and most titles have no number: a quarter of the whole verification when each stretch was taken apart.
    if (
        not finding.heading
        and published is None
        and has_number(finding.title)
        and supports(finding.title, f"{parts.text}\n{interval}") == "altered: number"
    ):
        return CheckedField({}, reason="altered: number")
    when = transcript.time_of(finding.start, finding.end)
    return CheckedField({"t0_ms": when.t0_ms, "t1_ms": when.t1_ms})


def _published_title(finding: ChapterFields, transcript: Transcript) -> str | None:
    """The publisher's title of exactly this stretch, as it is kept with the transcript."""
    at = bisect_left(transcript.marks, finding.start, key=lambda mark: mark.start)
    for mark in transcript.marks[at:]:
        if mark.start != finding.start:
            return None
        if mark.kind == "chapter" and mark.end == finding.end:
            return mark.value
    return None


def _entity(finding: EntityFields, transcript: Transcript, parts: FindingParts) -> CheckedField:
    changed: dict[str, Any] = {}
    notes: list[str] = []
    source_text = {fold(transcript.text[span.start : span.end]) for span in parts.spans}
    aliases = tuple(alias for alias in finding.aliases if fold(alias) in source_text or any(fold(alias) in one for one in source_text))
    if aliases != finding.aliases:
        changed["aliases"] = aliases
        notes.append("aliases left out: not among the mentions")
    if finding.context and not context_holds(finding.context, transcript, parts.spans):
        changed["context"] = ""
        notes.append("context left blank: its words do not stand beside a mention")
    return CheckedField(changed, tuple(notes))


def context_holds(words: str, transcript: Transcript, spans: tuple[Span, ...]) -> bool:
    """True when the words stand beside one of the mentions and no negation was cut off their front."""
    return any(stands_near(words, transcript, (span,)) and not _negation_before(words, transcript, span) for span in spans[:12])


def _negation_before(words: str, transcript: Transcript, span: Span) -> bool:
    """True when, wherever the words stand beside the mention, the word before them negates."""
    around = _window(transcript.text[max(0, span.start - AROUND) : span.end + AROUND])
    first = fold(_GAP.split(words)[0])
    if not first:
        return False
    before = [part.split()[-1:] for part in _before_each(f" {first} ", around)]
    return bool(before) and all(last and is_negation(last[0]) for last in before)


def _before_each(words: str, text: str) -> Iterator[str]:
    """What stands before each place of the words, places that overlap counted once. Not a pattern: it would be compiled for each name."""
    at = text.find(words)
    while at >= 0:
        yield text[:at]
        at = text.find(words, at + len(words))


def _reference(finding: ReferenceFields, transcript: Transcript, parts: FindingParts) -> CheckedField:
    changed: dict[str, Any] = {}
    notes: tuple[str, ...] = ()
    if finding.url and finding.url not in transcript.text:
        links = {mark.value for mark in transcript.marks if mark.kind == "link"}
        if finding.url not in links and finding.url.rstrip("/") not in {link.rstrip("/") for link in links}:
            changed["url"] = None
            notes = ("url left out: it does not stand in the source",)
    if finding.title and finding.title != finding.url and not stands_near(finding.title, transcript, parts.spans):
        if not finding.url or changed:
            return CheckedField({}, reason="unsupported")
        changed["title"] = " ".join(parts.text.split())[:120]
        notes = (*notes, "title taken from the evidence: its words do not stand beside it")
    return CheckedField(changed, notes)
