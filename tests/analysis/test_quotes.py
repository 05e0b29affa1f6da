from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.letters import HARBOUR, RAIL, reading_of, texts

from earwitness.analysis.quotes.analyzer import QuoteAnalyzer, score_of
from earwitness.analysis.summary.runs import MOST_WORDS
from earwitness.model.findings import Topic
from earwitness.text.words import WORD


def quotes_of(reading, found=()):
    return list(QuoteAnalyzer().propose(reading, found))


def test_strong_claims_are_quoted_and_chatter_is_not():
    reading = reading_of(HARBOUR, RAIL)
    source_text = " | ".join(texts(reading, quotes_of(reading)))
    assert "bottleneck" in source_text or "In the end" in source_text
    for never in ("subscribe", "What do you think", "So that's why", "Uh the", "They had told"):
        assert never not in source_text


def test_what_is_worth_nothing_is_not_quoted_to_fill_the_list():
    reading = reading_of(
        "Well this is our design. We have a casing. I can't remember the name of it. People want a power button.", kind="speech"
    )
    assert quotes_of(reading) == []


def test_every_quote_has_a_reason_and_a_score_in_range():
    quotes = quotes_of(reading_of(HARBOUR, RAIL))
    assert quotes
    assert all(1 <= quote.relevance_score <= 10 and len(quote.reason) > 10 for quote in quotes)
    assert len({quote.relevance_score for quote in quotes}) > 1


def test_a_sentence_that_leans_on_the_next_is_quoted_with_it():
    source_text = "The North pays for exploration and industrial trials at sea. The South pays for rapid copying at sea instead of trials. Those are different cost structures."
    reading = reading_of(source_text)
    assert any(text.endswith("Those are different cost structures.") for text in texts(reading, quotes_of(reading)))


def test_voices_are_never_mixed():
    reading = reading_of(HARBOUR, kind="speech", speaker="Ada Vale")
    assert {quote.speaker for quote in quotes_of(reading)} == {"Ada Vale"}


def test_topics_are_those_whose_words_occur():
    reading = reading_of(HARBOUR, RAIL)
    found = (Topic(topic="rail freight", keywords=("railway",)), Topic(topic="medicine", keywords=("surgery",)))
    topics = {topic for quote in quotes_of(reading, found) for topic in quote.topics}
    assert topics == {"rail freight"}


def test_quotes_are_short_whole_and_apart():
    reading = reading_of(HARBOUR, RAIL)
    spans = [quote.spans[0] for quote in quotes_of(reading)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(len(WORD.findall(text)) <= MOST_WORDS and text.endswith((".", "!")) for text in texts(reading, quotes_of(reading)))


def test_unpunctuated_speech_gives_no_long_quotes():
    reading = reading_of("so the port is going to pay for the pilots and then we will see because the crane is late " * 200, kind="speech")
    assert all(len(WORD.findall(text)) <= MOST_WORDS for text in texts(reading, quotes_of(reading)))


@pytest.mark.parametrize("text", ["", ".", "Hm.", "🚢 🚢"])
def test_next_to_nothing_gives_nothing(text):
    assert quotes_of(reading_of(text)) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*HARBOUR.strip().splitlines(), *RAIL.strip().splitlines(), "Yes.", ">> And uh no", "“Half a"]), max_size=25)
)
def test_any_mixture_is_quoted_lawfully_and_the_same_each_time(lines):
    reading = reading_of("\n".join(lines))
    first = quotes_of(reading)
    assert first == quotes_of(reading_of("\n".join(lines)))
    assert all(0 <= q.spans[0].start < q.spans[0].end <= len(reading.text) for q in first)


def test_scores_rise_with_worth():
    assert [score_of(value) for value in (0.0, 0.3, 0.5, 1.0)] == sorted(score_of(value) for value in (0.0, 0.3, 0.5, 1.0))


@pytest.mark.data
def test_quotes_of_a_real_newsletter():
    data = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parents[3] / "shared" / "data")
    path = data.parent / "samples" / "newsletter-645.txt"
    if not path.exists():
        pytest.skip("no sample")
    reading = reading_of(path.read_text(encoding="utf-8"))
    source_text = texts(reading, quotes_of(reading))
    assert 5 <= len(source_text) <= 15
    assert not any("paid supporter" in text or text.endswith("?") for text in source_text)


def test_a_stumble_never_stands_in_the_middle_of_a_quote():
    reading = reading_of(
        "The port of Lindum wins because its clerks rise early. Uh they are paid for it. [laughter] Those are different cost structures."
    )
    assert not any("Uh" in text or "laughter" in text for text in texts(reading, quotes_of(reading)))
