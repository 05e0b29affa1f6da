"""Export of every table as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from earwitness.storage.export import Table as Exported
from earwitness.storage.export import export_tables

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["Exported", "export"]


def export(
    archive: Archive,
    folder: Path,
    *,
    format_: Literal["jsonl", "parquet"] = "jsonl",
    only: Sequence[str] = (),
    with_private: bool = False,
) -> tuple[Exported, ...]:
    """Write tables as JSON Lines or Parquet with a manifest; two exports of one archive are byte for byte equal."""
    folder.mkdir(parents=True, exist_ok=True)
    with archive.database.read() as connection:
        return tuple(export_tables(connection, folder, format_=format_, only=tuple(only), with_private=with_private))
