"""Do the sentences we would rather quote include those worth checking? CLEF-2019 CheckThat! task 1, training part.

Check-worthiness is not quotability: a proxy, for want of labelled quotes. Every labelled sentence is scored by the best run that
begins in it (0 when none may be quoted); baselines score by chance, by length and by "has a digit". Nothing is learnt from the labels.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from earwitness.analysis.quotes.analyzer import candidates_of
from earwitness.analysis.summary.salience import FindingIndex
from evals.summaries import reading_of


class Row(NamedTuple):
    """One labelled sentence."""

    speaker: str
    text: str
    label: int


def run(data: Path) -> dict[str, object]:
    files = sorted((data / "checkworthy_clef19" / "training").glob("*.tsv"))
    transcripts = [_rows(path) for path in files]
    transcripts = [rows for rows in transcripts if any(row.label for row in rows)]
    chance = random.Random(7)
    systems: dict[str, Callable[[list[Row]], list[float]]] = {
        "ours": _ours,
        "has a digit": lambda rows: [float(any(c.isdigit() for c in row.text)) for row in rows],
        "length": lambda rows: [float(len(row.text)) for row in rows],
        "random": lambda rows: [chance.random() for _ in rows],
    }
    figures: dict[str, object] = {
        "transcripts": len(transcripts),
        "sentences": sum(map(len, transcripts)),
        "positive": sum(row.label for rows in transcripts for row in rows),
    }
    for name, system in systems.items():
        scored = [([row.label for row in rows], system(rows)) for rows in transcripts]
        if scored:
            figures[name] = (
                f"MAP {mean(average_precision(*pair) for pair in scored):.3f} "
                f"AUC {mean(auc(*pair) for pair in scored):.3f} P@10 {mean(precision_at(10, *pair) for pair in scored):.3f}"
            )
    return figures


def _rows(path: Path) -> list[Row]:
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [Row(parts[1], parts[2], int(parts[3])) for parts in lines if len(parts) >= 4 and parts[2].strip()]


def _ours(rows: list[Row]) -> list[float]:
    reading = reading_of("Debate", ((row.speaker, row.text) for row in rows))
    values = [0.0] * len(rows)
    starts: list[tuple[int, int]] = []
    at = 0
    for row in rows:
        length = len(" ".join(row.text.split()))
        starts.append((at, at + length))
        at += length + 1
    number = 0
    for candidate in sorted(candidates_of(reading, FindingIndex(reading, ())), key=lambda c: c.span):
        while number + 1 < len(rows) and starts[number + 1][0] <= candidate.span.start:
            number += 1
        values[number] = max(values[number], candidate.score)
    return values


def _ranked(labels: list[int], scores: list[float]) -> list[int]:
    order = sorted(range(len(labels)), key=lambda at: (-scores[at], at))
    return [labels[at] for at in order]


def average_precision(labels: list[int], scores: list[float]) -> float:
    hits, total = 0, 0.0
    for rank, label in enumerate(_ranked(labels, scores), start=1):
        if label:
            hits += 1
            total += hits / rank
    return total / max(1, hits)


def precision_at(count: int, labels: list[int], scores: list[float]) -> float:
    return sum(_ranked(labels, scores)[:count]) / count


def auc(labels: list[int], scores: list[float]) -> float:
    positive = [score for label, score in zip(labels, scores, strict=True) if label]
    negative = [score for label, score in zip(labels, scores, strict=True) if not label]
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / max(1, len(positive) * len(negative))
