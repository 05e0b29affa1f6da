"""Redaction to the byte: a person who speaks in half of each of ten real episodes is taken out, and nothing of them is left anywhere.

Planted are a name (title, GUID, people, what the feed says, labels, a spelling, mentions by others) and a word that only they say. Both are
looked for in the raw bytes of every file (database, write-ahead log, index, vectors, media, an export made afterwards) and in every
compressed stream in them, before and after; all evidence that is left is checked. `EARWITNESS_EVAL_POSTGRES` names an empty
database to do the same there, and `EARWITNESS_EVAL_POSTGRES_FILES` the folder of that server's files.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from earwitness import pipeline
from earwitness.config import Settings
from earwitness.entities.indexing import collect_pending
from earwitness.extensions import Embedder
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.digest import Digest
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Segment, Transcript
from earwitness.search import embedding_model
from earwitness.search.embedding import embed_missing
from earwitness.search.open import open_index
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database, open_database
from earwitness.storage.erase import scrub
from earwitness.storage.export import export_tables
from earwitness.storage.findings import get_digest, put_digest
from earwitness.storage.items import put_item
from earwitness.storage.person_mentions import find_person
from earwitness.storage.redact import RedactedParts, plan_redaction, redact_item
from earwitness.storage.sources import put_source
from earwitness.storage.tables import embeddings, metadata, revisions
from earwitness.storage.transcripts import get_transcript, put_passages, put_revision
from evals.copies import episodes

NAME, SAID = "Zyxqoria Vandermeulen", "Quuxlimber"
TOKENS = (b"zyxqoria", b"vandermeulen", b"quuxlimber")
ITEMS, THEIRS, WORDS = 20, 10, 1500
_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def run(data: Path) -> dict[str, object]:
    """Hits before and after, evidence checked, and seconds; on SQLite and, where one is named, on PostgreSQL."""
    texts = [" ".join(text.split()[:WORDS]) for _, text in episodes(data)][:ITEMS]
    embedder = embedding_model.embedder(Settings(home=data))
    with tempfile.TemporaryDirectory(prefix="earwitness-redaction-") as folder:
        home = Path(folder)
        figures = {f"SQLite: {name}": value for name, value in _measured(f"sqlite:///{home}/earwitness.db", home, texts, embedder).items()}
    if url := os.environ.get("EARWITNESS_EVAL_POSTGRES"):
        with tempfile.TemporaryDirectory(prefix="earwitness-redaction-") as folder:
            figures |= {f"PostgreSQL: {name}": value for name, value in _measured(url, Path(folder), texts, embedder).items()}
    return figures


def _measured(url: str, home: Path, texts: list[str], embedder: Embedder | None) -> dict[str, object]:
    database = open_database(url)
    _fill(database, texts, home)
    if embedder is not None:
        for _ in embed_missing(database, embedder):
            pass
    index, tools = open_index(database), pipeline.Tools.standard()
    figures: dict[str, object] = {"items": len(texts), "of the person": THEIRS, "vectors before": _count(database, embeddings)}
    figures["rows that hold it before"] = _rows(database)
    figures["byte hits before"], _ = _hits(database, home)
    started = time.perf_counter()
    with database.read() as connection:
        plan = plan_redaction(connection, find_person(connection, [NAME]), home / "media")

    def analyse(item: Item, transcript: Transcript) -> Digest:
        return pipeline.digest_transcript(item, transcript, tools)

    def gathered(connection: sa.Connection, item_id: str) -> None:
        collect_pending(connection, [item_id], now_ms=1)

    for one in plan.items:
        redact_item(database, one, plan.names, RedactedParts(index, analyse, gathered), now_ms=1)
    for file in plan.files:
        file.unlink()
    scrub(database, index)
    figures["seconds"] = round(time.perf_counter() - started, 1)
    figures |= {"items redacted": len(plan.items), "items erased": len(plan.whole.item_ids), "turns": sum(one.turns for one in plan.items)}
    (home / "export").mkdir()
    with database.read() as connection:
        export_tables(connection, home / "export")
    figures["rows that hold it after (bar 0)"] = _rows(database)
    figures["byte hits after, export included (bar 0)"], figures["compressed streams looked into"] = _hits(database, home)
    figures["evidence left, checked"], figures["evidence that does not hold (bar 0)"] = _evidence(database)
    database.close()
    return figures


def _fill(database: Database, texts: list[str], home: Path) -> None:
    """Episodes of two voices; in the first half of them one is the person's."""
    (home / "media").mkdir()
    index, tools = open_index(database), pipeline.Tools.standard()
    with database.write() as connection:
        put_source(connection, Source(id="s" * 16, url="https://s.example/feed", kind="feed", title="The show"), now_ms=0)
    for at, text in enumerate(texts):
        name, id_ = NAME if at < THEIRS else f"Wilma Oster{at}", f"{at:016x}"
        transcript = _dialogue(text, name, SAID if at < THEIRS else "nothing")
        people = (Person(name=name), Person(name="Bo Rask"))
        item = Item(id=id_, title=f"Talk with {name}", kind="podcast", url=f"https://s.example/{name}/{at}", people=people)
        entry = SourceEntry(guid=f"{at} {name}", title=name, summary_html=f"<p>{name.upper()}</p>", people=people)
        digest = pipeline.digest_transcript(item, transcript, tools)
        with database.write() as connection:
            put_item(connection, ArchivedItem(item=item, source_id="s" * 16, guid=entry.guid, state="digested"), entry)
            put_digest(connection, id_, put_revision(connection, id_, transcript), digest, stage_version="1")
            put_passages(connection, id_, transcript)
            put_word_keys(connection, id_, transcript)
            index.add(connection, id_)
            collect_pending(connection, [id_], now_ms=1)
        (home / "media" / f"{id_}.txt").write_text(name, encoding="utf-8")


def _dialogue(text: str, name: str, word: str) -> Transcript:
    """A text as turns of sixty words by two people in turn; the person says the word, the other one names the person."""
    words, result, segments = text.split(), "", []
    for turn, at in enumerate(range(0, len(words), 60)):
        theirs = turn % 2 == 0
        source_text = (
            f"{' '.join(words[at : at + 60])} {f'That is {word}.' if theirs else f'Thank you, {name}. Yes, {name.split(maxsplit=1)[0]}.'}"
        )
        segments.append(
            Segment(
                start=len(result),
                end=len(result) + len(source_text),
                speaker=name if theirs else "Bo Rask",
                turn=turn,
                start_ms=turn * 20_000,
                end_ms=turn * 20_000 + 20_000,
            )
        )
        result += source_text + "\n"
    return Transcript(text=result, segments=tuple(segments), origin="captions", language="en")


def _rows(database: Database) -> int:
    """Rows of any table that hold a token, compressed columns unpacked."""
    with database.read() as connection:
        rows = (row for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))
        return sum(any(token in _plain(row) for token in TOKENS) for row in rows)


def _plain(row: Iterable[object]) -> bytes:
    parts = [zlib.decompress(value) if isinstance(value, bytes) and _STREAM.match(value) else str(value).encode() for value in row]
    return b"\n".join(parts).lower()


def _hits(database: Database, home: Path) -> tuple[int, int]:
    """Tokens in the raw bytes of every file and in every compressed stream in them; how many streams there were."""
    folders = [home]
    if database.is_postgres:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
        folders += [Path(folder) / "base" for folder in (os.environ.get("EARWITNESS_EVAL_POSTGRES_FILES"),) if folder]
    hits = streams = 0
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        hits += sum(content.lower().count(token) for token in TOKENS)
        for match in _STREAM.finditer(content):
            unpacked = _unpacked(content[match.start() : match.start() + 2**20])
            streams += bool(unpacked)
            hits += sum(unpacked.lower().count(token) for token in TOKENS)
    return hits, streams


def _unpacked(content: bytes) -> bytes:
    """As much as can be unpacked: the stream of a large row is cut by the pages it lies on."""
    unpacking, result = zlib.decompressobj(), b""
    for at in range(0, len(content), 256):
        try:
            result += unpacking.decompress(content[at : at + 256])
        except zlib.error:
            break
        if unpacking.eof:
            break
    return result


def _evidence(database: Database) -> tuple[int, int]:
    """Pieces of evidence of every revision, and those whose words do not stand at their place."""
    checked = wrong = 0
    with database.read() as connection:
        for item_id, number, fingerprint in connection.execute(
            sa.select(revisions.c.item_id, revisions.c.revision, revisions.c.fingerprint)
        ).all():
            transcript, digest = get_transcript(connection, fingerprint), get_digest(connection, item_id, number)
            assert transcript is not None
            for finding in digest.findings() if digest else ():
                checked += len(finding.evidence)
                wrong += sum(transcript.text[part.start : part.end] != part.text for part in finding.evidence)
    return checked, wrong


def _count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
