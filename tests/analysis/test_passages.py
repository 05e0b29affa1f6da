from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.letters import reading_of
from tests.growth import is_linear

from earwitness.analysis.summary.passages import fluency_of, passage_of, plain, standing_of


def first(text: str):
    reading = reading_of(text)
    passage = passage_of(reading, reading.prose[0])
    return passage, reading.text[passage.start : passage.end]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("So, the port pays for its own pilots.", "the port pays for its own pilots."),
        ("Yeah, I mean, the port pays for its own pilots.", "the port pays for its own pilots."),
        ("And the port pays for its own pilots.", "the port pays for its own pilots."),
        ("I think the port pays for its own pilots.", "I think the port pays for its own pilots."),
        ("No, the port pays for its own pilots.", "No, the port pays for its own pilots."),
        ("Mr. Chair, the port pays for its own pilots.", "the port pays for its own pilots."),
        ("So far the port pays for its own pilots.", "So far the port pays for its own pilots."),
        ("Now that the port pays, pilots stay.", "Now that the port pays, pilots stay."),
        ("The port pays for its own pilots. 🚢", "The port pays for its own pilots."),
    ],
)
def test_only_empty_openers_stay_outside(said, printed):
    assert first(said)[1] == printed


@pytest.mark.parametrize(
    "said",
    [
        "What does the port pay its own pilots?",
        "Thanks for listening to the port pilots today.",
        "Welcome back to the programme about our ports.",
        "Film stock, filters, gels, exposure, lighting, wardrobe.",
        "The port pays for its own pilots and then",
        "If you go to the port and the pilots there.",
        "What happens is, the port pays its own pilots.",
        "Reflecting strong demand for pilots and large ships.",
        "The port pays {laugh} for its own pilots.",
        "I think it's good that you mentioned the port pilots.",
        "As I said the port pays for its own pilots.",
    ],
)
def test_questions_chatter_and_halves_are_not_whole(said):
    assert not first(said)[0].whole


@pytest.mark.parametrize(
    "said", ["it never lasts forever.", "those are different costs.", "because they had no money.", "i think it is better than them."]
)
def test_what_points_back_does_not_stand_alone(said):
    assert standing_of(said) == 0.0


@pytest.mark.parametrize(
    "said", ["it takes a village to raise a child.", "it's hard to beat a free port.", "the port raised its fees because it could."]
)
def test_it_without_something_before_it_may_stand(said):
    assert standing_of(said) >= 0.65


def test_stumbling_costs_fluency():
    clean = "the port pays for its own pilots and keeps the fees low."
    assert fluency_of(clean, 12) == 1.0
    assert fluency_of("the port it it pays for uh its own pilots and keeps the fees low.", 14) < 0.6
    assert fluency_of("the port continue continuing to pay for its own pilots.", 10) < 0.6


@given(st.text(max_size=300))
def test_any_text_is_judged_within_bounds(text):
    form = plain(text)
    assert 0 <= standing_of(form) <= 1
    assert 0 <= fluency_of(form, 10) <= 1


def test_cost_is_linear_in_a_hostile_sentence():
    def judge(times: int) -> None:
        form = plain("if the the a a, it - so you know " * times)
        standing_of(form)
        fluency_of(form, 10)

    assert is_linear(judge, 500)


@pytest.mark.parametrize(
    "said",
    [
        "in the previous example the port pays its pilots.",
        "you look at the list of pilots and find your own.",
        "turning to slide five, the port paid its pilots.",
        "i can't remember the name of the port.",
        "i always love the pilots of the port.",
        "if you have a port, if you pay the pilots, ships come.",
    ],
)
def test_what_belongs_to_its_moment_stands_less_well(said):
    assert standing_of(said) <= 0.75


def test_signs_behind_a_space_are_read_as_those_of_any_text():
    assert plain("There 's a port , is n't it ?") == "there's a port, is n't it?"
