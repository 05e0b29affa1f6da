"""Formatting shared by all pages: durations, amounts, shares, bylines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from earwitness.model.digest import Coverage, Digest, VerifiedEntity, VerifiedNumber
from earwitness.model.findings import EntityKind
from earwitness.text.numeral_proof import derivable, stated
from earwitness.text.numerals import Quantity, quantities
from earwitness.text.words import single_line

KIND_HEADINGS: dict[EntityKind, str] = {
    "organization": "Organizations",
    "person": "People",
    "product": "Products",
    "work": "Works",
    "place": "Places",
}
"""Headings of the entity kinds, in printing order."""

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


PEOPLE_SHOWN = 8
OF_WORDS = 2
"""At most so many words stand between a share and what it is of: `of the`, `of all`."""


def duration(ms: int) -> str:
    """`49 min` or `2 h 3 min`; seconds below one minute.

    >>> duration(7_380_000)
    '2 h 3 min'
    """
    minutes = round(ms / 60_000)
    if minutes < 1:
        return f"{round(ms / 1000)} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def percent(share: float) -> str:
    """A share as whole per cent, with `<1 %` for what is little but something.

    >>> percent(0.004)
    '<1 %'
    """
    return "<1 %" if 0 < share < 0.005 else f"{round(share * 100)} %"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "item"), counted(1200, "item"), counted(2, "entity", "entities")
    ('1 item', '1,200 items', '2 entities')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@lru_cache(4096)
def day(published: str | None) -> str:
    """The date of an ISO 8601 moment as people read it: `28 Nov 2026`; nothing for none.

    >>> day("2026-11-28T07:00:00Z")
    '28 Nov 2026'
    """
    if not published:
        return ""
    try:
        return datetime.fromisoformat(published).strftime("%d %b %Y").lstrip("0")
    except ValueError:
        return published[:10]


def amount(number: VerifiedNumber) -> str:
    """The value with its unit as people write it: `$6.3 billion`, `60–70 %`, `21,860 words`."""
    return readable_amount(number.value, number.value_high, number.unit)


def number_notes(number: VerifiedNumber) -> tuple[str, ...]:
    """What stands beside an amount: what it is of or about, the hedge, the time, and a share in the words it was said in."""
    about = number.subject
    found = stated(number.text, number.value, number.value_high, number.unit) if number.unit == "%" and about else None
    if found is not None and _of(number.text[found.end :], about):
        about = f"of {about}"
    source_text = value_as_written(number.text, number.value, number.value_high, number.unit)
    return tuple(part for part in (about, number.hedge, number.as_of, source_text) if part)


def value_as_written(words: str, value: float, value_high: float | None, unit: str) -> str:
    """How a share was said that is shown in per cent; empty for what is shown as it was said.

    >>> as_said("at least a quarter of new batteries", 25, None, "%")
    'said as “a quarter”'
    """
    found = stated(words, value, value_high, unit) if unit == "%" else None
    return f"said as “{single_line(words[found.start : found.end])}”" if found is not None and found.kind == "share" else ""


def _of(rest: str, subject: str) -> bool:
    """Whether the words behind a share begin with what it is a share of."""
    ahead = single_line(rest[: len(subject) + 24]).casefold()
    at = ahead.find(single_line(subject).casefold())
    return at >= 0 and len(ahead[:at].split()) <= OF_WORDS


def readable_amount(value: float, value_high: float | None, unit: str) -> str:
    """A value, or two, with the unit as people write it.

    >>> readable_amount(6_300_000_000, None, "USD"), readable_amount(60, 70, "%")
    ('$6.3 billion', '60–70 %')
    """
    symbol = ""
    code = unit.split(" ", 1)[0]
    if code in _SYMBOLS:
        symbol, unit = _SYMBOLS[code], unit[len(code) :].strip()
    values = [value] if value_high is None else [value, value_high]
    if code == "%":
        values = [round(one, 1) if abs(one) >= 1 else one for one in values]  # two thirds are 66.7 %
    money = bool(symbol) or (len(code) == 3 and code.isupper())
    text = symbol + "–".join(_readable(one, money=money) for one in values)
    return f"{text} {unit}".strip() if unit != "x" else f"{text}x"


def amount_follows(shown: str, words: str) -> bool:
    """Whether an amount as `readable_amount` shows it follows from these words and nothing else.

    >>> amount_follows("€2.7 million", "It cost us 2.7 million euros."), amount_follows("€3.7 million", "It cost us 2.7 million euros.")
    (True, False)
    """
    for quantity in quantities(words):
        for value, high in _as_written(quantity):
            rest = shown.removeprefix(readable_amount(value, high, quantity.unit)).strip()
            for unit in {quantity.unit, f"{quantity.unit} {rest}".strip(), rest}:
                if readable_amount(value, high, unit) == shown and derivable(words, value, high, unit):
                    return True
    return False


def _as_written(quantity: Quantity) -> Iterator[tuple[float, float | None]]:
    """The values as they are, whole ones as whole numbers too (`2026`, `2,026`), and a share as pages had it before it was in per cent."""
    value, high = quantity.value, quantity.value_high
    yield value, high
    if value.is_integer() and (high is None or high.is_integer()):
        yield int(value), None if high is None else int(high)
    if quantity.kind == "share":
        yield value / 100, None


def _readable(value: float, *, money: bool = False) -> str:
    for size, word in _SCALES:
        if abs(value) >= size:
            return f"{_plain(round(value / size, 6))} {word}"
    if not money and isinstance(value, int) and 1000 <= value <= 2100:
        return str(value)
    return _plain(value)


def _plain(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:,}" if abs(value) < 1e15 else f"{value:g}"


def byline(digest: Digest) -> tuple[str, ...]:
    """Kind, source, date, duration and people of the item, those that are known."""
    shown = people(digest)
    left = len(digest.item.people) - len(shown)
    return (*facts(digest), *([", ".join(shown) + (f" and {left} more" if left else "")] if shown else ()))


def facts(digest: Digest) -> tuple[str, ...]:
    """Kind, source, date and duration of the item, those that are known."""
    item = digest.item
    parts = [item.kind.capitalize(), item.source or "", (item.published or "")[:10]]
    if item.duration_ms:
        parts.append(duration(item.duration_ms))
    elif digest.transcript.words:
        parts.append(f"{digest.transcript.words:,} words")
    if item.recording:
        parts.append(f"heard in {item.recording}")
    return tuple(part for part in parts if part)


def people(digest: Digest) -> tuple[str, ...]:
    """The people of the item with their parts in it, the first eight."""
    return tuple(
        person.name if person.role == "speaker" else f"{person.name} ({person.role})" for person in digest.item.people[:PEOPLE_SHOWN]
    )


def read_share(coverage: Coverage, characters: int) -> float:
    """Share of the text's characters that were read."""
    return min(1.0, sum(part.end - part.start for part in coverage.read) / max(1, characters))


def coverage_line(digest: Digest) -> str:
    """What was read, what is cited and how many findings were proven, in one line."""
    coverage, audit = digest.coverage, digest.audit
    parts = []
    if coverage.read:
        parts.append(f"{percent(read_share(coverage, digest.transcript.characters))} of the text read")
        parts.append(f"{percent(coverage.cited_share)} of that cited here")
    parts.append(f"{audit.verified:,} of {audit.proposed:,} findings proven")
    return ", ".join(parts)


def gap_reasons(coverage: Coverage, characters: int) -> tuple[str, ...]:
    """Each reason for not reading, with its number of places and share of the text, most first."""
    totals: dict[str, tuple[int, int]] = {}
    for gap in coverage.gaps:
        places, length = totals.get(gap.why or "not read", (0, 0))
        totals[gap.why or "not read"] = (places + 1, length + gap.end - gap.start)
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1][1], pair[0]))
    return tuple(
        f"{why}: {places:,} {'place' if places == 1 else 'places'}, {percent(length / max(1, characters))} of the text"
        for why, (places, length) in ordered
    )


def by_kind(entities: Sequence[VerifiedEntity]) -> tuple[tuple[str, tuple[VerifiedEntity, ...]], ...]:
    """Heading and entities of each kind that occurs, the most mentioned first."""
    return tuple(
        (heading, tuple(sorted(of_kind, key=lambda entity: (-max(1, len(entity.mentions)), entity.evidence[0].start))))
        for kind, heading in KIND_HEADINGS.items()
        if (of_kind := [entity for entity in entities if entity.kind == kind])
    )
