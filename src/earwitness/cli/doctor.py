"""`earwitness doctor`: check that everything the archive needs is installed and safe to use."""

from __future__ import annotations

from pathlib import Path

from earwitness.archive.health import examine
from earwitness.cli.listing import Json, as_json, in_columns
from earwitness.cli.output import print_text
from earwitness.config import load_settings


def doctor(*, json_: Json = False, home: Path | None = None) -> int:
    """Check Python, SQLite, Expat, the database, disk space and optional parts. Exit code 1 when something keeps the archive from working.

    Example: earwitness doctor --json

    Parameters
    ----------
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    found = tuple(examine(load_settings(home)))
    if json_:
        print_text(as_json({"findings": [one._asdict() for one in found]}))
    else:
        print_text(in_columns([(one.state, one.name, one.found + (f"; {one.hint}" if one.hint else "")) for one in found]))
    return 1 if any(one.state == "bad" for one in found) else 0
