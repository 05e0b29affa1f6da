"""Second recognition pass: the audio behind findings is transcribed again by another engine or decoding, and differences are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from earwitness.extensions import SpeechEngine
from earwitness.model.digest import Digest, Verified, VerifiedQuote, sealed
from earwitness.model.speech import Hints, RecognizedWord
from earwitness.model.transcript import Transcript
from earwitness.pipeline import Digested
from earwitness.speech.audio.decoding import Decoding, DecodingLimits, Recording
from earwitness.speech.audio.samples import offset
from earwitness.speech.disagreements import Dispute, disputes, gravest_first
from earwitness.text.clock import clock

TRANSCRIBED_AGAIN = ("quotes", "numbers", "predictions")
"""The sections whose words are printed as said and do harm when one is wrong."""
_PAD_MS = 1_200
"""Heard before and behind: an engine needs a beginning to start from, and the words at the edges may be cut."""
_LONGEST_MS = 27_000

_Made = TypeVar("_Made", bound=Verified)


class Interval(NamedTuple):
    """A stretch of the recording that is heard again."""

    start_ms: int
    end_ms: int


def run_second_pass(recording: Recording, listener: SpeechEngine, made: Digested, *, limits: DecodingLimits | None = None) -> Digested:
    """The digest with a note on each quote, number and prediction whose words the second listener hears otherwise.

    The transcript stays what it is: which of two engines is right, only a person who listens can say.
    """
    intervals = tuple(_stretches(made.digest))
    transcribed = transcribe_intervals(recording, listener, intervals, language=made.digest.item.language, limits=limits)
    ours = _words(made.transcript)
    found: dict[Interval, tuple[RecognizedWord, ...]] = dict(zip(intervals, transcribed, strict=True))
    every: dict[Dispute, None] = {}

    def noted(finding: _Made) -> _Made:
        against = tuple(_against(finding, found, ours))
        every.update(dict.fromkeys(against))
        return _noted(finding, against)

    sections = {name: tuple(noted(finding) for finding in getattr(made.digest, name)) for name in TRANSCRIBED_AGAIN}
    warnings = tuple(f"{clock(dispute.start_ms)} {dispute.note}" for dispute in gravest_first(every))
    seconds = round(sum(interval.end_ms - interval.start_ms for interval in intervals) / 1000)
    summary = f"{seconds} s behind quotes, numbers and predictions were heard again by {listener.name}: {len(warnings)} differences"
    audit = made.digest.audit.model_copy(update={"warnings": (*made.digest.audit.warnings, summary, *warnings)})
    return made._replace(digest=sealed(made.digest.model_copy(update={**sections, "audit": audit})))


def _stretches(digest: Digest) -> Iterator[Interval]:
    """The seconds behind the findings, with their surroundings, joined where they touch and no longer than an engine takes at once."""
    times = sorted(
        (max(0, e.t0_ms - _PAD_MS), e.t1_ms + _PAD_MS)
        for name in TRANSCRIBED_AGAIN
        for finding in getattr(digest, name)
        for e in finding.evidence
        if e.t0_ms is not None and e.t1_ms is not None
    )
    current: Interval | None = None
    for start, end in times:
        if current is not None and start <= current.end_ms and max(end, current.end_ms) - current.start_ms <= _LONGEST_MS:
            current = Interval(current.start_ms, max(end, current.end_ms))
            continue
        if current is not None:
            yield current
        current = Interval(start, min(end, start + _LONGEST_MS))
    if current is not None:
        yield current


def transcribe_intervals(
    recording: Recording,
    listener: SpeechEngine,
    stretches: Sequence[Interval],
    *,
    language: str | None,
    limits: DecodingLimits | None = None,
) -> list[tuple[RecognizedWord, ...]]:
    """What an engine hears in each stretch. The recording is decoded once."""
    known = listener.facts().languages
    spoken = known[0] if len(known) == 1 else (language or "").partition("-")[0] or None

    def words(stretch: Interval, pcm: bytes) -> tuple[RecognizedWord, ...]:
        transcribed = listener.transcribe(pcm, language=spoken, hints=Hints())
        return tuple(
            RecognizedWord(word.text, stretch.start_ms + word.start_ms, stretch.start_ms + word.end_ms, word.confidence)
            for utterance in transcribed
            for word in utterance.words
        )

    with Decoding(recording, limits=limits or DecodingLimits()) as decoding, ThreadPoolExecutor(listener.facts().parallel) as pool:
        waiting = [pool.submit(words, stretch, pcm) for stretch, pcm in cut(decoding.blocks(), stretches)]
        return [transcribed.result() for transcribed in waiting]


def cut(blocks: Iterable[bytes], stretches: Sequence[Interval]) -> Iterator[tuple[Interval, bytes]]:
    """Each stretch with its sound, in order, from one reading of the recording; a stretch beyond the end is short or empty."""
    held, begin = bytearray(), 0
    waiting = list(stretches)
    for block in blocks:
        held += block
        while waiting and begin + len(held) >= offset(waiting[0].end_ms):
            interval = waiting.pop(0)
            yield interval, bytes(held[max(0, offset(interval.start_ms) - begin) : offset(interval.end_ms) - begin])
        unneeded = min(len(held), max(0, offset(waiting[0].start_ms) - begin)) if waiting else len(held)
        del held[:unneeded]
        begin += unneeded
    for interval in waiting:
        yield interval, bytes(held[max(0, offset(interval.start_ms) - begin) : max(0, offset(interval.end_ms) - begin)])


def _words(transcript: Transcript) -> tuple[RecognizedWord, ...]:
    times = transcript.word_times
    if times is None:
        return ()
    rows = zip(times.start, times.end, times.t0_ms, times.t1_ms, strict=True)
    return tuple(RecognizedWord(transcript.text[a:b], t0, t1, 1.0) for a, b, t0, t1 in rows if not transcript.is_unspoken(a, b))


def _against(finding: Verified, heard: dict[Interval, tuple[RecognizedWord, ...]], ours: Sequence[RecognizedWord]) -> Iterator[Dispute]:
    for evidence in finding.evidence:
        if evidence.t0_ms is None or evidence.t1_ms is None:
            continue
        for interval, again in heard.items():
            if interval.start_ms < evidence.t1_ms and evidence.t0_ms < interval.end_ms:
                own = [word for word in ours if interval.start_ms <= word.start_ms and word.end_ms <= interval.end_ms]
                end = min(evidence.t1_ms, interval.end_ms - _PAD_MS // 2)
                yield from disputes(own, again, evidence.t0_ms, end)


def _noted(finding: _Made, against: Sequence[Dispute]) -> _Made:
    if not against:
        return finding
    notes = tuple(dispute.note for dispute in against)
    changes: dict[str, object] = {"reasons": (*finding.reasons, *notes)}
    if isinstance(finding, VerifiedQuote):
        changes["reason"] = "; ".join(filter(None, (finding.reason, *notes)))
    return finding.model_copy(update=changes)
