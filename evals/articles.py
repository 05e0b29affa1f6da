"""How much of an article's text is found on a news page, and how little else: 4-gram shingle F1 against the gold body (html_aeb)."""

from __future__ import annotations

import gzip
import json
import pathlib
import re
import time
from collections import Counter

from trafilatura import extract

from earwitness.documents.decoding import decode
from earwitness.documents.html import HtmlReader
from earwitness.errors import InputError
from earwitness.model.media import RawDocument

_TOKEN = re.compile(r"\w+")


def run(data: pathlib.Path) -> dict[str, object]:
    """Mean precision, recall and F1 by page, as the benchmark defines them, for our blocks and for trafilatura's own text."""
    folder = data / "html_aeb"
    gold = json.loads((folder / "ground-truth.json").read_text())
    pages = {name: folder / "html" / f"{name}.html.gz" for name in sorted(gold)}
    markups = {name: gzip.decompress(path.read_bytes()) for name, path in pages.items() if path.exists()}
    figures: dict[str, object] = {"n": len(markups), "metric": "4-gram shingles, mean over pages"}
    for system, body in (("earwitness", _ours), ("trafilatura, precision", _precise), ("trafilatura, default", _default)):
        begin = time.perf_counter()
        found = {name: body(name, markup) for name, markup in markups.items()}
        seconds = time.perf_counter() - begin
        figures[system] = _score({name: (gold[name]["articleBody"], text) for name, text in found.items()}) | {"seconds": round(seconds, 1)}
    return figures


def _ours(name: str, markup: bytes) -> str:
    try:
        return HtmlReader().read(decode(RawDocument(content=markup, name=name))).transcript.text
    except InputError:
        return ""


def _precise(_: str, markup: bytes) -> str:
    return extract(markup.decode("utf-8", "replace"), favor_precision=True, include_comments=False) or ""


def _default(_: str, markup: bytes) -> str:
    return extract(markup.decode("utf-8", "replace"), include_comments=False) or ""


def _score(pairs: dict[str, tuple[str, str]]) -> dict[str, object]:
    """The benchmark's definition: shares of shingles averaged over pages, F1 from the two averages."""
    precisions, recalls = [], []
    for gold, found in pairs.values():
        wanted, got = _shingles(gold), _shingles(found)
        shared = sum((wanted & got).values())
        precisions.append(shared / sum(got.values()) if got else float(not wanted))
        recalls.append(shared / sum(wanted.values()) if wanted else 1.0)
    precision, recall = sum(precisions) / len(pairs), sum(recalls) / len(pairs)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3))) if tokens else Counter()
