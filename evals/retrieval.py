"""Which search finds what was asked for: questions on meetings against the passages that answer them.

QMSum: each specific question names the turns that answer it. The turns of all meetings become one archive, cut into passages as every
item is; a passage is relevant to a question when one of its turns is. Words as typed (all must be there), words any of which may be there
(what a bm25 baseline is), meaning alone, and both fused, each over the whole archive. The interval is a bootstrap over questions.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.config import Settings
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Transcript
from earwitness.search import embedding_model, vectors
from earwitness.search.embedding import embed_missing
from earwitness.search.open import open_index
from earwitness.search.query import parse, terms
from earwitness.search.searching import search
from earwitness.storage.engine import Database, open_database
from earwitness.storage.items import put_item
from earwitness.storage.sources import put_source
from earwitness.storage.tables import passages
from earwitness.storage.transcripts import put_passages

DEPTH = 10
DRAWS = 1000
SPLITS = tuple(os.environ.get("EARWITNESS_EVAL_SPLITS", "val").split(","))
MEETINGS = int(os.environ.get("EARWITNESS_EVAL_MEETINGS", "1000"))
_ASKING = re.compile(r"^(what|who|how|why|when|where|which|summarize|did|do|does|is|are|was|were|could|can|please)$", re.IGNORECASE)


class Question(NamedTuple):
    """What is asked of which meeting, and which of its turns answer."""

    text: str
    item_id: str
    turns: frozenset[int]


def run(data: Path) -> dict[str, object]:
    """recall@10, MRR@10 and nDCG@10 of each way to search, and how cosines of answers and of other passages lie."""
    embedder = embedding_model.embedder(Settings(home=data))
    if embedder is None:
        return {"not measured": embedding_model.why_none(Settings(home=data))}
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="earwitness-eval-") as folder:
        database = open_database(f"sqlite:///{folder}/earwitness.db")
        questions, answers = _fill(database, data)
        for _ in embed_missing(database, embedder):
            pass
        with database.read() as connection:
            figures["passages"] = connection.scalar(sa.select(sa.func.count()).select_from(passages))
        figures |= {"meetings": len({one.item_id for one in questions}), "questions": len(questions)}
        figures["relevant passages a question (median)"] = sorted(map(len, answers))[len(answers) // 2]

        def found(text: str, **options: object) -> list[tuple[str, int]]:
            hits = search(database, text, limit=DEPTH, **options).hits  # type: ignore[arg-type]
            return [(hit.passage.item_id, hit.passage.ordinal) for hit in hits]

        ways: dict[str, Callable[[str], list[tuple[str, int]]]] = {
            "words, all": found,
            "words, any": lambda text: found(_any(text)),
            "meaning": lambda text: found(text, embedder=embedder, order="meaning"),
            "hybrid (what search does)": lambda text: found(text, embedder=embedder),
        }
        for kind, shape in (("question", lambda text: text), ("keywords", _keywords)):
            for name, ask in ways.items():
                ranked = [ask(shape(one.text)) for one in questions]
                figures[f"{kind}: {name}"] = _scores(ranked, answers)
        figures |= _cosines(database, embedder, questions, answers)
        database.close()
    return figures


def _fill(database: Database, data: Path) -> tuple[list[Question], list[frozenset[tuple[str, int]]]]:
    """The archive, the questions, and the passages that answer each."""
    questions: list[Question] = []
    answers: list[frozenset[tuple[str, int]]] = []
    with database.write() as connection:
        put_source(connection, Source(id="s", url="https://s.example", kind="feed"), now_ms=0)
        files = [file for split in SPLITS for file in sorted((data / "qmsum" / split).glob("*.json"))]
        for file in files[:MEETINGS]:
            meeting = json.loads(file.read_text(encoding="utf-8"))
            transcript, starts = _transcript(meeting["meeting_transcripts"])
            put_item(connection, ArchivedItem(item=Item(id=file.stem, title=file.stem, kind="talk"), source_id="s", guid=file.stem))
            put_passages(connection, file.stem, transcript)
            result = connection.execute(
                sa.select(passages.c.ordinal, passages.c.start, passages.c.end).where(passages.c.item_id == file.stem)
            ).all()
            for asked in meeting["specific_query_list"]:
                spans = [(int(first), int(last)) for first, last in asked["relevant_text_span"]]
                turns = frozenset(turn for first, last in spans for turn in range(first, last + 1) if turn < len(starts) - 1)
                relevant = {
                    ordinal for ordinal, start, end in result for turn in turns if starts[turn] < end and start < starts[turn + 1] - 1
                }
                if relevant:
                    questions.append(Question(asked["query"], file.stem, turns))
                    answers.append(frozenset((file.stem, ordinal) for ordinal in relevant))
    open_index(database)
    return questions, answers


def _transcript(turns: Sequence[dict[str, str]]) -> tuple[Transcript, list[int]]:
    """A meeting as one text, and where each turn begins (and the text ends)."""
    text, segments, starts, before, turn = "", [], [], None, 0
    for source_text in turns:
        content = re.sub(r"\{[a-z]+\}", "", source_text["content"]).strip() or "-"
        turn += source_text["speaker"] != before
        before = source_text["speaker"]
        starts.append(len(text))
        segments.append(Segment(start=len(text), end=len(text) + len(content), speaker=before, turn=turn))
        text += content + "\n"
    return Transcript(text=text, segments=tuple(segments)), [*starts, len(text)]


def _any(text: str) -> str:
    return " OR ".join(f'"{term.text}"' for term in terms(parse(_bare(text)).root))


def _keywords(text: str) -> str:
    """What somebody who knows search engines types: the question without the words that only ask, names of speakers kept."""
    from earwitness.analysis.stopwords import STOPWORDS  # noqa: PLC0415

    retained = [word for word in _bare(text).split() if word.lower() not in STOPWORDS and not _ASKING.match(word)]
    return " ".join(retained) or text


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text))


def _scores(ranked: Sequence[list[tuple[str, int]]], answers: Sequence[frozenset[tuple[str, int]]]) -> str:
    rows = [_score(found, right) for found, right in zip(ranked, answers, strict=True)]
    chance = random.Random(1)
    shown = []
    for at, name in enumerate(("recall@10", "MRR@10", "nDCG@10")):
        values = [row[at] for row in rows]
        means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(DRAWS))
        shown.append(f"{name} {sum(values) / len(values):.3f} [{means[DRAWS // 40]:.3f}, {means[-DRAWS // 40]:.3f}]")
    return ", ".join(shown)


def _score(found: list[tuple[str, int]], right: frozenset[tuple[str, int]]) -> tuple[float, float, float]:
    """Recall (of at most ten), reciprocal rank, and nDCG, each among the first ten."""
    hits = [one in right for one in found[:DEPTH]]
    first = next((1 / rank for rank, hit in enumerate(hits, 1) if hit), 0.0)
    gain = sum(hit / math.log2(rank + 1) for rank, hit in enumerate(hits, 1))
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(DEPTH, len(right)) + 1))
    return sum(hits) / min(DEPTH, len(right)), first, gain / ideal


def _cosines(
    database: Database, embedder: object, questions: Sequence[Question], answers: Sequence[frozenset[tuple[str, int]]]
) -> dict[str, object]:
    """Percentiles of the cosine of the nearest answer, and of the nearest passage to words that mean nothing here."""
    with database.read() as connection:
        ids = {
            (row.item_id, row.ordinal): row.id
            for row in connection.execute(sa.select(passages.c.id, passages.c.item_id, passages.c.ordinal))
        }
        best = []
        for one, right in zip(questions, answers, strict=True):
            near = dict(vectors.nearest(connection, embedder, one.text, len(ids)))  # type: ignore[arg-type]
            best.append(max(near[ids[place]] for place in right))
        foreign = [vectors.nearest(connection, embedder, text, 1)[0][1] for text in FOREIGN]  # type: ignore[arg-type]
    best.sort()
    return {
        "cosine of the nearest answer, 1st 5th 25th 50th percentile": ", ".join(
            f"{best[len(best) * p // 100]:.2f}" for p in (1, 5, 25, 50)
        ),
        "cosine of the nearest passage to foreign words, lowest median highest": ", ".join(
            f"{sorted(foreign)[at]:.2f}" for at in (0, len(foreign) // 2, -1)
        ),
    }


FOREIGN = (
    "zyxqoria",
    "blorptang frimsel",
    "qwertyuiop",
    "asdf",
    "recipe for sourdough bread",
    "octopus camouflage",
    "Byzantine tax registers",
    "football transfer rumours",
    "how to prune roses",
    "volcanic eruption in Iceland",
    "sonnets of Petrarch",
    "gluten free pancakes",
    "knitting a scarf",
    "supernova remnants",
    "llama shearing",
    "ancient Egyptian mummies",
    "guitar chords",
    "wedding speeches",
    "tide tables",
    "mushroom hunting",
)
"""Words that no meeting on product design, committees or speech research is about."""


if __name__ == "__main__":
    print(run(Path("../shared/data")))
