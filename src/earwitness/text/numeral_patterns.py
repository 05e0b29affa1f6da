"""The patterns of the grammar of quantities: each linear, each bounded."""

from __future__ import annotations

import re

from earwitness.text.number_words import ANCHOR_WORDS, TENS, UNITS
from earwitness.text.units import CURRENCY_SIGNS, CURRENCY_WORDS, REGIONAL, SPACED_UNITS

ANCHOR = re.compile(rf"[0-9½¼¾]|(?<![\w])(?:{ANCHOR_WORDS})(?![\w'’])", re.IGNORECASE)
DIGITS = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3}){1,7}(?:\.[0-9]{1,12})?(?![0-9])|[0-9]{1,3}(?:[\u00a0\u202f][0-9]{3}){1,7}(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,7}(?![0-9])|[0-9]{1,24}(?:\.[0-9]{1,12})?"
)
RUN = re.compile(r"[0-9][0-9.,:/‐‑–-]{0,60}")
CHAIN = re.compile(r"[0-9.]{1,12}[-–‐‑/][0-9.]{1,12}[-–‐‑/][0-9]")
MORE_WORDS = re.compile(rf"(?:[\s-](?:{'|'.join((*UNITS, *TENS, 'oh'))})(?![\w])){{1,4}}", re.IGNORECASE)
GLUED = re.compile(r"([A-Za-z]{1,6})(?![\w])")
DECIMAL_COMMA = re.compile(r",([0-9]{1,2})(?=\s?(?:%|€|Mrd|Mio|Millionen|Milliarden|Euro)(?![\w]))")
PERCENT = re.compile(
    r"(?:\splus(?=\sper))?\s?(?:%|pct\b)|(?:\splus)?(?:\s{1,3}|-)(?:percentage[\s-]points?|per\s?cent(?:age\spoints?)?|basis[\s-]points?|bps)(?![\w])",
    re.IGNORECASE,
)
TIMES = re.compile(r"\s?[xX×](?![\w])(?!\s?[0-9])|[\s-]?fold(?![\w])|\s(?:times)(?![\w])", re.IGNORECASE)
_COINS = "|".join(sorted(CURRENCY_WORDS, key=len, reverse=True))
MONEY_WORD = re.compile(
    rf"(?:\s{{1,3}}|-)(?:(?P<region>{'|'.join(REGIONAL)})|(?:US\s|U\.S\.\s|American\s)?(?P<word>{_COINS}))(?![\w])|\s?(?P<sign>[€£¥₹])",
    re.IGNORECASE,
)
DEGREES = re.compile(
    r"\s?°\s?(?P<sign>[CF])?(?![\w])|\sdegrees?\s(?P<name>Celsius|Fahrenheit|centigrade)\b|(?:\sdegrees)?(?=\sbelow\szero\b)", re.IGNORECASE
)
BELOW_ZERO = re.compile(r"\sbelow\szero\b", re.IGNORECASE)
SPACED_UNIT = re.compile(rf"\s({'|'.join(SPACED_UNITS.split())})(?![\w])")
SIGN = re.compile(rf"(?:(?<![\w])(?:{'|'.join(re.escape(s) for s in sorted(CURRENCY_SIGNS, key=len, reverse=True))}))\s?$")
GLUED_TO = re.compile(r"(?<![\w])(?:to|and|or)$", re.IGNORECASE)
VAGUE = re.compile(
    r"(?<![\w])(?:multi|few|several|many|multiple|couple|couple\sof|hundreds\sof|tens\sof|dozens\sof|thousands\sof|millions\sof|\w{0,3}[0-9]\w{0,3})"
    r"(?:\s|-\s?)$",
    re.IGNORECASE,
)
STUTTER = re.compile(r"\s([0-9])(?=\s(?:thousand|million|billion|trillion|percent)\b)", re.IGNORECASE)
BARE_SIGN = re.compile(r"[$€£¥₹₩]\s?$")
MINUS = re.compile(r"(?:(?<![\w)\]%.,;:-])[-−]|(?<!plus\sor\s)\b(?:minus|negative)\s)$", re.IGNORECASE)
BEFORE_APPROX = re.compile(r"[~≈<>≤≥±∼]\s?$")
ARTICLE = re.compile(r"\b(?:half\sa|a\shalf|quarter\sof\sa|a|one|half)[\s-]$", re.IGNORECASE)
PLUS = re.compile(r"\s?\+(?![\w])")
CONNECTOR = re.compile(r"-to-|\s?[-–—‐‑]\s?|\s(?:to|or)\s(?:about\s|maybe\s|even\s)?|\sto(?=[0-9])|\sand\s", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\s(?:about\s|roughly\s)?$", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s(?:about\s|around\s|roughly\s|over\s|just\s|like\s|[~≈]){0,2}$", re.IGNORECASE)
RANGING = re.compile(r"\b(?:rang\w{1,4}|anywhere|somewhere|anything|vary|varies|span\w{0,4})\s(?:from\s)?(?:about\s)?$", re.IGNORECASE)
IN = re.compile(r"\s(?:in|out\sof|of)\s(?:every\s)?", re.IGNORECASE)
OF = re.compile(r"\s(?:of\b|million|billion|an?\b|the\b)", re.IGNORECASE)
PART_WORD = re.compile(
    r"[\s-](half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)(?![\w])(?!\s?-?part)", re.IGNORECASE
)
HALF_OF = re.compile(
    r"(?:\s(?:of\s)?an?)?[\s-](hundred|thousand|million|billion|trillion|dozen|decade|century|percent)(?![\w])", re.IGNORECASE
)
OF_A_MEASURE = re.compile(
    r"\s(?:of\s)?an?\s(?P<unit>hour|minute|second|day|week|month|year|mile|kilomet(?:er|re)|met(?:er|re)|inch|foot|acre|hectare|tonne|ton|pound|ounce|"
    r"gallon|lit(?:er|re))(?![\w-])",
    re.IGNORECASE,
)
WRITTEN_FRACTION = re.compile(r"([1-9])/([2-9]|10)(?=\sof\s)")
PERIOD_BEFORE = re.compile(
    r"(?<![\w])(?:first|second|third|fourth|back|last|latter|front|top|bottom|other|next|this|each|every|per|[1-4](?:st|nd|rd|th))[\s-]$",
    re.IGNORECASE,
)
OF_WHOLE = re.compile(r"\s(?:of\s|(?:the|our|my|your|their|his|her|its|these|those|all)\s)", re.IGNORECASE)
PART_ARTICLE = re.compile(r"(?<![\w])(?:an?|one)[\s-]$", re.IGNORECASE)
AND_A_HALF = re.compile(r"\sand\sa\shalf\b", re.IGNORECASE)
TIME_AND_A = re.compile(r"\b(?:a|an|one)\s(year|month|week|day|hour|minute)\sand\sa\s$", re.IGNORECASE)
ONE_BEFORE = re.compile(r"\b(?:an?|one|per)\s$", re.IGNORECASE)
STEP_OVER = re.compile(
    rf"(?:{'|'.join(re.escape(s) for s in sorted(CURRENCY_SIGNS, key=len, reverse=True))})\s?|[~≈]\s?|an?\s", re.IGNORECASE
)
TIME_UNIT = re.compile(r"\s(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|percent|points?)\b", re.IGNORECASE)
MULTIPLES = {
    "twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "quadr": 4, "halve": 0.5, "halvi": 0.5, "tenfo": 10, "twofo": 2, "three": 3,
    "fourf": 4, "fivef": 5, "sixfo": 6, "seven": 7, "eight": 8, "ninef": 9, "hundr": 100, "thous": 1000,
}  # fmt: skip
PART_VALUE = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "seventh": 1 / 7, "eighth": 1 / 8,
    "ninth": 1 / 9, "tenth": 1 / 10,
}  # fmt: skip
SYMBOLS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
