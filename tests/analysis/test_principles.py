from __future__ import annotations

from tests.analysis.letters import HARBOUR, RAIL, reading_of, texts

from earwitness.analysis.summary.principles import PrincipleAnalyzer
from earwitness.model.findings import Entity
from earwitness.model.transcript import Span


def test_general_rules_are_principles():
    reading = reading_of(HARBOUR, RAIL)
    source_text = texts(reading, PrincipleAnalyzer().propose(reading, ()))
    assert "The more wagons a train pulls, the less each tonne costs to move." in source_text
    assert any(text.startswith("If you want a faster port") for text in source_text)


def test_a_rule_about_a_named_party_is_none():
    rule = "If you run a port like Lindum, you have to fix the paperwork first."
    reading = reading_of(HARBOUR, rule)
    at = reading.text.rindex("Lindum")
    found = (Entity(name="Lindum", kind="place", spans=(Span(at, at + 6),)),)
    assert rule not in texts(reading, PrincipleAnalyzer().propose(reading, found))


def test_one_persons_habit_is_none():
    reading = reading_of("I always had in mind that I want the crane to be blue.\nWe never tried to open the gate before noon.")
    assert list(PrincipleAnalyzer().propose(reading, ())) == []
