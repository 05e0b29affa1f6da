"""The search index of a static site: scripts that a page loads on demand, even from a local file.

Items are parted into blocks of `BLOCK` in the order in which they came into the archive, so that a new item changes the last block
alone. A block's words lie in `SHARDS` scripts by a hash of the stem. The stems are those of `search.words`; words that
more than half of a block's items hold are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from earwitness.renderers.writing import script_json
from earwitness.search.words import index_text
from earwitness.storage.publication import finding_lines, finding_times, passage_texts
from earwitness.website.publishing.catalogue import PublishedItem

BLOCK = 256
SHARDS = 32
HEADS, LINES = 8, 40
"""How much more a word in a title or name weighs than one said; lines of an item that a hit can show."""
SHOWN = ("takeaway", "quote", "summary", "number", "prediction", "insight", "principle", "practice")
COMMON = 0.5


def blocks(items: Sequence[PublishedItem]) -> list[tuple[PublishedItem, ...]]:
    """The items in blocks, by arrival."""
    ordered = sorted(items, key=lambda one: (one.first_seen_ms, one.id))
    return [tuple(ordered[at : at + BLOCK]) for at in range(0, len(ordered), BLOCK)]


def block_files(number: int) -> tuple[str, ...]:
    """The files of a block: its items, then its shards."""
    return (f"search/b{number}.js", *(f"search/b{number}-{shard:02d}.js" for shard in range(SHARDS)))


def block_scripts(connection: sa.Connection, number: int, items: Sequence[PublishedItem]) -> dict[str, str]:
    """The scripts of a block by file."""
    counts = {at: _words(connection, one) for at, one in enumerate(items)}
    held: dict[str, list[tuple[int, int]]] = {}
    for at, words in counts.items():
        for stem, weight in words.items():
            held.setdefault(stem, []).append((at, min(weight, 99)))
    most = max(8.0, len(items) * COMMON)
    shards: list[dict[str, list[int]]] = [{} for _ in range(SHARDS)]
    common = sorted(stem for stem, found in held.items() if len(found) > most)
    for stem in sorted(held):
        if len(held[stem]) <= most:
            shards[shard_of(stem)][stem] = [value for pair in held[stem] for value in pair]
    files = block_files(number)
    rows = [[one.id, one.item.title, one.item.source or "", (one.item.published or "")[:10], one.item.kind] for one in items]
    scripts = {files[0]: _script("items", number, {"items": rows, "common": common})}
    for shard, table in enumerate(shards):
        scripts[files[1 + shard]] = _script("words", f"{number}-{shard}", table)
    return scripts


def item_lines(connection: sa.Connection, one: PublishedItem) -> str:
    """The script with an item's lines that a hit may show: type, words, speaker, time, finding."""
    found = finding_lines(connection, one.id, one.revision, SHOWN)
    rows = sorted(found, key=lambda row: SHOWN.index(row.type))
    times = finding_times(connection, one.id, one.revision)
    lines = [[row.type, " ".join(row.text.split()), row.speaker or "", times.get(row.id), row.id] for row in rows[:LINES]]
    return _script("lines", one.id, lines)


def shard_of(stem: str) -> int:
    """The shard of a stem: FNV-1a over its UTF-16 units, which the page's script computes alike."""
    value = 0x811C9DC5
    units = stem.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        value = ((value ^ (units[at] | units[at + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return value % SHARDS


def index_facts(number_of_blocks: int) -> str:
    """The script that tells the page how the index lies."""
    return _script("index", "", {"blocks": number_of_blocks, "shards": SHARDS})


def _words(connection: sa.Connection, one: PublishedItem) -> Counter[str]:
    """How much each word weighs in an item: once each time it is said, more in its title, source and names."""
    words = Counter(index_text(" ".join(passage_texts(connection, one.id))).split())
    named = (row.text for row in finding_lines(connection, one.id, one.revision, ("entity", "topic")))
    heads = [one.item.title, one.item.source or "", *(person.name for person in one.item.people), *named]
    for stem in index_text(" \n ".join(heads)).split():
        words[stem] += HEADS
    return words


def _script(kind: str, key: object, value: object) -> str:
    """A script that hands a value over: strict policies allow it, and a page opened as a file can load it."""
    return f"earwitness.take({json.dumps(kind)},{json.dumps(str(key))},{script_json(value)});\n"
