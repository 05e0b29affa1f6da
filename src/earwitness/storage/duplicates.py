"""Finds copies of an episode under another GUID, address or title: by the source's metadata, else by the words.

Words are compared as shingles, runs of five folded words. Of an item's shingles those with the smallest hashes are kept as keys (scaled
MinHash: Irber et al. 2022, "Lightweight compositional analysis of metagenomes with FracMinHash"): unlike bands of a fixed number
of permutations they also find a clip inside a whole episode. Keys only nominate; the verdict compares all shingles of both texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.model.transcript import Transcript
from earwitness.storage.items import get_item, put_keys
from earwitness.storage.tables import item_keys, items
from earwitness.storage.transcripts import transcript_of
from earwitness.text.folding import folded_words

SHINGLE_WORDS = 5
"""Of 28,837 pairs of different episodes none of usual length shared more than 0.05 of its runs of five words; of 83 pairs of
transcripts of one recording, by people and by recognisers, none shared less than 0.29."""
SCALE = 128
"""One shingle in so many is a key: about 80 keys for an hour of speech."""
LEAST_KEYS = 32
"""A letter of some hundred words still gets this many."""
LEAST_SHINGLES = 200
"""Shorter texts are never judged by their words: stubs and notices of a publisher are alike without being copies."""
PRIME = 2**61 - 1
BASE = 0x1D8AF066F5D1C0B7 % PRIME
"""Any fixed number would do; it is part of every key, so it never changes."""
SPREAD = 0.7
"""Share of the stretches of a copy that must be found in its original: of a compilation or a shared advertisement it is far less."""
WINDOWS = 20
SPOKEN_LIKE = 0.2
"""Least share of shingles two transcripts of one recording have in common."""
WRITTEN_LIKE = 0.8
"""The same for letters and articles, whose issues may share a template but are never heard differently."""
CROWD = 64
"""A shingle of more items than this is an advertisement or a greeting: it says nothing and would cost a look at each of them."""
CANDIDATES = 5
KEYS_AT_ONCE = (LEAST_KEYS, 100)
"""Keys asked for in one statement: those of a letter, or part of those of an hour of speech."""


class Duplicate(NamedTuple):
    """An item's original: which one, how much of the copy's words it holds (None when they were not compared), and why, for the user."""

    original_id: str
    similarity: float | None
    reason: str


def words_of(transcript: Transcript) -> str:
    """The transcript's words alone: labels, times, noise and promotion left out, because copies differ in them."""
    pieces: list[str] = []
    at = 0
    for span in transcript.unspoken:
        pieces.append(transcript.text[at : span.start])
        at = span.end
    return " ".join((*pieces, transcript.text[at:]))


def shingle_keys(text: str) -> tuple[str, ...]:
    """The keys a text is recognised by, in order; none for a text too short to judge.

    Texts that share words share keys, and a part of a text has a part of its keys.
    """
    hashes = sorted(set(_shingles(text)))
    if len(hashes) < LEAST_SHINGLES:
        return ()
    limit = PRIME // SCALE
    return tuple(f"{value:016x}" for at, value in enumerate(hashes) if value < limit or at < LEAST_KEYS)


def similarity(keys: tuple[str, ...], others: tuple[str, ...]) -> float:
    """About how much of the shorter text stands in the longer one, from their keys alone: 0 to 1."""
    if not keys or not others:
        return 0.0
    shared = min(keys[-1], others[-1])  # beyond the smaller of the two last keys one side has kept nothing
    left = {key for key in keys if key <= shared}
    right = {key for key in others if key <= shared}
    return len(left & right) / max(1, min(len(left), len(right)))


def put_word_keys(connection: sa.Connection, item_id: str, transcript: Transcript) -> None:
    """Remembers what an item's words can be recognised by; those of an earlier transcript are forgotten."""
    connection.execute(sa.delete(item_keys).where(item_keys.c.item_id == item_id, item_keys.c.kind == "shingle"))
    put_keys(connection, item_id, [("shingle", key) for key in shingle_keys(words_of(transcript))])


def find_original(connection: sa.Connection, item_id: str, transcript: Transcript) -> Duplicate | None:
    """The item this transcript is another edition of: retitled, cut, with other advertisements or heard by another recogniser.

    A part of an episode is a copy of the whole; a whole is no copy of a part that came before it.
    """
    archived = get_item(connection, item_id)
    for candidate, alike in similar_items(connection, item_id, transcript):
        original = root(connection, candidate)
        if original is not None and original.item.id != item_id and alike.inside >= needed(archived, original):
            return Duplicate(original.item.id, round(alike.inside, 3), words_reason(original, alike.inside))
    return None


def find_spoken(connection: sa.Connection, words: str) -> tuple[str, ...]:
    """Items whose transcripts may hold most of these words, best first: nominated by their keys, not judged."""
    found = (root(connection, candidate) for candidate in _candidates(connection, "", shingle_keys(words)))
    return tuple(dict.fromkeys(one.item.id for one in found if one))


class SimilarItem(NamedTuple):
    """Share of an item's passages that another one holds, and of the other's that it holds; 0 where they stand in a few stretches only."""

    inside: float
    around: float


def similar_items(connection: sa.Connection, item_id: str, transcript: Transcript) -> Iterator[tuple[str, SimilarItem]]:
    """The items whose words may be those of this one, the likeliest first, with how much the two have in common."""
    words = words_of(transcript)
    for candidate in _candidates(connection, item_id, shingle_keys(words)):
        if (other := transcript_of(connection, candidate)) is not None:
            yield candidate, alike(words, words_of(other))


def alike(words: str, others: str) -> SimilarItem:
    """How much two texts have in common."""
    own, its = _shingles(words), _shingles(others)
    return SimilarItem(_held(own, frozenset(its)), _held(its, frozenset(own)))


def words_reason(original: ArchivedItem, share: float) -> str:
    """Why an item is a copy, when its words show it."""
    return f"same words as {named(original)} ({share:.0%} of its passages)"


def needed(archived: ArchivedItem | None, original: ArchivedItem) -> float:
    """The least share of an item's passages that makes it a copy of another."""
    written = {"newsletter", "article"}
    return WRITTEN_LIKE if archived and archived.item.kind in written and original.item.kind in written else SPOKEN_LIKE


@lru_cache(maxsize=2)  # an item is judged and then given its keys: the second time is free
def _shingles(text: str) -> tuple[int, ...]:
    """A number below `PRIME` for each run of words, in order: a rolling polynomial of the words' own hashes."""
    known: dict[str, int] = {}
    words: list[int] = []
    for _, _, form in folded_words(text):
        if form not in known:
            known[form] = int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % PRIME
        words.append(known[form])
    if len(words) < SHINGLE_WORDS:
        return ()
    run = 0
    for word in words[:SHINGLE_WORDS]:
        run = (run * BASE + word) % PRIME
    result = [run]
    leaving = pow(BASE, SHINGLE_WORDS, PRIME)
    for old, new in zip(words, words[SHINGLE_WORDS:], strict=False):
        run = (run * BASE + new - old * leaving) % PRIME
        result.append(run)
    return tuple(result)


def _held(mine: tuple[int, ...], others: frozenset[int]) -> float:
    """Share of my shingles the other text has; 0 where less than `SPREAD` of my stretches have at least a tenth of theirs there."""
    if not mine:
        return 0.0
    found = [shingle in others for shingle in mine]
    size = max(1, -(-len(found) // WINDOWS))
    windows = [found[at : at + size] for at in range(0, len(found), size)]
    spread = sum(10 * sum(window) >= len(window) for window in windows) / len(windows)
    return sum(found) / len(found) if spread >= SPREAD else 0.0


def _candidates(connection: sa.Connection, item_id: str, keys: tuple[str, ...]) -> list[str]:
    """Items that share the most keys, best first."""
    shared: Counter[str] = Counter()
    size = next((size for size in KEYS_AT_ONCE if len(keys) <= size), KEYS_AT_ONCE[-1])
    for at in range(0, len(keys), size):
        batch = keys[at : at + size]
        values = {f"key{n}": batch[n] if n < len(batch) else "" for n in range(size)}
        holders: dict[str, list[str]] = {}
        for key, holder in connection.execute(_holders(size), values):
            holders.setdefault(key, []).append(holder)
        for found in holders.values():
            if len(found) <= CROWD:
                shared.update(holder for holder in found if holder != item_id)
    scaled = f"{PRIME // SCALE:016x}"
    least = _least(sum(key < scaled for key in keys))
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
    # Of a clip that came before the whole it was cut from, it is the clip's keys that must be there.
    return [
        holder for holder, count in ranked if count >= least or (count >= 2 and count >= _least(_keys_below(connection, holder, scaled)))
    ]


def _least(keys: int) -> int:
    return max(2, keys // 10)


def _keys_below(connection: sa.Connection, item_id: str, limit: str) -> int:
    own = sa.select(sa.func.count()).where(item_keys.c.item_id == item_id, item_keys.c.kind == "shingle", item_keys.c.key < limit)
    return int(connection.scalar(own) or 0)


@lru_cache(maxsize=len(KEYS_AT_ONCE))
def _holders(size: int) -> sa.CompoundSelect[str, str]:
    """The items of each of so many keys, at most one more than a crowd of each."""
    one = [
        sa.select(item_keys.c.key, item_keys.c.item_id)
        .where(item_keys.c.kind == "shingle", item_keys.c.key == sa.bindparam(f"key{n}", type_=sa.Text))
        .limit(CROWD + 1)
        .subquery(f"holders{n}")
        for n in range(size)
    ]
    return sa.union_all(*(sa.select(part.c.key, part.c.item_id) for part in one))


def root(connection: sa.Connection, item_id: str) -> ArchivedItem | None:
    """The original at the end of a chain of copies."""
    seen: set[str] = set()
    found = get_item(connection, item_id)
    while found and found.copy_of and found.copy_of not in seen:
        seen.add(found.item.id)
        found = get_item(connection, found.copy_of)
    return found


def duplicates_of(connection: sa.Connection, item_id: str) -> tuple[ArchivedItem, ...]:
    """The copies listed of an item, in the order they were first seen."""
    query = sa.select(items.c.id).where(items.c.copy_of == item_id).order_by(items.c.first_seen_ms, items.c.id)
    return tuple(found for copy_id in connection.scalars(query) if (found := get_item(connection, copy_id)))


def named(archived: ArchivedItem) -> str:
    """An item as a reason names it: title and source."""
    source = f" ({archived.item.source})" if archived.item.source else ""
    return f"“{archived.item.title}”{source}"
