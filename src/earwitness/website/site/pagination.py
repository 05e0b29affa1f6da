"""Splits long lists into pages from the oldest row on, so that a new row changes only the newest page."""

from __future__ import annotations

from typing import NamedTuple


class Pagination(NamedTuple):
    """A list of `total` rows, newest first. Its pages are numbered from the oldest; the newest has no number and up to twice as many rows.

    >>> Stack(250, 100).parts
    ('', '1')
    >>> Stack(250, 100).span(''), Stack(250, 100).span('1')
    ((0, 150), (150, 100))
    >>> Stack(1250, 100).span('1')  # where it was with 1,000 rows fewer
    (1150, 100)
    """

    total: int
    size: int

    @property
    def numbered(self) -> int:
        """Pages beside the newest."""
        return max(0, self.total // self.size - 1)

    @property
    def parts(self) -> tuple[str, ...]:
        """Every page's number, the newest page first."""
        return ("", *(str(number) for number in range(self.numbered, 0, -1)))

    def span(self, part: str) -> tuple[int, int]:
        """Rows before a page, counted from the newest, and rows on it."""
        if not part:
            return 0, self.total - self.numbered * self.size
        return self.total - int(part) * self.size, self.size

    def place(self, part: str) -> PaginationPage:
        """Where a page stands, for its links."""
        return PaginationPage(part, self)


class PaginationPage(NamedTuple):
    """A page of a stack, as templates ask for it."""

    part: str
    stack: Pagination

    @property
    def total(self) -> int | None:
        """Rows in all, told on the newest page alone: the others stay as they are when rows come."""
        return None if self.part else self.stack.total

    @property
    def shown(self) -> str:
        """Which page this is."""
        return f"page {int(self.part):,}" if self.part else f"the newest {self.stack.span('')[1]:,} of {self.stack.total:,}"

    @property
    def previous(self) -> str | None:
        """The next newer page; `1` is the newest to whoever writes links, as it is never the oldest."""
        if not self.part:
            return None
        return str(int(self.part) + 1) if int(self.part) < self.stack.numbered else ""

    @property
    def next(self) -> str | None:
        """The next older page."""
        number = int(self.part) - 1 if self.part else self.stack.numbered
        return str(number) if number > 0 else None
