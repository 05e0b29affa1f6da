"""Entities by initial letter, so that a page changes only with the names on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

MOST = 500
"""Names on one page; a letter with more has further ones."""
DIGITS, OTHERS = "0-9", "other"


def by_initial(named: Iterable[tuple[str, str]], most: int = MOST) -> dict[str, tuple[str, ...]]:
    """Ids by page, from pairs of a folded name and an id: `a` to `z`, `0-9`, `other`; `s-2` is the second page of S.

    >>> by_initial([("ada", "1"), ("3m", "2"), ("aon", "3"), ("寒武纪", "4")], most=1)
    {'a': ('1',), 'a-2': ('3',), '0-9': ('2',), 'other': ('4',)}
    """
    held: dict[str, list[str]] = {}
    for name, id_ in sorted(named):
        held.setdefault(_initial(name), []).append(id_)
    order = sorted(held, key=lambda initial: (len(initial) > 1, initial))
    pages = ((initial, at // most + 1, held[initial][at : at + most]) for initial in order for at in range(0, len(held[initial]), most))
    return {f"{initial}-{number}" if number > 1 else initial: tuple(ids) for initial, number, ids in pages}


def _initial(name: str) -> str:
    first = next((char for char in unicodedata.normalize("NFKD", name) if char.isalnum()), "")
    if first.isascii() and first.isalpha():
        return first.lower()
    return DIGITS if first.isdecimal() else OTHERS


class Initials(NamedTuple):
    """The pages of a list by letter, and the one that is shown; empty on the first page, which has the foremost names of all."""

    parts: tuple[str, ...]
    here: str = ""

    @property
    def titled(self) -> tuple[tuple[str, str], ...]:
        """Each page with its title: `s-2` is `S 2`."""
        return tuple((part, title(part)) for part in self.parts)


def title(part: str) -> str:
    """What a page is called.

    >>> title("a"), title("s-2"), title("0-9"), title("other")
    ('A', 'S 2', '0–9', 'Other')
    """
    initial, number = (part, "") if part in (DIGITS, OTHERS) else (*part.rsplit("-", 1), "")[:2]
    shown = {DIGITS: "0–9", OTHERS: "Other"}.get(initial, initial.upper())
    return f"{shown} {number}" if number else shown
