"""Two hearings compared: planted wrong words are found, the gravest first; the same thing written otherwise is no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness import pipeline
from earwitness.config import Settings
from earwitness.errors import UsageError
from earwitness.extensions import EngineFacts
from earwitness.model.digest import checksum_of
from earwitness.model.media import Item
from earwitness.model.speech import Hints, RecognizedWord, SpokenWord, Utterance
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.audio.samples import offset
from earwitness.speech.disagreements import disputes
from earwitness.speech.second_pass import Interval, cut, run_second_pass
from earwitness.speech.transcript_building import transcript_of

DIALOGUE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"
SAID = (
    "Our company lost 40 million dollars in 2023 because the pumps were not ready. "
    "I predict that by 2030 half of all homes will be heated by a pump. "
    "The most important thing is to never sell a machine that nobody can repair."
)


def heard(text: str, start_ms: int = 0) -> list[RecognizedWord]:
    return [RecognizedWord(word, start_ms + 400 * at, start_ms + 400 * at + 350, 0.9) for at, word in enumerate(text.split())]


def against(ours: str, again: str) -> list[tuple[str, str, str]]:
    return [(d.kind, d.heard, d.instead) for d in disputes(heard(ours), heard(again), 0, 10**6)]


@pytest.mark.parametrize(
    ("ours", "again", "expected"),
    [
        ("we did sell it", "we did not sell it", ("negation", "", "not")),
        ("it can work", "it can't work", ("negation", "", "can't")),
        ("they paid 40 million", "they paid 14 million", ("figure", "40", "14")),
        ("about the wheel", "about the bills", ("word", "wheel", "bills")),
        ("half of all homes there", "half of all there", ("word", "homes", "")),
    ],
)
def test_planted_differences_are_found(ours: str, again: str, expected: tuple[str, str, str]) -> None:
    assert against(ours, again) == [expected]


@pytest.mark.parametrize(
    ("ours", "again"),
    [
        ("They paid 400 pounds.", "they paid four hundred pounds"),
        ("It cannot work.", "it can't work"),
        ("So, um, we left.", "So we left"),
        ("“Well,” she said", "well she said"),
        ("nine thousand people", "9,000 people"),
    ],
)
def test_the_same_written_otherwise_is_no_difference(ours: str, again: str) -> None:
    assert against(ours, again) == []


def test_the_gravest_comes_first_and_only_inside_the_moments() -> None:
    ours, again = heard("a red house with 40 rooms is sold today"), heard("a bed house with 14 rooms is not sold away")
    assert [d.kind for d in disputes(ours, again, 0, 10**6)] == ["negation", "figure", "word", "word"]
    assert [d.instead for d in disputes(ours, again, 1_200, 2_400)] == ["14"]


@given(st.lists(st.sampled_from("we do not sell nine 40 pumps".split()), max_size=12))
def test_a_hearing_agrees_with_itself(words: list[str]) -> None:
    assert against(" ".join(words), " ".join(words)) == []


@given(st.lists(st.integers(1, 5_000), max_size=40), st.integers(0, 300), st.integers(1, 900))
def test_stretches_are_cut_whatever_the_blocks(lengths: list[int], start: int, long: int) -> None:
    sound = bytes(at % 251 for at in range(sum(lengths)))

    def blocks() -> Iterator[bytes]:
        at = 0
        for length in lengths:
            yield sound[at : at + length]
            at += length

    intervals = [Interval(start, start + long), Interval(start + long // 2, start + 2 * long)]
    assert list(cut(blocks(), intervals)) == [(s, sound[offset(s.start_ms) : offset(s.end_ms)]) for s in intervals]


class Listener:
    """Hears the text it was given, a word every 400 ms, whatever the sound; each call from where its stretch begins."""

    name = "planted"

    def __init__(self, text: str) -> None:
        self.words = heard(text)
        self.calls = 0

    def facts(self) -> EngineFacts:
        return EngineFacts(("en",))

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        assert language == "en"
        assert hints == Hints()
        self.calls += 1
        return (Utterance(tuple(SpokenWord(w.text, w.start_ms, w.end_ms) for w in self.words)),)


def made() -> pipeline.Digested:
    transcript = transcript_of(heard(SAID), origin="asr:test", language="en")
    item = Item(id="0" * 16, title="Pumps", language="en", fingerprint=transcript.fingerprint)
    return pipeline.Digested(pipeline.digest_transcript(item, transcript, pipeline.Tools.standard()), transcript)


def test_a_planted_wrong_word_is_marked_where_it_is_printed() -> None:
    pytest.importorskip("av")
    first = made()
    assert first.digest.numbers
    wrong = SAID.replace("40 million", "14 million").replace("were not ready", "were ready")
    transcriber = Listener(wrong)
    second = run_second_pass(Recording(DIALOGUE.name, DIALOGUE), transcriber, first)
    assert transcriber.calls == 1, "one stretch of 17 seconds"
    marked = [n for n in second.digest.numbers if any("disputed" in reason for reason in n.reasons)]
    assert [n.text for n in marked][:1] == ["Our company lost 40 million dollars in 2023 because the pumps were not ready."]
    assert any("“40”, a second listening heard “14”" in reason for reason in marked[0].reasons)
    warnings = second.digest.audit.warnings
    assert re.search(r"heard again by planted: 2 differences", warnings[-3])
    assert "“not”" in warnings[-2], "negations first"
    assert "“40”" in warnings[-1]
    assert second.transcript == first.transcript
    assert second.digest.audit.checksum == checksum_of(second.digest)


def test_an_agreeing_listener_marks_nothing() -> None:
    pytest.importorskip("av")
    first = made()
    second = run_second_pass(Recording(DIALOGUE.name, DIALOGUE), Listener(SAID), first)
    assert second.digest.quotes == first.digest.quotes
    assert second.digest.numbers == first.digest.numbers
    assert second.digest.audit.warnings[-1].endswith("0 differences")


def test_the_setting_chooses_the_listener(tmp_path: Path) -> None:
    assert recordings.second_pass_engine(Settings(home=tmp_path), Listener("")) is None
    with pytest.raises(UsageError, match="no greedy decoding"):
        recordings.second_pass_engine(Settings(home=tmp_path, second_pass_engine="greedy"), Listener(""))
    with pytest.raises(UsageError):
        recordings.second_pass_engine(Settings(home=tmp_path, second_pass_engine="nobody"), Listener(""))
