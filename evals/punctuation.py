"""Punctuation by rules: sentence ends, questions and commas put into real speech whose punctuation and capitals were taken away.

Words, times and reference marks are those of human transcripts with a time for every word (forced alignment). A word whose alignment
failed is taken to follow the one before it without a pause, and the places next to it are not scored. Scores are micro averages over
all places between two words with times; `pauses alone` ends a sentence at every pause of
half a second, `every N words` after as many words as a sentence of the reference has on average: what the rules add shows against both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.speech.punctuation import restore

PAUSE_MS = 500
ENDS = (".", "?", "!")


class Call(NamedTuple):
    """Bare words as an engine without punctuation would write them, and the mark behind each in the reference."""

    words: tuple[RecognizedWord, ...]
    marks: tuple[str, ...]
    timed: tuple[bool, ...]
    """Whether a word's own time is known."""

    def scored(self, marks: Sequence[str]) -> Iterator[str]:
        """The marks at places where the pause is known: those between two words with times."""
        return (mark for mark, timed, after in zip(marks, self.timed, self.timed[1:], strict=False) if timed and after)


def run(data: Path) -> dict[str, object]:
    calls = [call for path in sorted((data / "earnings22_aligned" / "aligned").glob("*.nlp")) if (call := _call(path)).words]
    reference = [mark for call in calls for mark in call.scored(call.marks)]
    length = max(1, round(len(reference) / max(1, sum(mark in ENDS for mark in reference))))
    systems = {
        "ours": [mark for call in calls for mark in call.scored(list(_restored(call)))],
        "pauses alone": [mark for call in calls for mark in call.scored(list(_paused(call)))],
        f"every {length} words": ["." if at % length == length - 1 else "" for at in range(len(reference))],
    }
    figures: dict[str, object] = {"n": f"{len(reference)} places in {len(calls)} calls, {dict(Counter(filter(None, reference)))}"}
    for name, marks in systems.items():
        for kind, kinds in (("sentence ends", ENDS), ("questions", ("?",)), ("commas", (",",))):
            if any(mark in kinds for mark in marks):
                figures[f"{name}: {kind}, P / R / F1"] = _score(reference, marks, kinds)
    return figures


def _score(reference: Sequence[str], marks: Sequence[str], kinds: Sequence[str]) -> str:
    wanted, given = ({at for at, mark in enumerate(side) if mark in kinds} for side in (reference, marks))
    hits = len(wanted & given)
    precision, recall = hits / max(1, len(given)), hits / max(1, len(wanted))
    return f"{precision:.3f} / {recall:.3f} / {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def _restored(call: Call) -> Iterator[str]:
    for word in restore(call.words, language="en").words:
        yield word.text[-1] if word.text[-1:] in (*ENDS, ",") else ""


def _paused(call: Call) -> Iterator[str]:
    for word, after in zip(call.words, [*call.words[1:], None], strict=True):
        yield "." if after is None or after.start_ms - word.end_ms >= PAUSE_MS else ""


def _call(path: Path) -> Call:
    rows = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    timed = [at for at, row in enumerate(rows) if row[2] and row[3]]
    if not timed:
        return Call((), (), ())
    words: list[RecognizedWord] = []
    marks: list[str] = []
    known: list[bool] = []
    last = 0
    for row in rows[timed[0] : timed[-1] + 1]:
        if not any(symbol.isalnum() for symbol in row[0]):
            continue  # a sign written as a word of its own
        start, end = (round(float(row[2]) * 1000), round(float(row[3]) * 1000)) if row[2] and row[3] else (last, last)
        known.append(bool(row[2] and row[3]))
        start = max(start, last)
        last = max(start, end)
        words.append(RecognizedWord(row[0].lower(), start, last, 1.0))
        marks.append(row[4][:1] if row[4][:1] in (*ENDS, ",") else "")
    return Call(tuple(words), tuple(marks), tuple(known))
