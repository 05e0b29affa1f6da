"""The time of the last visit, kept in a cookie, so that reading a page writes no row."""

from __future__ import annotations

from typing import NamedTuple, Self

COOKIE = "earwitness-visit"
KEPT_SECONDS = 400 * 24 * 3600
PAUSE_MS = 30 * 60 * 1000
"""So long without a page ends a visit, as web statistics count them."""


class LastVisit(NamedTuple):
    """The moment of a visit's last page, and the end of the visit before; milliseconds since 1970."""

    now_ms: int | None = None
    before_ms: int | None = None

    @classmethod
    def read(cls, cookie: str | None) -> Self:
        """What `write` wrote; a first visit for anything else."""
        now, _, before = (cookie or "").partition(".")
        if not (now.isdecimal() and now.isascii() and len(now) <= 15):
            return cls()
        return cls(int(now), int(before) if before.isdecimal() and before.isascii() and len(before) <= 15 else None)

    def at(self, clock_ms: int) -> Self:
        """The visit with a page asked for now: after a pause it is a new one. One that is to come yet never was."""
        if max(self.now_ms or 0, self.before_ms or 0) > clock_ms:
            return type(self)(clock_ms)
        new = self.now_ms is not None and clock_ms - self.now_ms > PAUSE_MS
        return type(self)(clock_ms, self.now_ms if new else self.before_ms)

    def write(self) -> str:
        """`NOW.BEFORE`."""
        return f"{self.now_ms or ''}.{self.before_ms if self.before_ms is not None else ''}"
