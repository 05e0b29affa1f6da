"""Does the extractive summary carry what people wrote about the same talk? ROUGE against human descriptions and meeting abstracts.

Every system gives as many words as ours: lead takes them from the start of the talk, random draws whole sentences with a fixed seed.
ROUGE (Lin 2004) on lower-cased words without stemming; F1 for 1 and L, and recall for 1, averaged over items.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from earwitness import plugins
from earwitness.analysis.reading import read
from earwitness.model.findings import Finding, SummarySentence
from earwitness.model.media import Item
from earwitness.model.reading import Reading
from earwitness.model.transcript import Segment, Transcript
from earwitness.text.words import WORD


class Pair(NamedTuple):
    """A talk and what somebody wrote about it."""

    reading: Reading
    reference: str


def run(data: Path) -> dict[str, object]:
    figures: dict[str, object] = {}
    for name, pairs in (("btc", _btc(data)), ("qmsum val", _qmsum(data))):
        figures |= _measure(name, list(pairs))
    return figures


def _measure(name: str, pairs: list[Pair]) -> dict[str, object]:
    scores: dict[str, list[tuple[float, float, float]]] = {"ours": [], "lead": [], "random": []}
    lengths = []
    for pair in pairs:
        ours = words(" ".join(_summary(pair.reading)))
        lengths.append(len(ours))
        for system, source_text in (
            ("ours", ours),
            ("lead", [word.folded for word in pair.reading.words[: len(ours)]]),
            ("random", _random(pair.reading, len(ours))),
        ):
            scores[system].append(rouge(source_text, words(pair.reference)))
    figures: dict[str, object] = {f"{name} n": len(pairs)}
    if not pairs:
        return figures
    figures[f"{name} words of summary"] = round(mean(lengths))
    for system, values in scores.items():
        r1, recall, rl = (round(mean(column), 3) for column in zip(*values, strict=True))
        figures[f"{name} {system}"] = f"R1 {r1} R1-recall {recall} RL {rl}"
    return figures


def _summary(reading: Reading) -> list[str]:
    found: list[Finding] = []
    for analyzer in plugins.analyzers():
        found.extend(analyzer.propose(reading, tuple(found)))
    return [reading.text_of(f.spans[0]) for f in found if isinstance(f, SummarySentence)]


def _random(reading: Reading, count: int) -> list[str]:
    sentences = list(reading.prose)
    random.Random(7).shuffle(sentences)
    source_text: list[str] = []
    for sentence in sentences:
        if len(source_text) >= count:
            break
        source_text.extend(word.folded for word in reading.words_of(sentence))
    return source_text[:count]


def words(text: str) -> list[str]:
    return [match.group().lower() for match in WORD.finditer(text)]


def rouge(said: list[str], reference: list[str]) -> tuple[float, float, float]:
    """ROUGE-1 F1, ROUGE-1 recall, ROUGE-L F1."""
    shared = sum((Counter(said) & Counter(reference)).values())
    longest = _common(said, reference)
    return _f1(shared, said, reference), shared / max(1, len(reference)), _f1(longest, said, reference)


def _f1(shared: int, said: list[str], reference: list[str]) -> float:
    return 2 * shared / max(1, len(said) + len(reference))


def _common(one: list[str], other: list[str]) -> int:
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for at, match in enumerate(other, start=1):
            before, row[at] = row[at], before + 1 if word == match else max(row[at], row[at - 1])
    return row[-1]


def reading_of(title: str, turns: Iterable[tuple[str | None, str]]) -> Reading:
    """A reading of speaker turns."""
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for number, (speaker, source_text) in enumerate(turns):
        text = " ".join(source_text.split())
        if text:
            segments.append(Segment(start=at, end=at + len(text), speaker=speaker, turn=number))
            parts.append(text)
            at += len(text) + 1
    return read(Item(id="0" * 16, title=title, kind="podcast"), Transcript(text="\n".join(parts), segments=tuple(segments)))


def _btc(data: Path) -> Iterator[Pair]:
    with (data / "chapters_btc" / "episodes.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            episode = json.loads(line)
            if len((episode["description"] or "").split()) >= 25:
                turns = ((turn["speaker"], turn["text"] or "") for turn in episode["turns"])
                yield Pair(reading_of(episode["title"], turns), episode["description"])


def _qmsum(data: Path) -> Iterator[Pair]:
    for path in sorted((data / "qmsum" / "val").glob("*.json")):
        meeting = json.loads(path.read_text(encoding="utf-8"))
        abstracts = [query["answer"] for query in meeting["general_query_list"] if "summar" in query["query"].lower()]
        if abstracts:
            yield Pair(reading_of("Meeting", ((t["speaker"], t["content"]) for t in meeting["meeting_transcripts"])), abstracts[0])
