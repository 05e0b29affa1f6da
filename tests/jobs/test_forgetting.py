"""The engine's notes of erased items are gone to the byte, those of others stay."""

import sqlite3
from pathlib import Path

from earwitness.config import Settings
from earwitness.jobs.purge import notes_file, purge_items
from earwitness.storage.engine import database_url, open_database

GONE, KEPT = "1" * 16, "2" * 16


def test_the_notes_of_an_erased_item_are_gone_to_the_byte(tmp_path: Path) -> None:
    settings, database = Settings(home=tmp_path), open_database(database_url(tmp_path))
    file = notes_file(settings)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY, inputs TEXT)")
        connection.execute("CREATE TABLE operation_outputs (workflow_uuid TEXT REFERENCES workflow_status (workflow_uuid), output TEXT)")
        for item_id in (GONE, KEPT):
            connection.execute("INSERT INTO workflow_status VALUES (?, ?)", (f"{item_id}-input-0-earwitness-2", f"words of {item_id}"))
            connection.execute("INSERT INTO operation_outputs VALUES (?, ?)", (f"{item_id}-input-0-earwitness-2", f"why {item_id} failed"))
    connection.close()
    assert GONE.encode() in file.read_bytes(), "it was there"
    assert purge_items(settings, database, [GONE]) == 2
    database.close()
    left = b"".join(one.read_bytes() for one in tmp_path.glob("jobs.db*"))
    assert GONE.encode() not in left
    assert left.count(b"words of " + KEPT.encode()) == 1
