"""Erasure to the byte: a planted word stands in title, speaker, text, spelling, rejected proposal and media; after erasing none is left.

Real transcripts fill an archive of 50 items; the word is planted in some of them. Counted are its copies in the raw bytes of every file of
the home folder: before, after a plain DELETE of the rows (what most programs do), and after `earwitness erase`.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.digest import Audit, Digest, TranscriptRecord, VerifiedEntity
from earwitness.model.evidence import Evidence, Rejected
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Segment, Transcript
from earwitness.search.interface import SearchIndex
from earwitness.search.open import open_index
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database, open_database
from earwitness.storage.erase import erase, plan_erasure
from earwitness.storage.findings import put_digest
from earwitness.storage.items import put_item
from earwitness.storage.person_mentions import find_person
from earwitness.storage.sources import put_source
from earwitness.storage.tables import items, metadata
from earwitness.storage.transcripts import put_passages, put_revision
from evals.copies import episodes

WORD = "Zyxqoria"
ITEMS = 50
PLANTED = 10


def fill(database: Database, index: SearchIndex, texts: list[str], home: Path) -> None:
    """An archive of real transcripts, the word planted in the first few."""
    (home / "media").mkdir()
    with database.write() as connection:
        put_source(connection, Source(id="s" * 16, url="https://s.example", kind="feed"), now_ms=0)
        for at, source_text in enumerate(texts):
            name = WORD if at < PLANTED else f"Person{at}"
            text = f"{source_text[:4000]} Ada {name} spoke here. {source_text[4000:]}"
            id_ = f"{at:016x}"
            transcript = Transcript(text=text, segments=(Segment(start=0, end=len(text), speaker=f"Ada {name}"),), origin="captions")
            item = Item(id=id_, title=f"Talk with Ada {name}", kind="podcast", people=(Person(name=f"Ada {name}"),))
            start = text.index(f"Ada {name}")
            place = Evidence(start=start, end=start + 4 + len(name), text=f"Ada {name}", speaker=f"Ada {name}")
            known = {"sha256": transcript.sha256, "fingerprint": transcript.fingerprint, "origin": "captions"}
            digest = Digest(
                item=item,
                transcript=TranscriptRecord(**known, characters=len(text), words=len(text.split()), segments=1),
                entities=(
                    VerifiedEntity(
                        id=f"e{at}", name=f"Ada {name}", kind="person", aliases=(f"{name}a",), evidence=(place,), mentions=(place,)
                    ),
                ),
                audit=Audit(rejected=(Rejected(kind="quote", reason="not found", proposal=f"{name} said so."),)),
            )
            put_item(connection, ArchivedItem(item=item, source_id="s" * 16, guid=f"{at} {name}"), SourceEntry(guid=f"{at}", title=name))
            revision = put_revision(connection, id_, transcript)
            put_passages(connection, id_, transcript)
            put_word_keys(connection, id_, transcript)
            put_digest(connection, id_, revision, digest, stage_version="1")
            index.add(connection, id_)
            (home / "media" / f"{id_}.txt").write_text(name, encoding="utf-8")


def hits(home: Path) -> int:
    """How often the word stands in the bytes of the home folder's files, in either case."""
    return sum(file.read_bytes().lower().count(WORD.lower().encode()) for file in home.rglob("*") if file.is_file())


def rows_with(database: Database) -> int:
    """Rows of any table in which the word can be read without unpacking anything."""
    with database.read() as connection:
        return sum(WORD in str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))


def _deleted_plainly(texts: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = open_database(f"sqlite:///{home}/earwitness.db")
        fill(database, open_index(database), texts, home)
        with database.write() as connection:
            connection.execute(sa.delete(items).where(items.c.title.contains(WORD)))
        left = hits(home)
        database.close()
    return left


def run(data: Path) -> dict[str, object]:
    """Copies of the word before, after a plain DELETE, and after erasing the person."""
    texts = [text for _, text in episodes(data)][:ITEMS]
    plain = _deleted_plainly(texts)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = open_database(f"sqlite:///{home}/earwitness.db")
        index = open_index(database)
        fill(database, index, texts, home)
        before = hits(home)
        started = time.perf_counter()
        with database.read() as connection:
            found = find_person(connection, [f"Ada {WORD}"])
            plan = plan_erasure(connection, item_ids=(*found.speaking, *found.named), media=home / "media")
        erase(database, plan, index, now_ms=1)
        took = time.perf_counter() - started
        after, rows = hits(home), rows_with(database)
        with database.read() as connection:
            left = connection.scalar(sa.select(sa.func.count()).select_from(items))
        database.close()
    return {
        "items": len(texts),
        "items_of_the_person": PLANTED,
        "items_erased": len(plan.item_ids),
        "items_left": left,
        "byte_hits_before": before,
        "byte_hits_after_plain_delete": plain,
        "byte_hits_after_erase (bar 0)": after,
        "rows_with_the_word (bar 0)": rows,
        "seconds (bar 60)": round(took, 2),
    }
