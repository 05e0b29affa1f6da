"""Verdicts: a finding becomes `Verified` with its evidence, or `Rejected` with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from earwitness.model.digest import VERIFIED, Verified
from earwitness.model.evidence import Evidence, Rejected, RejectionReason, Tier, finding_id
from earwitness.model.findings import Finding
from earwitness.model.transcript import Span, Transcript
from earwitness.text.folding import fold
from earwitness.text.words import single_line
from earwitness.verification.align import Aligner
from earwitness.verification.fields import CheckedField, checked_fields, identity_of, subject_of
from earwitness.verification.parts import FindingParts, joined, split_spans
from earwitness.verification.support import supports

SINGLE = frozenset({"takeaway"})
"""Types of which a digest has one."""
SHOWN_MENTIONS = 3
"""An entity's evidence: the first mentions; all of them stand in `mentions`."""


class Verdicts(NamedTuple):
    """The outcome of one verification."""

    verified: tuple[Verified, ...]
    rejected: tuple[Rejected, ...]


class _Proven(NamedTuple):
    """A proposal with its evidence, before it has an id."""

    proposal: Finding
    parts: FindingParts
    evidence: tuple[Evidence, ...]
    checked: CheckedField
    note: str


def verify(proposals: Sequence[Finding], item_id: str, transcript: Transcript) -> Verdicts:
    """Every proposal proven or refused, in the order given. An id depends on the item, the evidence and nothing else."""
    outcomes = verify_each(proposals, item_id, transcript)
    verified = tuple(outcome for outcome in outcomes if not isinstance(outcome, Rejected))
    return Verdicts(verified, tuple(outcome for outcome in outcomes if isinstance(outcome, Rejected)))


def verify_each(proposals: Sequence[Finding], item_id: str, transcript: Transcript) -> tuple[Verified | Rejected, ...]:
    """What became of each proposal, one outcome for each."""
    aligner = Aligner(transcript)
    outcomes = _competed([_prove(proposal, transcript, aligner) for proposal in proposals], transcript)
    verified = iter(_identified([one for one in outcomes if isinstance(one, _Proven)], item_id, transcript))
    return tuple(one if isinstance(one, Rejected) else next(verified) for one in outcomes)


def _competed(outcomes: Sequence[_Proven | Rejected], transcript: Transcript) -> list[_Proven | Rejected]:
    """Keep the most confident of proposals for the same evidence or the same single slot; of equals, the first. The others are refused."""
    best: dict[tuple[object, ...], int] = {}
    keys: list[tuple[tuple[object, ...], RejectionReason]] = []
    for at, one in enumerate(outcomes):
        if isinstance(one, Rejected):
            keys.append(((at,), "duplicate"))
            continue
        kind = one.proposal.TYPE
        place = tuple((part.start, part.end) for part in one.evidence)
        key: tuple[object, ...] = (kind,) if kind in SINGLE else (kind, identity_of(one.proposal), place)
        keys.append((key, "outscored" if kind in SINGLE else "duplicate"))
        rival = outcomes[best[key]] if key in best else None
        if rival is None or (isinstance(rival, _Proven) and one.proposal.confidence > rival.proposal.confidence):
            best[key] = at
    return [
        _refuse(one.proposal, reason, transcript, one.parts.spans) if isinstance(one, _Proven) and best[key] != at else one
        for at, (one, (key, reason)) in enumerate(zip(outcomes, keys, strict=True))
    ]


def evidence_of(transcript: Transcript, span: Span, tier: Tier = "exact") -> Evidence:
    """The source's words at `span`, with their time and speaker."""
    when = transcript.time_of(span.start, span.end)
    return Evidence(
        start=span.start,
        end=span.end,
        text=transcript.text[span.start : span.end],
        t0_ms=when.t0_ms,
        t1_ms=when.t1_ms,
        time=when.method,
        speaker=transcript.speaker_of(span.start, span.end),
        tier=tier,
    )


def ids_of(findings: Sequence[tuple[str, str, int, int]], item_id: str) -> list[str]:
    """The id of each finding given as (type, words, start, end): equal words are counted in the order of the text."""
    keys = [(kind, fold(words)) for kind, words, _, _ in findings]
    order = sorted(range(len(findings)), key=lambda at: (findings[at][2], findings[at][3], at))
    seen: dict[tuple[str, str], int] = {}
    ids = [""] * len(findings)
    for at in order:
        ordinal = seen.get(keys[at], 0)
        seen[keys[at]] = ordinal + 1
        ids[at] = finding_id(item_id, keys[at][0], findings[at][1], ordinal)
    return ids


def _prove(proposal: Finding, transcript: Transcript, aligner: Aligner) -> _Proven | Rejected:
    """The proposal with its evidence, or why it has none."""
    spans, tier, note = tuple(proposal.spans), "exact", ""
    if not spans:
        aligned = aligner.align(proposal.words)
        if not aligned.found or aligned.cut:
            nearest = aligned.nearest or (Span(aligned.spans[0].start, aligned.spans[-1].end) if aligned.spans else None)
            return _refuse(proposal, aligned.reason or aligned.cut or "not found", transcript, (nearest,) if nearest else ())
        spans, tier = aligned.spans, aligned.tier or "exact"
        if aligned.near:
            note = "printed in the source's own words"
    if any(not 0 <= start < end <= len(transcript.text) for start, end in spans):
        return Rejected(kind=proposal.TYPE, reason="outside the text", proposal=_said(proposal))
    parts = split_spans(transcript, spans, proposal.TYPE)
    if parts.reason:
        return _refuse(proposal, parts.reason, transcript, spans)
    if why := _unfit(proposal, transcript, parts):
        return _refuse(proposal, why, transcript, parts.spans)
    checked = checked_fields(proposal, transcript, parts)
    if checked.reason:
        return _refuse(proposal, checked.reason, transcript, parts.spans)
    shown: Tier = "elided" if "elided" in (parts.tier, tier) else "folded" if "folded" in (parts.tier, tier) else "exact"
    return _Proven(proposal, parts, tuple(evidence_of(transcript, span, shown) for span in parts.spans), checked, note)


def _unfit(proposal: Finding, transcript: Transcript, parts: FindingParts) -> RejectionReason | None:
    """What is wrong with a proposal whose words do stand in the source."""
    if proposal.TYPE == "quote" and parts.tier == "elided":
        return "noise"
    if proposal.TYPE == "quote" and len({transcript.speaker_of(*span) for span in parts.spans}) > 1:
        return "unsupported"
    if proposal.spans and proposal.words and (why := supports(proposal.words, parts.text)):
        return why
    return None


def _refuse(proposal: Finding, reason: RejectionReason, transcript: Transcript, spans: Sequence[Span]) -> Rejected:
    if not spans:
        return Rejected(kind=proposal.TYPE, reason=reason, proposal=_said(proposal))
    start, end = spans[0].start, max(spans[-1].end, spans[0].end)
    nearest = nearest_words(transcript, start, end)
    return Rejected(kind=proposal.TYPE, reason=reason, proposal=_said(proposal) or nearest, nearest=nearest, start=start, end=end)


def nearest_words(transcript: Transcript, start: int, end: int) -> str:
    """The source's words at `[start, end)` as an audit repeats them: on one line, cut when long."""
    if end - start > LONGEST_NEAREST:
        return single_line(transcript.text[start : start + LONGEST_NEAREST]) + "…"
    return single_line(transcript.text[start:end])


LONGEST_NEAREST = 400
"""Characters of the source an audit repeats for one rejection."""


def _said(proposal: Finding) -> str:
    return " ".join((proposal.words or subject_of(proposal))[:LONGEST_NEAREST].split())


def _identified(proven: Sequence[_Proven], item_id: str, transcript: Transcript) -> tuple[Verified, ...]:
    """The proven findings as they are stored: words, time and speaker from the source, an id from the evidence."""
    shown = [one.evidence[:SHOWN_MENTIONS] if one.proposal.TYPE == "entity" else one.evidence for one in proven]
    words = [joined(transcript, evidence) for evidence in shown]
    keys = [
        (one.proposal.TYPE, source_text, part[0].start, part[-1].end) for one, source_text, part in zip(proven, words, shown, strict=True)
    ]
    ids = ids_of(keys, item_id)
    return tuple(_verified(one, ids[at], words[at], shown[at]) for at, one in enumerate(proven))


def _verified(one: _Proven, id_: str, words: str, shown: tuple[Evidence, ...]) -> Verified:
    proposal = one.proposal
    fields: dict[str, Any] = {
        name: getattr(proposal, name) for name in type(proposal).model_fields if name not in ("spans", "words", "sentences")
    }
    fields.update(one.checked.changed)
    notes = (*one.checked.notes, *((one.note,) if one.note else ()))
    fields["reasons"] = (*proposal.reasons, *notes)
    if proposal.VERBATIM:
        fields["text"] = words
        speakers = {part.speaker for part in shown}
        fields["speaker"] = speakers.pop() if len(speakers) == 1 else None
    if proposal.TYPE == "entity":
        fields["mentions"] = one.evidence
    result = VERIFIED[proposal.TYPE]
    return result(**fields, id=id_, evidence=shown)
