"""Sentences that belong together are kept together, and nothing is dragged along."""

from __future__ import annotations

from tests.analysis.letters import reading_of

from earwitness.analysis.summary.runs import MOST_WORDS, SentenceRun, looseness, runs, turns_around
from earwitness.analysis.summary.salience import salience


def _all(text: str) -> list[tuple[str, SentenceRun]]:
    reading = reading_of(text)
    return [(reading.text_of(run.span), run) for run in runs(salience(reading).weights)]


def test_a_belief_turned_around_is_one_run() -> None:
    source_text = "I used to think that speed comes from engines. It doesn't. Speed comes from clean hulls."
    run = dict(_all(source_text))[source_text]
    assert turns_around(run)
    assert looseness(run) == 0


def test_two_facts_do_not_turn_each_other_around() -> None:
    source_text = "The harbour of Lindum opens at six in the morning. It closes at nine in the evening."
    assert not any(turns_around(run) for _, run in _all(source_text))


def test_an_aside_is_loose() -> None:
    source_text = "A ship that never sails teaches its crew to sleep. I read it in a book."
    run = dict(_all(source_text)).get(source_text)
    assert run is None or looseness(run) > 1


def test_short_advice_goes_on_with_what_follows() -> None:
    assert "Count your ropes. You need no machine for any of it, only a pencil." in dict(
        _all("Count your ropes. You need no machine for any of it, only a pencil.")
    )


def test_a_run_keeps_within_its_length() -> None:
    source_text = " ".join(
        f"It is the rope number {word} that holds the long ship near the old pier." for word in "one two three four five six".split()
    )
    assert all(run.words <= MOST_WORDS for _, run in _all("The ropes hold the ship. " + source_text))
