"""Grounding: clean quotes found in verbatim speech, corrupted ones refused; and how well `supports` tells supported sentences."""

from __future__ import annotations

import json
import pathlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from earwitness.model.transcript import Transcript
from earwitness.text.folding import fold, folded_words
from earwitness.verification.align import Aligner
from earwitness.verification.support import support_score, supports
from evals.align import altered

SEED = 16


def run(data: pathlib.Path) -> dict[str, object]:
    """rev16 recall@1 and false accepts; FRANK and DiaSumFact AUC and balanced accuracy by source, each with n and a bigram baseline."""
    figures: dict[str, object] = {}
    if (data / "rev16").is_dir():
        figures.update(spoken(data / "rev16"))
    if (frank := next(iter(sorted((data / "grounding_frank").glob("*.jsonl"))), None)) is not None:
        figures.update(frank_figures(frank))
    if (diasumfact := data / "grounding_diasumfact" / "annotations.json").exists():
        figures.update(diasumfact_figures(diasumfact))
    return figures


def read_nlp(path: pathlib.Path) -> str:
    """The text of a token-per-line transcript, a line for each speaker's turn."""
    lines: list[str] = []
    speaker = None
    for row in path.read_text(encoding="utf-8").splitlines()[1:]:
        fields = row.split("|")
        if len(fields) < 5 or fields[0].startswith("<"):
            continue
        if fields[1] != speaker or not lines:
            lines.append("")
            speaker = fields[1]
        lines[-1] += (" " if lines[-1] else "") + fields[0] + fields[4]
    return "\n\n".join(lines)


def spoken(folder: pathlib.Path) -> dict[str, object]:
    """Sentences of the clean transcripts looked up in the verbatim ones, as they are and corrupted."""
    total: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    accepted: list[str] = []
    rng = random.Random(SEED)
    for path in sorted((folder / "nonverbatim").glob("*.nlp")):
        clean, verbatim = read_nlp(path), read_nlp(folder / "verbatim" / path.name)
        aligner = Aligner(Transcript(text=verbatim))
        whole = fold(verbatim)
        for match in re.finditer(r"[^.!?\n]{25,400}[.!?]", clean):
            sentence = match.group().strip()
            if len(sentence.split()) < 6:
                continue
            near = round(match.start() * len(verbatim) / len(clean))
            _look_up(aligner, verbatim, sentence, near, (total, refused))
            edited = altered(sentence, rng)
            if edited is None or fold(edited[0]) in whole:
                continue
            total[f"corrupted {edited[1]}"] += 1
            if aligner.align(edited[0]).found:
                total[f"accepted {edited[1]}"] += 1
                accepted.append(f"{edited[1]}: {edited[0]}  [was: {sentence}]")
    kinds = sorted(key.removeprefix("corrupted ") for key in total if key.startswith("corrupted "))
    found = total["exact"] + total["folded"] + total["near"] + total["elided"]
    return {
        "rev16_sentences": total["sentences"],
        "rev16_found": round(found / total["sentences"], 4),
        "rev16_found_by_folding_alone": round((total["exact"] + total["folded"]) / total["sentences"], 4),
        "rev16_right_place_of_found": round(total["right"] / max(1, found), 4),
        "rev16_nearest_is_right_when_refused": round(total["nearest right"] / max(1, sum(refused.values())), 4),
        "rev16_refused": dict(refused.most_common()),
        "rev16_false_accepts": {kind: f"{total[f'accepted {kind}']}/{total[f'corrupted {kind}']}" for kind in kinds},
        "rev16_false_accepted": accepted[:12],
    }


def _look_up(aligner: Aligner, verbatim: str, sentence: str, near: int, counts: tuple[Counter[str], Counter[str]]) -> None:
    """Right means that the words found overlap in content and lie within 3 % of the place the clean transcript suggests."""
    total, refused = counts
    total["sentences"] += 1
    alignment = aligner.align(sentence, near=near)
    tolerance = max(1500, len(verbatim) * 0.03)
    if alignment.found:
        total["near" if alignment.near else str(alignment.tier)] += 1
        total["right"] += abs(alignment.spans[0].start - near) <= tolerance
    else:
        refused[str(alignment.reason)] += 1
        nearest = alignment.nearest
        total["nearest right"] += nearest is not None and abs(nearest.start - near) <= tolerance


def bigram_overlap(sentence: str, source: str) -> float:
    """The baseline: share of the sentence's word pairs that the source has."""
    source_text = list(pairwise(word.form for word in folded_words(sentence)))
    have = set(pairwise(word.form for word in folded_words(source)))
    return sum(pair in have for pair in source_text) / len(source_text) if source_text else 1.0


def frank_figures(path: pathlib.Path) -> dict[str, object]:
    """Summaries of articles: is every sentence supported? By source, because overlap alone tells the two sources apart."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    figures: dict[str, object] = {}
    for source in sorted({row["dataset"] for row in rows}):
        items = [
            (row["summary"], row["article"], float(row["factuality"]) >= 1.0)
            for row in rows
            if row["dataset"] == source and row["factuality"] is not None
        ]
        figures.update(_judged(f"frank_{source}", items))
    return figures


def diasumfact_figures(path: pathlib.Path) -> dict[str, object]:
    """Sentences of summaries of chats and meetings: supported or with an error."""
    items: dict[str, list[tuple[str, str, bool]]] = {}
    for dialogue in json.loads(path.read_text(encoding="utf-8")).values():
        cited = "\n".join(_utterance(one) for one in dialogue["utterances"])
        for model in dialogue["annotations"].values():
            for sentence in model["sentence_annotations"]:
                classes = {error["error_class"] for error in sentence["annotation"]}
                items.setdefault(dialogue["dataset_name"], []).append((sentence["sentence"], cited, classes <= {"No Error"}))
    return {key: value for name in sorted(items) for key, value in _judged(f"diasumfact_{name}", items[name]).items()}


def _utterance(one: Any) -> str:
    return " ".join(str(value) for value in one.values()) if isinstance(one, dict) else str(one)


def _judged(name: str, items: list[tuple[str, str, bool]]) -> dict[str, object]:
    labels = [label for *_, label in items]
    passed = [supports(source_text, cited) is None for source_text, cited, _ in items]
    retained = [label for label, ok in zip(labels, passed, strict=True) if ok]
    dropped = [label for label, ok in zip(labels, passed, strict=True) if not ok]
    return {
        f"{name}_n": f"{len(items)} ({sum(labels)} supported)",
        f"{name}_auc": round(auc(_scores(support_score, items), labels), 3),
        f"{name}_auc_bigram_overlap": round(auc(_scores(bigram_overlap, items), labels), 3),
        f"{name}_supported_among_passed": f"{sum(retained)}/{len(retained)}",
        f"{name}_supported_among_refused": f"{sum(dropped)}/{len(dropped)}",
        f"{name}_balanced_accuracy_of_supports": round(_balanced(passed, labels), 3),
    }


def _scores(measure: Callable[[str, str], float], items: Iterable[tuple[str, str, bool]]) -> list[float]:
    return [measure(source_text, cited) for source_text, cited, _ in items]


def _balanced(passed: list[bool], labels: list[bool]) -> float:
    true = sum(ok for ok, label in zip(passed, labels, strict=True) if label) / max(1, sum(labels))
    false = sum(not ok for ok, label in zip(passed, labels, strict=True) if not label) / max(1, len(labels) - sum(labels))
    return (true + false) / 2


def auc(scores: list[float], labels: list[bool]) -> float:
    """Area under the ROC curve: how often a supported sentence scores above an unsupported one, ties counting half."""
    order = sorted(range(len(scores)), key=lambda at: scores[at])
    ranks = [0.0] * len(scores)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[at]]:
            end += 1
        for place in range(at, end + 1):
            ranks[order[place]] = (at + end) / 2 + 1
        at = end + 1
    positive = sum(labels)
    negative = len(labels) - positive
    if not positive or not negative:
        return 0.5
    above = sum(rank for rank, label in zip(ranks, labels, strict=True) if label)
    return (above - positive * (positive + 1) / 2) / (positive * negative)
