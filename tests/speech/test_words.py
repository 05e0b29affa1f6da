from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.model.speech import RecognizedWord, SpokenWord, Utterance, VoiceTurn
from earwitness.speech.hallucinations import compression, doubt, is_hallucination, is_loop
from earwitness.speech.hints import MAX_CHARACTERS, hints_for
from earwitness.speech.transcript_building import transcript_of


def said(text: str, confidence: float = 0.9) -> Utterance:
    return Utterance(tuple(SpokenWord(word, 300 * at, 300 * at + 250, confidence) for at, word in enumerate(text.split())))


@pytest.mark.parametrize(
    ("text", "looping"),
    [
        ("the grid " * 6, True),
        ("I said " + "and so on and " * 5, True),
        ("no no no no", False),
        ("very very very very very good", False),
        ("we had to go, and we had to go now, and that is that", False),
        ("ha " * 12, True),
    ],
)
def test_loops(text: str, looping: object) -> None:
    assert is_loop(text.split()) is looping


def test_a_stock_phrase_counts_only_when_the_engine_or_the_ear_doubts() -> None:
    assert doubt(said("Thank you for watching!")) == ""
    assert doubt(said("Thank you for watching!", 0.2)) == "phantom"
    assert doubt(said("Thank you."), voiced=0.2) == "phantom"
    assert doubt(said("The price has fallen."), voiced=0.2) == ""
    assert doubt(said("Thank you."), voiced=0.0) == "no speech"
    assert doubt(said("price falls")._replace(no_speech=0.9, log_probability=-1.4)) == "no speech"
    assert not is_hallucination("thank you for the numbers".split())


def test_compression_tells_circles_from_speech() -> None:
    assert compression("I think so. " * 20) > 2.4
    assert compression("The price of a heat pump fell by a quarter, and nobody in the trade had seen it coming so soon.") < 1.5


def words(*said: tuple[str, int, int, str]) -> list[RecognizedWord]:
    return [RecognizedWord(text, start, end, 0.8, why) for text, start, end, why in said]


def test_every_word_keeps_its_place_time_and_confidence() -> None:
    transcribed = words(
        ("Prices", 0, 400, ""), ("fell.", 450, 900, ""), ("Why?", 1000, 1300, ""), ("Gas", 4000, 4300, ""), ("did.", 4300, 4600, "")
    )
    result = transcript_of(transcribed, origin="asr:x/y", language="en")
    assert result.text == "Prices fell. Why?\nGas did."
    times = result.word_times
    assert times is not None
    assert [result.text[a:b] for a, b in zip(times.start, times.end, strict=True)] == [word.text for word in transcribed]
    assert times.t0_ms == (0, 450, 1000, 4000, 4300)
    assert times.confidence == (0.8,) * 5
    assert [result.text[s.start : s.end] for s in result.segments] == ["Prices fell.", "Why?", "Gas did."]


def test_doubtful_words_are_noise() -> None:
    result = transcript_of(
        words(("Yes.", 0, 300, ""), ("you", 400, 500, "phantom"), ("Good.", 600, 900, "")), origin="asr:x/y", language="en"
    )
    (mark,) = result.marks
    assert (result.text[mark.start : mark.end], mark.kind, mark.value) == ("you", "noise", "phantom")


def test_voices_become_turns() -> None:
    transcribed = words(("Hello", 0, 300, ""), ("there", 300, 600, ""), ("Hi", 1000, 1200, ""), ("both", 2100, 2300, ""))
    result = transcript_of(
        transcribed, origin="asr:x/y", language="en", turns=[VoiceTurn(0, 900, 1), VoiceTurn(900, 1500, 2), VoiceTurn(2000, 3000, 1)]
    )
    assert [(s.speaker, s.turn, result.text[s.start : s.end]) for s in result.segments] == [
        ("Speaker 1", 0, "Hello there"),
        ("Speaker 2", 1, "Hi"),
        ("Speaker 1", 2, "both"),
    ]
    assert result.text == "Hello there\nHi\nboth"


@given(st.lists(st.tuples(st.text("abc.?", min_size=1, max_size=5), st.integers(0, 3000)), max_size=40))
def test_no_word_is_lost_in_the_text(parts: list[tuple[str, int]]) -> None:
    at, transcribed = 0, []
    for text, gap in parts:
        transcribed.append(RecognizedWord(text, at + gap, at + gap + 200, 0.5))
        at += gap + 200
    assert transcript_of(transcribed, origin="asr:x/y", language="en").text.split() == [word.text for word in transcribed]


def test_hints_hold_names_and_stay_short() -> None:
    hints = hints_for(
        people=["Ines Okafor"],
        title="Episode 12: Why KiteDB moved to Rust",
        notes="Today we speak with Tom Reyes of Halden Labs about GPT-5. Links: https://example.com/Foo",
        glossary=["Earwitness"],
    )
    assert hints.hotwords.split(", ") == ["Earwitness", "Ines Okafor", "KiteDB", "Rust", "Tom Reyes of Halden Labs", "GPT-5"]
    assert len(hints_for(notes=" and ".join(f"Name{at} Person{at}" for at in range(500))).hotwords) <= MAX_CHARACTERS + 60
    assert hints_for().hotwords == ""
