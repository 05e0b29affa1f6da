"""Labels get names from what is said, with the words that prove it; every doubt leaves the label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.documents.speaker_names import name_speakers, with_names
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Person
from earwitness.model.transcript import Segment, Transcript


def talk(*turns: tuple[int, str]) -> Transcript:
    segments: list[Segment] = []
    text = ""
    for number, (speaker, source_text) in enumerate(turns):
        segments.append(Segment(start=len(text), end=len(text) + len(source_text), speaker=f"Speaker {speaker}", turn=number))
        text += source_text + "\n"
    return Transcript(text=text, segments=tuple(segments))


def names(transcript: Transcript, *people: str) -> dict[str, str]:
    return {found.label: found.name for found in name_speakers(transcript, [Person(name=name) for name in people])}


@pytest.mark.parametrize(
    "said",
    [
        "Good morning. My name is Ines Okafor and I build bridges.",
        "Welcome back. I'm Ines Okafor, and this is Load Bearing.",
        "I’m your host, Ines Okafor. Today we talk about rivets.",
        "This is Ines Okafor. I am an engineer in Lagos.",
    ],
)
def test_people_introduce_themselves(said: str) -> None:
    (found,) = name_speakers(talk((1, said), (2, "Good to be here.")))
    assert (found.label, found.name, found.why) == ("Speaker 1", "Ines Okafor", "introduction")
    assert said[found.start : found.end].endswith("Ines Okafor")


@pytest.mark.parametrize(
    "said",
    [
        "Then he said, I'm Ines Okafor, and left.",
        "This is Ines Okafor, our guest of today.",
        "I'm Swiss German, from Bern.",
        "I'm Head Coach, at last.",
        "I'm so glad. I'm Really Happy.",
        "My name is Nobody's business.",
    ],
)
def test_what_only_looks_like_an_introduction_names_nobody(said: str) -> None:
    assert "Speaker 1" not in names(talk((1, said), (2, "Right."), (1, "Yes."), (2, "No.")))


def test_who_is_asked_by_name_answers() -> None:
    transcribed = talk(
        (1, "Welcome to Load Bearing. I'm Ines Okafor, joined as always by my co-host, Tom Reyes. How are you, Tom?"),
        (2, "Very well. And you?"),
        (1, "Fine."),
    )
    found = {name.label: name for name in name_speakers(transcribed)}
    assert found["Speaker 2"].name == "Tom Reyes"
    assert found["Speaker 2"].why == "address"
    assert transcribed.text[found["Speaker 2"].start : found["Speaker 2"].end] == "Tom"


def test_thanks_name_who_spoke_before() -> None:
    transcribed = talk(
        (1, "So, Tom, over to you."), (2, "Thank you, Ines. Bridges are late."), (1, "Why, Tom?"), (2, "Thanks, Ines. Steel.")
    )
    assert names(transcribed, "Ines Okafor", "Tom Reyes") == {"Speaker 1": "Ines Okafor", "Speaker 2": "Tom Reyes"}
    assert names(transcribed) == {}, "a first name nobody introduces in full is no evidence of who that is"


def test_one_call_in_passing_is_not_enough() -> None:
    assert names(talk((1, "I agree with that, Tom, as you know."), (2, "Mm."), (1, "So."), (2, "Yes.")), "Tom Reyes") == {}


def test_two_people_of_one_first_name_stay_apart() -> None:
    transcribed = talk((1, "How are you, Tom?"), (2, "Well."), (1, "And you, Tom?"), (3, "Well."))
    assert names(transcribed, "Tom Reyes", "Tom Hale") == {}


def test_a_name_claimed_by_two_labels_is_nobodys() -> None:
    assert names(talk((1, "I'm Tom Reyes, hello."), (2, "I'm Tom Reyes, too."))) == {}
    assert names(talk((1, "I'm Tom Reyes, hello."), (2, "Yes."), (1, "I'm Ines Okafor, hello."), (2, "Well."))) == {}


def test_people_who_have_names_are_left_alone() -> None:
    transcribed = talk((1, "I'm Tom Reyes, hello."), (2, "Hello."))
    named = transcribed.model_copy(update={"segments": tuple(s.model_copy(update={"speaker": "Ann Lee"}) for s in transcribed.segments)})
    assert name_speakers(named) == ()


def test_the_transcript_bears_the_names_and_says_why() -> None:
    transcribed = talk((1, "My name is Ines Okafor and I build bridges."), (2, "Good."))
    draft, transcript = with_names(ItemDraft(), transcribed)
    assert [segment.speaker for segment in transcript.segments] == ["Ines Okafor", "Speaker 2"]
    assert draft.people == (Person(name="Ines Okafor", why="introduction"),)
    assert "“My name is Ines Okafor”" in transcript.warnings[-1]
    assert transcript.text == transcribed.text


@given(st.lists(st.tuples(st.integers(1, 3), st.text(alphabet="I'm Tomy nae.,?isRW ", max_size=60)), max_size=8))
def test_names_stand_in_the_text_and_no_label_has_two(turns: list[tuple[int, str]]) -> None:
    transcribed = talk(*turns)
    found = name_speakers(transcribed)
    assert len({name.label for name in found}) == len(found)
    for name in found:
        assert name.name.split()[-1] in transcribed.text[name.start : name.end]
    assert name_speakers(transcribed) == found


def test_cost_grows_with_the_text_and_not_its_square() -> None:
    transcribed = talk(*[(at % 2 + 1, "I'm " + "A" * 40 + " I'm Ab " * 200) for at in range(200)])
    assert names(transcribed) == {}
