"""Sayings are told from reports, and lessons from opinions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.analysis.summary.maxims import echoes, lesson_of, maxim_of


@pytest.mark.parametrize(
    "said",
    [
        "a harbour that never closes is the best map of a city ever drawn.",
        "the slower the ship, the more its cargo pays.",
        "a contract is worth nothing until somebody reads it.",
        "nobody repairs a roof unless it leaks.",
        "the price of a bridge is set by its foundations, not by its arches.",
        "you cannot steer a crane if you refuse to look at the load.",
        "patience is the cheapest tool in any workshop.",
    ],
)
def test_a_rule_about_a_kind_is_a_saying(said: str) -> None:
    assert maxim_of(said) >= 0.4


@pytest.mark.parametrize(
    "said",
    [
        "we opened the harbour in march and closed it in may.",
        "the crane costs 410,000 euros a year.",
        "this harbour is the best one on the coast.",
        "she is the first woman to run a port.",
        "you can find the timetable on the website.",
        "so yeah.",
        "",
    ],
)
def test_what_is_tied_to_one_time_or_party_is_none(said: str) -> None:
    assert maxim_of(said) < 0.3


def test_a_softened_saying_counts_less() -> None:
    flat = maxim_of("the best map of a city is a harbour.")
    assert maxim_of("the best map of my city is a harbour.") < flat


def test_opposites_and_repeated_words_are_echoes() -> None:
    assert echoes("the first harbour pays and the last harbour waits".split()) == 2
    assert echoes("the crane waits".split()) == 0


def test_what_somebody_learnt_is_a_lesson() -> None:
    assert lesson_of("i used to think that speed comes from engines.") == 1.0
    assert lesson_of("the question was never whether the ship was fast.") == 1.0
    assert lesson_of("speed comes from engines.") == 0.0


@given(st.text(max_size=300))
def test_a_share_for_any_text(said: str) -> None:
    assert 0.0 <= maxim_of(said.lower()) <= 1.0
