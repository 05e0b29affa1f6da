"""Predictions: clause F1 on gold_speech, in-claim F1 and AUC on numclaim_finance, statement recall on predictions_future."""

from __future__ import annotations

import html
import json
import pathlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from earwitness.analysis.predictions.analyzer import PredictionAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.media import Item
from earwitness.model.reading import Reading
from earwitness.model.transcript import Segment, Transcript
from evals.numbers import gold_speech, precision_recall

_WILL = re.compile(r"\b(?:will|won['’]t|going to|gonna)\b|['’]ll\b", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:will|would|should|could|may|might|expect|anticipat|project|forecast|estimat|guidance|outlook|target)\w*", re.IGNORECASE
)
_LINE = re.compile(r"\S[^\n]*")
_SEED = "5768"
"""The three files of numclaim are three splits of one pool: one is enough."""


def run(data: pathlib.Path) -> dict[str, object]:
    """Ours and a rule of a few words, on each set."""
    gold = list(gold_speech(data / "gold_speech", "predictions"))
    claims = {kind: list(numclaim(data / "numclaim_finance", kind)) for kind in ("ec", "arpts")}
    return {
        "gold_speech": {"ours": clauses(gold, ours), "will or going to": clauses(gold, sentences_with_will), "excerpts": len(gold)},
        **{f"numclaim_{kind}": in_claim(rows) for kind, rows in claims.items() if rows},
        "predictions_future": statements(data / "predictions_future" / "articles.jsonl"),
    }


def ours(reading: Reading) -> list[tuple[int, int]]:
    """The spans the analyser proposes."""
    return [tuple(one.spans[0]) for one in PredictionAnalyzer().propose(reading, ())]


def sentences_with_will(reading: Reading) -> list[tuple[int, int]]:
    """Baseline: every sentence with `will` or `going to`."""
    return [(one.start, one.end) for one in reading.sentences if _WILL.search(reading.text, one.start, one.end)]


def clauses(gold: Sequence[tuple[Reading, list[dict[str, Any]]]], system: Any) -> dict[str, float]:
    """F1 of clauses: found when half of the shorter of the two ranges is shared."""
    true = false = missed = 0
    for reading, labels in gold:
        found, used = system(reading), set()
        for label in labels:
            at = next((i for i, one in enumerate(found) if i not in used and any(_half(one, span) for span in label["spans"])), None)
            if at is not None:
                used.add(at)
            true += at is not None and not label["optional"]
            missed += at is None and not label["optional"]
        loose = [span for label in labels if label["optional"] for span in label["spans"]]
        false += sum(i not in used and not any(_shared(one, span) for span in loose) for i, one in enumerate(found))
    return precision_recall(true, false, missed)


def numclaim(folder: pathlib.Path, kind: str) -> Iterator[tuple[str, bool]]:
    """Sentence and label of one of the training sheets, read without a spreadsheet library."""
    path = folder / f"gold_{kind}_numclaim-train-{_SEED}.xlsx"
    if not path.exists():
        return
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode("utf-8")
    for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL)[1:]:
        words, label = re.search(r"<t[^>]*>(.*?)</t>", row, re.DOTALL), re.findall(r"<v>(\d)</v>", row)
        if words and label:
            yield " ".join(html.unescape(words[1]).split()), label[-1] == "1"


def in_claim(rows: Sequence[tuple[str, bool]]) -> dict[str, object]:
    """Positive F1 at our threshold and the area under the curve of our confidence, beside a rule of modal words."""
    scores = [_confidence(words) for words, _ in rows]
    truth = [label for _, label in rows]
    return {
        "ours": {**_positive([score > 0 for score in scores], truth), "auc": _auc(scores, truth)},
        "modal words": _positive([bool(_MODAL.search(words)) for words, _ in rows], truth),
    }


def statements(path: pathlib.Path) -> dict[str, float]:
    """Share of the statements (paraphrases) whose content words a predicted clause holds to a half; no precision can be had here."""
    hits = n = proposed = 0
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        article = json.loads(line)
        reading = _reading(article["original_text"])
        found = [_content(reading.text[start:end]) for start, end in ours(reading)]
        proposed += len(found)
        for statement in article["extracted"]:
            wanted = _content(f"{statement.get('Predicted Attribute') or ''} {statement.get('Modality Evidence') or ''}")
            n += bool(wanted)
            hits += bool(wanted) and any(len(wanted & words) >= 0.5 * min(len(wanted), len(words)) for words in found if words)
    return {"recall": round(hits / max(1, n), 3), "n": n, "proposed": proposed}


def _content(words: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-z0-9]+", words.casefold()) if len(word) > 3 or word.isdigit()}


def _confidence(words: str) -> float:
    return max((one.confidence for one in PredictionAnalyzer().propose(_reading(words), ())), default=0.0)


def _reading(text: str) -> Reading:
    segments = tuple(Segment(start=m.start(), end=m.start() + len(m.group().rstrip()), kind="paragraph") for m in _LINE.finditer(text))
    return read(Item(id="text", title="text"), Transcript(text=text, segments=segments))


def _positive(found: Sequence[bool], truth: Sequence[bool]) -> dict[str, float]:
    pairs = list(zip(found, truth, strict=True))
    return precision_recall(sum(a and b for a, b in pairs), sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs))


def _auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    positive = [score for score, label in zip(scores, truth, strict=True) if label]
    negative = [score for score, label in zip(scores, truth, strict=True) if not label]
    wins = sum((a > b) + 0.5 * (a == b) for a in positive for b in negative)
    return round(wins / max(1, len(positive) * len(negative)), 3)


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _half(one: Sequence[int], other: Sequence[int]) -> bool:
    return 2 * _shared(one, other) >= min(one[1] - one[0], other[1] - other[0])
