"""Erasing while others store: nobody is broken off, and what is left is whole."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from tests.storage.archive_values import ENTRY, ITEM, SOURCE, TRANSCRIPT, archived, digest

from earwitness.entities.indexing import index_item
from earwitness.model.digest import Digest
from earwitness.search.open import open_index
from earwitness.search.sql_index import SqlIndex
from earwitness.storage import items, sources, transcripts
from earwitness.storage.engine import Database
from earwitness.storage.erase import erase_rows, plan_erasure
from earwitness.storage.findings import entity_id, put_digest
from earwitness.storage.tables import aliases, entities, mentions

NAMES = tuple(f"Norrby {number}" for number in range(30))
ROUNDS = 12


def _digest_of(item_id: str) -> Digest:
    result = digest(ITEM.model_copy(update={"id": item_id}))
    one = result.entities[0]
    part = one.mentions[0]
    named = [
        one.model_copy(update={"id": f"{at:016x}", "name": name, "aliases": (f"{name} of {item_id}",), "mentions": (part,)})
        for at, name in enumerate(NAMES)
    ]
    return result.model_copy(update={"entities": tuple(named)})


def _store(database: Database, index: SqlIndex, item_id: str, made: Digest) -> None:
    with database.write() as connection:
        items.put_item(connection, archived(made.item, guid=item_id), ENTRY)
        revision = transcripts.put_revision(connection, item_id, TRANSCRIPT)
        put_digest(connection, item_id, revision, made, stage_version="1")
        index.remove(connection, item_id)
        transcripts.put_passages(connection, item_id, TRANSCRIPT)
        index.add(connection, item_id)
        index_item(connection, [item_id])


def test_erasures_and_those_who_store_the_same_names_do_not_lock_each_other_out(database: Database) -> None:
    index = open_index(database)
    retained, going = "1" * 16, tuple(f"{number:016x}" for number in range(10, 13))
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)

    def come_and_go(item_id: str) -> None:
        result = _digest_of(item_id)
        for _ in range(ROUNDS):
            _store(database, index, item_id, result)
            with database.read() as connection:
                plan = plan_erasure(connection, item_ids=[item_id])
            with database.write() as connection:
                erase_rows(connection, plan, index, now_ms=1)

    with ThreadPoolExecutor(len(going)) as threads:
        for done in [threads.submit(come_and_go, item_id) for item_id in going]:
            done.result()
    _store(database, index, retained, _digest_of(retained))
    with database.read() as connection:
        assert set(connection.scalars(sa.select(mentions.c.item_id).distinct())) == {retained}
        assert set(connection.scalars(sa.select(entities.c.id))) == {entity_id("place", name) for name in NAMES}
        assert {alias for alias in connection.scalars(sa.select(aliases.c.alias)) if alias.endswith(going)} == set()


def test_a_transaction_that_the_database_breaks_off_is_done_again(database: Database) -> None:
    if not database.is_postgres:
        pytest.skip("SQLite lets one writer in and breaks nobody off")
    met = threading.Barrier(2)
    tries: list[str] = []
    with database.write() as connection:
        for one in ("a", "b"):
            sources.put_source(connection, SOURCE.model_copy(update={"id": one * 16, "url": one}), now_ms=1)

    def both(first: str, second: str) -> None:
        def change(connection: sa.Connection) -> None:
            tries.append(first)
            sources.stop_polling(connection, first * 16)
            if len(tries) <= 2:
                met.wait(timeout=20)  # each holds its first row now, and wants the other's
            sources.stop_polling(connection, second * 16)

        database.carry_through(change)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(both, "a", "b"), threads.submit(both, "b", "a")]:
            done.result(timeout=60)
    assert len(tries) == 3
