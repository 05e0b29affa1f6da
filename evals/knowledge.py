"""How fast the archive answers across 2,000 items, and how often the rules that join names without asking are wrong.

Items are the Practical AI episodes of the data folder (each digested once, then stored under other ids on other days), so that names,
speakers and topics repeat as they do in a real archive. Every list and page model is asked for `ROUNDS` times; the slowest ones count.
Precision is that of the rules on all pairs of names they compare in two registries: a pair is right when both names have one id; names that
differ in case or punctuation alone are one name already. What is left to a person is counted beside it, and how many of the pairs that
have one id and each other's letters (but for spacing, signs, article, legal suffix) are joined or asked about. `sec` is
the list of the SEC with the short names our tables have for its companies, `brands` a list of brands with other spellings of each.
`EARWITNESS_EVAL_ITEMS` sets the size.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import sqlalchemy as sa

from earwitness import pipeline
from earwitness.analysis.names.gazetteer import gazetteer
from earwitness.entities.identity_rules import Name, judge, keys_of
from earwitness.entities.indexing import catch_up, index_item
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import RawDocument
from earwitness.storage.engine import Database, open_database
from earwitness.storage.entity_tables import names, subjects, voices
from earwitness.storage.findings import put_digest
from earwitness.storage.items import put_item, put_state
from earwitness.storage.sources import put_source
from earwitness.storage.transcripts import put_passages, put_revision
from earwitness.text.folding import fold
from earwitness.website.views.entities import entities_page, entity_page
from earwitness.website.views.ledgers import LedgerFilter, ledger_page
from earwitness.website.views.sources import source_page, sources_page
from earwitness.website.views.speakers import speaker_page, speakers_page
from earwitness.website.views.topics import topic_page, topics_page

ITEMS = int(os.environ.get("EARWITNESS_EVAL_ITEMS", "2000"))
SOURCES = 40
ROUNDS = 15
DAY = "2026-11-28"


def run(data: Path) -> dict[str, object]:
    """Milliseconds at the 50th and 95th percentile by page, and the precision of the rules by registry."""
    with tempfile.TemporaryDirectory(prefix="earwitness-eval-") as folder:
        database = open_database(f"sqlite:///{folder}/earwitness.db")
        figures = {"items": ITEMS, **_fill(database, data), **_timed(database)}
        database.close()
    return figures | _precision(data)


def _fill(database: Database, data: Path) -> dict[str, object]:
    result = list(_digests(data))
    sources = [Source(id=f"{at:016x}", url=f"https://show.example/{at}", kind="feed", title=f"Show {at}") for at in range(SOURCES)]
    with database.write() as connection:
        for source in sources:
            put_source(connection, source, now_ms=1)
    used = []
    for at in range(ITEMS):
        original = result[at % len(result)]
        day = dt.date(2026, 11, 1) - dt.timedelta(days=at)
        item = original.digest.item.model_copy(update={"id": f"{at:016x}", "title": f"Episode {at}", "published": day.isoformat()})
        with database.write() as connection:
            put_item(connection, ArchivedItem(item=item, source_id=sources[at % SOURCES].id, guid=str(at), first_seen_ms=at))
            revision = put_revision(connection, item.id, original.transcript)
            put_digest(connection, item.id, revision, original.digest, stage_version="1")
            put_passages(connection, item.id, original.transcript)
            put_state(connection, item.id, "digested")
            began = time.perf_counter()
            index_item(connection, [item.id])
            used.append(time.perf_counter() - began)
    catch_up(database, now_ms=1)
    return {"take_in_ms_an_item": round(statistics.median(used) * 1000, 1), "take_in_ms_p95": round(_p95(used) * 1000, 1)}


def _digests(data: Path) -> Iterator[pipeline.Digested]:
    for line in (data / "podcast_changelog" / "practicalai.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turns = "".join(f"**{turn['speaker']}:** {turn['text']}\n\n" for turn in row["turns"])
        head = f"---\ntitle: {row['id']}\nshow: Practical AI\ndate: {row['date']}\n---\n\n"
        yield pipeline.digest(RawDocument((head + turns).encode(), f"{row['id']}.md"), pipeline.Tools.standard())


def _timed(database: Database) -> dict[str, object]:
    with database.read() as connection:
        entity = str(connection.scalar(sa.select(names.c.entity_id).where(names.c.shown == 1).order_by(names.c.mentions.desc()).limit(1)))
        busiest = sa.func.count().desc()
        speaker = str(connection.scalar(sa.select(voices.c.speaker_id).group_by(voices.c.speaker_id).order_by(busiest).limit(1)))
        topic = str(connection.scalar(sa.select(subjects.c.topic_id).group_by(subjects.c.topic_id).order_by(busiest).limit(1)))
    pages: dict[str, Callable[[sa.Connection], object]] = {
        "entities": entities_page,
        "entities, words": lambda c: entities_page(c, words="open"),
        "entity, the most named": lambda c: entity_page(c, entity),
        "topics": topics_page,
        "topic, the commonest": lambda c: topic_page(c, topic),
        "speakers": speakers_page,
        "speaker, the busiest": lambda c: speaker_page(c, speaker, today=DAY),
        "sources": sources_page,
        "source": lambda c: source_page(c, f"{1:016x}"),
        "numbers": lambda c: ledger_page(c, "number", LedgerFilter(), today=DAY),
        "numbers by value": lambda c: ledger_page(c, "number", LedgerFilter(sort="value", unit="%"), today=DAY),
        "numbers, words": lambda c: ledger_page(c, "number", LedgerFilter(words="percent accuracy"), today=DAY),
        "numbers, page 100": lambda c: ledger_page(c, "number", LedgerFilter(), today=DAY, number=100),
        "predictions by due date": lambda c: ledger_page(c, "prediction", LedgerFilter(sort="due", due="set"), today=DAY),
        "quotes of the most named": lambda c: ledger_page(c, "quote", LedgerFilter(entity=entity), today=DAY),
        "quotes of the busiest": lambda c: ledger_page(c, "quote", LedgerFilter(speaker=speaker), today=DAY),
    }
    figures: dict[str, object] = {}
    for name, page in pages.items():
        used = []
        for _ in range(ROUNDS):
            with database.read() as connection:
                began = time.perf_counter()
                page(connection)
                used.append(time.perf_counter() - began)
        figures[f"{name}, ms"] = f"{statistics.median(used) * 1000:.1f} / {_p95(used) * 1000:.1f}"
    return figures


def _p95(taken: list[float]) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.95))]


def _precision(data: Path) -> dict[str, object]:
    """The rules without ids on registries that have ids: a joined pair whose ids differ is wrong."""
    folder = data / "gazetteers"
    figures: dict[str, object] = {}
    with (folder / "sec_company_tickers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ours = [(match.entry.name, match.entry.ids["cik"].zfill(10)) for match in gazetteer().keys.values() if "cik" in match.entry.ids]
    figures |= _judged("sec", [*((row["name"], row["cik"]) for row in rows), *ours])
    brands = [json.loads(line) for line in (folder / "nsi_brands_wikidata.jsonl").read_text(encoding="utf-8").splitlines()]
    figures |= _judged("brands", [(name, row["qid"]) for row in brands for name in {row["name"], *row["aliases"]}])
    return figures


def _judged(registry: str, rows: list[tuple[str, str]]) -> dict[str, object]:
    unique = sorted({(name, id_) for name, id_ in rows if name and id_})
    sharing: dict[str, list[int]] = defaultdict(list)
    result = [Name(str(at), name, "organization", {}) for at, (name, _) in enumerate(unique)]
    for at, one in enumerate(result):
        for key in keys_of(one):
            sharing[key].append(at)
    pairs = {pair for those in sharing.values() if len(those) <= 40 for pair in combinations(those, 2)}
    joined: Counter[tuple[str, bool]] = Counter()
    asked: Counter[tuple[str, bool]] = Counter()
    alike: Counter[str] = Counter()
    for one, other in sorted(pairs):
        if fold(unique[one][0]) == fold(unique[other][0]):
            continue
        same = unique[one][1] == unique[other][1]
        judgement = judge(result[one], result[other])
        if judgement is not None:
            (joined if judgement.certain else asked)[judgement.rule, same] += 1
        if same and {key for key in keys_of(result[one]) & keys_of(result[other]) if key.startswith("letters ")}:
            alike["of one id"] += 1
            if judgement is not None and judgement.rule != "sound":
                alike["joined" if judgement.certain else "asked"] += 1
    right, wrong = (sum(count for (_, same), count in joined.items() if same is wanted) for wanted in (True, False))
    return {
        f"{registry}: names": len(unique),
        f"{registry}: joined right and wrong, share right": f"{right} / {wrong}, {right / max(1, right + wrong):.3f}",
        f"{registry}: of one id with the letters of each other, joined, asked": (
            f"{alike['of one id']}, {alike['joined']}, {alike['asked']}"
        ),
        **{
            f"{registry}: {rule}, {what} same and other": f"{counts[rule, True]} / {counts[rule, False]}"
            for what, counts in (("joined", joined), ("asked", asked))
            for rule in sorted({rule for rule, _ in counts})
        },
    }
