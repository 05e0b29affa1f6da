from __future__ import annotations

from tests.analysis.letters import HARBOUR, RAIL, reading_of, texts

from earwitness.analysis.summary.practices import PracticeAnalyzer


def test_what_a_reader_can_use_or_do_is_a_practice():
    reading = reading_of(HARBOUR, RAIL)
    source_text = texts(reading, PracticeAnalyzer().propose(reading, ()))
    assert any("Tidebook planner" in text for text in source_text)
    assert any(text.startswith("Never buy a second crane") for text in source_text)


def test_hypotheticals_and_logistics_are_none():
    reading = reading_of(
        "You can imagine a port with forty cranes in a row.\nLet's move to the next slide about cranes.\nThere are many things you can do at the port.\n"
        "Don't worry about the crane at the gate.\nGo to the website and sign up for the port letter."
    )
    assert list(PracticeAnalyzer().propose(reading, ())) == []
