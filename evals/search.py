"""How fast the archive is searched: 1,000,000 passages of shuffled public sentences, our search against a bare FTS5 query on the same rows.

Both run the same 200 queries in turns in the same process. The bare side is an FTS5 table of the texts alone, asked for the 20 best
rows by bm25; a query's filters are left out there, since it has nothing to filter by. `EARWITNESS_EVAL_PASSAGES` sets the size, and
`EARWITNESS_EVAL_POSTGRES` names an empty PostgreSQL database to measure as well.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.search.open import open_index
from earwitness.search.query import parse
from earwitness.search.searching import search
from earwitness.search.words import tokens
from earwitness.storage.engine import Database, open_database
from earwitness.storage.tables import aliases, entities, items, mentions, passages, sources

PASSAGES = int(os.environ.get("EARWITNESS_EVAL_PASSAGES", "1000000"))
AN_ITEM = 200
"""Passages an item: an hour of talk."""
SHOWS, VOICES, NAMES = 100, 400, 200
WORDS = 40
ROUNDS = 3
HITS = 20
BATCH = 5_000
BARE = "SELECT rowid FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT 20"
KINDS = ("podcast", "podcast", "podcast", "video", "newsletter")


class Pair(NamedTuple):
    """One query in our language and in FTS5's."""

    family: str
    ours: str
    bare: str


def run(data: Path) -> dict[str, object]:
    """Seconds at the 50th and 95th percentile, ours and bare, by family of query."""
    chance = random.Random(20260203)
    sentences = _sentences(data)
    with tempfile.TemporaryDirectory(prefix="earwitness-eval-") as folder:
        started = time.perf_counter()
        database = open_database(f"sqlite:///{folder}/earwitness.db")
        _fill(database, sentences, random.Random(7))
        filled = time.perf_counter() - started
        started = time.perf_counter()
        index = open_index(database)
        indexed = time.perf_counter() - started
        bare = _bare(database, Path(folder) / "bare.db")
        pairs = _queries(sentences, chance)
        timed = _measure(
            pairs,
            {
                "bare": lambda pair: bare.execute(BARE, (pair.bare,)).fetchall(),
                "find": lambda pair: _find(database, index, pair.ours),
                "search": lambda pair: search(database, pair.ours, limit=HITS).hits,
            },
        )
        figures: dict[str, object] = {
            "passages": PASSAGES,
            "queries": len(pairs),
            "rounds": ROUNDS,
            "fill_seconds": round(filled, 1),
            "index_seconds": round(indexed, 1),
            "index_passages_per_s": round(PASSAGES / indexed),
            "database_mib": round((Path(folder) / "earwitness.db").stat().st_size / 2**20),
            "bare_mib": round((Path(folder) / "bare.db").stat().st_size / 2**20),
        }
        figures |= _figures(pairs, timed)
        bare.close()
        database.close()
        if url := os.environ.get("EARWITNESS_EVAL_POSTGRES"):
            figures |= _postgres(url, sentences, pairs)
    return figures


def _find(database: Database, index: object, text: str) -> object:
    with database.read() as connection:
        return index.find(connection, parse(text), HITS)  # type: ignore[attr-defined]


def _figures(pairs: Sequence[Pair], timed: dict[str, list[float]]) -> dict[str, object]:
    figures: dict[str, object] = {}
    for name, seconds in timed.items():
        figures[f"{name}_p50_ms"] = round(_percentile(seconds, 0.50) * 1000, 1)
        figures[f"{name}_p95_ms"] = round(_percentile(seconds, 0.95) * 1000, 1)
    for name in ("find", "search"):
        figures[f"{name}_p95_to_bare (bar 2.0)"] = round(_percentile(timed[name], 0.95) / _percentile(timed["bare"], 0.95), 2)
        ratios = [ours / theirs for ours, theirs in zip(timed[name], timed["bare"], strict=True)]
        figures[f"{name}_median_ratio"] = round(statistics.median(ratios), 2)
    for family in dict.fromkeys(pair.family for pair in pairs):
        of = [at for at, pair in enumerate(pairs) if pair.family == family]
        figures[f"{family} (n={len(of)}) p95 ms: bare, find, search"] = ", ".join(
            f"{_percentile([timed[name][at] for at in of], 0.95) * 1000:.1f}" for name in ("bare", "find", "search")
        )
    return figures


def _postgres(url: str, sentences: Sequence[str], pairs: Sequence[Pair]) -> dict[str, object]:
    database = open_database(url)
    _fill(database, sentences, random.Random(7))
    started = time.perf_counter()
    index = open_index(database)
    figures: dict[str, object] = {"postgres_index_seconds": round(time.perf_counter() - started, 1)}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    timed = _measure(pairs, {"postgres": lambda pair: _find(database, index, pair.ours)})
    figures |= {f"postgres_p{p}_ms": round(_percentile(timed["postgres"], p / 100) * 1000, 1) for p in (50, 95)}
    for family in dict.fromkeys(pair.family for pair in pairs):
        of = [seconds for seconds, pair in zip(timed["postgres"], pairs, strict=True) if pair.family == family]
        figures[f"{family} (n={len(of)}) p95 ms: postgres"] = round(_percentile(of, 0.95) * 1000, 1)
    database.close()
    return figures


def _measure(pairs: Sequence[Pair], ways: dict[str, Callable[[Pair], object]]) -> dict[str, list[float]]:
    """The median seconds of each query in each way; the ways take turns, so that a busy machine slows all alike."""
    timed: dict[str, list[float]] = {name: [] for name in ways}
    for pair in pairs:
        runs: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, ask in ways.items():
                started = time.perf_counter()
                ask(pair)
                runs[name].append(time.perf_counter() - started)
        for name, seconds in runs.items():
            timed[name].append(statistics.median(seconds))
    return timed


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _sentences(data: Path) -> list[str]:
    """Turns of public talks and meetings, cut to at most `WORDS` words."""
    turns: list[str] = []
    for file, key in ((data / "chapters_btc" / "episodes.jsonl", "text"), (data / "podcast_changelog" / "practicalai.jsonl", "text")):
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                turns += [turn[key] for line in lines for turn in json.loads(line)["turns"]]
    for file in sorted((data / "qmsum").rglob("*.json")):
        turns += [turn["content"] for turn in json.loads(file.read_text(encoding="utf-8"))["meeting_transcripts"]]
    cut = []
    for turn in turns:
        words = turn.split()
        cut += [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS) if len(words) - at >= 8]
    return cut


def _passage_texts(sentences: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Passages no two of which are alike: the first half of one piece, the second of another."""
    for _ in range(PASSAGES):
        first, second = chance.choice(sentences), chance.choice(sentences)
        yield first[: len(first) // 2].rpartition(" ")[0] + " " + second[len(second) // 2 :].partition(" ")[2]


def _fill(database: Database, sentences: Sequence[str], chance: random.Random) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(sources), [_source(at) for at in range(SHOWS)])
        count = (PASSAGES + AN_ITEM - 1) // AN_ITEM
        connection.execute(sa.insert(items), [_item(at, chance) for at in range(count)])
        names = [f"Name {at}" for at in range(NAMES)]
        rows = [{"id": f"{at:016x}", "name": name, "kind": "organization", "category": "", "ids": {}} for at, name in enumerate(names)]
        connection.execute(sa.insert(entities), rows)
        connection.execute(
            sa.insert(aliases), [{"entity_id": f"{at:016x}", "alias": name, "folded": name.lower()} for at, name in enumerate(names)]
        )
    batch: list[dict[str, object]] = []
    for at, text in enumerate(_passage_texts(sentences, chance)):
        item, ordinal = divmod(at, AN_ITEM)
        voice = f"Voice {(item * 3 + chance.randrange(3)) % VOICES}"
        place = {"start": ordinal * 1000, "end": ordinal * 1000 + len(text), "t0_ms": ordinal * 15_000, "t1_ms": ordinal * 15_000 + 14_000}
        batch.append({"item_id": f"{item:016x}", "ordinal": ordinal, "speaker": voice, "text": text, **place})
        if len(batch) == BATCH:
            _write(database, batch, chance)
            batch = []
    _write(database, batch, chance)


def _write(database: Database, batch: list[dict[str, object]], chance: random.Random) -> None:
    if not batch:
        return
    named = [row for row in batch if chance.random() < 0.05]
    spread = [
        {
            "entity_id": f"{chance.randrange(NAMES):016x}",
            "item_id": row["item_id"],
            "revision": 1,
            "start": row["start"],
            "end": int(str(row["start"])) + 8,
            "finding_id": "",
            "t0_ms": row["t0_ms"],
            "text": "",
        }
        for row in named
    ]
    with database.write() as connection:
        connection.execute(sa.insert(passages), batch)
        connection.execute(sa.insert(mentions), spread)


def _source(at: int) -> dict[str, object]:
    return {"id": f"{at:016x}", "url": f"https://show{at}.example/feed", "kind": "feed", "title": f"Show {at}", "added_ms": 0}


def _item(at: int, chance: random.Random) -> dict[str, object]:
    day = f"{2018 + at % 8}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"
    where = {"source_id": f"{at % SHOWS:016x}", "guid": str(at), "url": f"https://show.example/{at}", "published": day}
    state = {"item": {}, "state": "digested", "revision": 1, "first_seen_ms": 0}
    return {"id": f"{at:016x}", "title": f"Episode {at}", "kind": KINDS[at % len(KINDS)], **where, **state}


def _bare(database: Database, file: Path) -> sqlite3.Connection:
    """An FTS5 table of the same texts, in a file of its own, as anybody would set it up."""
    bare = sqlite3.connect(file)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA cache_size=-65536")
    bare.execute("CREATE VIRTUAL TABLE bare USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')")
    with database.read() as connection:
        rows = connection.execution_options(yield_per=BATCH).execute(sa.select(passages.c.id, passages.c.text).order_by(passages.c.id))
        for some in rows.partitions():
            bare.executemany("INSERT INTO bare(rowid, text) VALUES (?, ?)", [tuple(row) for row in some])
    bare.commit()
    return bare


def _queries(sentences: Sequence[str], chance: random.Random) -> list[Pair]:
    """200 queries: words of every frequency, alone and together, phrases, beginnings, and with filters."""
    counts = Counter(token.form for text in chance.sample(sentences, min(20_000, len(sentences))) for token in tokens(text))
    ranked = [form for form, _ in counts.most_common() if form.isascii() and form.isalpha() and len(form) > 2]
    common, usual, rare = ranked[:100], ranked[100:1500], ranked[1500:6000]

    def word() -> str:
        return chance.choice(chance.choices((common, usual, rare), (1, 6, 3))[0])

    def phrase() -> str:
        while True:
            words = chance.choice(sentences).split()
            at = chance.randrange(max(1, len(words) - 1))
            if len(words) > at + 1 and all(part.isascii() and part.isalpha() for part in words[at : at + 2]):
                return " ".join(words[at : at + 2]).lower()

    filters = (
        lambda: f"kind:{chance.choice(KINDS)}",
        lambda: f'source:"show {chance.randrange(SHOWS)}"',
        lambda: f'speaker:"voice {chance.randrange(100, VOICES)}"',
        lambda: f"after:{chance.randrange(2018, 2026)}-{chance.randrange(1, 13):02}",
        lambda: f'entity:"name {chance.randrange(NAMES)}"',
    )
    result: list[Pair] = []
    for _ in range(60):
        one = word()
        result.append(Pair("word", one, f'"{one}"'))
    for _ in range(35):
        one, two = word(), word()
        result.append(Pair("and", f"{one} {two}", f'"{one}" AND "{two}"'))
    for _ in range(25):
        one = phrase()
        result.append(Pair("phrase", f'"{one}"', f'"{one}"'))
    for _ in range(20):
        one, two = word(), word()
        result.append(Pair("or", f"{one} OR {two}", f'"{one}" OR "{two}"'))
    for _ in range(15):
        one, two = word(), word()
        result.append(Pair("not", f"{one} -{two}", f'"{one}" NOT "{two}"'))
    for _ in range(10):
        one = chance.choice(usual)[:4]
        result.append(Pair("prefix", f"{one}*", f'"{one}" *'))
    for at in range(35):
        one = word()
        result.append(Pair("filtered", f"{one} {filters[at % len(filters)]()}", f'"{one}"'))
    return result
