"""The first reading of a large mailbox: twice the letters cost twice the work, counted in SQLite's own steps."""

from pathlib import Path

from sqlalchemy import event
from tests.jobs.workbench import services

from earwitness.jobs.schedule import ENTRIES_AT_ONCE, poll
from earwitness.model.archive import Source
from earwitness.storage.engine import Database, database_url, open_database
from earwitness.storage.sources import put_source

STEPS = 100


def _mailbox(file: Path, letters: int) -> Source:
    file.write_text(
        "".join(
            f"From ada@quay.example Mon Feb  2 08:00:00 2026\nMessage-ID: <{number}@quay.example>\n"
            f"Date: Mon, 02 Feb 2026 {number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d} +0000\n"
            f"Subject: The quay, letter {number} of many\n\nWords of letter {number}.\n\n"
            for number in range(letters)
        )
    )
    return Source(id="a" * 16, url=str(file), kind="mailbox", title="Letters")


def _steps_of_a_poll(database: Database, home: Path, source: Source, new: int) -> int:
    """Instructions of SQLite's virtual machine, in hundreds."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    event.listen(database.engine, "checkout", lambda connection, *_: connection.set_progress_handler(count, STEPS))
    with database.write() as connection:
        put_source(connection, source, now_ms=1)
    counted = 0
    assert poll(services(database, home), source).recorded == (new, 0, 0)
    return counted


def _first_and_second(tmp_path: Path, letters: int) -> tuple[int, int]:
    home = tmp_path / str(letters)
    home.mkdir()
    database = open_database(database_url(home))
    source = _mailbox(home / "letters.mbox", letters)
    first = _steps_of_a_poll(database, home, source, letters)
    second = _steps_of_a_poll(database, home, source, 0)
    database.close()
    return first, second


def test_the_first_reading_of_a_mailbox_grows_with_its_letters_and_not_with_their_square(tmp_path) -> None:
    few, many = _first_and_second(tmp_path, 4 * ENTRIES_AT_ONCE), _first_and_second(tmp_path, 16 * ENTRIES_AT_ONCE)
    # Four times the letters: a reading that grows with the square would take sixteen times the steps.
    assert few[0] < many[0] < 5 * few[0]
    assert few[1] < many[1] < 5 * few[1]
