"""Names counted when an item comes in, and later: the same figures, at the cost of the item alone."""

import itertools
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from tests.entities.shelf import PAPER, SHOW, Shelf, dump

from earwitness.entities.identity import Act, merge, undo
from earwitness.entities.indexing import catch_up, count_marked, index_item, rebuild
from earwitness.entities.resolving import stale_names
from earwitness.search.open import open_index
from earwitness.storage.engine import Database, open_database
from earwitness.storage.entity_tables import gathered, heard, identities, ledger, name_keys, names, said_of, subjects, voices
from earwitness.storage.erase import erase, plan_erasure
from earwitness.storage.findings import entity_id

KEPT = (identities, names, name_keys, heard, said_of, ledger, voices, subjects, gathered)
CAST = [
    ("Norrby Corp", "organization"),
    ("Norrby", "organization"),
    ("Norrby", "product"),
    ("Open AI Grid", "organization"),
    ("OpenAIGrid", "organization"),
    ("Daniel Beutel", "person"),
    ("Daniel Beautel", "person"),
    ("Ada Quill", "person"),
    ("Umeå", "place"),
    ("Bo Rask", "person"),
    ("Gamma Works", "organization"),
]


def _add(shelf: Shelf, at: int, when: str) -> str:
    """An item whose names, dates and source are those of its number: of eleven names, some that are one, some that stand alone."""
    chance = random.Random(at)
    named = chance.sample(CAST, chance.randint(2, 6))
    words = " and ".join(name for name, _ in named for _ in range(chance.randint(1, 3)))
    day = None if at % 7 == 3 else f"2026-{1 + at % 9:02}-{1 + at % 27:02}"
    source = PAPER if at % 3 else SHOW
    return shelf.add(
        chr(0x61 + at), [("Ada Quill", f"{words}.")], names=[(*one, [one[0]]) for one in named], published=day, source=source, when=when
    )  # fmt: skip


@pytest.fixture
def other(tmp_path) -> Shelf:
    """A second archive, on SQLite, to compare with."""
    return Shelf(open_database(f"sqlite:///{tmp_path / 'other.db'}"))


def _alike(database: Database, expected: Database) -> None:
    here, there = dump(database, *KEPT), dump(expected, *KEPT)
    for table, rows in there.items():
        assert here[table] == rows, table


@pytest.mark.parametrize("every", [1, 5, 100])
def test_names_counted_later_are_what_they_would_be_counted_at_once(shelf: Shelf, other: Shelf, every: int) -> None:
    for at in range(20):
        _add(other, at, "now")
    for at in reversed(range(20)):
        _add(shelf, at, "later")
        if at % every == 0:
            catch_up(shelf.database, now_ms=100)
    catch_up(shelf.database, now_ms=100)
    _alike(shelf.database, other.database)
    rebuild(shelf.database, now_ms=100)
    _alike(shelf.database, other.database)


def test_digesting_again_erasing_and_undoing_leave_no_trace(shelf: Shelf, other: Shelf) -> None:
    for at in range(12):
        _add(other, at, "now")
    items = [_add(shelf, at, "later") for at in range(14)]
    corp, quill = entity_id("organization", "Gamma Works"), entity_id("organization", "Norrby")
    with shelf.database.write() as connection:  # with names still to be counted
        result = merge(connection, corp, quill, Act("user:ada", "", 200))
    for at in range(5):
        _add(shelf, at, "later")
    with shelf.database.write() as connection:
        undo(connection, result.id, Act("user:ada", "", 300))
        plan = plan_erasure(connection, item_ids=items[12:])
    erase(shelf.database, plan, open_index(shelf.database), now_ms=1)
    catch_up(shelf.database, now_ms=100)
    with shelf.database.write() as connection:
        connection.execute(sa.delete(identities).where(identities.c.id == result.id))
    catch_up(shelf.database, now_ms=100)
    _alike(shelf.database, other.database)


def test_items_that_come_in_at_once_while_names_are_counted_lose_nothing(shelf: Shelf, other: Shelf) -> None:
    for at in range(24):
        _add(other, at, "now")
    ended = threading.Event()

    def count() -> int:
        done = 0
        while not ended.is_set():
            done += count_marked(shelf.database, now_ms=100, limit=3)
        return done

    with ThreadPoolExecutor(6) as pool:
        counting = [pool.submit(count) for _ in range(2)]
        try:
            for future in [pool.submit(_add, shelf, at, "later") for at in itertools.chain(range(24), range(0, 24, 5))]:
                future.result(timeout=60)
        finally:
            ended.set()
        for one in counting:
            one.result(timeout=60)
    catch_up(shelf.database, now_ms=100)
    _alike(shelf.database, other.database)


def _steps(shelf: Shelf, item_id: str) -> int:
    """What SQLite's machine does to take an item in, in instructions."""
    steps = itertools.count()
    with shelf.database.write() as connection:
        raw = connection.connection.driver_connection
        raw.set_progress_handler(lambda: next(steps) < 0, 1)
        try:
            index_item(connection, [item_id])
        finally:
            raw.set_progress_handler(None, 0)
    return next(steps)


def test_an_item_costs_the_same_whatever_the_archive_holds(other: Shelf) -> None:
    cast = [("Umeå", "place"), ("Bo Rask", "person"), ("Norrby", "organization"), ("Norrby Corp", "organization")]
    used = {}
    for size in range(401):
        measured = size in (10, 400)
        item = other.add(
            f"{size:04}", [("Bo Rask", "Umeå, Bo Rask, Norrby Corp and Norrby.")], names=[(*one, [one[0]]) for one in cast],
            published=f"2026-01-{1 + size % 28:02}", when="not" if measured else "later",
        )  # fmt: skip
        if measured:
            catch_up(other.database, now_ms=100, limit=0)
            used[size] = _steps(other, item)
        elif size == 9:
            catch_up(other.database, now_ms=100)
    assert used[10] > 100
    assert used[400] < used[10] * 1.1
    with other.database.read() as connection:
        assert len(stale_names(connection)) == 2  # the two that are one; those that stand alone were counted as they came in
        alone = connection.execute(sa.select(names).where(names.c.kind == "place")).one()
    assert (alone.in_items, alone.mentions, alone.first, alone.last) == (401, 401, "2026-01-01", "2026-01-28")
