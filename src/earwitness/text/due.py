"""Resolves expressions such as `by the end of 2029` or `in three years` to an ISO date, month or year.

Analysis dates predictions with it, and a page's dates are checked with it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from earwitness.text.numerals import quantities

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Aug\.?|Sept?\.?|"
    r"Oct\.?|Nov\.?|Dec\.?)"
)
_HALF = re.compile(r"([12])H|H([12])|(first|second|back)\shalf", re.IGNORECASE)
_QUARTER = re.compile(r"Q([1-4])|([1-4])Q|(first|second|third|fourth)\squarter", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?:[HQ][1-4]|[1-4][HQ])\s?['’]?([2-9][0-9])(?![0-9])", re.IGNORECASE)
_WORD = {"first": 1, "second": 2, "back": 2, "third": 3, "fourth": 4}


def due_of(horizon: str, published: str | None) -> str | None:
    """The ISO 8601 date, month or year by which it can be settled; None when the words do not say.

    >>> due_of("in 1H27", None), due_of("within 10 to 15 years", "2026-06-24")
    ('2027-06', '2041')
    """
    if not horizon:
        return None
    if (calendrical := _calendrical(horizon)) is not None:
        return calendrical
    anchor = _date(published)
    return None if anchor is None else _relative(horizon.casefold(), anchor)


def _date(published: str | None) -> dt.date | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", published or "")
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    valid = 1 <= month <= 12 and year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]
    return dt.date(year, month, day) if valid else None


def _calendrical(horizon: str) -> str | None:
    """What a horizon with its own year comes to: the last year in it, to the month or day where said."""
    years = re.findall(r"(?<![0-9])(20[2-9][0-9]|2100)(s?)", horizon)
    short = _SHORT_YEAR.search(horizon)
    if not years and short is None:
        return None
    if years and years[-1][1]:
        return str(int(years[-1][0]) + 9)
    year = int(years[-1][0]) if years else 2000 + int(short[1] if short else 0)
    if half := _HALF.search(horizon):
        return f"{year}-{6 * int(half[1] or half[2] or _WORD[half[3].casefold()]):02}"
    if quarter := _QUARTER.search(horizon):
        return f"{year}-{3 * int(quarter[1] or quarter[2] or _WORD[quarter[3].casefold()]):02}"
    tail = horizon[: horizon.rindex(years[-1][0])] if years else horizon
    named = re.search(rf"({MONTH})\s(?:([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s)?$", tail, re.IGNORECASE)
    if named is None:
        return f"{year}-06" if re.search(r"\bmid", tail, re.IGNORECASE) else str(year)
    month = MONTHS.index(named[1][:3].casefold()) + 1
    return f"{year}-{month:02}-{int(named[2]):02}" if named[2] and 1 <= int(named[2]) <= 31 else f"{year}-{month:02}"


def _relative(horizon: str, anchor: dt.date) -> str | None:
    """What a horizon that counts from the day of publication comes to."""
    if "tomorrow" in horizon or "tonight" in horizon:
        return (anchor + dt.timedelta(days=int("tomorrow" in horizon))).isoformat()
    if "decade" in horizon and re.search(r"(?:the|this)\sdecade", horizon) and "next" not in horizon:
        return str(anchor.year // 10 * 10 + 9)
    if "century" in horizon and "this" in horizon:
        return str(anchor.year // 100 * 100 + 99)
    if counts := _counted(horizon, anchor):
        return counts
    if re.search(r"\b(?:few|several|couple|years|months|weeks|days|decades)\b", horizon):
        return None
    return _stepped(horizon, anchor, 1 if re.search(r"\b(?:next|coming|following)\b", horizon) else 0)


def _stepped(horizon: str, anchor: dt.date, step: int) -> str | None:
    """The year, month or day that `next year`, `this quarter` and the like come to."""
    if "year" in horizon:
        return str(anchor.year + step)
    if "quarter" in horizon:
        return _month_after(anchor, 3 * ((anchor.month - 1) // 3 + 1 + step) - anchor.month)
    if "month" in horizon:
        return _month_after(anchor, step)
    if "week" in horizon:
        return (anchor + dt.timedelta(days=6 - anchor.weekday() + 7 * step)).isoformat()
    if "decade" in horizon:
        return str(anchor.year + 10)
    return _named(horizon, anchor)


def _counted(horizon: str, anchor: dt.date) -> str | None:
    found = quantities(horizon)
    count = (found[-1].value_high or found[-1].value) if found else None
    if found and found[-1].unit == "years":
        return str(anchor.year + round(count or 0))
    single = re.search(r"\b(?:an?|the\snext|next)\s(year|month|week|decade)\s(?:from|out|hence|away|or)", horizon) or re.search(
        r"\b(?:in|within)\san?\s(year|month|week|decade)", horizon
    )
    unit = re.search(r"\b(year|month|week|day|quarter|decade|hour)", horizon)
    if count is None and single is not None:
        count, unit = 1.0, single
    if count is None or unit is None or not 0 < count <= 1000:
        return None
    if unit[1] in ("year", "decade"):
        return str(anchor.year + round(count * (10 if unit[1] == "decade" else 1)))
    if unit[1] in ("month", "quarter"):
        return _month_after(anchor, round(count * (3 if unit[1] == "quarter" else 1)))
    return (anchor + dt.timedelta(days=round(count * {"week": 7, "day": 1, "hour": 1 / 24}[unit[1]]))).isoformat()


def _named(horizon: str, anchor: dt.date) -> str | None:
    """`by June`, `on Monday`: the next one after the anchor."""
    for at, day in enumerate(DAYS):
        if day in horizon:
            return (anchor + dt.timedelta(days=(at - anchor.weekday() - 1) % 7 + 1)).isoformat()
    for at, month in enumerate(MONTHS, start=1):
        if re.search(rf"\b{month}", horizon):
            return f"{anchor.year + (at < anchor.month)}-{at:02}"
    return None


def _month_after(anchor: dt.date, months: int) -> str:
    at = anchor.year * 12 + anchor.month - 1 + months
    return f"{at // 12}-{at % 12 + 1:02}"
