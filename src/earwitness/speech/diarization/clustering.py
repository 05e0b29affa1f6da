"""Diarization without a trained model: clusters voices, and separates them only when they differ enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from earwitness.model.speech import RecognizedWord, VoiceTurn
from earwitness.speech.audio.voice_activity import VoiceDetector, voice_detector
from earwitness.speech.diarization.channels import NAME as CHANNELS
from earwitness.speech.diarization.voice_clusters import PENALTY, Voices, cluster, log_likelihoods
from earwitness.speech.diarization.voice_features import HOP_MS, Voiceprints, voiceprints

_STRETCH = 1_500 // HOP_MS
"""Frames of a stretch taken to be one voice at first: shorter ones hold too few frames for a covariance, longer ones two voices."""
_FEWEST_IN_STRETCH = 25
_FEWEST = 2_400 // HOP_MS
"""Voiced frames below which somebody is no voice of their own: nods and laughs sound like nobody."""
_LAP = 200
"""Stretches clustered at once; the voices of all laps are then clustered again, so that the cost grows with the length, not its square."""
_STEP = 256 // HOP_MS
_CHANGE, _CHANGE_AT_PAUSE = 60.0, 15.0
"""What a change of voice costs, in log likelihood: dear inside a breath, cheap at a pause."""
_SURE = 0.04
"""Neighbouring frames say nearly the same: so much of their summed log likelihood counts as evidence for a turn."""
_SUREST = 0.95
"""No turn is surer than this: the likelihoods know nothing of voices the recording does not hold enough of."""
_NEAR_MS = 600
"""A change of voice this near to a gap between sentences lies in the gap."""
_ENDS = (".", "?", "!", "…")


class Step(NamedTuple):
    """A quarter second of speech: frames `[start, end)`, and whether a pause comes before it."""

    start: int
    end: int
    paused: bool


class VoiceprintDiarizer:
    """Tells voices apart by spectrum and pitch. Voices that are alike stay one: a missed change is better than an invented speaker."""

    def __init__(self, detector: Callable[[], VoiceDetector] = voice_detector) -> None:
        self._detector = detector

    @property
    def name(self) -> str:
        """The method."""
        return "voiceprints"

    def turns(self, blocks: Iterable[bytes], words: Sequence[RecognizedWord]) -> tuple[VoiceTurn, ...]:
        """Who speaks when; empty where one voice, or none, could be made out."""
        prints = voiceprints(blocks, self._detector())
        intervals = _stretches(prints)
        if len(intervals) < 2:
            return ()
        voices = _voices(intervals)
        if len(voices.members) < 2:
            return ()
        steps = list(_steps(prints))
        evidence = _evidence(prints, steps, voices)
        turns = list(_turns(steps, evidence, _path(steps, evidence)))
        return tuple(_numbered(_at_gaps(turns, words)))


def voices_warning(name: str, turns: Sequence[VoiceTurn]) -> tuple[str, ...]:
    """What a reader must know about the speakers of a recording, as warnings for its transcript."""
    if not turns:
        return ()
    voices = len({turn.voice for turn in turns})
    total = sum(turn.end_ms - turn.start_ms for turn in turns) or 1
    sure = sum((turn.end_ms - turn.start_ms) * turn.confidence for turn in turns) / total
    if name == CHANNELS:
        reported = f"{voices} voices were told apart by the channel they are heard on ({sure:.0%} sure of who speaks, on average)"
        return (f"{reported}; people who share a channel count as one speaker",)
    by = "by their sound alone, without a trained model" if name == VoiceprintDiarizer().name else f"by {name}"
    return (f"{voices} voices were told apart {by} ({sure:.0%} sure of who speaks, on average); alike voices count as one speaker",)


def _stretches(prints: Voiceprints) -> list[Any]:
    """The voiced frames of every second and a half of speech."""
    found: list[Any] = []
    for start, end in prints.regions:
        parts = max(1, round((end - start) / _STRETCH))
        edges = [start + (end - start) * part // parts for part in range(parts + 1)]
        for a, b in pairwise(edges):
            frames = prints.frames[a:b][prints.voiced[a:b]]
            if len(frames) >= _FEWEST_IN_STRETCH:
                found.append(frames)
    return found


def _voices(stretches: Sequence[Any], penalty: float = PENALTY) -> Voices:
    """The voices of any number of stretches, a lap at a time."""
    import numpy as np  # noqa: PLC0415 - part of the speech extra

    while len(stretches) > _LAP:
        joined: list[Any] = []
        for at in range(0, len(stretches), _LAP):
            lap = stretches[at : at + _LAP]
            joined += [np.concatenate([lap[member] for member in group]) for group in cluster(lap, fewest=0, penalty=penalty).members]
        if len(joined) == len(stretches):
            break
        stretches = joined
    return cluster(stretches, fewest=_FEWEST, penalty=penalty)


def _steps(prints: Voiceprints) -> Iterator[Step]:
    for start, end in prints.regions:
        parts = max(1, round((end - start) / _STEP))
        edges = [start + (end - start) * part // parts for part in range(parts + 1)]
        for at, (a, b) in enumerate(pairwise(edges)):
            yield Step(a, b, at == 0)


def _evidence(prints: Voiceprints, steps: Sequence[Step], voices: Voices) -> Any:
    """The log likelihood of every step under every voice (steps x voices), from its voiced frames."""
    import numpy as np  # noqa: PLC0415

    found = np.zeros((len(steps), len(voices.members)))
    for at, step in enumerate(steps):
        frames = prints.frames[step.start : step.end][prints.voiced[step.start : step.end]]
        if len(frames):
            found[at] = log_likelihoods(frames, voices).sum(0)
    return found


def _path(steps: Sequence[Step], evidence: Any) -> list[int]:
    """The likeliest voice of every step when changes of voice have their price (Viterbi)."""
    import numpy as np  # noqa: PLC0415

    best = evidence[0].copy()
    back: list[Any] = []
    for at in range(1, len(steps)):
        cost = _CHANGE_AT_PAUSE if steps[at].paused else _CHANGE
        leader = int(np.argmax(best))
        came = np.where(best >= best[leader] - cost, np.arange(len(best)), leader)
        best = best[came] - np.where(came == np.arange(len(best)), 0.0, cost) + evidence[at]
        back.append(came)
    path = [int(np.argmax(best))]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


def _turns(steps: Sequence[Step], evidence: Any, path: Sequence[int]) -> Iterator[VoiceTurn]:
    """Steps of one voice joined across pauses, each turn with the probability of its voice against the next best."""
    import numpy as np  # noqa: PLC0415

    first = 0
    for at in range(1, len(steps) + 1):
        if at < len(steps) and path[at] == path[first]:
            continue
        total = evidence[first:at].sum(0)
        others = np.delete(total, path[first])
        lead = float(total[path[first]] - others.max())
        sure = 1 / (1 + np.exp(-np.clip(_SURE * lead, -30, 30)))
        yield VoiceTurn(steps[first].start * HOP_MS, steps[at - 1].end * HOP_MS, path[first], round(min(float(sure), _SUREST), 3))
        first = at


def _at_gaps(turns: Sequence[VoiceTurn], words: Sequence[RecognizedWord]) -> Iterator[VoiceTurn]:
    """Changes of voice moved to the nearest gap between sentences, else between words, when one is near."""
    gaps = [(_gap(a, b), a.text.rstrip("\"'”’)").endswith(_ENDS)) for a, b in pairwise(words)]
    at = 0
    start = turns[0].start_ms if turns else 0
    for turn, after in zip(turns, [*turns[1:], None], strict=True):
        end = turn.end_ms
        if after is not None:
            border = (turn.end_ms + after.start_ms) // 2
            while at < len(gaps) and gaps[at][0] < border - _NEAR_MS:
                at += 1
            near = []
            for gap, ends in gaps[at:]:
                if gap > border + _NEAR_MS:
                    break
                near.append((not ends, abs(gap - border), gap))
            end = min(near)[2] if near else border
        if end > start:
            yield turn._replace(start_ms=start, end_ms=end)
        start = max(start, end)


def _gap(before: RecognizedWord, after: RecognizedWord) -> int:
    return (before.end_ms + after.start_ms) // 2


def _numbered(turns: Iterable[VoiceTurn]) -> Iterator[VoiceTurn]:
    """Voices counted from 1 in order of appearance; neighbours of one voice joined."""
    numbers: dict[int, int] = {}
    last: VoiceTurn | None = None
    for turn in turns:
        voice = numbers.setdefault(turn.voice, len(numbers) + 1)
        if last is not None and last.voice == voice:
            last = last._replace(end_ms=turn.end_ms, confidence=min(last.confidence, turn.confidence))
            continue
        if last is not None:
            yield last
        last = turn._replace(voice=voice)
    if last is not None:
        yield last
