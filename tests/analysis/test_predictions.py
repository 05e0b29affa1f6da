"""Predictions and plans, their horizon and due date; and the many futures that predict nothing."""

from __future__ import annotations

import os
import pathlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.analysis.predictions.analyzer import LONGEST, PredictionAnalyzer
from earwitness.analysis.predictions.horizons import horizon_in
from earwitness.analysis.reading import read
from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Transcript
from earwitness.text.due import due_of

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[3] / "shared" / "data")
PUBLISHED = "2026-06-24"


def reading_of(text, *, marks=(), speaker=None):
    segments = (Segment(start=0, end=len(text), kind="paragraph", speaker=speaker),)
    item = Item(id="0" * 16, title="Ferries", published=PUBLISHED)
    return read(item, Transcript(text=text, segments=segments, marks=tuple(marks)))


def predictions(text, **more):
    return list(PredictionAnalyzer().propose(reading_of(text, **more), ()))


@pytest.mark.parametrize(
    ("text", "horizon", "due"),
    [
        ("I think most ferries will run on batteries within 10 to 15 years.", "within 10 to 15 years", "2041"),
        ("There are plans to start deploying it in Norway in 1H27.", "in 1H27", "2027-06"),
        ("The island is about to pass the mainland in income per head.", "", None),
        ("Ferrolink expects to carry 40 million crates by 2030.", "by 2030", "2030"),
        ("The new engine will be coming online next week.", "next week", "2026-07-05"),
        ("Paper charts are here to stay.", "", None),
        ("We'll hit these numbers within six months no matter what.", "within six months", "2026-12"),
        ("Eventually, it will also steer every boat in the harbour.", "Eventually", None),
        ("The northern ports may never catch up as long as they lack cranes.", "", None),
        ("There's going to be way more captains a few years from now than today.", "a few years from now", None),
        ("The yard is on track to deliver the second hull in the first half of 2027.", "in the first half of 2027", "2027-06"),
        ("Every departure from the council will be scrutinized for a while.", "for a while", None),
        ("My prediction is that the post boat stops running by the end of the decade.", "by the end of the decade", "2029"),
        ("They won’t fall far behind the Dutch yards.", "", None),
        ("For the year, we anticipate gross margin to be in the range of 61% to 63%.", "", None),
    ],
)
def test_planted_predictions_are_found_with_horizon_and_due(text, horizon, due):
    (found,) = predictions(text)
    assert (found.horizon, found.due) == (horizon, due)
    assert found.confidence >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "I'm going to show you how the lock works.",
        "We'll talk about that in the next episode.",
        "In this episode we're going to cover three harbours.",
        "Will the old quay survive the winter?",
        "If you press the green lever, the gate will tell you its name.",
        "I was going to call the captain.",
        "We don't know what compilers will do in the future.",
        "The mate said, you know what, we're going to switch to oars.",
        "We're now going to Ms. Holm.",
        "The log is committed to by a root in the header.",
        "Ida Holm will inform you about the first half of 2027.",
        "Is the ferry going to be late? {laugh}",
        "The same tide may require another chart.",
        "My guess is it's hard to know.",
        "They go to the harbour every day.",
        "The price is going to zero.",
        "You should never trust a tide table.",
        "Will Turner wrote the letter.",
        "She may have been the last keeper of the light.",
        "We'll see.",
        "The delay was due to the storm and the fog.",
        "Let me know how it goes, and I'll get back to you.",
        "I wonder whether the council will answer.",
    ],
)
def test_futures_that_predict_nothing_are_left(text):
    assert predictions(text) == []


def test_condition_hedge_and_speaker_are_words_of_the_source():
    (found,) = predictions("I think the yard will probably close next year unless the council pays.", speaker="Ida Holm")
    assert found.condition == "unless the council pays"
    assert found.hedge == "I think, probably"
    assert (found.speaker, found.due) == ("Ida Holm", "2027")
    assert "names a time" in found.reasons


def test_two_claims_of_one_sentence_have_their_own_spans():
    text = "The north may never take the lead as long as it lacks cranes, but it also won’t fall far behind because it copies quickly."
    first, second = predictions(text)
    assert text[slice(*first.spans[0])].startswith("The north may never")
    assert text[slice(*first.spans[0])].endswith("lacks cranes")
    assert "won’t fall far behind" in text[slice(*second.spans[0])]
    assert first.spans[0].end <= second.spans[0].start


def test_spans_stay_short_and_off_unspoken_marks():
    text = "Well [music] the northern fleet will grow to four hundred boats by 2031 [laughter] and so on and on."
    marks = [Mark(start=5, end=12, kind="noise"), Mark(start=text.index("[l"), end=text.index("]", 20) + 1, kind="noise")]
    (found,) = predictions(text, marks=marks)
    assert text[slice(*found.spans[0])] == "the northern fleet will grow to four hundred boats by 2031"
    rambling = "I think the fleet will grow " + "and the boats and the crews " * 60 + "by 2030."
    assert all(one.spans[0].end - one.spans[0].start <= LONGEST for one in predictions(rambling))


def test_confidence_tells_a_dated_forecast_from_a_may():
    (dated,) = predictions("I think Ferrolink will launch forty boats by 2030.")
    (faint,) = predictions("The long winter may spoil the party.")
    assert dated.confidence > faint.confidence + 0.2


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("by 2030", "2030"),
        ("in Q3 2026", "2026-09"),
        ("in the second half of 2028", "2028-12"),
        ("by March 3, 2027", "2027-03-03"),
        ("in June 2027", "2027-06"),
        ("mid-2027", "2027-06"),
        ("in the 2030s", "2039"),
        ("beginning July 1, 2026, through 2029", "2029"),
        ("next year", "2027"),
        ("later this year", "2026"),
        ("next month", "2026-07"),
        ("next quarter", "2026-09"),
        ("this quarter", "2026-06"),
        ("in the next 6 months", "2026-12"),
        ("in ten years", "2036"),
        ("a decade from now", "2036"),
        ("three years from now", "2029"),
        ("by the end of the decade", "2029"),
        ("in the next decade", "2036"),
        ("by June", "2026-06"),
        ("by May", "2027-05"),
        ("next Friday", "2026-06-26"),
        ("by tomorrow", "2026-06-25"),
        ("within three weeks", "2026-07-15"),
        ("this century", "2099"),
        ("soon", None),
        ("in a few years", None),
        ("eventually", None),
    ],
)
def test_horizons_are_found_and_dated(words, due):
    text = f"the bridge opens {words}, they say"
    assert horizon_in(text, 0, len(text)) == words
    assert due_of(words, PUBLISHED) == due


def test_without_a_date_of_publication_only_calendar_horizons_are_dated():
    assert due_of("by 2030", None) == "2030"
    assert due_of("next year", None) is None
    assert due_of("next year", "not a date") is None
    assert due_of("", PUBLISHED) is None


@given(st.text(max_size=80), st.dates())
def test_any_horizon_has_a_due_date_or_none(words, day):
    due = due_of(words, day.isoformat())
    assert due is None or due[:1].isdigit()


def test_same_reading_same_predictions_in_order():
    text = "I think the yard will close next year. The fleet will grow by 2030. " * 4
    found = predictions(text)
    assert found == predictions(text)
    assert [one.spans for one in found] == sorted(one.spans for one in found)


def test_cost_is_linear_in_the_text():
    def cost(times: int) -> float:
        reading = reading_of("I think the yard will probably close next year, and it may sell forty boats by 2030 if prices hold. " * times)
        begin = time.process_time()
        list(PredictionAnalyzer().propose(reading, ()))
        return time.process_time() - begin

    cost(20)
    assert cost(400) < 30 * max(cost(40), 1e-3)


@pytest.mark.data
def test_labelled_speech_letters_and_earnings_calls():
    if not (DATA / "gold_speech").is_dir():
        pytest.skip("shared data not present")
    from evals.predictions import clauses, gold_speech, in_claim, numclaim, ours, sentences_with_will  # noqa: PLC0415 - needs the data

    gold = list(gold_speech(DATA / "gold_speech", "predictions"))
    figures = clauses(gold, ours)
    assert figures["f1"] > 0.85
    assert figures["f1"] > clauses(gold, sentences_with_will)["f1"]
    calls = in_claim(list(numclaim(DATA / "numclaim_finance", "ec")))
    assert calls["ours"]["f1"] > 0.8
    assert calls["ours"]["f1"] > calls["modal words"]["f1"]


def test_the_time_of_something_past_is_no_horizon():
    (found,) = predictions("As we did in Q2 2026, the yard will continue to hire welders.")
    assert found.horizon == ""
