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
}
"""Words after an amount. `pounds` is left out: it weighs as often as it pays."""

_GLUED_UNITS = (
    "kb KB kB mb MB Mb gb GB Gb tb TB PB EB ms ns us kg km cm mm nm W kW KW MW GW TW Wh kWh KWh MWh GWh TWh Hz kHz MHz GHz mph "
    "lb lbs oz ft mg ml Gbps Mbps Tbps TFLOPS PFLOPS fps dB h hr hrs min mins yr yrs mAh V"
)
GLUED_UNITS = frozenset(_GLUED_UNITS.split())
"""Units written onto the number: `16GB`, `40ms`."""

RATES = re.compile(
    r"\s?/\s?(?P<slash>month|mo|year|yr|day|week|hour|hr|minute|second|user|seat|share|token|person|kwh|mwh)\b"
    r"|\s(?:per|a|an|each|every)\s(?P<per>month|year|day|week|hour|minute|second|annum|quarter|share|user|seat|person|head|employee|"
    r"customer|token|query|image|call|watt|barrel|ton|tonne|ounce|gallon|mile|night|kilogram|kilo|kg|pound|acre|hectare|megawatt|gigawatt|kilowatt|kwh|mwh|gpu|chip|vehicle|car|episode|unit|ticket|student|household|child|account|"
    r"(?:million|thousand|billion)(?:\s(?:input|output))?\s(?:tokens|people|users|views|impressions))\b"
    r"|\s(?P<adverb>annually|yearly|monthly|weekly|daily|hourly)\b",
    re.IGNORECASE,
)
"""What follows an amount that is a rate: `$20 a month`, `$10/hr`, `5 dollars per million tokens`."""

_RATE_NAMES = {"mo": "month", "yr": "year", "hr": "hour", "annum": "year", "annually": "year", "yearly": "year"} | {
    "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"
}  # fmt: skip


def rate_after(text: str, at: int, end: int) -> tuple[str, int] | None:
    """` per month` and where it ends, when `text[at:end]` begins with a rate; else None.

    >>> rate_after("$20 a month", 3, 11)
    (' per month', 11)
    """
    match = RATES.match(text, at, end)
    if match is None:
        return None
    word = " ".join((match["slash"] or match["per"] or match["adverb"]).casefold().split())
    return f" per {_RATE_NAMES.get(word, word)}", match.end()


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
