from __future__ import annotations

from tests.analysis.letters import HARBOUR, RAIL, reading_of, texts

from earwitness.analysis.summary.takeaway import TakeawayAnalyzer


def takeaway_of(reading):
    return texts(reading, TakeawayAnalyzer().propose(reading, ()))


def test_the_thesis_of_the_titles_subject_is_the_takeaway():
    source_text = takeaway_of(reading_of(HARBOUR, RAIL))
    assert len(source_text) == 1
    assert source_text[0].startswith("In the end, the port of Lindum wins")


def test_of_two_like_claims_the_one_the_title_names_is_the_takeaway():
    crane = "The crane yard closed because the crane drivers went to sea."
    grain = "The grain market closed because the grain traders went to town."
    for title, claim in (("Crane drivers gone, and other notes", crane), ("Grain traders gone, and other notes", grain)):
        assert takeaway_of(reading_of(crane, grain, title=title)) == [claim]


def test_greetings_alone_have_none():
    assert takeaway_of(reading_of("Welcome back to the show.\nThanks for listening today.\nSee you next week?")) == []


def test_text_without_sentence_signs_has_none():
    assert takeaway_of(reading_of("the port pays for its own pilots because they go home early and nobody minds\n" * 5)) == []
