"""Whether a value follows from given words alone, and which of the words state it."""

from __future__ import annotations

import re

from earwitness.text.numerals import Quantity, quantities
from earwitness.text.units import CURRENCY_SIGNS, rate_after, singular


def derivable(text: str, value: float, value_high: float | None, unit: str) -> bool:
    """Whether the value and the unit follow from these words and nothing else.

    >>> derivable("about $20 a month", 20, None, "USD per month"), derivable("about $20 a month", 25, None, "USD")
    (True, False)
    """
    return stated(text, value, value_high, unit) is not None


def stated(text: str, value: float, value_high: float | None, unit: str) -> Quantity | None:
    """The first quantity of the words that says this value in this unit; None when none does."""
    return next((one for one in quantities(text) if _says(text, one, value, value_high, unit)), None)


def _says(text: str, quantity: Quantity, value: float, value_high: float | None, unit: str) -> bool:
    if _same(value, quantity.value) and _same(value_high, quantity.value_high) and _unit_follows(text, unit, quantity):
        return True
    # A digest made before shares were counted in per cent has `a quarter of the boats` as 0.25 boats.
    old_share = quantity.kind == "share" and value_high is None and "%" not in unit
    return old_share and _same(value * 100, quantity.value) and _words_stand(text, unit)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def _unit_follows(text: str, unit: str, quantity: Quantity) -> bool:
    head, per, rate = unit.partition(" per ")
    if per and not _rate_stands(text, rate):
        return False
    if quantity.kind == "multiple" and head == "times":
        return _words_stand(text, head)
    if quantity.unit or quantity.kind != "number":
        return head == quantity.unit or (quantity.kind in ("measure", "money") and head.islower() and _words_stand(text, head))
    return head != "%" and not (len(head) == 3 and head.isupper() and head in CURRENCY_SIGNS) and _words_stand(text, head)


def _rate_stands(text: str, rate: str) -> bool:
    wanted = rate_after(f" per {rate}", 0, len(rate) + 5)
    if wanted is None:
        return False
    places = (at for at, char in enumerate(text) if char.isspace() or char == "/")
    found = (one[0] for place in places if (one := rate_after(text, place, len(text))) is not None)
    return any(one == wanted[0] or one.startswith(f"{wanted[0]} per ") for one in found)


def _words_stand(text: str, unit: str) -> bool:
    present = {singular(word) for word in re.findall(r"[^\W\d_]+", text)}
    return all(singular(word) in present for word in re.findall(r"[^\W\d_]+", unit))
