from __future__ import annotations

import dataclasses

from tests.analysis.letters import HARBOUR, RAIL, chapters_of, reading_of

from earwitness.analysis.summary.salience import FindingIndex, likeness, salience
from earwitness.model.findings import Entity, Number
from earwitness.model.transcript import Span


def test_same_reading_same_value_and_an_equal_one_as_well():
    reading = reading_of(HARBOUR, RAIL)
    twin = dataclasses.replace(reading)
    assert salience(reading) is salience(reading)
    assert salience(twin).weights == salience(reading).weights


def test_sentences_on_the_subject_outweigh_asides():
    known = salience(reading_of(HARBOUR, RAIL))
    by_text = {weight.passage.plain[:20]: weight.centrality for weight in known.weights}
    assert by_text["railway freight cost"] > by_text["thanks for reading th"[:20]]


def test_what_is_said_twice_word_for_word_is_not_printed():
    line = "Tidebook delivers eighty per cent of the planning work for every port."
    known = salience(reading_of(HARBOUR, line, RAIL, line))
    assert not any(weight.passage.whole for weight in known.weights if weight.passage.plain.startswith("tidebook"))


def test_text_without_sentence_signs_is_known_as_such():
    assert salience(reading_of(HARBOUR)).punctuated
    assert not salience(reading_of("the port pays for its own pilots and then they go home to the quay\n" * 5)).punctuated


def test_findings_are_asked_by_span():
    reading = reading_of(RAIL)
    at = reading.text.index("Lindum")
    year = reading.text.index("2031")
    found = (
        Entity(name="Lindum", kind="place", spans=(Span(at, at + 6),)),
        Number(value=2031, unit="%", spans=(Span(year, year + 4),)),
        *chapters_of(reading, ("The railway", "Rail")),
    )
    asked = FindingIndex(reading, found)
    assert asked.inside((0, 60)).names == ("Lindum",)
    assert asked.inside((0, len(reading.text))).figures == ("2,031%",)
    assert asked.inside((100, 120)).names == ()
    assert asked.chapter_at(5).title == "Rail"


def test_names_and_figures_are_seen_without_other_analysers():
    reading = reading_of("Yesterday the port of Lindum paid Rotterdam $40 for a crane.")
    inside = FindingIndex(reading, ()).inside((0, len(reading.text)))
    assert inside.names == ("Lindum", "Rotterdam")
    assert inside.figures == ("$40",)


def test_likeness():
    assert likeness(("port", "crane"), ("crane",)) == 1.0
    assert likeness((), ("crane",)) == 0.0
