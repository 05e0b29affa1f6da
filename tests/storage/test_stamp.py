"""A stamp is another one after each commit, whoever made it, and the same while nobody commits."""

import sqlalchemy as sa

from earwitness.storage.engine import Database, open_database
from earwitness.storage.tables import sources


def _put(database: Database, id_: str) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(sources).values(id=id_, url=id_, kind="feed", added_ms=1))


def test_every_commit_gives_another_stamp_whichever_process_makes_it(database: Database, database_url: str) -> None:
    other = open_database(database_url)
    seen = [database.stamp.now()]
    for at, writer in enumerate((database, other, database, other)):
        _put(writer, f"s{at}")
        seen.append(database.stamp.now())
    assert len(set(seen)) == len(seen)
    other.close()


def test_reading_changes_no_stamp(database: Database) -> None:
    before = database.stamp.now()
    with database.read() as connection:
        connection.scalar(sa.select(sa.func.count()).select_from(sources))
    assert database.stamp.now() == before or database.is_postgres  # whose own upkeep may commit something in between
    _put(database, "s")
    assert database.stamp.now() != before


def test_a_stamp_taken_within_a_transaction_of_another_is_left_behind_by_its_commit(database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(sources).values(id="s", url="s", kind="feed", added_ms=1))
        during = database.stamp.now()
        with database.read() as reader:
            assert reader.scalar(sa.select(sa.func.count()).select_from(sources)) == 0
    assert database.stamp.now() != during


def test_stamps_of_two_openings_mean_nothing_to_each_other(database: Database, database_url: str) -> None:
    other = open_database(database_url)
    assert other.stamp.now() != database.stamp.now()
    other.close()
