import json
import struct
import tracemalloc
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.storage.archive_values import ENTRY, ITEM, SOURCE, TRANSCRIPT, archived, digest

from earwitness.errors import UsageError
from earwitness.storage import findings as finding_store
from earwitness.storage import items as item_store
from earwitness.storage import sources as source_store
from earwitness.storage import transcripts as transcript_store
from earwitness.storage.engine import Database
from earwitness.storage.export import export_tables, table_names
from earwitness.storage.tables import embeddings, metadata, passages, sources


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as connection:
        source_store.put_source(connection, SOURCE, now_ms=1)
        item_store.put_item(connection, archived(), ENTRY)
        item_store.put_keys(connection, ITEM.id, [("title", "Zürich"), ("title", "alpha"), ("title", "Beta")])
        revision = transcript_store.put_revision(connection, ITEM.id, TRANSCRIPT)
        transcript_store.put_passages(connection, ITEM.id, TRANSCRIPT)
        finding_store.put_digest(connection, ITEM.id, revision, digest(), stage_version="1")
        first = connection.scalar(sa.select(sa.func.min(passages.c.id)))
        connection.execute(sa.insert(embeddings).values(passage_id=first, model="tiny", vector=struct.pack("<3f", 0.5, -1, 2)))
    return database


def rows_of(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_table_comes_out_readable_and_twice_the_same(filled: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with filled.read() as connection:
            result = export_tables(connection, tmp_path / name)
    assert {table.name for table in result} == set(metadata.tables) - {"users", "sessions", "tokens"}
    written = {file.name: file.read_bytes() for file in sorted((tmp_path / "one").iterdir())}
    assert written == {file.name: file.read_bytes() for file in sorted((tmp_path / "two").iterdir())}
    assert set(written) == {f"{name}.jsonl" for name in table_names()} | {"manifest.json"}
    manifest = json.loads(written["manifest.json"])
    counts = {table["name"]: table["rows"] for table in manifest["tables"]}
    assert (counts["items"], counts["findings"], counts["item_keys"], counts["executors"]) == (1, 2, 3, 0)
    assert manifest["schema"] == "earwitness.export/1"
    assert rows_of(tmp_path / "one" / "transcripts.jsonl")[0]["content"]["text"] == TRANSCRIPT.text
    assert rows_of(tmp_path / "one" / "revisions.jsonl")[0]["digest"]["schema"] == "earwitness.digest/1"
    assert rows_of(tmp_path / "one" / "embeddings.jsonl")[0]["vector"] == [0.5, -1.0, 2.0]
    assert [row["key"] for row in rows_of(tmp_path / "one" / "item_keys.jsonl")] == ["Beta", "Zürich", "alpha"]
    assert rows_of(tmp_path / "one" / "items.jsonl")[0]["item"]["people"][0]["name"] == "Ada Quill"


def test_one_table_alone_and_none_that_is_not_there(filled: Database, tmp_path: Path) -> None:
    with filled.read() as connection:
        result = export_tables(connection, tmp_path, only=["findings"])
        assert [table.rows for table in result] == [2]
        with pytest.raises(UsageError, match="no table 'nothing'"):
            export_tables(connection, tmp_path, only=["nothing"])
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix in (".json", ".jsonl")) == ["findings.jsonl", "manifest.json"]


def test_parquet_holds_the_same_rows(filled: Database, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the analytics extra is not installed")
    with filled.read() as connection:
        export_tables(connection, tmp_path, format_="parquet")
    with duckdb.connect(":memory:") as reader:
        found = reader.sql(f"SELECT name, kind, ids FROM '{tmp_path / 'entities.parquet'}'").fetchall()
        assert found == [("Norrby", "place", "{}")]
        content = reader.sql(f"SELECT content FROM '{tmp_path / 'transcripts.parquet'}'").fetchall()[0][0]
        assert json.loads(content)["text"] == TRANSCRIPT.text
        assert reader.sql(f"SELECT vector FROM '{tmp_path / 'embeddings.parquet'}'").fetchall() == [([0.5, -1.0, 2.0],)]
        assert reader.sql(f"SELECT count(*) FROM '{tmp_path / 'executors.parquet'}'").fetchall() == [(0,)]


def test_memory_stays_flat(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        rows = [
            {"id": f"{at:016x}", "url": f"https://x.example/{at}", "kind": "feed", "title": "t" * 3000, "added_ms": 1} for at in range(2000)
        ]
        connection.execute(sa.insert(sources), rows)
    del rows
    with database.read() as connection:
        tracemalloc.start()
        export_tables(connection, tmp_path, only=["sources"])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tmp_path / "sources.jsonl").stat().st_size > 6_000_000
    assert peak < 3_000_000
