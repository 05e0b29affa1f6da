"""Quantities in words and digits: value, range, unit, place; and what follows from given words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.text.numeral_proof import derivable
from earwitness.text.numerals import quantities
from earwitness.text.units import rate_after, singular

ONE = [
    ("$6.3bn", 6.3e9, None, "USD"),
    ("US$ 5 million", 5e6, None, "USD"),
    ("€10m", 1e7, None, "EUR"),
    ("£2.5k", 2500, None, "GBP"),
    ("¥300", 300, None, "JPY"),
    ("₹5 crore", 5e7, None, "INR"),
    ("2 lakh crore", 2e12, None, ""),
    ("twelve bucks", 12, None, "USD"),
    ("six cents", 0.06, None, "USD"),
    ("40 euros", 40, None, "EUR"),
    ("1,000", 1000, None, ""),
    ("1.000.000", 1e6, None, ""),
    ("6,3 Mrd", 6.3e9, None, ""),
    ("4.1 million", 4_100_000, None, ""),
    ("twenty five thousand", 25_000, None, ""),
    ("one hundred twenty three thousand four hundred fifty six", 123_456, None, ""),
    ("hundred and fifty", 150, None, ""),
    ("half a million", 500_000, None, ""),
    ("a half a million", 500_000, None, ""),
    ("one and a half billion", 1.5e9, None, ""),
    ("2 and a half million", 2.5e6, None, ""),
    ("one point five million", 1.5e6, None, ""),
    ("half a dozen", 6, None, ""),
    ("3½", 3.5, None, ""),
    ("an hour and a half", 1.5, None, "hours"),
    ("two decades", 20, None, "years"),
    ("a decade", 10, None, "years"),
    ("a decade to a decade and a half", 10, 15, "years"),
    ("three quarters of them", 75, None, "%"),
    ("two thirds", 200 / 3, None, "%"),
    ("1 in 5 adults", 20, None, "%"),
    ("seven out of ten", 70, None, "%"),
    ("nine of ten", 90, None, "%"),
    ("half of them", 50, None, "%"),
    ("half the boats", 50, None, "%"),
    ("a quarter of them", 25, None, "%"),
    ("a fifth of the price", 20, None, "%"),
    ("1/3 of them", 100 / 3, None, "%"),
    ("one out of every five", 20, None, "%"),
    ("half a mile", 0.5, None, "miles"),
    ("three quarters of an hour", 0.75, None, "hours"),
    ("point five percent", 0.5, None, "%"),
    ("200-something thousand", 200_000, None, ""),
    ("-5 °C", -5, None, "°C"),
    ("70 degrees Fahrenheit", 70, None, "°F"),
    ("40 below zero", -40, None, "degrees"),
    ("16 GB", 16, None, "GB"),
    ("plus or minus 8", 8, None, ""),
    ("300 Canadian dollars", 300, None, "CAD"),
    ("5 million Swiss francs", 5e6, None, "CHF"),
    ("0.5 percent", 0.5, None, "%"),
    ("half a percent", 0.5, None, "%"),
    ("20 plus percent", 20, None, "%"),
    ("-5%", -5, None, "%"),
    ("50 basis points", 50, None, "basis points"),
    ("3 percentage points", 3, None, "percentage points"),
    ("25 to 30%", 25, 30, "%"),
    ("2–3", 2, 3, ""),
    ("1-to-50", 1, 50, ""),
    ("two or three", 2, 3, ""),
    ("10 to 15 million", 1e7, 1.5e7, ""),
    ("$5 to $10 billion", 5e9, 1e10, "USD"),
    ("$1.5-2 billion", 1.5e9, 2e9, "USD"),
    ("7 to10 billion", 7e9, 1e10, ""),
    ("10x", 10, None, "x"),
    ("~3600X", 3600, None, "x"),
    ("ten times", 10, None, "x"),
    ("five-fold", 5, None, "x"),
    ("tenfold", 10, None, "x"),
    ("twice", 2, None, "x"),
    ("tripled", 3, None, "x"),
    ("16GB", 16, None, "GB"),
    ("40ms", 40, None, "ms"),
    ("7B", 7e9, None, ""),
    ("50k", 50_000, None, ""),
    ("$7.8 8 billion", 7.8e9, None, "USD"),
]


@pytest.mark.parametrize(("text", "value", "high", "unit"), ONE)
def test_one_quantity_is_read_whole(text, value, high, unit):
    found = quantities(f"it was {text} then")
    assert len(found) == 1
    assert found[0].value == pytest.approx(value)
    assert found[0].value_high == (None if high is None else pytest.approx(high))
    assert found[0].unit == unit


@pytest.mark.parametrize(
    "text",
    ["GPT-5.2", "TPU v2", "24/7", "12:30", "1.2.3", "29-31-29", "2025-12-09", "twenty twenty five", "nineteen eighty four", "twenty-first", "1st",
     "the 90s", "2010s", "5G", "3D", "A24", "#645", "a few million people", "multi-billion", "hundreds of thousands", "1/2", "the first quarter of the year",
     "the fifth of May", "the third of them", "the seventh second", "the eighth and ninth"],
)  # fmt: skip
def test_names_versions_dates_and_vague_counts_are_no_quantities(text):
    assert quantities(f"see {text} there") == []


def test_from_to_gives_two_quantities_and_a_range_one():
    assert [q.value for q in quantities("rose from 59% to 97%")] == [59, 97]
    assert [(q.value, q.value_high) for q in quantities("between 5 and 10 people")] == [(5, 10)]
    assert [(q.value, q.value_high) for q in quantities("ranging from 5 to 10 people")] == [(5, 10)]
    assert [q.value for q in quantities("from 175 in 2016 to ~3,870")] == [175, 2016, 3870]


def test_a_spaced_dash_is_no_minus_sign():
    assert [q.value for q in quantities("the new model - 530 billion parameters")] == [530e9]


def test_places_are_those_of_the_whole_text():
    text = "Alpha. It costs about $20 a month."
    found = quantities(text, 7, len(text))
    assert text[found[0].start : found[0].end] == "$20"
    assert quantities(text, 0, 6) == []


@pytest.mark.parametrize(
    ("text", "value", "high", "unit"),
    [
        ("pays $150 million per month", 150e6, None, "USD per month"),
        ("$20 a month", 20, None, "USD per month"),
        ("$25 per million tokens", 25, None, "USD per million tokens"),
        ("two new researchers", 2, None, "researchers"),
        ("that million token window", 1e6, None, "tokens"),
        ("10 to 15 years", 10, 15, "years"),
        ("two thirds of the boats", 200 / 3, None, "%"),
        ("90 euros per kilowatt hour", 90, None, "EUR per kilowatt hour"),
        ("€90/kWh", 90, None, "EUR per kilowatt hour"),
        ("$8 per user per month", 8, None, "USD per user per month"),
        ("a quarter of the boats", 0.25, None, "boats"),
        ("grew ~10X", 10, None, "x"),
        ("a thousand times", 1000, None, "times"),
        ("5%", 5, None, "%"),
    ],
)
def test_value_and_unit_follow_from_the_words(text, value, high, unit):
    assert derivable(text, value, high, unit)


@pytest.mark.parametrize(
    ("text", "value", "high", "unit"),
    [
        ("pays $150 million per month", 150e6, None, "USD per year"),
        ("pays $150 million", 150e6, None, "EUR"),
        ("90 euros per kilowatt hour", 90, None, "EUR per kilowatt"),
        ("two thirds of the boats", 66, None, "%"),
        ("a quarter of the boats", 0.25, None, "%"),
        ("pays $150 million", 150e9, None, "USD"),
        ("two new researchers", 2, None, "engineers"),
        ("10 to 15 years", 10, None, "years"),
        ("10 years", 10, 15, "years"),
        ("5%", 5, None, ""),
        ("5 people", 5, None, "%"),
        ("nothing is said", 1, None, ""),
    ],
)
def test_what_the_words_do_not_say_is_not_derivable(text, value, high, unit):
    assert not derivable(text, value, high, unit)


@given(st.integers(min_value=0, max_value=10**14))
def test_every_whole_number_with_separators_is_read_back(value):
    assert [q.value for q in quantities(f"about {value:,} of them")] == [value]


@given(st.text(alphabet="0123456789.,-–$€%xX kKmMbB/:~+atoinedhulrsw' \n", max_size=120))
def test_quantities_are_ordered_disjoint_and_inside(text):
    last = 0
    for quantity in quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert quantity.value_high is None or quantity.value_high > quantity.value
        last = quantity.end


@pytest.mark.parametrize("unit", ["1,", "1-", "one ", "9", "one hundred ", "a ", "twenty and ", "$", "$1 to ", "half a ", "1 in "])
def test_hostile_repetition_is_read_to_its_end(unit):
    """A pattern that backtracks over this would not come back before the run is stopped."""
    found = quantities(unit * 20_000)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_rates_and_singulars():
    assert rate_after("$20/mo", 3, 6) == (" per month", 6)
    assert rate_after("5 of them", 1, 9) is None
    assert singular("Companies") == "company"
    assert singular("TFLOPS") == "tflops"
