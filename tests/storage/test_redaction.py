"""A person blacked out of a transcript: laws that hold for every text, and what is taken for their name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.model.media import Item, Person
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes
from earwitness.storage.redaction import BLOCK, Redactor

TEXT = "**Ada:** The mill closed in 1987.\n**Bo Rask:** Thank you, Ada Quill. Ms. Quill\nknows the mill well, and mills never lie to us at all."
ADA = TEXT.index("The mill"), TEXT.index("\n")
BO = TEXT.index("Thank"), len(TEXT)
TRANSCRIPT = Transcript(
    text=TEXT,
    segments=(
        Segment(start=ADA[0], end=ADA[1], speaker="Ada Quill", turn=0, start_ms=0, end_ms=4000),
        Segment(start=BO[0], end=BO[1], speaker="Bo Rask", turn=1, start_ms=4000, end_ms=9000),
    ),
    marks=(
        Mark(start=0, end=9, kind="label", value="Ada Quill"),
        Mark(start=ADA[0], end=ADA[1], kind="link", value="https://mill.example/"),
        Mark(start=ADA[1] + 1, end=BO[0] - 1, kind="label", value="Bo Rask"),
    ),
    word_times=WordTimes(start=(ADA[0], BO[0]), end=(ADA[0] + 3, BO[0] + 5), t0_ms=(0, 4000), t1_ms=(300, 4400), confidence=(0.5, 0.9)),
    warnings=("Ada Quill was guessed",),
)


def test_words_label_name_and_times_go_and_every_position_stays() -> None:
    result = Redactor(["Ada Quill"], ["Quill"]).transcript(TRANSCRIPT)
    fresh = result.transcript
    assert (result.turns, result.places) == (1, 2)
    assert len(fresh.text) == len(TEXT)
    assert fresh.text[BO[0] : BO[1]] == TEXT[BO[0] : BO[1]].replace("Ada Quill", BLOCK * 9).replace("Quill", BLOCK * 5)
    assert set(fresh.text[: ADA[1]]) == {BLOCK}
    assert [segment.speaker for segment in fresh.segments] == [None, "Bo Rask"]
    assert [(one.start, one.end, one.start_ms) for one in fresh.segments] == [
        (one.start, one.end, one.start_ms) for one in TRANSCRIPT.segments
    ]
    assert fresh.time_of(*BO)[:2] == TRANSCRIPT.time_of(*BO)[:2]
    assert fresh.word_times == WordTimes(start=(BO[0],), end=(BO[0] + 5,), t0_ms=(4000,), t1_ms=(4400,), confidence=(0.9,))
    assert not [mark for mark in fresh.marks if mark.kind == "link"]
    assert fresh.is_unspoken(*ADA)
    assert "quill" not in fresh.model_dump_json().lower()
    assert fresh.sha256 != TRANSCRIPT.sha256
    assert fresh.warnings[-1].startswith("redacted on request")


def test_doing_it_twice_is_doing_it_once() -> None:
    redactor = Redactor(["Ada Quill"], ["Quill", "Ada"])
    once = redactor.transcript(TRANSCRIPT).transcript
    twice = redactor.transcript(once).transcript
    assert (twice.text, twice.segments, twice.marks, twice.word_times) == (once.text, once.segments, once.marks, once.word_times)


@pytest.mark.parametrize(
    "text",
    [
        "ADA QUILL", "Ada\nQuill", "ada-quill", "Ada&nbsp;Quill", "adaquill", "@AdaQuill", "Ada%20Quill", "Ada_Quill",
        "https://show.example/with-ada-quill/1", "Ada \\n Quill",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert Redactor(["Ada Quill"]).is_named(text)
    assert "quill" not in Redactor(["Ada Quill"]).text(text).lower()


@pytest.mark.parametrize("text", ["Adana Quillers", "Ada said, at length, that no Quill", "Quill", "quilla daq"])
def test_other_words_are_left(text: str) -> None:
    assert not Redactor(["Ada Quill"]).is_named(text)


def test_accents_are_found_in_either_form_and_escaped() -> None:
    redactor = Redactor(["José Rask"])
    assert redactor.is_named("Jose\u0301 Rask")
    assert redactor.is_named('{"person": "Jos\\u00e9 Rask"}')


def test_an_item_loses_the_person_and_addresses_that_name_them() -> None:
    item = Item(id="1", title="With Ada Quill", url="https://x.example/ada-quill", people=(Person(name="Ada Quill"), Person(name="Bo")))
    result = Redactor(["Ada Quill"]).item(item)
    assert (result.title, result.url, [person.name for person in result.people]) == (f"With {BLOCK * 9}", None, ["Bo"])


def test_what_hardly_anybody_else_said_is_empty() -> None:
    assert not Redactor(["Ada Quill"]).transcript(TRANSCRIPT).is_empty
    alone = Transcript(text="The mill closed.", segments=(Segment(start=0, end=16, speaker="Ada Quill"),))
    assert Redactor(["Ada Quill"]).transcript(alone).is_empty


@given(st.text(alphabet="Ada Quil\n.-é█", max_size=60))
def test_no_name_is_left_and_nothing_moves(text: str) -> None:
    redactor = Redactor(["Ada Quill"], ["Quill"])
    result = redactor.text(text)
    assert len(result) == len(text)
    assert not redactor.is_named(result)
    assert [at for at, char in enumerate(result) if char == "\n"] == [at for at, char in enumerate(text) if char == "\n"]
