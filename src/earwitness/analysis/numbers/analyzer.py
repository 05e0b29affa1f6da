"""Finds numbers: quantities asserted about the world, with unit, subject, hedge and time, each with a readable part of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.numbers.context import refusal
from earwitness.analysis.numbers.grammar import TIME_NOUNS, as_of, count_noun, hedge_of, is_plural, rate_of
from earwitness.analysis.numbers.subject import subject_of
from earwitness.model.findings import Finding, Number
from earwitness.model.reading import Reading, Sentence
from earwitness.model.transcript import Span
from earwitness.text.numerals import Quantity, quantities
from earwitness.text.units import singular

WHOLE = 150
"""A sentence of at most so many characters is its own evidence; of a longer one, the clauses around the number are."""
LONGEST = 240

_CLAUSE = re.compile(
    r"[;:—…]\s?|,\s(?![0-9])|\s\(|\)\s|\s[–-]\s|\s(?=(?:but|while|whereas|because|which|although|though)\s)|(?<=[.!?])\s|\n"
)
_FROM_LEFT = re.compile(r"\b(?:from|to)\s[~≈<>]?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_KIND_REASON = {
    "money": "an amount of money",
    "percent": "a percentage",
    "multiple": "a multiple",
    "measure": "a measure",
    "share": "a share",
    "number": "a count with what it counts",
}


class _Unit(NamedTuple):
    """The noun counted and the rate behind it, each with where it ends; empty where there is none."""

    noun: str
    end: int
    rate: str
    rate_end: int


class NumberAnalyzer:
    """Proposes the numbers of an item."""

    name = "numbers"
    requires: frozenset[str] = frozenset()
    provides = frozenset({"number"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterator[Number]:
        """Numbers in reading order; several of one sentence are several findings."""
        for sentence in reading.sentences:
            if sentence.kind != "code":
                yield from _of_sentence(reading, sentence)


def _of_sentence(reading: Reading, sentence: Sentence) -> Iterator[Number]:
    text, bounds, timed_until = reading.text, (sentence.start, sentence.end), -9
    timed_noun, counted_until = "", -1
    for quantity in quantities(text, *bounds):
        noun, noun_end = ("", quantity.end) if quantity.unit else count_noun(text, quantity, sentence.end)
        if not noun and quantity.kind == "number" and _FROM_LEFT.search(text, max(sentence.start, quantity.start - 7), quantity.start + 1):
            noun = _left_noun(text, sentence.start, quantity.start)
        timed = noun.casefold() in TIME_NOUNS
        longer = timed and quantity.start <= timed_until + 6 and singular(noun) != singular(timed_noun)
        timed_until, timed_noun = (noun_end, noun) if timed else (timed_until, timed_noun)
        if quantity.start < counted_until:
            continue  # `300 people per 100,000 inhabitants`
        if longer:
            continue  # `2 years, 7 months, 11 days` is one length of time: its first part stands for it
        if reading.transcript.is_unspoken(quantity.start, quantity.end) or refusal(text, quantity, noun, bounds):
            continue
        unit_end = max(quantity.end, noun_end)
        rate, rate_end = _rate(text, quantity, (noun, unit_end), sentence.end)
        counted_until = rate_end if rate else counted_until
        number = _number(reading, sentence, quantity, _Unit(noun, unit_end, rate, rate_end))
        if number is not None:
            yield number


def _left_noun(text: str, start: int, end: int) -> str:
    """The plural the sentence begins with, for a number that has no noun right of it (`packages ... from 175 to 3,870`)."""
    words = [match.group() for match in _WORD.finditer(text, start, end)][:4]
    return next((word for word in words if is_plural(word) and len(word) > 3), "")


def _number(reading: Reading, sentence: Sentence, quantity: Quantity, counted: _Unit) -> Number | None:
    text = reading.text
    span = evidence_span(reading, sentence, quantity.start, max(counted.end, counted.rate_end))
    if not span.start <= quantity.start < quantity.end <= span.end:
        return None
    hedge, _ = hedge_of(text, quantity, counted.end, (sentence.start, sentence.end))
    unit = f"{quantity.unit or counted.noun}{counted.rate}"
    return Number(
        spans=(span,),
        value=_plain(quantity.value),
        value_high=None if quantity.value_high is None else _plain(quantity.value_high),
        unit=unit,
        subject=" ".join(subject_of(text, quantity, (counted.noun, counted.end), (span.start, span.end)).split()),
        hedge=" ".join(hedge.split()),
        as_of=" ".join(as_of(text, quantity, (span.start, span.end)).split()),
        speaker=sentence.speaker,
        confidence=_confidence(quantity, counted.noun),
        reasons=(_KIND_REASON[quantity.kind],) if unit or quantity.kind != "number" else ("a large number",),
    )


def _rate(text: str, quantity: Quantity, unit: tuple[str, int], stop: int) -> tuple[str, int]:
    """` per month` and where it ends: of money any rate, of what is counted or measured one by time, head or gallon."""
    if quantity.kind in ("share", "multiple") or (quantity.kind == "number" and not unit[0]):
        return "", unit[1]
    return rate_of(text, unit[1], stop, money=quantity.kind == "money")


def _plain(value: float) -> int | float:
    """The value without the noise of binary fractions; whole numbers as integers."""
    rounded = float(f"{value:.15g}")
    return int(rounded) if rounded == int(rounded) else rounded


def evidence_span(reading: Reading, sentence: Sentence, start: int, end: int) -> Span:
    """The readable piece of a sentence around `[start, end)`: all of a short one, else its clauses; free of unspoken marks."""
    low, high = _spoken_bounds(reading, sentence, start, end)
    text = reading.text
    if high - low > WHOLE:
        cuts = [low, *(match.end() for match in _CLAUSE.finditer(text, low, high)), high]
        first = max(index for index, cut in enumerate(cuts) if cut <= start)
        last = min(index for index, cut in enumerate(cuts) if cut >= end)
        while first > 0 and start - cuts[first] < 25 and cuts[last] - cuts[first - 1] <= LONGEST:
            first -= 1
        while cuts[last] - cuts[first] < 30 and last + 1 < len(cuts) and cuts[last + 1] - cuts[first] <= LONGEST:
            last += 1
        low, high = cuts[first], cuts[last]
    low, high = _cut(text, low, high, (start, end))
    return trimmed(text, (low, high), (start, end))


_LOOSE_START = re.compile(r"(?:(?:and|but|so|or)\s|[^\w$€£¥₹~≈<>“\"'(#@]){1,12}", re.IGNORECASE)


def trimmed(text: str, bounds: tuple[int, int], kept: tuple[int, int]) -> Span:
    """The span without loose ends: conjunctions and signs in front, commas, open brackets and pictures behind; `kept` stays."""
    low, high = bounds
    loose = _LOOSE_START.match(text, low, kept[0])
    low = loose.end() if loose else low
    while high > kept[1] and not (text[high - 1].isalnum() or text[high - 1] in ".!?%)]}\"'”’»+"):
        high -= 1
    return Span(low, high)


def _spoken_bounds(reading: Reading, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    low, high = sentence.start, sentence.end
    if sentence.broken:
        for mark in reading.transcript.unspoken_in(low, high):
            if mark.end <= start:
                low = max(low, mark.end)
            elif mark.start >= end:
                high = min(high, mark.start)
    return low, high


def _cut(text: str, low: int, high: int, kept: tuple[int, int]) -> tuple[int, int]:
    """At most `LONGEST` characters around `kept`, cut between words."""
    if high - low <= LONGEST:
        return low, high
    if kept[0] - low > LONGEST * 2 // 3:
        low = text.find(" ", kept[0] - LONGEST * 2 // 3, kept[0]) + 1 or kept[0]
    if high - low > LONGEST:
        limit = max(low + LONGEST, kept[1])
        high = max(text.rfind(" ", kept[1], limit), kept[1])
    return low, high


def _confidence(quantity: Quantity, noun: str) -> float:
    if quantity.kind in ("money", "percent"):
        return 0.9
    if quantity.kind in ("multiple", "measure"):
        return 0.75 if not quantity.spelled else 0.6
    if not noun:
        return 0.45
    if quantity.value >= 1000 or not quantity.spelled:
        return 0.8
    return 0.6 if quantity.value > 12 or noun.casefold() in TIME_NOUNS else 0.45
