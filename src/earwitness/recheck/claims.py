"""Re-checks what a page or digest claims against the transcript: every printed word, time, speaker, number, id and count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from earwitness.model.digest import Digest, Verified, VerifiedChapter, VerifiedEntity, VerifiedNumber, VerifiedPrediction, checksum_of
from earwitness.model.evidence import Evidence
from earwitness.model.pages import Claim, Page
from earwitness.model.transcript import Span, Transcript
from earwitness.recheck.context import context_faults
from earwitness.text.clock import clock
from earwitness.text.due import due_of
from earwitness.text.folding import fold
from earwitness.text.numeral_proof import derivable
from earwitness.text.words import single_line
from earwitness.verification.audit import cited_share
from earwitness.verification.fields import SOURCE_WORDS, checked_fields, context_holds, identity_of, stands_near
from earwitness.verification.parts import GAP, joined, joiner, split_spans
from earwitness.verification.verdicts import SHOWN_MENTIONS, evidence_of, ids_of, nearest_words

QUOTED_LENGTH = 80
"""Characters of the words a fault message repeats."""


class Fault(NamedTuple):
    """One thing that does not hold."""

    page: str
    where: str
    kind: str
    """`words`, `time`, `speaker`, `place`, `transcript`, `value`, `missing`, `identity`, `tier` or `page`."""
    message: str
    """What was printed and what the source says."""


def recheck(page: Page, transcript: Transcript | None = None) -> tuple[Fault, ...]:
    """Every fault of a page; empty when all its evidence holds. `transcript` is used where the page carries none.

    When both are there, the page's own is compared with it first: a page cannot bring its own truth.
    """
    return tuple(dict.fromkeys(faults_of(page, transcript)))


def faults_of(page: Page, transcript: Transcript | None = None) -> Iterator[Fault]:
    """The faults of a page one by one, for who only asks whether there is any."""
    for message in page.faults:
        yield Fault(page.name, "", "page", message)
    if page.digest_checksum and page.digest is None:
        yield Fault(page.name, "", "missing", "the digest it was made from does not lie beside it: nobody can say whether a claim is gone")
    source = transcript if transcript is not None else page.transcript
    if source is None:
        yield Fault(page.name, "", "transcript", "there is no transcript to check it against, neither beside nor inside it")
        return
    if transcript is not None and page.transcript is not None and page.transcript.fingerprint != transcript.fingerprint:
        yield Fault(page.name, "", "transcript", "the transcript inside it is not the one beside it")
    for fault in _transcript_faults(page, source):
        yield Fault(page.name, *fault)
    for claim in page.claims:
        for fault in _claim_faults(claim, source, single=page.single_line):
            yield Fault(page.name, *fault)
    for fault in (*_unnamed_faults(page.claims, source), *_claimed_identity_faults(page, source), *context_faults(page.beside, source)):
        yield Fault(page.name, *fault)
    if page.digest is not None:
        for fault in _digest_faults(page.digest, source):
            yield Fault(page.name, *fault)


_Found = Iterator[tuple[str, str, str]]
"""Where, kind and message of faults."""


def _transcript_faults(page: Page, source: Transcript) -> _Found:
    if page.transcript_sha256 and page.transcript_sha256 != source.sha256:
        yield "", "transcript", f"made from a transcript {page.transcript_sha256[:12]}…, this one is {source.sha256[:12]}…"
    elif page.fingerprint and page.fingerprint != source.fingerprint:
        yield "", "transcript", "the times, speakers or marks of the transcript have changed since it was made"
    if page.digest is None and not (page.transcript_sha256 and page.fingerprint):
        yield "", "transcript", "it does not say which transcript it was made from"


def _claim_faults(claim: Claim, source: Transcript, *, single: bool) -> _Found:
    where = claim.where or f"{claim.kind} {claim.finding}"
    if not 0 <= claim.start < claim.end <= len(source.text):
        yield where, "place", f"{claim.kind} {claim.finding} points at {claim.start}-{claim.end}, outside the text"
        return
    words = source.text[claim.start : claim.end]
    expected = single_line(words) if single else words
    if claim.printed and claim.printed != expected:
        yield where, "words", f"printed {_short(claim.printed, expected)}, the source says {_short(expected, claim.printed)}"
    when = source.time_of(claim.start, claim.end)
    if (claim.t0_ms, claim.t1_ms) != (when.t0_ms, when.t1_ms):
        printed, source_text = _times(claim.t0_ms, claim.t1_ms), _times(when.t0_ms, when.t1_ms)
        yield where, "time", f"{_short(expected)} is dated {printed}, the source says {source_text}"
    if claim.clock is not None and (when.t0_ms is None or claim.clock != clock(when.t0_ms)):
        yield where, "time", f"{_short(expected)} shows {claim.clock}, the source says {clock(when.t0_ms or 0)}"
    speaker = source.speaker_of(claim.start, claim.end)
    if claim.speaker and claim.speaker != speaker:
        yield where, "speaker", f"{_short(expected)} is given to {claim.speaker}, the source says {speaker or 'nobody'}"


def _unnamed_faults(claims: Sequence[Claim], source: Transcript) -> _Found:
    """Findings shown without the speaker whom the source names for all of their words."""
    for _, held in groupby(claims, key=lambda claim: (claim.where, claim.kind, claim.finding)):
        parts = list(held)
        if any(part.speaker != "" for part in parts):
            continue
        speakers = {source.speaker_of(part.start, part.end) for part in parts}
        if len(speakers) == 1 and (speaker := speakers.pop()):
            where, words = parts[0].where or f"{parts[0].kind} {parts[0].finding}", source.text[parts[0].start : parts[0].end]
            yield where, "speaker", f"{_short(words)} is given to nobody, the source says {speaker}"


def _claimed_identity_faults(page: Page, source: Transcript) -> _Found:
    """Claims whose ids are not those of their words, on a page without a digest. A chapter's claim is its stretch, not its words."""
    if page.digest is not None or not page.item:
        return
    parts: dict[tuple[str, str], list[Claim]] = {}
    for claim in page.claims:
        if claim.kind not in ("passage", "chapter") and 0 <= claim.start < claim.end <= len(source.text):
            parts.setdefault((claim.kind, claim.finding), []).append(claim)
    spans = [[Span(claim.start, claim.end) for claim in claims] for claims in parts.values()]
    source_text = [joined(source, [evidence_of(source, span) for span in one]) for one in spans]
    keys = [(kind, words, one[0].start, one[-1].end) for (kind, _), words, one in zip(parts, source_text, spans, strict=True)]
    expected = ids_of(keys, page.item)
    at_place: dict[tuple[object, ...], set[str]] = {}
    for (kind, words, start, end), id_ in zip(keys, expected, strict=True):
        at_place.setdefault((kind, fold(words), start, end), set()).add(id_)
    for (kind, id_), (_, words, start, end) in zip(parts, keys, strict=True):
        if id_ not in at_place[kind, fold(words), start, end]:
            yield f"{kind} {id_}", "identity", f"{_short(words)} has another id: another finding stood here, or it was of another type"


def _digest_faults(digest: Digest, source: Transcript) -> _Found:
    record = digest.transcript
    if record.sha256 != source.sha256:
        yield "transcript.sha256", "transcript", f"made from a transcript {record.sha256[:12]}…, this one is {source.sha256[:12]}…"
    if record.fingerprint != source.fingerprint or digest.item.fingerprint != source.fingerprint:
        yield "transcript.fingerprint", "transcript", "the transcript's times, speakers or marks are not those it was made from"
    if (record.characters, record.segments) != (len(source.text), len(source.segments)):
        yield "transcript", "transcript", f"it counts {record.characters} characters, the source has {len(source.text)}"
    for at, finding in enumerate(digest.findings()):
        yield from _finding_faults(finding, source, f"{finding.TYPE} {finding.id or at}", digest.item.published)
    yield from _heading_faults(digest)
    yield from _identity_faults(digest, source)
    yield from _count_faults(digest, source)
    yield from _rejection_faults(digest, source)
    if digest.audit.checksum and digest.audit.checksum != checksum_of(digest):
        yield "audit.checksum", "page", "the digest was changed after it was made"


def _finding_faults(finding: Verified, source: Transcript, where: str, published: str | None) -> _Found:
    parts = [*finding.evidence, *(finding.mentions if isinstance(finding, VerifiedEntity) else ())]
    sound = True
    for part in parts:
        for fault in _evidence_faults(part, source, where):
            sound = sound and fault[1] != "place"
            yield fault
    if not sound:
        return
    if finding.VERBATIM:
        yield from _wording_faults(finding, source, where)
    yield from _field_faults(finding, source, where, published)


def _field_faults(finding: Verified, source: Transcript, where: str, published: str | None) -> _Found:
    if isinstance(finding, VerifiedNumber):
        spoken = split_spans(source, [Span(part.start, part.end) for part in finding.evidence], finding.TYPE).text
        if not derivable(spoken, finding.value, finding.value_high, finding.unit):
            high = f" to {finding.value_high:g}" if finding.value_high is not None else ""
            yield where, "value", f"the value {finding.value:g}{high} {finding.unit} does not follow from {_short(finding.text)}"
    spans = tuple(Span(part.start, part.end) for part in finding.evidence)
    for name in SOURCE_WORDS.get(finding.TYPE, ()):
        source_text = getattr(finding, name)
        if source_text and not stands_near(source_text, source, spans):
            yield where, "words", f"its {name} {_short(source_text)} does not stand beside {_short(finding.evidence[0].text)}"
    if isinstance(finding, VerifiedPrediction) and finding.due and not finding.horizon:
        yield where, "value", f"it is due {finding.due}, and no words of the source say when"
    elif isinstance(finding, VerifiedPrediction) and (finding.due or "") not in ("", expected := due_of(finding.horizon, published)):
        yield where, "value", f"it is due {finding.due}, its words {_short(finding.horizon)} say {expected or 'no date'}"
    if isinstance(finding, VerifiedEntity):
        yield from _entity_faults(finding, source, where)
    if isinstance(finding, VerifiedChapter):
        yield from _chapter_faults(finding, source, where)


def _entity_faults(finding: VerifiedEntity, source: Transcript, where: str) -> _Found:
    if tuple(finding.mentions[:SHOWN_MENTIONS]) != finding.evidence:
        yield where, "missing", "its evidence is not its first mentions: one was removed"
    source_text = {fold(part.text) for part in finding.mentions}
    for alias in finding.aliases:
        if not any(fold(alias) in one for one in source_text):
            yield where, "words", f"its other spelling {_short(alias)} stands at none of its mentions"
    if finding.context and not context_holds(finding.context, source, tuple(Span(one.start, one.end) for one in finding.mentions)):
        yield where, "words", f"its context {_short(finding.context)} does not stand beside a mention"


def _evidence_faults(part: Evidence, source: Transcript, where: str) -> _Found:
    if not 0 <= part.start < part.end <= len(source.text):
        yield where, "place", f"its evidence points at {part.start}-{part.end}, outside the text"
        return
    true = evidence_of(source, Span(part.start, part.end), part.tier)
    if part.text != true.text:
        yield where, "words", f"printed {_short(part.text, true.text)}, the source says {_short(true.text, part.text)}"
    if (part.t0_ms, part.t1_ms, part.time) != (true.t0_ms, true.t1_ms, true.time):
        printed, source_text = _times(part.t0_ms, part.t1_ms), _times(true.t0_ms, true.t1_ms)
        yield where, "time", f"{_short(true.text)} is dated {printed} ({part.time}), the source says {source_text} ({true.time})"
    if part.speaker != true.speaker:
        yield where, "speaker", f"{_short(true.text)} is given to {part.speaker or 'nobody'}, the source says {true.speaker or 'nobody'}"


def _wording_faults(finding: Verified, source: Transcript, where: str) -> _Found:
    text, expected = str(getattr(finding, "text", "")), joined(source, finding.evidence)
    if text != expected:
        yield where, "words", f"printed {_short(text, expected)}, its evidence says {_short(expected, text)}"
    speakers = {source.speaker_of(part.start, part.end) for part in finding.evidence}
    speaker = speakers.pop() if len(speakers) == 1 else None
    if getattr(finding, "speaker", None) != speaker:
        given = getattr(finding, "speaker", None)
        yield where, "speaker", f"{_short(expected)} is given to {given or 'nobody'}, the source says {speaker or 'nobody'}"
    gaps = {joiner(source, one.end, other.start) for one, other in pairwise(finding.evidence) if one.end <= other.start}
    elided = GAP in gaps
    true_tiers = {"elided"} if elided else {"folded"} if gaps else {"exact", "folded"}
    if not {part.tier for part in finding.evidence} <= true_tiers:
        yield where, "tier", f"{_short(expected)} does not say truly whether words are left out"
    if elided and finding.TYPE == "quote":
        yield where, "tier", f"{_short(expected)} is a quote with words left out"
    if split_spans(source, [Span(part.start, part.end) for part in finding.evidence], finding.TYPE).reason:
        yield where, "place", f"{_short(expected)} is noise or promotion, nobody's statement"


def _chapter_faults(chapter: VerifiedChapter, source: Transcript, where: str) -> _Found:
    if not 0 <= chapter.start < chapter.end <= len(source.text):
        yield where, "place", f"the chapter reaches from {chapter.start} to {chapter.end}, outside the text"
        return
    when = source.time_of(chapter.start, chapter.end)
    if (chapter.t0_ms, chapter.t1_ms) != (when.t0_ms, when.t1_ms):
        yield (
            where,
            "time",
            f"the chapter is dated {_times(chapter.t0_ms, chapter.t1_ms)}, the source says {_times(when.t0_ms, when.t1_ms)}",
        )
    if any(not chapter.start <= part.start < part.end <= chapter.end for part in chapter.evidence):
        yield where, "place", "its title's words stand outside the chapter"
        return
    parts = split_spans(source, [Span(part.start, part.end) for part in chapter.evidence], chapter.TYPE)
    if checked_fields(chapter, source, parts).reason:
        yield where, "words", f"the chapter's title {_short(chapter.title)} is not borne out by the words it names"


def _heading_faults(digest: Digest) -> _Found:
    """A summary stands under the titles of the chapters, which are proven by themselves."""
    titles = {chapter.title for chapter in digest.chapters} | {""}
    for sentence in digest.summary:
        if sentence.heading not in titles:
            yield f"summary {sentence.id}", "words", f"its heading {_short(sentence.heading)} is the title of no chapter"


def _identity_faults(digest: Digest, source: Transcript) -> _Found:
    findings = list(digest.findings())
    inside = [one for one in findings if all(0 <= part.start < part.end <= len(source.text) for part in one.evidence)]
    keys = [(one.TYPE, joined(source, one.evidence), one.evidence[0].start, one.evidence[-1].end) for one in inside]
    seen: set[tuple[object, ...]] = set()
    for finding, key in zip(inside, keys, strict=True):
        mark = (*key, identity_of(finding), tuple(part.start for part in finding.evidence))
        if mark in seen:
            yield f"{finding.TYPE} {finding.id}", "value", f"{_short(key[1])} is there twice with the same value: one was altered"
        seen.add(mark)
    for finding, expected in zip(inside, ids_of(keys, digest.item.id), strict=True):
        if finding.id != expected:
            yield f"{finding.TYPE} {finding.id}", "identity", f"its evidence has the id {expected}: another finding stood here"


def _count_faults(digest: Digest, source: Transcript) -> _Found:
    """A finding removed or added shows in the counts of the audit."""
    findings = list(digest.findings())
    here = dict(Counter(finding.TYPE for finding in findings))
    for kind in sorted({*here, *digest.audit.counts}):
        printed, counts = here.get(kind, 0), digest.audit.counts.get(kind, 0)
        if printed != counts:
            yield f"audit.counts.{kind}", "missing", f"the audit counts {counts} of type {kind}, {printed} are there"
    if digest.audit.verified != sum(digest.audit.counts.values()):
        yield "audit.verified", "missing", f"it counts {digest.audit.verified}, its types add up to {sum(digest.audit.counts.values())}"
    if digest.audit.proposed != digest.audit.verified + len(digest.audit.rejected):
        yield "audit.proposed", "missing", "what was proposed is not what was verified and rejected together"
    reasons = dict(Counter(str(one.reason) for one in digest.audit.rejected))
    if digest.audit.rejected_by_reason != reasons:
        yield "audit.rejected_by_reason", "missing", "its counts do not match the rejections listed"
    if digest.coverage.read and abs(cited_share(digest.coverage, findings) - digest.coverage.cited_share) > 1e-9:
        yield (
            "coverage.cited_share",
            "value",
            f"it says {digest.coverage.cited_share}, the evidence makes {cited_share(digest.coverage, findings)}",
        )
    for one in (*digest.coverage.read, *digest.coverage.gaps):
        when = source.time_of(one.start, one.end) if 0 <= one.start < one.end <= len(source.text) else None
        if when is None or (one.t0_ms, one.t1_ms) != (when.t0_ms, when.t1_ms):
            yield f"coverage {one.start}-{one.end}", "place", "this range is not where or when it says"


def _rejection_faults(digest: Digest, source: Transcript) -> _Found:
    """The nearest words that the audit repeats are the source's too."""
    for at, one in enumerate(digest.audit.rejected):
        if one.start is None or one.end is None:
            continue
        true = nearest_words(source, one.start, one.end) if 0 <= one.start < one.end <= len(source.text) else ""
        if one.nearest != true:
            yield (
                f"audit.rejected[{at}]",
                "words",
                f"nearest words {_short(one.nearest, true)}, the source says {_short(true, one.nearest)}",
            )


def _short(words: str, other: str = "") -> str:
    """The words for a message, cut around the first character that differs from `other`."""
    at = next((i for i, (one, two) in enumerate(zip(words, other, strict=False)) if one != two), 0) if other else 0
    start = max(0, at - QUOTED_LENGTH // 2)
    cut = words[start : start + QUOTED_LENGTH]
    return f"“{'…' if start else ''}{single_line(cut)}{'…' if start + QUOTED_LENGTH < len(words) else ''}”"


def _times(t0_ms: int | None, t1_ms: int | None) -> str:
    return "no time" if t0_ms is None else f"{clock(t0_ms)} ({t0_ms}-{t1_ms} ms)"
