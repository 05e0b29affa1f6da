"""Alignment of 1,000 quotes in a two-hour transcript: found at the right place, altered ones refused, and how fast."""

from __future__ import annotations

import json
import pathlib
import random
import re
import subprocess
import time
from collections import Counter
from typing import NamedTuple

from earwitness.model.transcript import Transcript
from earwitness.text.folding import fold
from earwitness.text.negation import is_negation
from earwitness.verification.align import Aligner, Alignment
from evals.environments import peer_python

SEED = 20260118
QUOTES = 1000
COMPARED = 15
_NAMES = ("Meridia", "Okafor", "Lindqvist", "Tessalon", "Brackwater", "Veltri")
_OPPOSITES = {
    "more": "less", "less": "more", "up": "down", "increase": "decrease", "before": "after", "all": "some", "always": "sometimes",
    "better": "worse", "best": "worst", "high": "low", "big": "small", "most": "few", "first": "last", "will": "might", "can": "must",
    "good": "bad", "faster": "slower", "right": "wrong", "new": "old", "many": "few", "he": "she", "we": "they",
}  # fmt: skip
_PLAIN = "table river window yellow carry under kitchen paper follow seven winter".split()  # noqa: SIM905


class Case(NamedTuple):
    """One quote: its words, where they come from, and what was done to them."""

    words: str
    start: int
    end: int
    kind: str


def cases(text: str, count: int = QUOTES, seed: int = SEED) -> list[Case]:
    """Quotes drawn from the text: a third as they are, a third folded differently, a third with one word altered."""
    rng = random.Random(seed)
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    result: list[Case] = []
    while len(result) < count:
        length = rng.randint(5, 40)
        first = rng.randrange(len(chunks) - length)
        start, end = chunks[first][0], chunks[first + length - 1][1]
        words = text[start:end]
        kind = ("exact", "folded", "edited")[len(result) % 3]
        if kind == "folded":
            words = folded_variant(words, rng)
        elif kind == "edited":
            edited = altered(words, rng)
            if edited is None:
                continue
            words, what = edited
            kind = f"edited: {what}"
        result.append(Case(words, start, end, kind))
    return result


def folded_variant(words: str, rng: random.Random) -> str:
    """The same words in other case, punctuation and white space."""
    out = []
    for word in words.split():
        style = rng.randrange(6)
        out.append({0: word.upper(), 1: word.title() if "'" not in word else word, 2: word.replace("'", "’")}.get(style, word))
        if style == 3 and word[-1].isalnum():
            out[-1] += ","
        elif style == 4:
            out[-1] = out[-1].replace("-", "‑")
    return "  ".join(out) if rng.random() < 0.3 else "\n".join(out) if rng.random() < 0.2 else " ".join(out)


def altered(words: str, rng: random.Random) -> tuple[str, str] | None:  # noqa: C901, PLR0912  one branch a kind of edit
    """The words with one number, name, negation or other word changed; None where they hold nothing of the kind drawn."""
    parts = words.split()
    what = rng.choice(("number", "name", "negation", "opposite", "word", "swap"))
    inner = range(1, len(parts) - 1)
    if what == "number":
        places = [at for at in inner if re.search(r"\d", parts[at])]
        if not places:
            return None
        at = rng.choice(places)
        parts[at] = re.sub(r"\d", lambda match: str((int(match.group()) + rng.randint(1, 8)) % 9 + 1), parts[at], count=1)
    elif what == "name":
        places = [at for at in inner if re.fullmatch(r"[A-Z][a-z]{2,}", parts[at]) and parts[at - 1][-1].isalnum()]
        if not places:
            return None
        parts[rng.choice(places)] = rng.choice(_NAMES)
    elif what == "negation":
        places = [at for at in inner if is_negation(fold(parts[at]))]
        if places:
            at = rng.choice(places)
            parts[at : at + 1] = [parts[at][: -len("n't")]] if parts[at].endswith("n't") else []
        else:
            places = [at for at in inner if fold(parts[at]) in ("is", "was", "will", "are", "do", "can", "would", "should")]
            if not places:
                return None
            parts.insert(rng.choice(places) + 1, "not")
    elif what == "opposite":
        places = [at for at in inner if parts[at].casefold() in _OPPOSITES]
        if not places:
            return None
        at = rng.choice(places)
        parts[at] = _OPPOSITES[parts[at].casefold()]
    elif what == "word":
        places = [at for at in inner if len(parts[at]) > 4 and parts[at].isalpha()]
        if not places:
            return None
        parts[rng.choice(places)] = rng.choice(_PLAIN)
    else:
        places = [at for at in inner if len(parts[at]) > 4 and parts[at].isalpha()]
        if len(places) < 2:
            return None
        one, other = rng.sample(places, 2)
        if parts[one].casefold() == parts[other].casefold():
            return None
        parts[one], parts[other] = parts[other], parts[one]
    edited = " ".join(parts)
    return (edited, what) if fold(edited) != fold(words) else None


def run(data: pathlib.Path) -> dict[str, object]:
    """Shares found at the right place, false accepts, microseconds a quote, and the ratio to langextract's aligner."""
    text = (data.parent / "samples" / "moonshots-2025-12-09.md").read_text(encoding="utf-8")
    quotes = cases(text)
    before = time.perf_counter()
    aligner = Aligner(Transcript(text=text))
    aligner.align(quotes[0].words)
    built = time.perf_counter() - before
    before = time.perf_counter()
    found = [aligner.align(case.words, near=case.start) for case in quotes]
    spent = time.perf_counter() - before
    figures = score(text, quotes, found)
    figures["index_ms"] = round(built * 1000, 1)
    figures["us_per_quote"] = round((built + spent) * 1e6 / len(quotes), 1)
    figures["growth_10x_text"] = growth(text, quotes)
    figures.update(compare(text, quotes, (built + spent) / len(quotes)))
    return figures


def score(text: str, quotes: list[Case], found: list[Alignment]) -> dict[str, object]:
    """Recall by kind and what was wrongly accepted: an edited quote may be found only where its words truly stand elsewhere."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    false_accepts: list[str] = []
    for case, alignment in zip(quotes, found, strict=True):
        kind = case.kind.partition(":")[0]
        total[kind] += 1
        if kind != "edited":
            right[kind] += (
                bool(alignment.spans) and abs(alignment.spans[0].start - case.start) <= 3 and abs(alignment.spans[-1].end - case.end) <= 3
            )
            continue
        reasons[f"{case.kind[8:]} -> {alignment.reason or 'accepted'}"] += 1
        if alignment.found and fold(case.words) not in fold(text):
            false_accepts.append(f"{case.kind}: {case.words}")
        nearest = alignment.nearest
        right[kind] += nearest is not None and nearest.start < case.end and case.start < nearest.end
    return {
        "n": len(quotes),
        "exact_at_right_place": f"{right['exact']}/{total['exact']}",
        "folded_at_right_place": f"{right['folded']}/{total['folded']}",
        "edited_refused_beside_nearest_words": f"{right['edited']}/{total['edited']}",
        "false_accepts": len(false_accepts),
        "false_accepted": false_accepts[:10],
        "edited_reasons": dict(sorted(reasons.items())),
    }


def growth(text: str, quotes: list[Case]) -> float:
    """How much longer a quote takes when the transcript is ten times as long; the index is built before."""
    rng = random.Random(SEED)
    words = text.split()
    noise = [" ".join(rng.sample(words, len(words))) for _ in range(9)]
    times = []
    for content in (text, text + "\n" + "\n".join(noise)):
        aligner = Aligner(Transcript(text=content))
        for case in quotes[:30]:
            aligner.align(case.words, near=case.start)
        before = time.perf_counter()
        for case in quotes[:300]:
            aligner.align(case.words, near=case.start)
        times.append(time.perf_counter() - before)
    return round(times[1] / times[0], 2)


_CHILD = """
import json, sys, time
from langextract.resolver import WordAligner
from langextract.core import data
text, quotes = json.load(sys.stdin)
out = []
for quote in quotes:
    before = time.perf_counter()
    aligned = list(WordAligner().align_extractions([[data.Extraction("quote", quote)]], text))
    spent = time.perf_counter() - before
    place = aligned[0][0].char_interval
    out.append([spent, place and place.start_pos, place and place.end_pos, str(aligned[0][0].alignment_status)])
json.dump(out, sys.stdout)
"""


def compare(text: str, quotes: list[Case], ours: float) -> dict[str, object]:
    """The same quotes through langextract's aligner, in an environment of its own."""
    python = str(peer_python("langextract", "langextract>=1.7,<1.8"))
    sample = quotes[:COMPARED]
    payload = json.dumps([text, [case.words for case in sample]])
    done = subprocess.run([python, "-c", _CHILD], input=payload, capture_output=True, text=True, check=True, timeout=900)
    rows = json.loads(done.stdout)
    theirs = sum(row[0] for row in rows) / len(rows)
    wrong = sum(1 for case, row in zip(sample, rows, strict=True) if case.kind.startswith("edited") and row[1] is not None)
    return {
        "langextract_n": len(rows),
        "langextract_us_per_quote": round(theirs * 1e6, 1),
        "langextract_slowest_us": round(max(row[0] for row in rows) * 1e6, 1),
        "langextract_edited_accepted": f"{wrong}/{sum(case.kind.startswith('edited') for case in sample)}",
        "times_faster_than_langextract": round(theirs / ours, 1),
    }
