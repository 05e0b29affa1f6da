"""Time horizons of predictions, from the words that state them."""

from __future__ import annotations

import re

from earwitness.text.due import DAYS, MONTH

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
    rf"{_PART}?(?:(?:early|late|mid|fiscal(?:\syear)?|fy|calendar(?:\syear)?|the\syear|year-end|the|around|about)[\s-]?)?(?:{MONTH}\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s)?)?"
    rf"{_YEAR}s?(?![\w%])(?:,?\s(?:through|to|until|and|or)\s{_YEAR})?"
    rf"|(?:(?:by|in|before|during|for|until)\s)?(?:{_PART})?(?:[12]H|H[12]|Q[1-4]|[1-4]Q)\s?['’]?(?:20)?[2-9]?[0-9]?(?:\sof\s{_YEAR})?(?![\w])"
    rf"|(?:(?:by|in|before|during|for|until)\s)?the\s(?:first|second|back|third|fourth)\s(?:half|quarter)(?:\sof\s(?:the|this|next)\s(?:fiscal\s)?year)?"
    rf"|(?:by|in|before|until|on|this|next|come)\s(?:early\s|late\s|mid-?)?{MONTH}(?:\s[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?![\w])"
    rf"|(?:by|before|until|this|next|come)\s(?:{'|'.join(day.capitalize() for day in DAYS)})"
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


_PASSED = re.compile(r"(?<![\w])(?:did|had|was|were|saw|reported|achieved|made)\s$", re.IGNORECASE)
"""`As we did in Q2`: the time of something past."""


def horizon_in(text: str, start: int, end: int) -> str:
    """The words of `text[start:end]` that say by when, the most definite first; empty when none do."""
    found = [
        match.group()
        for match in _HORIZON.finditer(text, start, end)
        if not _PASSED.search(text, max(start, match.start() - 12), match.start())
    ]
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
