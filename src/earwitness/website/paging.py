"""Splits a list into numbered pages."""

from __future__ import annotations

from typing import NamedTuple, Protocol

LAST = 10_000
"""A page number beyond which nobody reads: a larger one is taken for this."""


class Placed(Protocol):
    """Where a page of a list stands, as templates ask for it."""

    @property
    def total(self) -> int | None:
        """Rows in all; None on pages that do not tell."""

    @property
    def shown(self) -> str:
        """Which rows or which page this is."""

    @property
    def previous(self) -> int | str | None:
        """The page before; 1 or empty for the first."""

    @property
    def next(self) -> int | str | None:
        """The page after."""


class PagePosition(NamedTuple):
    """A page of a list: its number from 1, how many rows a page has, how many rows there are in all."""

    number: int
    size: int
    total: int
    most: int | None = None
    """After so many pages the list ends, however long it is; None: after its last row."""

    @property
    def offset(self) -> int:
        """Rows before it."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The number of its first row, from 1; 0 in an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of its last row."""
        return min(self.offset + self.size, self.total)

    @property
    def shown(self) -> str:
        """Which rows these are: `51–100 of 1,200`."""
        return f"{self.first:,}–{self.last:,} of {self.total:,}"

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        ends_here = self.last >= self.total or (self.most is not None and self.number >= self.most)
        return None if ends_here else self.number + 1


def page_number(text: str) -> int:
    """A page number as it stands in an address; 1 for anything that is none.

    >>> page_number("3"), page_number("0"), page_number("x"), page_number("9999999999999")
    (3, 1, 1, 10000)
    """
    return min(LAST, max(1, int(text))) if text.isascii() and text.isdecimal() and len(text) < 20 else 1
