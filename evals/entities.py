"""Names in written and spoken English: CrossNER AI, WNUT-17, Earnings-21 (human text), Practical AI show notes.

A gold mention is found when a predicted mention of any kind shares a character with it (`f1`), with the very same characters
(`exact_f1`). Types our digest does not have (tasks, fields, metrics, dates, money ...) are neither hits nor false alarms. The
baseline is every run of capitalised words.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from earwitness.analysis.names.analyzer import EntitiesAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.media import Item
from earwitness.model.reading import Reading
from earwitness.model.transcript import Segment, Transcript

CROSSNER = {
    "organisation": "organization",
    "university": "organization",
    "conference": "organization",
    "researcher": "person",
    "person": "person",
    "product": "product",
    "programlang": "product",
    "country": "place",
    "location": "place",
}
WNUT = {
    "person": "person",
    "corporation": "organization",
    "group": "organization",
    "product": "product",
    "creative-work": "work",
    "location": "place",
}
EARNINGS = {
    "PERSON": "person",
    "ORG": "organization",
    "PRODUCT": "product",
    "GPE": "place",
    "LOC": "place",
    "WORK_OF_ART": "work",
    "FAC": "place",
}
_RUN = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")


class Case(NamedTuple):
    """A text with its gold mentions; kind None is neither hit nor false alarm."""

    text: str
    gold: tuple[tuple[int, int, str | None], ...]


def reading_of(text: str) -> Reading:
    """The reading of a text whose every line is a paragraph."""
    segments = tuple(Segment(start=m.start(), end=m.end(), kind="paragraph") for m in re.finditer(r"\S[^\n]*", text))
    return read(Item(id="0" * 16, title="text"), Transcript(text=text, segments=segments))


def predict(text: str) -> list[tuple[int, int, str]]:
    """Place and kind of every mention."""
    return sorted((s.start, s.end, e.kind) for e in EntitiesAnalyzer().propose(reading_of(text), ()) for s in e.spans)  # type: ignore[attr-defined]


def capitals(text: str) -> list[tuple[int, int, str]]:
    """The baseline: runs of capitalised words."""
    return [(*m.span(), "") for m in _RUN.finditer(text)]


def score(cases: Iterable[Case], finder: Callable[[str], list[tuple[int, int, str]]]) -> dict[str, float | int]:
    """Precision, recall and F1 by overlap, F1 of exact places, share of found with the gold kind."""
    found = exact = kinds = false = predicted = total = 0
    for case in cases:
        own = finder(case.text)
        wanted = [g for g in case.gold if g[2]]
        total += len(wanted)
        for start, end, kind in wanted:
            hits = [m for m in own if m[0] < end and start < m[1]]
            found += bool(hits)
            kinds += any({m[2], kind} <= {"product", "work"} or m[2] == kind for m in hits)
            exact += any(m[:2] == (start, end) for m in hits)
        for start, end, _ in own:
            touched = [g for g in case.gold if start < g[1] and g[0] < end]
            if not touched or any(g[2] for g in touched):
                predicted += 1
                false += not touched
    precision, recall = 1 - false / max(1, predicted), found / max(1, total)
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "exact_f1": round(2 * exact / max(1, predicted + total), 3),
        "kind": round(kinds / max(1, found), 3),
        "n": total,
    }


def conll(path: pathlib.Path, kinds: dict[str, str]) -> Iterator[Case]:
    """One case a sentence of a token-tag file."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") if "\t" in line else line.split() for line in block.splitlines()]
        pairs = [(row[0], row[-1]) for row in rows if len(row) >= 2]
        if pairs:
            yield _case([p[0] for p in pairs], [p[1] for p in pairs], kinds)


def _case(tokens: list[str], tags: list[str], kinds: dict[str, str]) -> Case:
    text, spans = "", []
    for token, tag in zip(tokens, tags, strict=True):
        start = len(text)
        text += token + " "
        if tag.startswith("B-"):
            spans.append([start, start + len(token), kinds.get(tag[2:])])
        elif tag.startswith("I-") and spans:
            spans[-1][1] = start + len(token)
    return Case(text, tuple((a, b, k) for a, b, k in spans))


def earnings(folder: pathlib.Path) -> Iterator[Case]:
    """One case a call: names of people, organizations, products and places in human transcripts."""
    for path in sorted(folder.glob("*.jsonl")):
        text, spans = "", []
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            places = []
            for token, mark in zip(row["tokens"], row["punct"], strict=True):
                places.append((len(text), len(text) + len(token)))
                text += f"{token}{mark} "
            spans += [(places[a][0], places[b - 1][1], EARNINGS.get(kind)) for a, b, kind in row["entities"] if a < b <= len(places)]
            text += "\n"
        yield Case(text, tuple(spans))


def show_notes(path: pathlib.Path, limit: int = 40) -> dict[str, float | int]:
    """Share of link texts in the show notes that are said word for word and named in our entities."""
    source_text = named = 0
    for line in path.read_text(encoding="utf-8").splitlines()[:limit]:
        row = json.loads(line)
        text = "\n".join(turn["text"] for turn in row["turns"])
        own = predict(text)
        for link in row["links"]:
            anchor = link["anchor"].strip()
            if len(anchor) > 2 and anchor[0].isupper() and (places := [m.span() for m in re.finditer(re.escape(anchor), text)]):
                source_text += 1
                named += any(m[0] < b and a < m[1] for a, b in places for m in own)
    return {"recall": round(named / max(1, source_text), 3), "n": source_text}


def run(data: pathlib.Path) -> dict[str, object]:
    """Figures with n, the capital-runs baseline beside each."""
    sets = {
        "crossner_ai_dev": list(conll(data / "ner_crossner_ai/dev.txt", CROSSNER)),
        "wnut17_dev": list(conll(data / "ner_wnut17/emerging.dev.conll", WNUT)),
        "earnings21": list(earnings(data / "earnings21/ner_jsonl")),
    }
    figures: dict[str, object] = {}
    for name, cases in sets.items():
        figures[name] = score(cases, predict)
        figures[f"{name}, baseline capital runs"] = score(cases, capitals)
    figures["practicalai_show_notes"] = show_notes(data / "podcast_changelog/practicalai.jsonl")
    return figures
