"""Names, numbers and predictions in our own labels of podcasts, captions and a newsletter: our digest against the gold.

A gold mention is found when a predicted mention (organization, person, product or work) overlaps it; each predicted mention
serves one gold mention. What one of two labellers alone marked is neither hit nor false alarm. `kind`, `canonical` are shares of the found
mentions (product and work count as one kind; names are compared without case and punctuation), `repair` counts misheard mentions
under an accepted name, `wrong_repair` the share of found mentions under a name that is neither said nor accepted,
`false_entities` the share of entities that touch no gold mention. A number is found when its place overlaps and its value
agrees, a prediction when half of the shorter of the two ranges is shared.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from earwitness.model.digest import Digest
from earwitness.model.media import RawDocument
from earwitness.pipeline import Tools, digest

KIND = {"organization": 0, "person": 1, "product": 2, "work": 2}
Span = tuple[int, int]
_CAPITALS = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")


def norm(name: object) -> str:
    return re.sub(r"\W+", " ", str(name).lower()).strip()


def shared(a: Sequence[int], b: Sequence[int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def figures_of(found: int, false: int, missed: int) -> dict[str, float | int]:
    precision, recall = found / max(1, found + false), found / max(1, found + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"p": round(precision, 3), "r": round(recall, 3), "f1": round(f1, 3), "n": found + missed}


class Names:
    """Counts mentions over documents."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()

    def add(self, text: str, gold: list[dict[str, Any]], entities: list[tuple[str, str, list[Span]]]) -> None:
        """One document's gold entities and predicted (name, kind, spans)."""
        wanted = [(tuple(span), entity) for entity in gold for span in entity["spans"]]
        found = [(span, name, kind) for name, kind, spans in entities if kind in KIND for span in spans]
        for _, kind, spans in entities:
            if kind in KIND:
                self.count["entities"] += 1
                self.count["false entities"] += not any(shared(s, g) for s in spans for g, _ in wanted)
        used: set[int] = set()
        for span, entity in wanted:
            hits = [i for i, (own, _, _) in enumerate(found) if i not in used and shared(span, own)]
            if not hits:
                self._missed(entity, span, [own for own, _, _ in found])
                continue
            best = max(hits, key=lambda i: shared(span, found[i][0]))
            used.add(best)
            if not entity["optional"]:
                self._found(text, span, entity, found[best])
        free = (own for i, (own, _, _) in enumerate(found) if i not in used)
        self.count["false"] += sum(not any(shared(own, g) for g, _ in wanted) for own in free)

    def _missed(self, entity: dict[str, Any], span: Sequence[int], mine: list[Span]) -> None:
        if not entity["optional"]:
            self.count["missed"] += 1
            self.count["misheard"] += entity["misspelt"] and not any(shared(span, m) for m in mine)

    def _found(self, text: str, span: Sequence[int], entity: dict[str, Any], hit: tuple[Span, str, str]) -> None:
        own, name, kind = hit
        right = norm(name) in {norm(accepted) for accepted in entity["canonical"]}
        source_text = {norm(text[span[0] : span[1]]), norm(text[own[0] : own[1]])}
        self.count["found"] += 1
        self.count["kind"] += KIND[kind] == KIND[entity["kind"]]
        self.count["canonical"] += right
        self.count["misheard"] += entity["misspelt"]
        self.count["repaired"] += entity["misspelt"] and right
        self.count["wrong"] += not right and norm(name) not in source_text

    def figures(self) -> dict[str, object]:
        """The figures of what was counted."""
        c, found = self.count, max(1, self.count["found"])
        return {
            "mentions": figures_of(c["found"], c["false"], c["missed"]),
            "kind": round(c["kind"] / found, 3),
            "canonical": round(c["canonical"] / found, 3),
            "repair": [c["repaired"], c["misheard"]],
            "wrong_repair": round(c["wrong"] / found, 3),
            "false_entities": round(c["false entities"] / max(1, c["entities"]), 3),
        }


def claims(gold: list[dict[str, Any]], mine: list[tuple[Span, float | None, str]], count: Counter[str], *, valued: bool) -> None:
    """Counts numbers (`valued`) or predictions: (place, value, unit) against the gold."""
    used: set[int] = set()
    for wanted in gold:
        spans = [tuple(span) for span in wanted["spans"]]
        hit = next((i for i, one in enumerate(mine) if i not in used and _agrees(one, wanted, spans, valued=valued)), None)
        if hit is None:
            count["missed"] += not wanted["optional"]
            continue
        used.add(hit)
        if not wanted["optional"]:
            count["found"] += 1
            count["unit"] += valued and norm(mine[hit][2]).rstrip("s") in {norm(u).rstrip("s") for u in wanted["unit"]}
    optional = [tuple(span) for wanted in gold if wanted["optional"] for span in wanted["spans"]]
    count["false"] += sum(i not in used and not any(shared(one[0], o) for o in optional) for i, one in enumerate(mine))


def _agrees(one: tuple[Span, float | None, str], wanted: dict[str, Any], spans: list[tuple[int, ...]], *, valued: bool) -> bool:
    place, value, _ = one
    if not valued:
        return any(2 * shared(place, s) >= min(place[1] - place[0], s[1] - s[0]) for s in spans)
    truth = float(wanted["value"])
    return value is not None and abs(value - truth) <= 1e-6 * max(1.0, abs(truth)) and any(shared(place, s) for s in spans)


def entities_of(page: Digest) -> list[tuple[str, str, list[Span]]]:
    """Name, kind and places of every entity of a digest."""
    return [(e.name, e.kind, [(m.start, m.end) for m in e.mentions]) for e in page.entities]


def run(data: pathlib.Path) -> dict[str, object]:
    """Figures of the digest of every excerpt, and of a baseline that takes every run of capitals inside a sentence."""
    tools, names, capitals = Tools.standard(), Names(), Names()
    numbers: Counter[str] = Counter()
    predictions: Counter[str] = Counter()
    for path in sorted((data / "gold_speech").glob("*.txt")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        result = digest(RawDocument(path.read_bytes(), path.name), tools)
        page, text = result.digest, result.transcript.text
        names.add(text, gold["entities"], entities_of(page))
        capitals.add(text, gold["entities"], [(m.group(), "organization", [m.span()]) for m in _CAPITALS.finditer(text)])
        source_text = [((n.evidence[0].start, n.evidence[0].end), float(n.value), n.unit) for n in page.numbers]
        claims(gold["numbers"], source_text, numbers, valued=True)
        foreseen = [((p.evidence[0].start, p.evidence[0].end), None, "") for p in page.predictions]
        claims(gold["predictions"], foreseen, predictions, valued=False)
    ours = names.figures()
    ours["numbers"] = figures_of(numbers["found"], numbers["false"], numbers["missed"])
    ours["unit"] = round(numbers["unit"] / max(1, numbers["found"]), 3)
    ours["predictions"] = figures_of(predictions["found"], predictions["false"], predictions["missed"])
    baseline = {"mentions": capitals.figures()["mentions"], "false_entities": capitals.figures()["false_entities"]}
    return {"earwitness": ours, "baseline capital runs": baseline}
