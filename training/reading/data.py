"""The labelled documents as arrays: plain features and targets of every unit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from earwitness.model.judgement import FIELDS, FUNCTIONS, STANCES
from earwitness.reading.features import SentenceInput, features

SPOKEN = frozenset({"conversation", "talk", "hearing"})
_HEADING = re.compile(r"^#{1,6}\s+\S")


@dataclass(frozen=True)
class Document:
    """One document of the corpus with its units, and its labels where it has any."""

    id: str
    group: str
    kind: str
    domain: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]
    speakers: tuple[str, ...]
    labels: dict[str, Any] | None
    markdown: bool = False

    @cached_property
    def sentences(self) -> tuple[SentenceInput, ...]:
        """The units as the model is given them."""
        return tuple(
            SentenceInput(" ".join(self.text[start:end].split()), speaker, self._is_heading(start, end), self.kind in SPOKEN)
            for (start, end), speaker in zip(self.spans, self.speakers, strict=True)
        )

    def _is_heading(self, start: int, end: int) -> bool:
        line = self.text[self.text.rfind("\n", 0, start) + 1 : end]
        return _HEADING.match(line) is not None

    def features(self) -> npt.NDArray[np.float32]:
        """Return the plain features `[units, features]`."""
        return features(self.sentences, self.title)

    def targets(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return `fields` [units, FIELDS], `weights` alike (0: no judgement), `function` and `stance` [units] as class or -1."""
        labels, n = self.labels or {}, len(self.spans)
        fields, weights = np.zeros((n, len(FIELDS)), np.float32), np.ones((n, len(FIELDS)), np.float32)
        column = {name: at for at, name in enumerate(FIELDS)}
        weights[:, column["alone"]] = 0
        for unit, (gist, alone, quote) in ((int(unit), grade) for unit, grade in labels["grades"].items()):
            fields[unit, : len(("gist1", "gist2", "gist3"))] = [gist >= 1, gist >= 2, gist >= 3]
            fields[unit, column["alone"]], weights[unit, column["alone"]] = alone, 1
            fields[unit, column["quote1"]], fields[unit, column["quote2"]] = quote >= 1, quote >= 2
        for point in labels["key_points"]:
            for rank, run in enumerate(point["units"]):
                value = (0.4 + 0.2 * point["weight"]) * (1.0 if rank == 0 else 0.8)
                fields[run, column["key"]] = np.maximum(fields[run, column["key"]], value)
        for chapter in labels["chapters"]:
            weights[max(0, chapter["unit"] - 1) : chapter["unit"] + 2, column["topic"]] = 0
        for chapter in labels["chapters"]:
            fields[chapter["unit"], column["topic"]] = weights[chapter["unit"], column["topic"]] = 1
        for name, run in _runs(labels):
            fields[run, column[name]] = 1
        return {"fields": fields, "weights": weights, **self._classes()}

    def _classes(self) -> dict[str, npt.NDArray[np.float32]]:
        labels, n = self.labels or {}, len(self.spans)
        function, stance = np.full(n, -1, np.float32), np.full(n, -1, np.float32)
        stance[[int(unit) for unit in labels["grades"]]] = 0
        for unit, name in labels.get("function", {}).items():
            function[int(unit)] = FUNCTIONS.index(name)
        for unit, name in labels.get("stance", {}).items():
            stance[int(unit)] = STANCES.index(name)
        return {"function": function, "stance": stance}


def _runs(labels: dict[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Yield the units of each takeaway, prediction, practice and promotion with the name of its field."""
    yield from (("takeaway", run) for run in labels["takeaway"])
    yield from (("prediction", one["units"]) for one in labels.get("predictions", ()))
    yield from (("practice", run) for run in labels.get("practices", ()))
    yield from (("promotion", list(range(first, last + 1))) for first, last in labels.get("promotion", ()))


def load(corpus: Path, units: Path, labels: Path) -> list[Document]:
    """Return every document of the corpus, ordered by id; those with a label file carry their labels."""
    result = []
    for line in corpus.read_text("utf-8").splitlines():
        record = json.loads(line)
        cut = json.loads((units / f"{record['id']}.json").read_text("utf-8"))
        label = labels / f"{record['id']}.json"
        result.append(
            Document(
                id=record["id"], group=record["group"], kind=record["kind"], domain=record["domain"], title=record.get("title") or "",
                text=record["text"], spans=tuple(map(tuple, cut["spans"])), speakers=tuple(cut["speakers"]),
                labels=json.loads(label.read_text("utf-8")) if label.exists() else None,
                markdown=record["path"].endswith((".md", ".qmd")),
            )
        )  # fmt: skip
    return sorted(result, key=lambda document: document.id)


def folds(documents: list[Document], count: int = 5) -> list[int]:
    """Return the fold of each document: whole groups (shows, authors) together, folds of about equal units, largest group first."""
    sizes: dict[str, int] = {}
    for document in documents:
        sizes[document.group] = sizes.get(document.group, 0) + len(document.spans)
    filled, fold_of = [0] * count, {}
    for group in sorted(sizes, key=lambda group: (-sizes[group], group)):
        at = filled.index(min(filled))
        fold_of[group] = at
        filled[at] += sizes[group]
    return [fold_of[document.group] for document in documents]
