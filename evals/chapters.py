"""Chapter boundaries against human ones: Pk, WindowDiff and boundary F1 within two turns, beside three plain baselines."""

from __future__ import annotations

import json
import pathlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.chapters.analyzer import ChapterAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.findings import Chapter
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Transcript

TOLERANCE = 2
"""Turns by which a boundary may be off."""


class Talk(NamedTuple):
    """A transcript whose chapters are known: turns `(speaker, text)` and the turns at which a chapter begins."""

    name: str
    turns: Sequence[tuple[str | None, str]]
    gold: frozenset[int]


def run(data: pathlib.Path) -> dict[str, object]:
    """Means over episodes of chapters_btc and meetings of qmsum (train and val), ours and the baselines'."""
    sets = {
        "chapters_btc": list(btc(data / "chapters_btc")),
        "qmsum_train": list(qmsum(data / "qmsum" / "train")),
        "qmsum_val": list(qmsum(data / "qmsum" / "val")),
    }
    return {name: measure(talks) for name, talks in sets.items() if talks}


def measure(talks: Sequence[Talk]) -> dict[str, object]:
    """Ours and the baselines on one set."""
    systems: dict[str, Callable[[Talk], set[int]]] = {"ours": ours, "none": lambda _: set(), "even": even, "random": chance}
    return {"n": len(talks), **{name: _means(talks, system) for name, system in systems.items()}}


def _means(talks: Sequence[Talk], system: Callable[[Talk], set[int]]) -> dict[str, float]:
    rows = [figures(talk, system(talk)) for talk in talks]
    return {name: round(sum(row[name] for row in rows) / len(rows), 3) for name in rows[0]}


def figures(talk: Talk, found: set[int]) -> dict[str, float]:
    """Pk, WindowDiff (both: less is better), F1 and the number of stretches over the true number."""
    length = len(talk.turns)
    k = max(2, round(length / (len(talk.gold) + 1) / 2))
    gold_before, found_before = _running(talk.gold, length), _running(found, length)
    places = range(max(0, length - k))
    apart = sum((gold_before[i + k] != gold_before[i]) != (found_before[i + k] != found_before[i]) for i in places)
    differ = sum((gold_before[i + k] - gold_before[i]) != (found_before[i + k] - found_before[i]) for i in places)
    hits = _matched(sorted(talk.gold), sorted(found))
    precision, recall = hits / max(1, len(found)), hits / max(1, len(talk.gold))
    return {
        "pk": apart / max(1, len(places)),
        "windowdiff": differ / max(1, len(places)),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "stretches_ratio": (len(found) + 1) / (len(talk.gold) + 1),
    }


def _running(boundaries: frozenset[int] | set[int], length: int) -> list[int]:
    total, out = 0, []
    for turn in range(length + 1):
        out.append(total)
        total += turn in boundaries
    return [*out[1:], total]


def _matched(gold: Sequence[int], found: Sequence[int]) -> int:
    hits, at = 0, 0
    for boundary in found:
        while at < len(gold) and gold[at] < boundary - TOLERANCE:
            at += 1
        if at < len(gold) and abs(gold[at] - boundary) <= TOLERANCE:
            hits, at = hits + 1, at + 1
    return hits


def ours(talk: Talk) -> set[int]:
    """The turns at which our chapters begin."""
    item, transcript = document(talk)
    starts = [segment.start for segment in transcript.segments]
    chapters = [found for found in ChapterAnalyzer().propose(read(item, transcript), ()) if isinstance(found, Chapter)]
    turns = {max(i for i, start in enumerate(starts) if start <= chapter.start) for chapter in chapters}
    return turns - {0}


def even(talk: Talk) -> set[int]:
    """As many stretches as there truly are, all of one length."""
    parts = len(talk.gold) + 1
    return {round(i * len(talk.turns) / parts) for i in range(1, parts)} - {0}


def chance(talk: Talk) -> set[int]:
    """As many boundaries as there truly are, at random turns."""
    dice = random.Random(talk.name)
    return set(dice.sample(range(1, len(talk.turns)), min(len(talk.gold), len(talk.turns) - 1)))


def document(talk: Talk) -> tuple[Item, Transcript]:
    """A talk as the pipeline would hand it on: one segment a turn."""
    parts: list[str] = []
    segments: list[Segment] = []
    length = 0
    for turn, (speaker, words) in enumerate(talk.turns):
        source_text = words.strip() or "-"
        segments.append(Segment(start=length, end=length + len(source_text), speaker=speaker, turn=turn))
        parts.append(source_text)
        length += len(source_text) + 2
    return Item(id="0" * 16, title=talk.name, kind="podcast"), Transcript(text="\n\n".join(parts), segments=tuple(segments))


def btc(folder: pathlib.Path) -> Iterator[Talk]:
    """Episodes with at least three chapters."""
    for line in (folder / "episodes.jsonl").read_text(encoding="utf-8").splitlines():
        episode = json.loads(line)
        turns = [(turn["speaker"], turn["text"]) for turn in episode["turns"]]
        gold = frozenset(chapter["turn_index"] for chapter in episode["chapters"] if 0 < chapter["turn_index"] < len(turns))
        if len(gold) >= 2:
            yield Talk(episode["id"], turns, gold)


def qmsum(folder: pathlib.Path) -> Iterator[Talk]:
    """Meetings; a topic's first turn is a boundary."""
    for path in sorted(folder.glob("*.json")):
        meeting = json.loads(path.read_text(encoding="utf-8"))
        turns = [(turn["speaker"], turn["content"]) for turn in meeting["meeting_transcripts"]]
        starts = (int(span[0]) for topic in meeting["topic_list"] for span in topic["relevant_text_span"])
        gold = frozenset(start for start in starts if 0 < start < len(turns))
        if gold:
            yield Talk(path.stem, turns, gold)
