"""Lists as aligned columns, with terminal control sequences removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from cyclopts import Parameter

from earwitness.errors import UsageError
from earwitness.text.invisible import one_line as clean

WIDEST_CELL = 60
Flag = Annotated[bool, Parameter(negative="")]
"""An option that is there or not."""
Json = Annotated[bool, Parameter(name="--json", negative="")]


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their cells in line, two spaces apart; the last cell is as long as it is."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max((min(len(row[at]), WIDEST_CELL) for row in cleaned), default=0) for at in range(max(map(len, cleaned), default=1) - 1)]
    lines = ("  ".join([*(_cell(cell, width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in cleaned)
    return "".join(f"{line}\n" for line in lines)


def as_json(value: Any) -> str:
    """A value as indented JSON with its final line end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def moment(ms: int | None) -> str:
    """Milliseconds since 1970 as a UTC time to the minute; `never` for none.

    >>> moment(0), moment(None)
    ('1970-01-01 00:00 UTC', 'never')
    """
    return "never" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "item"), counted(1200, "key"), counted(2, "entry")
    ('1 item', '1,200 keys', '2 entries')
    """
    plural = noun if number == 1 else f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{number:,} {plural}"


def positive(limit: int) -> int:
    """The limit itself. Raises `UsageError` below one."""
    if limit < 1:
        raise UsageError("--limit", f"{limit} is no number of rows", "give 1 or more")
    return limit


def _cell(cell: str, width: int) -> str:
    return (cell if len(cell) <= width else f"{cell[: width - 1]}…").ljust(width)
