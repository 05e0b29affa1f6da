"""Names of scales, currencies and units of measure, as written and as said."""

from __future__ import annotations

import re

SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "grand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "million": 1e6,
    "mil": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
    "bln": 1e9,
    "mrd": 1e9,
    "trillion": 1e12,
    "quadrillion": 1e15,
}
"""Scale words after a number, folded. Plurals (`millions of`) are vague and left out; the Indian `crores` is not."""

GLUED_SCALES: dict[str, float] = {
    **dict.fromkeys(("k", "K"), 1e3),
    **dict.fromkeys(("m", "M", "mn", "Mn", "MN", "mm", "MM", "mil"), 1e6),
    **dict.fromkeys(("b", "B", "bn", "Bn", "BN", "bil"), 1e9),
    **dict.fromkeys(("t", "T", "tn", "Tn", "TN", "trn"), 1e12),
    **dict.fromkeys(("cr", "Cr"), 1e7),
}
"""Letters glued to a number (`6.3bn`). `mm` is the accountants' million only behind a currency sign; else millimetres."""

CURRENCY_SIGNS: dict[str, str] = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD",
    "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "CN¥": "CNY", "RMB": "CNY", "₹": "INR", "Rs": "INR", "Rs.": "INR",
    "₩": "KRW", "₽": "RUB", "₪": "ILS", "₺": "TRY", "₿": "BTC", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "JPY": "JPY",
    "CNY": "CNY", "INR": "INR", "CAD": "CAD", "AUD": "AUD", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK",
}  # fmt: skip
"""Signs and codes before an amount, with their ISO 4217 code."""

CURRENCY_WORDS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("dollar", "dollars", "buck", "bucks", "usd"), ("USD", 1.0)),
    **dict.fromkeys(("cent", "cents", "pennies"), ("USD", 0.01)),
    **dict.fromkeys(("euro", "euros", "eur"), ("EUR", 1.0)),
    **dict.fromkeys(("quid", "gbp"), ("GBP", 1.0)),
    "pence": ("GBP", 0.01),
    "yen": ("JPY", 1.0),
    **dict.fromkeys(("yuan", "renminbi", "rmb", "cny"), ("CNY", 1.0)),
    **dict.fromkeys(("rupee", "rupees", "inr"), ("INR", 1.0)),
    **dict.fromkeys(("franc", "francs", "chf"), ("CHF", 1.0)),
    **dict.fromkeys(("bitcoin", "bitcoins", "btc"), ("BTC", 1.0)),
    **dict.fromkeys(("pounds sterling", "pound sterling", "british pounds"), ("GBP", 1.0)),
    **dict.fromkeys(("zloty", "zlotys", "pln"), ("PLN", 1.0)),
    **dict.fromkeys(("shekel", "shekels"), ("ILS", 1.0)),
    **dict.fromkeys(("ruble", "rubles", "rouble", "roubles"), ("RUB", 1.0)),
    **dict.fromkeys(("kronor", "sek"), ("SEK", 1.0)),
    **dict.fromkeys(("baht",), ("THB", 1.0)),
    **dict.fromkeys(("ringgit",), ("MYR", 1.0)),
    **dict.fromkeys(("forint", "forints"), ("HUF", 1.0)),
    **dict.fromkeys(("nok",), ("NOK", 1.0)),
    **dict.fromkeys(("dkk",), ("DKK", 1.0)),
}
"""Words after an amount. `pounds` is left out: it weighs as often as it pays; so are `kroner` and `pesos`, of several countries."""

REGIONAL: dict[str, str] = {
    "canadian dollars": "CAD", "australian dollars": "AUD", "new zealand dollars": "NZD", "hong kong dollars": "HKD",
    "singapore dollars": "SGD", "taiwan dollars": "TWD", "mexican pesos": "MXN", "colombian pesos": "COP", "argentine pesos": "ARS",
    "philippine pesos": "PHP", "chilean pesos": "CLP", "swiss francs": "CHF", "norwegian kroner": "NOK", "danish kroner": "DKK",
    "swedish kronor": "SEK", "swedish kroner": "SEK", "indian rupees": "INR", "japanese yen": "JPY", "chinese yuan": "CNY",
    "turkish lira": "TRY", "brazilian reais": "BRL", "south african rand": "ZAR", "korean won": "KRW", "british pounds": "GBP",
}  # fmt: skip
"""Currencies told apart by their country."""

_GLUED_UNITS = (
    "kb KB kB mb MB Mb gb GB Gb tb TB PB EB ms ns us kg km cm mm nm W kW KW MW GW TW Wh kWh KWh MWh GWh TWh Hz kHz MHz GHz mph "
    "lb lbs oz ft mg ml Gbps Mbps Tbps TFLOPS PFLOPS fps dB h hr hrs min mins yr yrs mAh V"
)
GLUED_UNITS = frozenset(_GLUED_UNITS.split())
"""Units written onto the number: `16GB`, `40ms`."""

SPACED_UNITS = (
    "kB KB MB Mb GB TB PB EB ms ns kg km cm mm kW KW MW GW TW kWh KWh MWh GWh TWh Hz kHz MHz GHz mph lbs mg ml Gbps Mbps Tbps fps dB mAh "
    "TFLOPS PFLOPS"
)
"""Those that are a unit behind a space too: `16 GB`. `V`, `h`, `us` and others are words of their own there."""

_AREA = r"(?:square|cubic)[\s-](?:foot|feet|met(?:er|re)|mile|kilomet(?:er|re)|inch|yard|centimet(?:er|re)|millimet(?:er|re))"
_ENERGY = r"(?:kilo|mega|giga|tera)?watts?[\s-]hours?"
_TIMES = r"month|year|day|week|hour|minute|second|annum|quarter|night|decade|century|millisecond"
_COUNTED = (
    rf"(?:million|thousand|billion|hundred|[0-9][0-9,]{{0,8}})(?:\s(?:input|output))?\s(?:{_TIMES}|tokens|people|users|views|impressions|"
    r"inhabitants|patients|lines|words|requests|calls|miles|hours|births|residents|households|vehicles|kilomet(?:er|re)s)"
)
_ITEMS = (
    r"share|user|seat|person|head|employee|customer|token|query|image|call|watt|barrel|ton|tonne|ounce|gallon|mile|kilogram|kilo|kg|pound|"
    r"acre|hectare|megawatt|gigawatt|kilowatt|kwh|mwh|gpu|chip|vehicle|car|episode|unit|ticket|student|household|child|account|"
    r"lit(?:er|re)|met(?:er|re)|kilomet(?:er|re)|foot|inch|gram|worker|patient|piece|item|copy|container|page|request|transaction"
)
_NOT_PER = r"se|cent|the|that|this|these|those|your|our|my|their|its|his|her|a|an|each|every|diem|what|which|our|usual|normal"
RATES = re.compile(
    r"\s?/\s?(?P<slash>month|mo|year|yr|day|week|hour|hr|minute|min|second|sec|user|seat|share|token|person|kwh|mwh|kw|mw|kg|km|gal|sqm|sq\s?ft|m²|m2|h|s)\b"
    rf"|\s(?:per|each|every)\s(?P<per>{_COUNTED}|{_AREA}|{_ENERGY}|metric\ston(?:ne)?|capita|{_TIMES}|{_ITEMS})(?![\w])"
    rf"|\s(?P<article>an?)\s(?P<time>{_ENERGY}|{_AREA}|{_TIMES}|{_ITEMS})(?![\w])"
    rf"|\sper\s(?!(?:{_NOT_PER})\b)(?P<other>[a-z][a-z-]{{2,18}})(?![\w])"
    r"|\s(?P<adverb>annually|yearly|monthly|weekly|daily|hourly)\b",
    re.IGNORECASE,
)
"""What follows an amount that is a rate: `$20 a month`, `$10/hr`, `5 dollars per million tokens`, `90 euros per square metre`."""

_RATE_NAMES = {
    "mo": "month", "yr": "year", "hr": "hour", "h": "hour", "min": "minute", "sec": "second", "s": "second", "annum": "year",
    "annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour", "kwh": "kilowatt hour",
    "mwh": "megawatt hour", "sqm": "square metre", "m²": "square metre", "m2": "square metre", "sq ft": "square foot", "gal": "gallon",
}  # fmt: skip
_STEADY = re.compile(rf"(?:{_TIMES}|capita|gallon|lit(?:er|re)|{_COUNTED})$", re.IGNORECASE)
"""What anything may come per, and not money alone: `40 images per second`, `30 miles per gallon`."""


def rate_after(text: str, at: int, end: int, *, money: bool = True) -> tuple[str, int] | None:
    """` per month` and where it ends, when `text[at:end]` begins with a rate; else None.

    Two in a row are one: ` per user per month`. What is no money has a rate by time, by head, by gallon or by number alone.

    >>> rate_after("$20 a month", 3, 11), rate_after("$8 per user per month", 2, 21)
    ((' per month', 11), (' per user per month', 21))
    """
    first = _one_rate(text, at, end, money=money)
    if first is None:
        return None
    second = _one_rate(text, first[1], end, money=money) if not _STEADY.search(first[0]) else None
    return (first[0] + second[0], second[1]) if second and _STEADY.search(second[0]) else first


def _one_rate(text: str, at: int, end: int, *, money: bool) -> tuple[str, int] | None:
    match = RATES.match(text, at, end)
    if match is None:
        return None
    word = " ".join(
        (match["slash"] or match["per"] or match["time"] or match["other"] or match["adverb"]).casefold().replace("-", " ").split()
    )
    word = _RATE_NAMES.get(word, word)
    return (f" per {word}", match.end()) if money or _STEADY.search(word) else None


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(words.split())


def singular(noun: str) -> str:
    """The form in which two names of a unit are compared: last word without its plural ending.

    >>> singular("Companies"), singular("tokens"), singular("glasses"), singular("TFLOPS")
    ('company', 'token', 'glass', 'tflops')
    """
    folded = noun.casefold()
    if noun.isupper() or len(folded) < 4 or folded.endswith(("ss", "us", "is")):
        return folded
    if folded.endswith("ies"):
        return f"{folded[:-3]}y"
    if folded.endswith(("sses", "ches", "shes", "xes")):
        return folded[:-2]
    return folded.removesuffix("s")
