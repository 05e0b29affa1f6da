"""Every numeric quantity in a text with its value in base units.

Analysis proposes numbers with it and verification proves them with it (`numeral_proof`), so the grammar has no knowledge of context:
`quantities` also yields years, versions and list markers written as bare digits. What is a claim about the world is decided in `analysis`.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from earwitness.text import numeral_patterns as patterns
from earwitness.text.number_words import TENS, UNITS, Amount, decimal_alone, scaled, spoken
from earwitness.text.units import CURRENCY_SIGNS, CURRENCY_WORDS, GLUED_SCALES, GLUED_UNITS, REGIONAL, SCALES

QuantityKind = Literal["number", "money", "percent", "multiple", "share", "measure"]


class Quantity(NamedTuple):
    """`[start, end)` of the text, sign and unit included, and what it says; `value_high` for a range."""

    start: int
    end: int
    value: float
    value_high: float | None
    unit: str
    """ISO 4217, `%` (for a share too), `percentage points`, `basis points`, `x`, `years` for decades, a written unit (`GB`), else empty."""
    approx: bool
    kind: QuantityKind
    spelled: bool
    """True when no digit stands in it."""


class _Part(NamedTuple):
    """One number with its own sign and unit, before ranges are joined."""

    start: int
    end: int
    value: float
    mantissa: float
    scale: float
    unit: str
    kind: QuantityKind
    spelled: bool
    factor: float = 1.0
    approx: bool = False


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every numeric quantity in `text[start:end]`, in order and without overlap.

    >>> [(q.value, q.value_high, q.unit) for q in quantities("$6.3bn, 25 to 30% and half a million")]
    [(6300000000.0, None, 'USD'), (25.0, 30.0, '%'), (500000.0, None, '')]
    """
    stop = len(text) if end is None else end
    found: list[Quantity] = []
    at = start
    while (anchor := patterns.ANCHOR.search(text, at, stop)) is not None:
        part = _part(text, anchor.start(), stop, at)
        if isinstance(part, int):
            at = max(part, anchor.start() + 1)
            continue
        quantity = _ranged(text, part, stop)
        found.append(quantity)
        at = quantity.end
    return found


def _part(text: str, at: int, stop: int, floor: int) -> _Part | int:
    """The number anchored at `at`, or the place to go on from when there is none."""
    if (written := patterns.WRITTEN_FRACTION.match(text, at, stop)) and not _is_embedded(text, at):
        return _part_of(text, (at, written.end()), int(written[1]) / int(written[2]), stop)._replace(spelled=False)
    amount = _digits(text, at, stop) if text[at].isdecimal() or text[at] in patterns.SYMBOLS else _worded(text, at, stop)
    if isinstance(amount, int | _Part):
        return amount
    return _with_signs(text, at, amount, stop, floor)


def _digits(text: str, at: int, stop: int) -> Amount | _Part | int:
    if text[at] in patterns.SYMBOLS:
        return scaled(text, Amount(at + 1, patterns.SYMBOLS[text[at]], 1.0, spelled=False), stop)
    run = patterns.RUN.match(text, at, stop)
    run_end = run.end() if run else at + 1
    if _is_embedded(text, at) or patterns.CHAIN.match(text, at, stop):
        return run_end
    match = patterns.DIGITS.match(text, at, stop)
    if match is None:
        return run_end
    literal, after = match.group(), match.end()
    if comma := patterns.DECIMAL_COMMA.match(text, after, stop):
        literal, after = f"{literal}.{comma[1]}", comma.end()
    elif after < stop and text[after].isdigit():
        return run_end
    following = text[after : after + 2]
    if following[:1] in ":/" and following[:1] and following[1:2].isdigit():
        return run_end
    if len(following) == 2 and following[0] in ".," and following[1].isdigit():
        # `1.2.3`, `1,2,3`, `12,34`: a version, a list, a sequence.
        return run_end
    if "." in literal and (again := patterns.STUTTER.match(text, after, stop)) and again[1] == literal[-1]:
        after = again.end()  # `7.8 8 billion`: a recogniser's stutter
    dotted = literal.count(".") > 1
    value = float(re.sub(r"[,\u00a0\u202f.]" if dotted else r"[,\u00a0\u202f]", "", literal))
    if after < stop and text[after] in patterns.SYMBOLS:
        return Amount(after + 1, value + patterns.SYMBOLS[text[after]], 1.0, spelled=False)
    return scaled(text, Amount(after, value, 1.0, spelled=False), stop)


def _is_embedded(text: str, at: int) -> bool:
    """True for digits inside a name, version, code, date, clock time or path: `GPT-5.2`, `v2`, `#645`, `12:30`, `a/5`."""
    if at == 0:
        return False
    before, further = text[at - 1], text[at - 2] if at > 1 else " "
    if before.isalnum():
        if patterns.GLUED_TO.search(text, max(0, at - 5), at):
            return False  # `7 to10 billion`, as captions write it
        return patterns.SIGN.search(text, max(0, at - 4), at) is None
    if before in "_#№@\\=&":
        return True
    if before in "./:,":
        return further.isalnum()
    return before in "-‐‑" and further.isalpha() and not text[max(0, at - 4) : at].casefold().endswith(("-to-", "-of-"))


def _worded(text: str, at: int, stop: int) -> Amount | _Part | int:
    match = patterns.ANCHOR.match(text, at, stop)
    if match is None:
        return at + 1
    word = match.group().casefold()
    if (
        multiple := patterns.MULTIPLES.get(word[:5])
        if word not in UNITS and word not in patterns.PART_VALUE and word not in TENS and word not in SCALES
        else None
    ):
        return _Part(at, match.end(), float(multiple), float(multiple), 1.0, "x", "multiple", spelled=True)
    if word == "point" or word in patterns.PART_VALUE:
        return (decimal_alone(text, at, stop) or match.end()) if word == "point" else _fraction(text, at, match.end(), word, stop)
    if word in ("decade", "decades", "century", "centuries"):
        return _decade(text, at, match.end(), 10.0 if word.startswith("dec") else 100.0, stop)
    if word == "dozen":
        return scaled(text, Amount(match.end(), 12.0, 1.0, spelled=True), stop)
    if word in SCALES and patterns.VAGUE.search(text, max(0, at - 14), at):
        return match.end()
    amount = spoken(text, at, stop, match.group())
    if amount is None:
        more = patterns.MORE_WORDS.match(text, match.end(), stop)
        return more.end() if more else match.end()
    if part := patterns.PART_WORD.match(text, amount.end, stop):
        whole = part[1].casefold()
        plain = whole if whole in patterns.PART_VALUE else whole.removesuffix("s")
        one = amount.value == 1 or "-" in part.group()
        if amount.value < 10 and (one or whole.endswith("s")) and (plain != "quarter" or patterns.OF.match(text, part.end(), stop)):
            return _part_of(text, (at, part.end()), amount.value * patterns.PART_VALUE[plain], stop)
    return amount


def _fraction(text: str, at: int, after: int, word: str, stop: int) -> Amount | _Part | int:
    """`half a million`, `a third of`, `half an hour`; `half` alone is no quantity, nor is `the third of May`."""
    share = patterns.PART_VALUE[word]
    if word == "half" and (whole := patterns.TIME_AND_A.search(text, max(0, at - 20), at)):
        return _Part(whole.start(), after, 1.5, 1.5, 1.0, f"{whole[1].casefold()}s", "measure", spelled=True)
    if word in ("half", "quarter") and (of := patterns.HALF_OF.match(text, after, stop)):
        named = of[1].casefold()
        if named == "percent":
            return Amount(of.start(1) - 1, share, 1.0, spelled=True)
        if named in ("decade", "century"):
            value = share * (10 if named == "decade" else 100)
            return _Part(at, of.end(), value, value, 1.0, "years", "measure", spelled=True)
        return Amount(of.end(), share * (12 if named == "dozen" else SCALES[named]), SCALES.get(named, 12.0), spelled=True)
    article = patterns.PART_ARTICLE.search(text, max(0, at - 5), at)
    begin = article.start() if article else at
    if patterns.PERIOD_BEFORE.search(text, max(0, at - 8), at):
        return after  # `the first half of the year`
    if word == "half" and (patterns.OF_A_MEASURE.match(text, after, stop) or patterns.OF_WHOLE.match(text, after, stop)):
        return _part_of(text, (begin, after), share, stop)
    if word != "half" and article and text[after : after + 4] == " of ":
        return _part_of(text, (begin, after), share, stop)
    return after


def _part_of(text: str, place: tuple[int, int], share: float, stop: int) -> _Part:
    """A share in per cent (`two thirds of them`), or with a measure behind it that measure (`three quarters of an hour`)."""
    if measure := patterns.OF_A_MEASURE.match(text, place[1], stop):
        unit = {"foot": "feet", "inch": "inches"}.get(measure["unit"].casefold(), f"{measure['unit'].casefold()}s")
        return _Part(place[0], measure.end(), share, share, 1.0, unit, "measure", spelled=True)
    return _Part(*place, 100 * share, 100 * share, 1.0, "%", "share", spelled=True)


def _decade(text: str, at: int, after: int, years: float, stop: int) -> _Part | int:
    """`a decade`, `a decade and a half`; several decades without a count, and `the last decade`, are vague."""
    article = patterns.ONE_BEFORE.search(text, max(0, at - 5), at)
    if article is None:
        return after
    half = patterns.AND_A_HALF.match(text, after, stop)
    value = years * (1.5 if half else 1.0)
    return _Part(article.start(), half.end() if half else after, value, value, 1.0, "years", "measure", spelled=True)


_DECADES = re.compile(r"\s(decades|centuries|dozen)(?![\w])", re.IGNORECASE)


def _with_signs(text: str, at: int, amount: Amount, stop: int, floor: int) -> _Part | int:
    """The number with the sign before it and the unit behind it."""
    begin, symbol = at, patterns.SIGN.search(text, max(floor, at - 5), at) or patterns.BARE_SIGN.search(text, max(floor, at - 2), at)
    currency = CURRENCY_SIGNS.get(symbol.group().strip(), "") if symbol else ""
    if symbol:
        begin = symbol.start()
    negative = patterns.MINUS.search(text, max(floor, begin - 9), begin)
    if amount.spelled and not symbol and (article := patterns.ARTICLE.search(text, max(floor, begin - 13), begin)) and amount.scale > 1:
        begin = article.start() if article.group()[:-1].casefold() in ("a", "one") and text[at : at + 3].casefold() != "one" else begin
    after, value, scale = amount.end, amount.value, amount.scale
    unit = currency
    kind: QuantityKind = "money" if currency else "number"
    if after < stop and text[after].isalpha():
        glued = _glued(text, after, stop, currency=currency)
        if glued is None:
            return after
        after, extra, unit_here = glued
        value, scale = value * extra, scale * extra
        if unit_here == "x":
            unit, kind = "x", "multiple"
        elif unit_here:
            unit, kind = unit_here, "measure"
    if negative:
        value, begin = -value, negative.start()
    approx = bool(plus := patterns.PLUS.match(text, after, stop))
    after = plus.end() if plus else after
    spelled = amount.spelled and not currency
    part = _Part(begin, after, value, value / scale, scale, unit, kind, spelled, approx=approx)
    return _suffixed(text, part, stop) if not unit or currency else part


def _glued(text: str, at: int, stop: int, *, currency: str) -> tuple[int, float, str] | None:
    """End, factor and unit of letters written onto digits; None when they make it a name (`3D`, `5G`, `90s`, `1st`)."""
    match = patterns.GLUED.match(text, at, stop)
    if match is None:
        return None
    messages = match[1]
    if messages in ("x", "X"):
        return match.end(), 1.0, "x"
    if messages in GLUED_SCALES and (currency or messages not in ("mm", "MM")):
        return match.end(), GLUED_SCALES[messages], ""
    return (match.end(), 1.0, messages) if messages in GLUED_UNITS else None


def _suffixed(text: str, part: _Part, stop: int) -> _Part:
    """The part with the unit that stands behind it: per cent, times, a currency, decades, degrees, a unit after a space."""
    at = part.end
    if percent := patterns.PERCENT.match(text, at, stop):
        words = percent.group().casefold()
        unit = "basis points" if "b" in words else "percentage points" if "point" in words else "%"
        return part._replace(end=percent.end(), unit=unit, kind="percent")
    if part.kind == "money":
        word = patterns.MONEY_WORD.match(text, at, stop)
        return part._replace(end=word.end()) if word and (word["word"] or "").casefold() in ("dollars", "euros", "usd") else part
    if times := patterns.TIMES.match(text, at, stop):
        return part._replace(end=times.end(), unit="x", kind="multiple")
    if money := patterns.MONEY_WORD.match(text, at, stop):
        code, factor = _currency(money)
        return part._replace(end=money.end(), value=part.value * factor, unit=code, kind="money", factor=factor)
    if many := _DECADES.match(text, at, stop):
        factor, unit = {"d": (10.0, "years"), "c": (100.0, "years"), "z": (12.0, "")}[
            "z" if many[1][2].casefold() == "z" else many[1][0].casefold()
        ]
        return part._replace(end=many.end(), value=part.value * factor, unit=unit, kind="measure" if unit else "number", factor=factor)
    if degrees := patterns.DEGREES.match(text, at, stop):
        scale = (degrees["sign"] or degrees["name"] or "").upper()[:1]
        below = patterns.BELOW_ZERO.match(text, degrees.end(), stop)
        value = -part.value if below and part.value > 0 else part.value
        return part._replace(
            end=below.end() if below else degrees.end(), value=value, unit=f"°{scale}" if scale else "degrees", kind="measure"
        )
    if written := patterns.SPACED_UNIT.match(text, at, stop):
        return part._replace(end=written.end(), unit=written[1], kind="measure")
    return part


def _currency(money: re.Match[str]) -> tuple[str, float]:
    """The ISO 4217 code of a currency behind an amount, and what one of what was named is in it."""
    if money["region"]:
        return REGIONAL[money["region"].casefold()], 1.0
    return CURRENCY_WORDS[money["word"].casefold()] if money["word"] else (CURRENCY_SIGNS[money["sign"]], 1.0)


def _ranged(text: str, first: _Part, stop: int) -> Quantity:
    """The quantity a part begins: alone, the low end of a range, or a share (`1 in 5`)."""
    alone = _quantity(text, first, first.end)
    if first.kind == "share" or (first.kind == "multiple" and first.spelled):
        return alone
    connector = patterns.CONNECTOR.match(text, first.end, stop)
    if connector is None:
        return _share(text, first, alone, stop)
    joined = connector.group().strip().casefold()
    if (joined == "and") != bool(patterns.BETWEEN.search(text, max(0, first.start - 18), first.start)):
        return alone
    if joined != "and" and patterns.FROM.search(text, max(0, first.start - 24), first.start) and joined == "to":
        lead = text[max(0, first.start - 32) : first.start]
        if not patterns.RANGING.search(re.sub(r"(?:about|around|roughly|[~≈])\s?$", "", lead)):
            return alone
    second = _second(text, connector.end(), stop)
    return alone if second is None else _joined(text, first, second, hyphen=joined in "-–—‐‑") or alone


def _second(text: str, at: int, stop: int) -> _Part | None:
    """The number right after a connector, its sign and article stepped over."""
    begin = at
    if symbol := patterns.STEP_OVER.match(text, at, stop):
        begin = symbol.end()
    anchor = patterns.ANCHOR.match(text, begin, stop)
    if anchor is None:
        return None
    part = _part(text, begin, stop, at)
    return None if isinstance(part, int) else part


def _joined(text: str, first: _Part, second: _Part, *, hyphen: bool) -> Quantity | None:
    """The range of two parts, the unit and scale of the second counting for the first where it has none."""
    low, unit, kind = first.value, first.unit, first.kind
    if not unit and second.unit:
        unit, kind, low = second.unit, second.kind, low * second.factor
    elif (second.unit and second.unit != unit) or (not second.unit and kind == "percent" and not hyphen):
        return None  # `up 12% to 3.2 billion`
    high = second.value if second.unit or not first.unit else second.value * first.factor
    if first.scale == 1.0 and second.scale > 1.0 and abs(first.mantissa) <= abs(second.mantissa) and first.mantissa < 1000:
        low *= second.scale
    year = first.scale == 1.0 and not unit and 1900 <= low <= 2100 and low % 100
    if year and not 1900 <= high <= 2100:
        return None  # `in 2016 to 3,870`
    if not low < high or (hyphen and kind == "number" and (first.start > 0 and text[first.start - 1] in "-–")):
        return None
    if hyphen and kind == "number" and high >= 10 * max(low, 10.0) and first.scale == second.scale == 1.0:
        return None  # a telephone number, a code
    return Quantity(first.start, second.end, _clean(low), _clean(high), unit, True, kind, first.spelled and second.spelled)  # noqa: FBT003


def _clean(value: float) -> float:
    """The value without the noise of binary fractions: 4.1 million is 4,100,000."""
    return float(f"{value:.15g}")


def _share(text: str, first: _Part, alone: Quantity, stop: int) -> Quantity:
    """`1 in 5`, `seven out of ten` as a share in per cent; else the number alone."""
    link = patterns.IN.match(text, first.end, stop)
    if link is None or first.kind != "number" or first.scale != 1.0 or not 0 < first.value < 100:
        return alone
    second = _second(text, link.end(), stop)
    if second is None or second.kind != "number" or second.value <= first.value or patterns.TIME_UNIT.match(text, second.end, stop):
        return alone
    if link.group().strip() == "of" and (first.spelled != second.spelled or second.value != 10):  # `nine of ten`
        return alone
    if "out" not in link.group() and (second.value not in _ROUND or first.value > 9):
        return alone
    value = _clean(100 * first.value / second.value)
    return Quantity(first.start, second.end, value, None, "%", first.approx, "share", first.spelled and second.spelled)


_ROUND = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100, 1000, 10_000, 100_000, 1_000_000)


def _quantity(text: str, part: _Part, end: int) -> Quantity:
    symbol = patterns.BEFORE_APPROX.search(text, max(0, part.start - 2), part.start)
    start = symbol.start() if symbol else part.start
    return Quantity(start, end, _clean(part.value), None, part.unit, bool(symbol) or part.approx, part.kind, part.spelled)
