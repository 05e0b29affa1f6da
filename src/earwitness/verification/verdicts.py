"""What counts as proven: a finding becomes `Verified` with its evidence, or `Rejected` with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from earwitness.model.digest import VERIFIED, Verified
from earwitness.model.evidence import Evidence, Rejected, finding_id
from earwitness.model.findings import Finding
from earwitness.model.transcript import Span, Transcript

GAP = " […] "
"""Between the parts of a finding whose words are not in one piece."""


class Verdicts(NamedTuple):
    """The outcome of one verification."""

    verified: tuple[Verified, ...]
    rejected: tuple[Rejected, ...]


def verify(proposals: Sequence[Finding], item_id: str, transcript: Transcript) -> Verdicts:
    """Every proposal proven or refused, in the order given."""
    verified: list[Verified] = []
    rejected: list[Rejected] = []
    ordinals: dict[tuple[str, str], int] = {}
    for proposal in proposals:
        evidence = tuple(evidence_of(transcript, span) for span in proposal.spans)
        if not evidence:
            rejected.append(Rejected(kind=proposal.TYPE, reason="empty", proposal=proposal.words))
            continue
        words = GAP.join(part.text for part in evidence)
        ordinal = ordinals.get((proposal.TYPE, words), 0)
        ordinals[proposal.TYPE, words] = ordinal + 1
        fields = {name: getattr(proposal, name) for name in type(proposal).model_fields if name not in ("spans", "words")}
        if proposal.VERBATIM:
            fields["text"] = words
        if proposal.TYPE == "entity":
            fields["mentions"] = evidence
            evidence = evidence[:3]
        verified.append(VERIFIED[proposal.TYPE](**fields, id=finding_id(item_id, proposal.TYPE, words, ordinal), evidence=evidence))
    return Verdicts(tuple(verified), tuple(rejected))


def evidence_of(transcript: Transcript, span: Span) -> Evidence:
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
    )
