"""A small archive built by hand: three shows, four items, words whose answers are known."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item, ItemKind
from earwitness.search.open import open_index
from earwitness.search.vectors import embed_item
from earwitness.storage import items, sources
from earwitness.storage.engine import Database
from earwitness.storage.tables import aliases, entities, mentions, passages
from earwitness.text.folding import fold


class Said(NamedTuple):
    """A passage to be: who says what."""

    speaker: str | None
    text: str


MILL = "a" * 16
CHIPS = "b" * 16
LETTER = "c" * 16
UNDATED = "d" * 16
RIVER, DEVICES, MAIL = "1" * 16, "2" * 16, "3" * 16

SOURCES = (
    Source(id=RIVER, url="https://river.example/feed", kind="feed", title="River Café Talks"),
    Source(id=DEVICES, url="https://devices.example/feed.xml", kind="feed", title="Devices Weekly"),
    Source(id=MAIL, url="file:///letters", kind="folder", title=""),
)
ITEMS: tuple[tuple[str, str, ItemKind, str, str | None, tuple[Said, ...]], ...] = (
    (
        MILL,
        "The mill",
        "podcast",
        RIVER,
        "2026-02-03T09:00:00+00:00",
        (
            Said("Ada Quill", "The water mill at Norrby closed in 1987, and nobody missed it."),
            Said("José Rask", "Both mills were closing. Closing a mill is easy; the mill closes itself."),
            Said("Ada Quill", "Water was never the trouble. The organization behind it was."),
        ),
    ),
    (
        CHIPS,
        "Chips for everybody",
        "video",
        DEVICES,
        "2026-05-20",
        (
            Said("Bo Rask", "Cambricon sells inference chips, and Cambricon's margin is 3.5% of $6.3 billion."),
            Said(None, "We organized a naïve test of C++ and C# on GPT-4o; don't call it a benchmark."),
            Said("Bo Rask", "The open-source people at AT&T bought 1,987 chips."),
        ),
    ),
    (LETTER, "A letter", "newsletter", MAIL, "2025-12-31", (Said(None, "Grain prices fell. 寒武纪 is listed in Shanghai."),)),
    (UNDATED, "A talk", "talk", MAIL, None, (Said("Eva Lind", "The trouble with a mill is the river. The river took the mill twice."),)),
)
NAMES = (
    ("Cambricon", "organization", ("Cambricon", "Camcon"), ((CHIPS, 0, 9),)),
    ("Ada Quill", "person", ("Ada Quill",), ((MILL, 4, 14),)),
)


THEMES = (("water", "river", "mill", "flood"), ("chips", "test", "benchmark", "silicon"), ("prices", "billion", "grain", "expensive"))


class Themes:
    """Counts words of three themes."""

    name = "themes-3"

    def embed(self, texts: Sequence[str]) -> Sequence[bytes]:
        return [struct.pack("<3f", *(0.01 + sum(text.lower().count(word) for word in theme) for theme in THEMES)) for text in texts]


def fill(database: Database) -> None:
    """Writes the archive and indexes it as a sync would."""
    index = open_index(database)
    with database.write() as connection:
        for source in SOURCES:
            sources.put_source(connection, source, now_ms=1)
        for id_, title, kind, source_id, published, source_text in ITEMS:
            item = Item(id=id_, title=title, kind=kind, url=f"https://www.youtube.com/watch?v={id_}", published=published)
            items.put_item(connection, ArchivedItem(item=item, source_id=source_id, guid=id_, state="digested", revision=1))
            put_said(connection, id_, source_text)
            index.add(connection, id_)
            embed_item(connection, Themes(), id_)
        for at, (name, kind, others, places) in enumerate(NAMES):
            key = f"{at:016x}"
            connection.execute(sa.insert(entities), {"id": key, "name": name, "kind": kind, "category": "", "ids": {}})
            connection.execute(sa.insert(aliases), [{"entity_id": key, "alias": other, "folded": fold(other)} for other in others])
            rows = [{"item_id": id_, "start": start, "end": end, "text": name} for id_, start, end in places]
            connection.execute(sa.insert(mentions), [{"entity_id": key, "revision": 1, "finding_id": "", **row} for row in rows])


def put_said(connection: sa.Connection, item_id: str, said: tuple[Said, ...]) -> None:
    """Writes an item's passages, one after the other, ten seconds each."""
    start = 0
    for ordinal, (speaker, text) in enumerate(said):
        row = {"item_id": item_id, "ordinal": ordinal, "start": start, "end": start + len(text), "speaker": speaker, "text": text}
        connection.execute(sa.insert(passages), row | {"t0_ms": ordinal * 10_000, "t1_ms": ordinal * 10_000 + 10_000})
        start += len(text) + 1
