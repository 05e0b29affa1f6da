# ruff: noqa: A005 - the task is called numbers; nothing here imports the standard module
"""Numbers: found with the right value and unit in speech and letters (gold_speech), and recall of spoken quantities (earnings21)."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from earwitness import plugins
from earwitness.analysis.numbers.analyzer import NumberAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item, RawDocument
from earwitness.model.reading import Reading
from earwitness.model.transcript import Segment, Transcript
from earwitness.pipeline import identify, parse
from earwitness.text.numeral_proof import derivable
from earwitness.text.numerals import quantities

TYPES = ("MONEY", "PERCENT", "CARDINAL", "QUANTITY")
_BARE_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Found(NamedTuple):
    """A proposed number and where its words stand."""

    start: int
    end: int
    value: float
    unit: str


def run(data: pathlib.Path) -> dict[str, object]:
    """F1 and unit accuracy on gold_speech (ours, and every run of digits), recall on earnings21, the share proven by its span."""
    gold = list(gold_speech(data / "gold_speech", "numbers"))
    return {
        "gold_speech": {"ours": agreement(gold, ours), "digits": agreement(gold, bare_digits), "excerpts": len(gold)},
        "proven": proven(gold),
        "earnings21": spoken_recall(data / "earnings21" / "ner_jsonl"),
    }


def gold_speech(folder: pathlib.Path, key: str) -> Iterator[tuple[Reading, list[dict[str, Any]]]]:
    """Each excerpt read as a user's file is, with its labels of one kind."""
    for labels in sorted(folder.glob("*.json")):
        path = labels.with_suffix(".txt")
        raw = RawDocument(path.read_bytes(), path.name)
        parsed = parse(raw, plugins.readers())
        yield read(identify(parsed, raw, ItemDraft()), parsed.transcript), json.loads(labels.read_text(encoding="utf-8"))[key]


def ours(reading: Reading) -> list[Found]:
    """What the analyser proposes."""
    found = NumberAnalyzer().propose(reading, ())
    return [Found(number.spans[0].start, number.spans[0].end, float(number.value), number.unit) for number in found]


def bare_digits(reading: Reading) -> list[Found]:
    """Baseline: every run of digits, with a per cent sign or the next word as its unit."""
    found = []
    for match in _BARE_DIGITS.finditer(reading.text):
        unit = re.match(r"\s?(%|[A-Za-z]+)", reading.text[match.end() : match.end() + 30])
        found.append(Found(match.start(), match.end(), float(match.group().replace(",", "")), unit[1] if unit else ""))
    return found


def agreement(gold: Sequence[tuple[Reading, list[dict[str, Any]]]], system: Any) -> dict[str, float]:
    """Precision, recall, F1 and unit accuracy; a label marked optional is neither hit nor false alarm."""
    true = false = missed = units = 0
    for reading, labels in gold:
        found, used = system(reading), set()
        for label in labels:
            at = next((i for i, one in enumerate(found) if i not in used and _agrees(one, label)), None)
            if at is None:
                missed += not label["optional"]
                continue
            used.add(at)
            if not label["optional"]:
                true += 1
                units += any(_unit(unit) == _unit(found[at].unit) for unit in label["unit"])
        loose = [span for label in labels if label["optional"] for span in label["spans"]]
        false += sum(i not in used and not any(_overlap(one, span) for span in loose) for i, one in enumerate(found))
    return {**precision_recall(true, false, missed), "unit": round(units / max(1, true), 3)}


def precision_recall(true: int, false: int, missed: int) -> dict[str, float]:
    """Precision, recall, F1 and the number of labels."""
    precision, recall = true / max(1, true + false), true / max(1, true + missed)
    f1 = 2 * true / max(1, 2 * true + false + missed)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "n": true + missed}


def proven(gold: Sequence[tuple[Reading, list[dict[str, Any]]]]) -> dict[str, float]:
    """The share of proposed numbers whose value and unit follow from the words of their span alone."""
    numbers = [(reading, number) for reading, _ in gold for number in NumberAnalyzer().propose(reading, ())]
    held = sum(derivable(reading.text_of(one.spans[0]), one.value, one.value_high, one.unit) for reading, one in numbers)
    return {"share": round(held / max(1, len(numbers)), 3), "n": len(numbers)}


def spoken_recall(folder: pathlib.Path) -> dict[str, dict[str, float]]:
    """Recall by type: read by the grammar at all; proposed by the analyser, which leaves out years and small talk."""
    counts = {kind: [0, 0, 0] for kind in TYPES}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            _count(json.loads(line), counts)
    return {
        kind: {"read": round(read_ / max(1, n), 3), "proposed": round(proposed / max(1, n), 3), "n": n}
        for kind, (read_, proposed, n) in counts.items()
    }


def _count(sentence: dict[str, Any], counts: dict[str, list[int]]) -> None:
    text, places = "", []
    for token, mark in zip(sentence["tokens"], sentence["punct"], strict=True):
        text = f"{text} " if text else ""
        places.append((len(text), len(text) + len(token)))
        text += token + mark
    labelled = [(kind, places[a][0], places[b - 1][1]) for a, b, kind in sentence["entities"] if kind in TYPES]
    if not labelled:
        return
    item = Item(id="sentence", title="sentence")
    reading = read(item, Transcript(text=text, segments=(Segment(start=0, end=len(text)),)))
    parsed, proposed = quantities(text), ours(reading)
    for kind, start, end in labelled:
        values = {one.value for one in parsed if one.start < end and start < one.end}
        counts[kind][0] += bool(values)
        counts[kind][1] += any(one.start < end and start < one.end and one.value in values for one in proposed)
        counts[kind][2] += 1


def _agrees(found: Found, label: dict[str, Any]) -> bool:
    value = float(label["value"])
    return abs(found.value - value) <= 1e-6 * max(1.0, abs(value)) and any(_overlap(found, span) for span in label["spans"])


def _overlap(found: tuple[Any, ...], span: Sequence[int]) -> bool:
    return bool(found[0] < span[1] and span[0] < found[1])


def _unit(unit: str) -> str:
    return re.sub(r"\W+", " ", unit.casefold()).strip().rstrip("s")
