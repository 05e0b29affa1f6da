"""When a prediction can be settled: the words that say so, and the ISO date, month or year they come to."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from earwitness.text.numerals import quantities

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Aug\.?|Sept?\.?|"
    r"Oct\.?|Nov\.?|Dec\.?)"
)
_YEAR = r"(?:20[2-9][0-9]|2100)"
_COUNT = (
    r"(?:[0-9]{1,3}(?:\s?(?:-|–|to|or)\s?[0-9]{1,3})?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|thirty|fifty|"
    r"(?:two|three|five|ten)\s(?:to|or)\s(?:three|four|five|six|ten|fifteen|twenty))"
)
_UNIT = r"(?:years?|months?|weeks?|days?|quarters?|decades?|hours?|centur(?:y|ies)|generations?)"
_PART = (
    r"(?:(?:the\s)?(?:very\s)?(?:end|start|beginning|middle|close|turn|fall|spring|summer|winter|first\shalf|second\shalf|"
    r"(?:first|second|third|fourth)\squarter)\sof\s)"
)
_HORIZON = re.compile(
    r"(?<![\w'’-])(?:"
    # Calendar: by the end of 2026, in the first half of 2027, beginning July 1, 2026, through 2029, in 1H27, Q3 2026
    rf"(?:(?:by|in|before|until|till|through|from|starting(?:\sin)?|beginning(?:\sin)?|around|during|after|as\ssoon\sas|as\searly\sas|for|on|throughout)\s)?"
    rf"{_PART}?(?:(?:early|late|mid|fiscal(?:\syear)?|fy|calendar(?:\syear)?|the\syear|year-end|the|around|about)[\s-]?)?(?:{_MONTH}\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s)?)?"
    rf"{_YEAR}s?(?![\w%])(?:,?\s(?:through|to|until|and|or)\s{_YEAR})?"
    rf"|(?:(?:by|in|before|during|for|until)\s)?(?:{_PART})?(?:[12]H|H[12]|Q[1-4]|[1-4]Q)\s?['’]?(?:20)?[2-9]?[0-9]?(?:\sof\s{_YEAR})?(?![\w])"
    rf"|(?:(?:by|in|before|during|for|until)\s)?the\s(?:first|second|back|third|fourth)\s(?:half|quarter)(?:\sof\s(?:the|this|next)\s(?:fiscal\s)?year)?"
    rf"|(?:by|in|before|until|on|this|next|come)\s(?:early\s|late\s|mid-?)?{_MONTH}(?:\s[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?![\w])"
    rf"|(?:by|before|until|this|next|come)\s(?:{'|'.join(day.capitalize() for day in _DAYS)})"
    # Counted: within 10 to 15 years, in the next 6 months, three years from now, over the coming decade
    rf"|(?:in|within|over|for|during|inside|across|after)\s(?:about\s|maybe\s|like\s|just\s|only\s|roughly\s|around\s|probably\s|less\sthan\s)?(?:the\s)?"
    rf"(?:(?:next|coming|following)\s)(?:(?:{_COUNT}|few|several|couple(?:\sof)?)\s)?(?:short\s)?{_UNIT}(?:\sor\s(?:so|two))?"
    rf"|(?:in|within|inside)\s(?:about\s|maybe\s|like\s|just\s|only\s|roughly\s|around\s|probably\s|less\sthan\s|as\slittle\sas\s)?(?:the\s)?(?:{_COUNT}|a\sfew|a\scouple(?:\sof)?)\s{_UNIT}"
    r"(?:['’]?\s(?:time|from\snow))?(?:\sor\s(?:so|two|less))?"
    rf"|(?:{_COUNT}|a\sfew|several|a\scouple(?:\sof)?)\s{_UNIT}\s(?:from\s(?:now|today)|out|down\sthe\s(?:road|line)|hence|away)"
    # Relative: next year, later this year, by the end of the decade, this century
    r"|(?:(?:by|until|in|before|for|through)\s)?(?:the\s)?(?:end|rest|remainder|middle|start|beginning|back\shalf)\sof\s(?:the|this|next|that)\s(?:calendar\s|fiscal\s)?"
    r"(?:year|month|week|quarter|decade|century|summer)"
    r"|(?:(?:by|until|in|before|for|early|late|later|sometime|starting|through)\s)?(?:next|this\scoming|the\scoming|the\sfollowing|this|later\sthis)\s"
    r"(?:fiscal\s|calendar\s)?(?:year|month|week|quarter|decade|century|summer|fall|autumn|spring|winter|weekend|season)(?:['’]s)?"
    r"|(?:by\s)?(?:tomorrow|tonight|year-end|year\send)"
    # Vague: soon, eventually, in the near future, over time, for quite some time
    r"|(?:very\s|pretty\s|quite\s|really\s)?(?:soon|shortly|quickly)(?:,?\s(?:very\s)?(?:soon|shortly|quickly))?(?:\sthereafter)?(?![\w])(?!\s(?:as|after))"
    r"|eventually|ultimately|someday|one\sday|overnight|forever|imminently|indefinitely|going\sforward|moving\sforward|over\stime|at\ssome\spoint|sooner\sor\slater"
    r"|in\s(?:the\s)?(?:very\s)?(?:near|not[\s-]too[\s-]distant|foreseeable|long|immediate|distant|near-term)\s?(?:future|term|run)|in\sthe\s(?:future|years\sahead|years\sto\scome)"
    r"|(?:in|over|for)\sthe\s(?:short|medium|long|near|longer)[\s-](?:term|run)|for\s(?:the\s)?(?:foreseeable\sfuture|years\sto\scome|many\syears|a\s(?:long\s)?while|(?:quite\s)?some\stime|"
    r"a\slong\stime)|in\s(?:our|my|your)\slifetimes?|for\s(?:decades|years|generations)(?:\sto\scome)?"
    r")(?![\w])",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?<![\w])until\s[^.,;:!?\n]{5,90}", re.IGNORECASE)
_SPEAKING = re.compile(r"(?<![\w])(?:very\s)?(?:quickly|one\sday|at\ssome\spoint)$", re.IGNORECASE)
_HALF = re.compile(r"([12])H|H([12])|(first|second|back)\shalf", re.IGNORECASE)
_QUARTER = re.compile(r"Q([1-4])|([1-4])Q|(first|second|third|fourth)\squarter", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?:[HQ][1-4]|[1-4][HQ])\s?['’]?([2-9][0-9])(?![0-9])", re.IGNORECASE)
_WORD = {"first": 1, "second": 2, "back": 2, "third": 3, "fourth": 4}


def horizon_in(text: str, start: int, end: int) -> str:
    """The words of `text[start:end]` that say by when, the most definite first; empty when none do."""
    found = [match.group() for match in _HORIZON.finditer(text, start, end)]
    if found:
        return max(found, key=lambda words: (_definite(words), -found.index(words)))
    until = _UNTIL.search(text, start, end)
    return until.group() if until else ""


def _definite(words: str) -> int:
    if any(char.isdigit() for char in words):
        return 3
    folded = words.casefold()
    if any(unit in folded for unit in ("year", "month", "week", "quarter", "decade", "day", "tomorrow", "summer", "winter", "spring")):
        return 2
    return 0 if _SPEAKING.search(words) else 1


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
    named = re.search(rf"({_MONTH})\s(?:([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s)?$", tail, re.IGNORECASE)
    if named is None:
        return f"{year}-06" if re.search(r"\bmid", tail, re.IGNORECASE) else str(year)
    month = _MONTHS.index(named[1][:3].casefold()) + 1
    return f"{year}-{month:02}-{int(named[2]):02}" if named[2] and 1 <= int(named[2]) <= 31 else f"{year}-{month:02}"


def _relative(horizon: str, anchor: dt.date) -> str | None:
    """What a horizon that counts from the day of publication comes to."""
    if "tomorrow" in horizon or "tonight" in horizon:
        return (anchor + dt.timedelta(days=int("tomorrow" in horizon))).isoformat()
    if "decade" in horizon and re.search(r"(?:the|this)\sdecade", horizon) and "next" not in horizon:
        return str(anchor.year // 10 * 10 + 9)
    if "century" in horizon and "this" in horizon:
        return str(anchor.year // 100 * 100 + 99)
    if counted := _counted(horizon, anchor):
        return counted
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
    for at, day in enumerate(_DAYS):
        if day in horizon:
            return (anchor + dt.timedelta(days=(at - anchor.weekday() - 1) % 7 + 1)).isoformat()
    for at, month in enumerate(_MONTHS, start=1):
        if re.search(rf"\b{month}", horizon):
            return f"{anchor.year + (at < anchor.month)}-{at:02}"
    return None


def _month_after(anchor: dt.date, months: int) -> str:
    at = anchor.year * 12 + anchor.month - 1 + months
    return f"{at // 12}-{at % 12 + 1:02}"
