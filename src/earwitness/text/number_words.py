"""Spoken numbers: `twenty five thousand`, `a hundred and fifty`, `one and a half billion`."""

from __future__ import annotations

import re
from typing import NamedTuple

from earwitness.text.units import SCALES

_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS: dict[str, int] = {word: value for value, word in enumerate(_UP_TO_NINETEEN.split())}
TENS: dict[str, int] = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_OTHERS = (
    "hundred thousand million billion trillion half quarter third fifth sixth seventh eighth ninth tenth point dozen decade decades "
    "century centuries twice thrice double doubled doubling doubles triple tripled tripling triples quadruple quadrupled quadrupling "
    "halved halving tenfold twofold threefold fourfold fivefold sixfold sevenfold eightfold ninefold hundredfold thousandfold"
)
ANCHOR_WORDS = "|".join(sorted((*UNITS, *TENS, *_OTHERS.split()), key=lambda word: (-len(word), word)))
"""Alternatives of a regular expression: every word a quantity can begin with."""

_SPOKEN_SCALES = {word: value for word, value in SCALES.items() if len(word) > 4 and not word.endswith("s")}

_NEXT = re.compile(r"(?:\s{1,3}|\s?[-‐‑]\s?)(and\s{1,3})?([a-z]{3,11})(?![\w])", re.IGNORECASE)
_POINT = re.compile(r"\s{1,3}point((?:\s{1,3}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b){1,6})", re.IGNORECASE)
_BARE_POINT = re.compile(
    r"point((?:\s{1,3}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b){1,6})(?=\s(?:per\s?cent|euros?|dollars?|degrees?)\b)",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?:\s{1,3}|-)and(?:\s{1,3}|-)an?(?:\s{1,3}|-)(half|quarter|third)\b", re.IGNORECASE)
_SCALE = re.compile(rf"(?:\s{{1,3}}|-)({'|'.join(sorted(SCALES, key=len, reverse=True))})(?![\w])", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:\s|-)(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)\b", re.IGNORECASE)
_CENTURIES = (17, 18, 19, 20, 21)
_VAGUE_BEFORE_SCALE = re.compile(
    rf"(?:[\s-]|\s-\s)(?:something|odd|ish|plus)(?=[\s-](?:{'|'.join(sorted(SCALES, key=len, reverse=True))})(?![\w]))", re.IGNORECASE
)
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}


class Amount(NamedTuple):
    """A bare number in the text: where it ends, its value, the scale word's factor in it, and how it is said."""

    end: int
    value: float
    scale: float
    spelled: bool


def scaled(text: str, amount: Amount, end: int) -> Amount:
    """The amount with what may follow any number: `and a half`, then up to three scale words."""
    at, value, scale = amount.end, amount.value, amount.scale
    if half := _HALF.match(text, at, end):
        value, at = value + _PARTS[half[1].casefold()] * scale, half.end()
    if vague := _VAGUE_BEFORE_SCALE.match(text, at, end):
        at = vague.end()  # `200-something thousand`
    for _ in range(3):
        match = _SCALE.match(text, at, end)
        if match is None:
            break
        factor = SCALES[match[1].casefold()]
        value, scale, at = value * factor, scale * factor, match.end()
    return Amount(at, value, scale, amount.spelled)


def decimal_alone(text: str, at: int, end: int) -> Amount | None:
    """`point five percent`: digits behind a point that nothing stands before; None where no unit follows them."""
    match = _BARE_POINT.match(text, at, end)
    if match is None:
        return None
    digits = "".join(str(UNITS.get(word.casefold(), 0)) for word in match[1].split())
    return scaled(text, Amount(match.end(), float(f"0.{digits}"), 1.0, spelled=True), end)


def spoken(text: str, at: int, end: int, word: str) -> Amount | None:
    """The spoken number that begins with `word` at `at`; None for an ordinal or a year (`twenty twenty five`)."""
    sum_, group, scale, space_left, place, place_next = 0.0, 0.0, 1.0, 0, at, at
    current: str | None = word.casefold()
    joined = False
    smallest = float("inf")
    while current is not None:
        if current in UNITS or current in TENS:
            value = UNITS.get(current, TENS.get(current, 0))
            digits = 2 if value >= 10 else 1
            if place > at and digits > space_left:
                # `twenty twenty`, `nineteen eighty`: a year read aloud; `five six`: a sequence of its own.
                return None if digits == 2 and group in _CENTURIES and not joined else _close(text, place, end, sum_ + group, scale)
            group, scale = group + value, 1.0
            space_left = 1 if current in TENS else 0
        elif current == "hundred":
            if place > at and (group == 0 or group >= 100):
                break
            group, scale, space_left = (group or 1.0) * 100, 100.0, 2
        elif current in _SPOKEN_SCALES and _SPOKEN_SCALES[current] < smallest:
            smallest = _SPOKEN_SCALES[current]
            sum_, group, scale, space_left = sum_ + (group or 1.0) * smallest, 0.0, smallest, 2
        else:
            break
        place = at + len(word) if place == at else place_next
        following = _NEXT.match(text, place, end)
        current = None
        if following is not None and _may_follow(following[2].casefold(), joined=bool(following[1]), scale=scale):
            current, joined, place_next = following[2].casefold(), bool(following[1]), following.end()
    return _close(text, place, end, sum_ + group, scale)


def _may_follow(word: str, *, joined: bool, scale: float) -> bool:
    if joined:
        return scale >= 100 and (word in UNITS or word in TENS)
    return word in UNITS or word in TENS or word in _SPOKEN_SCALES


def _close(text: str, place: int, end: int, value: float, scale: float) -> Amount | None:
    if value >= 20 and value % 10 == 0 and _ORDINAL.match(text, place, end):
        return None
    if point := _POINT.match(text, place, end):
        digits = "".join(str(UNITS.get(word.casefold(), 0)) for word in point[1].split())
        return scaled(text, Amount(point.end(), float(f"{value:.0f}.{digits}"), 1.0, spelled=True), end)
    return scaled(text, Amount(place, value, scale, spelled=True), end)
