"""Checks another site's claims against a transcript: proven ones join the digest, the rest stay claims with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.analysis.names.judging import judge_name
from earwitness.model.claims import ImportedClaim
from earwitness.model.digest import Digest, Verified, VerifiedEntity, VerifiedInsight, VerifiedQuote, sealed
from earwitness.model.evidence import Rejected
from earwitness.model.findings import Finding, Insight, Quote
from earwitness.model.transcript import Transcript
from earwitness.text.folding import fold, folded_words
from earwitness.verification.align import GAP_MARK, Aligner
from earwitness.verification.audit import cited_share
from earwitness.verification.verdicts import verify_each

OTHER_TEXT = "the transcript at hand is another text"
ELIDED = "words left out at the marked gaps"
CORRECTED = "printed in the source's own words"
UNSHOWN = "its words stand in the transcript; nothing there shows that they name a company"
NOT_FOUND = "not found"
TELLING_WORDS = 4
"""Quotes of fewer words stand in any text and do not show that a transcript is the right one."""
LEAST_TELLING = 3
FITTING = 0.3
"""Share of a page's quotes of which words must stand in a transcript, as said or altered, for it to be a transcript of the same
recording. Chosen, not calibrated: an unrelated text shares none of a page's long quotes, another recogniser's text most of them."""


class JudgedClaims(NamedTuple):
    """The digest with what was proven, the claims in the order given, and whether the transcript is of the same recording."""

    digest: Digest
    claims: tuple[ImportedClaim, ...]
    fits: bool


def judge_claims(digest: Digest, transcript: Transcript, claims: Sequence[ImportedClaim], origin: str) -> JudgedClaims:
    """Each claim verified, refuted with its reason, or left unverified; `origin` is `import:<hub>`."""
    proposals = [_proposal(claim, origin) for claim in claims if claim.kind != "company"]
    outcomes = _outcomes(proposals, digest.item.id, transcript)
    if not fits(proposals, outcomes):
        return JudgedClaims(digest, tuple(_unjudged(claim) for claim in claims), fits=False)
    known = {(finding.TYPE, fold(str(getattr(finding, "text", "")))): finding.id for finding in digest.findings()}
    added: list[Verified] = []
    waiting = iter(outcomes)
    names = _Names(digest, transcript)
    judged = [names.judge(claim) if claim.kind == "company" else _judge_words(claim, next(waiting), known, added) for claim in claims]
    return JudgedClaims(_joined(digest, added), tuple(judged), fits=True)


def judge_name_alone(claim: ImportedClaim) -> ImportedClaim:
    """A company refuted when its own words show that it is none; any other claim as it is, unverified."""
    fresh = claim.model_copy(update={"state": "unverified", "reason": "", "nearest": "", "finding_id": None})
    why = judge_name(claim.text).no_name if claim.kind == "company" else None
    return _refuted(fresh, f"no name: {why}") if why else fresh


def may_be_of(transcript: Transcript, claims: Sequence[ImportedClaim]) -> bool:
    """False when the claims' quotes do not stand in the transcript: it is of something else. Cheaper than a digest."""
    proposals = [_proposal(claim, "") for claim in claims if claim.kind == "quote"]
    return fits(proposals, verify_each(proposals, "", transcript))


def fits(proposals: Sequence[Finding], outcomes: Sequence[Verified | Rejected]) -> bool:
    """False when too few of the quotes stand in the transcript, however altered, for it to be of the same recording."""
    telling = [
        not isinstance(outcome, Rejected) or outcome.reason not in ("not found", "too short")
        for proposal, outcome in zip(proposals, outcomes, strict=True)
        if proposal.TYPE == "quote" and len(folded_words(proposal.words)) >= TELLING_WORDS
    ]
    return len(telling) < LEAST_TELLING or sum(telling) >= FITTING * len(telling)


def _proposal(claim: ImportedClaim, origin: str) -> Finding:
    """The claim as a proposal: its words and nothing else of what the hub says, which no transcript proves."""
    result = Quote if claim.kind == "quote" else Insight
    return result(words=claim.text, origin=origin, reasons=(f"{claim.kind} of {origin.partition(':')[2] or origin}",))


def _outcomes(proposals: Sequence[Finding], item_id: str, transcript: Transcript) -> tuple[Verified | Rejected, ...]:
    """What became of each proposal. No quote has gaps, so one that marks them is asked about once more as what may have them."""
    outcomes = list(verify_each(proposals, item_id, transcript))
    gapped = [at for at, one in enumerate(proposals) if one.TYPE == "quote" and GAP_MARK.search(one.words)]
    gapped = [at for at in gapped if isinstance(outcomes[at], Rejected)]
    again = verify_each([Insight(words=proposals[at].words, origin=proposals[at].origin) for at in gapped], item_id, transcript)
    for at, outcome in zip(gapped, again, strict=True):
        if not isinstance(outcome, Rejected) and any(part.tier == "elided" for part in outcome.evidence):
            outcomes[at] = outcome
    return tuple(outcomes)


def _unjudged(claim: ImportedClaim) -> ImportedClaim:
    alone = judge_name_alone(claim)
    return alone if alone.state == "refuted" else alone.model_copy(update={"reason": OTHER_TEXT})


def _judge_words(
    claim: ImportedClaim, outcome: Verified | Rejected, known: dict[tuple[str, str], str], added: list[Verified]
) -> ImportedClaim:
    """A quote or insight by what verification made of it; what is proven and new is put into `added`."""
    fresh = judge_name_alone(claim)
    if isinstance(outcome, Rejected):
        if outcome.reason == "duplicate":  # proven a moment ago for the same words
            same = known.get((claim.kind, fold(outcome.nearest)))
            why = "" if same else ELIDED
            return fresh.model_copy(update={"state": "verified", "reason": why, "nearest": outcome.nearest, "finding_id": same})
        return fresh.model_copy(update={"state": "refuted", "reason": outcome.reason, "nearest": outcome.nearest})
    words = str(getattr(outcome, "text", ""))
    if any(part.tier == "elided" for part in outcome.evidence):  # never in quotation marks, so no quote of ours
        return fresh.model_copy(update={"state": "verified", "reason": ELIDED, "nearest": words})
    key = (outcome.TYPE, fold(words))
    if key not in known:
        known[key] = outcome.id
        added.append(outcome)
    changes = {"reason": CORRECTED, "nearest": words} if CORRECTED in outcome.reasons else {}
    return fresh.model_copy(update={"state": "verified", "finding_id": known[key], **changes})


class _Names:
    """Judges companies by what the digest found in the transcript under any of a name's spellings."""

    def __init__(self, digest: Digest, transcript: Transcript) -> None:
        self._aligner = Aligner(transcript)
        self._found: dict[str, VerifiedEntity] = {}
        for entity in digest.entities:
            for name in (entity.name, *entity.aliases):
                for key in {fold(name), judge_name(name).key} - {""}:
                    self._found.setdefault(key, entity)

    def judge(self, claim: ImportedClaim) -> ImportedClaim:
        """The company verified by an organization of the digest, or refuted, or left as it was with what is known."""
        fresh = judge_name_alone(claim)
        name = judge_name(claim.text)
        found = self._found.get(fold(claim.text)) or (self._found.get(name.key) if name.key else None)
        if found is not None and found.kind == "organization":
            put_right = f"“{name.swallowed}” does not belong to the name" if name.swallowed else ""
            changes = {"state": "verified", "reason": put_right, "nearest": found.name, "finding_id": found.id}
            return fresh.model_copy(update=changes)
        if fresh.state == "refuted":
            return fresh
        if found is not None:
            return _refuted(fresh, f"a {found.kind}, no company").model_copy(update={"nearest": found.name, "finding_id": None})
        aligned = self._aligner.align(name.name or claim.text)
        if aligned.occurrences:
            return fresh.model_copy(update={"reason": UNSHOWN})
        return _refuted(fresh, NOT_FOUND)


def _refuted(claim: ImportedClaim, reason: str) -> ImportedClaim:
    return claim.model_copy(update={"state": "refuted", "reason": reason})


def _joined(digest: Digest, added: Sequence[Verified]) -> Digest:
    """The digest with further findings behind its own, counted and sealed again."""
    if not added:
        return digest
    quotes = tuple(one for one in added if isinstance(one, VerifiedQuote))
    insights = tuple(one for one in added if isinstance(one, VerifiedInsight))
    result = digest.model_copy(update={"quotes": (*digest.quotes, *quotes), "insights": (*digest.insights, *insights)})
    counts = Counter(digest.audit.counts) + Counter(one.TYPE for one in added)
    changes = {
        "proposed": digest.audit.proposed + len(added),
        "verified": digest.audit.verified + len(added),
        "counts": dict(sorted(counts.items())),
    }
    share = cited_share(digest.coverage, tuple(result.findings()))
    update = {"audit": digest.audit.model_copy(update=changes), "coverage": digest.coverage.model_copy(update={"cited_share": share})}
    return sealed(result.model_copy(update=update))
