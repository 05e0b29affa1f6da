"""Exports every table as JSON Lines, or as Parquet through DuckDB.

Rows come in the order of their keys and compressed columns as the JSON inside them, so that two exports of one archive are equal
byte for byte. Rows are read and written a few at a time: memory stays flat.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.errors import MissingExtra, UsageError
from earwitness.storage.account_tables import ACCOUNT_TABLES
from earwitness.storage.tables import embeddings, metadata, revisions, transcripts
from earwitness.storage.withheld import Withheld

Format = Literal["jsonl", "parquet"]
SCHEMA = "earwitness.export/1"
ROWS_AT_ONCE = 100
_COMPRESSED = {(transcripts.name, "content"), (revisions.name, "digest")}
_VECTORS = {(embeddings.name, "vector")}


class Table(NamedTuple):
    """One exported table: its name, its file and how many rows are in it."""

    name: str
    file: str
    rows: int


def table_names() -> tuple[str, ...]:
    """The tables an export holds, each after those it refers to: all but who may sign in."""
    return tuple(table.name for table in metadata.sorted_tables if table not in ACCOUNT_TABLES)


def export_tables(
    connection: sa.Connection, folder: Path, *, format_: Format = "jsonl", only: Sequence[str] = (), with_private: bool = False
) -> tuple[Table, ...]:
    """Writes the tables and `manifest.json` into `folder`; each file appears whole or not at all.

    Without `with_private` addresses that are not for others are left out, and so are fetched documents, which hold them. Raises
    `UsageError` for a table there is not and `MissingExtra` for Parquet without DuckDB.
    """
    unknown = [name for name in only if name not in table_names()]
    if unknown:
        raise UsageError("--table", f"there is no table {unknown[0]!r}", f"choose from {', '.join(table_names())}")
    retained = None if with_private else Withheld.of(connection)
    duck = _duckdb() if format_ == "parquet" else None
    result = []
    for name in only or table_names():
        table = metadata.tables[name]
        lines = folder / f".{name}.jsonl.part"
        try:
            with lines.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as stream:
                count = write_rows(connection, table, stream, retained)
            file = folder / f"{name}.{format_}"
            if duck is None:
                lines.replace(file)
            else:
                _to_parquet(duck, table, lines, file)
            result.append(Table(name, file.name, count))
        finally:
            lines.unlink(missing_ok=True)
    _write_manifest(connection, folder, format_, result)
    return tuple(result)


def write_rows(connection: sa.Connection, table: sa.Table, stream: IO[str], withheld: Withheld | None = None) -> int:
    """Writes a table's rows as JSON Lines in the order of its key; returns how many."""
    count = 0
    for row in read_rows(connection, table):
        row = withheld.row(table.name, row) if withheld else row  # noqa: PLW2901 - what is written
        stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count


def read_rows(connection: sa.Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """A table's rows as plain values, in the order of its key."""
    is_postgres = connection.dialect.name == "postgresql"
    keys = [sa.collate(key, "C") if is_postgres and isinstance(key.type, sa.Text) else key for key in table.primary_key.columns]
    query = sa.select(table).order_by(*keys)  # by code point on both databases, whatever language PostgreSQL sorts in
    for row in connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}).mappings():
        yield {column.name: _plain(table.name, column.name, row[column]) for column in table.columns}


def _plain(table: str, column: str, value: Any) -> Any:
    if not isinstance(value, bytes | memoryview):
        return value
    content = bytes(value)
    if (table, column) in _COMPRESSED:
        return json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    if (table, column) in _VECTORS:
        return list(struct.unpack(f"<{len(content) // 4}f", content))
    return base64.b64encode(content).decode("ascii")


def _write_manifest(connection: sa.Connection, folder: Path, format_: Format, made: Sequence[Table]) -> None:
    """What the files are: written last, so that a folder with a manifest is a whole export."""
    version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    manifest = {"schema": SCHEMA, "database_schema": version, "format": format_, "tables": [table._asdict() for table in made]}
    part = folder / ".manifest.json.part"
    part.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / "manifest.json")


def _duckdb() -> Any:
    try:
        import duckdb  # noqa: PLC0415 - an extra, and 100 ms
    except ImportError as error:
        raise MissingExtra("--format parquet", "needs the analytics extra", "pip install 'earwitness[analytics]'") from error
    return duckdb


def _to_parquet(duck: Any, table: sa.Table, lines: Path, file: Path) -> None:
    """Converts one table; the column types are the database's own, JSON stays text that every reader knows."""
    columns = {column.name: _parquet_type(table.name, column) for column in table.columns}
    part = file.with_name(f".{file.name}.part")
    with duck.connect(":memory:") as connection:
        rows = connection.read_json(str(lines), format="newline_delimited", columns=columns, maximum_object_size=2**30)
        rows.write_parquet(str(part), compression="zstd")
    part.replace(file)


def _parquet_type(table: str, column: sa.Column[Any]) -> str:
    if (table, column.name) in _VECTORS:
        return "FLOAT[]"
    if isinstance(column.type, sa.Integer):  # BigInteger among them
        return "BIGINT"
    return "DOUBLE" if isinstance(column.type, sa.Float) else "VARCHAR"
