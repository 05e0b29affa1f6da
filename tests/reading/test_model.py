"""The reading model that the package carries."""

import pytest

from earwitness.model.judgement import FIELDS
from earwitness.reading.features import SentenceInput
from earwitness.reading.model import WEIGHTS, standard

TALK = [
    SentenceInput(
        "Welcome back to the show, this episode is brought to you by Tidebook, use the code HARBOUR for ten percent off.", "Host"
    ),
    SentenceInput("So why do ships wait so long outside the port?", "Host"),
    SentenceInput("Ships wait because the customs office closes at five, not because there are too few cranes.", "Ida Holm"),
    SentenceInput("Yeah.", "Host"),
    SentenceInput("If you run a port, check how long the paperwork takes before you buy another crane.", "Ida Holm"),
    SentenceInput("I expect that half of all ports in the region will open their customs office at night by 2030.", "Ida Holm"),
]


@pytest.fixture(scope="module")
def judgements():
    return standard().judge(TALK, "Why ships wait")


def test_every_sentence_gets_probabilities(judgements):
    assert len(judgements) == len(TALK)
    for one in judgements:
        assert all(0 <= getattr(one, name) <= 1 for name in FIELDS)
        assert sum(one.function) == pytest.approx(1, abs=0.01)
        assert sum(one.stance) == pytest.approx(1, abs=0.01)


def test_the_answer_counts_more_than_chatter_and_a_sponsor(judgements):
    sponsor, _, answer, chatter, advice, forecast = judgements
    assert answer.gist2 > chatter.gist2
    assert answer.gist2 > sponsor.gist2
    assert advice.practice > answer.practice
    assert forecast.prediction > max(answer.prediction, chatter.prediction)


def test_the_same_sentences_are_judged_alike_again(judgements):
    assert standard().judge(TALK, "Why ships wait") == judgements
    assert standard().judge([]) == ()


def test_the_weights_stay_small():
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= 25_000_000
