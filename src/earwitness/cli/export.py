"""`earwitness export`: every table of the archive as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from earwitness.archive import exporting
from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted, in_columns
from earwitness.cli.output import output_folder, print_text


def export(
    out: Path,
    *,
    format_: Annotated[Literal["jsonl", "parquet"], Parameter(name="--format")] = "jsonl",
    table: tuple[str, ...] = (),
    with_private: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Export every table as JSON Lines or Parquet, with a manifest. Two exports of one archive are equal byte for byte.

    Examples:
      earwitness export tables/
      earwitness export backup/ --with-private
      earwitness export tables/ --format parquet
      earwitness export quotes/ --table findings --table evidence

    Parameters
    ----------
    out
        Folder to write to.
    format_
        jsonl, or parquet (needs the analytics extra).
    table
        Only this table; may be given several times.
    with_private
        Export everything, as for a backup, including addresses of private sources and documents as fetched.
    json_
        Print one JSON object: the tables with their files and rows.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        result = exporting.export(archive, output_folder(out), format_=format_, only=table, with_private=with_private)
    if json_:
        print_text(as_json({"folder": str(out), "tables": [one._asdict() for one in result]}))
    else:
        print_text(in_columns([(one.file, counted(one.rows, "row")) for one in result]))
    return 0
