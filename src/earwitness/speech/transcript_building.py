"""Builds a transcript from recognised words: text, segments per sentence or pause, word times and confidences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord, VoiceTurn
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes

_PAUSE_MS, _LONG_PAUSE_MS = 700, 2_000
_MAX_WORDS = 60
_SENTENCE_END = (".", "?", "!", "。", "？", "！", "…")
_CLOSING = "\"'”’)]»"
_ABBREVIATIONS = frozenset(
    (
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "prof.",
        "st.",
        "vs.",
        "etc.",
        "e.g.",
        "i.e.",
        "u.s.",
        "u.k.",
        "no.",
        "inc.",
        "co.",
        "corp.",
        "jr.",
        "sr.",
    )
)
UNSPACED = frozenset({"ja", "zh", "yue", "th", "lo", "my", "km"})
"""Languages written without spaces between words."""


class Voiced(NamedTuple):
    """A word and who says it: 0 where nobody was told apart."""

    word: RecognizedWord
    voice: int


def transcript_of(
    words: Sequence[RecognizedWord], *, origin: str, language: str | None, turns: Sequence[VoiceTurn] = (), warnings: tuple[str, ...] = ()
) -> Transcript:
    """The transcript of what was heard. Words in doubt stay in the text as noise: never quoted, counted or summarised."""
    space = "" if (language or "").partition("-")[0] in UNSPACED else " "
    pieces: list[str] = []
    segments: list[Segment] = []
    marks: list[Mark] = []
    times: list[tuple[int, int, int, int, float]] = []
    at = turn = 0
    previous: list[Voiced] | None = None
    for group in _groups(_voiced(words, turns)):
        if previous is not None:
            changed = group[0].voice != previous[-1].voice
            turn += changed
            paused = group[0].word.start_ms - previous[-1].word.end_ms >= _LONG_PAUSE_MS and _ends_sentence(previous[-1].word.text)
            pieces.append("\n" if changed or paused else space or " ")
            at += 1
        start = at
        for count, (word, _) in enumerate(group):
            if count:
                pieces.append(space)
                at += len(space)
            pieces.append(word.text)
            times.append((at, at + len(word.text), word.start_ms, word.end_ms, word.confidence))
            at += len(word.text)
        first, last = group[0].word, group[-1].word
        segments.append(
            Segment(
                start=start,
                end=at,
                speaker=f"Speaker {group[0].voice}" if group[0].voice else None,
                turn=turn,
                start_ms=first.start_ms,
                end_ms=max(first.start_ms, last.end_ms),
            )
        )
        if first.doubt:
            marks.append(Mark(start=start, end=at, kind="noise", value=first.doubt))
        previous = group
    return Transcript(
        text="".join(pieces),
        segments=tuple(segments),
        marks=tuple(marks),
        word_times=_word_times(times),
        origin=origin,
        language=language,
        warnings=warnings,
    )


def _voiced(words: Sequence[RecognizedWord], turns: Sequence[VoiceTurn]) -> list[Voiced]:
    """Every word with the voice whose turn holds its middle; words between two turns go to the nearer one."""
    if not turns:
        return [Voiced(word, 0) for word in words]
    starts = [turn.start_ms for turn in turns]
    result: list[Voiced] = []
    for word in words:
        middle = (word.start_ms + word.end_ms) // 2
        at = max(bisect_right(starts, middle) - 1, 0)
        if middle >= turns[at].end_ms and at + 1 < len(turns) and turns[at + 1].start_ms - middle < middle - turns[at].end_ms:
            at += 1
        result.append(Voiced(word, turns[at].voice))
    return result


def _groups(words: Sequence[Voiced]) -> Iterator[list[Voiced]]:
    """The words parted where the voice or the doubt changes, at the ends of sentences, at pauses, and before they grow too long."""
    group: list[Voiced] = []
    for item in words:
        if group and _parts(group, item):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _parts(group: Sequence[Voiced], item: Voiced) -> bool:
    last = group[-1]
    return (
        last.voice != item.voice
        or last.word.doubt != item.word.doubt
        or _ends_sentence(last.word.text)
        or item.word.start_ms - last.word.end_ms >= _PAUSE_MS
        or len(group) >= _MAX_WORDS
    )


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_CLOSING)
    return bare.endswith(_SENTENCE_END) and bare.casefold() not in _ABBREVIATIONS


def _word_times(times: Sequence[tuple[int, int, int, int, float]]) -> WordTimes | None:
    if not times:
        return None
    start, end, t0, t1, confidence = zip(*times, strict=True)
    return WordTimes(start=start, end=end, t0_ms=t0, t1_ms=t1, confidence=confidence)
