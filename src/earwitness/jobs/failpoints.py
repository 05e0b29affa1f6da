"""Named points at which crashes are tested: before and after every effect."""

from __future__ import annotations

from collections.abc import Callable

Reach = Callable[[str, str], None]
"""Called with a point's name and the id of the item or source when the work gets there.

Tests hand in one that kills the process; `passing` is everybody else's.
"""

EFFECTS = ("poll", "enqueue", "fetch", "parse", "digest", "finish")
POINTS: tuple[str, ...] = tuple(
    f"{effect}:{place}" for effect in EFFECTS for place in ("before", "inside", "after") if (effect, place) != ("enqueue", "inside")
)
"""`inside` is within the transaction, when everything is written and nothing committed; `after` is before the engine's checkpoint.

Enqueuing has no inside of ours: it is one transaction of the engine.
"""


def passing(point: str, subject: str) -> None:
    """Goes on."""
