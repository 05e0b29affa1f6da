import json
import os
import pathlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.corpus import document, read

from earwitness.documents.front_matter import duration_ms, iso_date, split_front_matter
from earwitness.documents.noise import is_noise, noise_marks
from earwitness.documents.speaker_labels import looks_like_name, name_speakers, tidy
from earwitness.documents.turns import TurnsReader
from earwitness.model.media import Person

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[3] / "shared" / "data")


def voices(text: str) -> list[tuple[str | None, str]]:
    parsed = TurnsReader().read(document(text))
    assert parsed.transcript.text == text
    return [(s.speaker, text[s.start : s.end]) for s in parsed.transcript.segments]


@pytest.mark.parametrize(
    "text",
    [
        "**Ann Lee:** One here.\n\n**Bo Ray:** Two here.\n\n**Ann Lee:** Three here.\n",
        "**Ann Lee** [00:12]: One here.\n\n**Bo Ray** [00:20]: Two here.\n\n**Ann Lee** [00:31]: Three here.\n",
        "Ann Lee (00:12:01):\nOne here.\n\nBo Ray (00:12:34):\nTwo here.\n\nAnn Lee (00:13:00):\nThree here.\n",
        "[00:00:12] ANN LEE: One here.\n[00:00:20] BO RAY: Two here.\n[00:00:31] ANN LEE: Three here.\n",
        "00:12 Ann Lee\nOne here.\n\n00:20 Bo Ray\nTwo here.\n\n00:31 Ann Lee\nThree here.\n",
        "Ann Lee  0:12\nOne here.\n\nBo Ray  0:20\nTwo here.\n\nAnn Lee  0:31\nThree here.\n",
        "Ann Lee: 00:00:12\n\nOne here.\n\nBo Ray: 00:00:20\n\nTwo here.\n\nAnn Lee: 00:00:31\n\nThree here.\n",
        ">> ANN LEE: One here. >> BO RAY: Two here. >> ANN LEE: Three here.",
        "00:00:01 <v Ann Lee>One here.\n\n00:00:04 <v Bo Ray>Two here.\n\n00:00:09 <v Ann Lee>Three here.\n",
        "ANN LEE: One here.\nBO RAY: Two here.\nANN LEE: Three here.\n",
    ],
)
def test_every_style_gives_the_same_voices(text):
    assert TurnsReader().recognises(document(text)) > 0.8
    assert voices(text) == [("Ann Lee", "One here."), ("Bo Ray", "Two here."), ("Ann Lee", "Three here.")]


@pytest.mark.parametrize("labels", [("SPEAKER 1", "SPEAKER 2"), ("SPEAKER_00", "SPEAKER_01"), ("Speaker A", "Speaker B"), ("Q", "A")])
def test_numbered_voices_are_speakers_and_nobodys_name(labels):
    text = f"{labels[0]}: Why so?\n{labels[1]}: Because.\n{labels[0]}: I see.\n{labels[1]}: Good.\n"
    assert [speaker for speaker, _ in voices(text)] == ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"]
    assert TurnsReader().read(document(text)).draft.people == ()


@pytest.mark.parametrize(
    "text",
    [
        "News of the week.\n\nStephen Marsh: We will build it there.\n\n"
        + "More of my own words about it. " * 30
        + "\n\nStephen Marsh: It is large.\n\nThe end.\n",
        "Pricing: it is cheap.\n\nSpeed: it is fast.\n\nPricing: cheaper still, for speed.\n\nSpeed: the same pricing.\n",
        "Note: one.\nSummary: two.\nNote: three.\nSummary: four.\nNote: five.\n",
        "On Tue, Ann wrote:\n> hello\n>> earlier words\n>> and more\n> bye\n",
        "#include <iostream>\nint a; cin >> a >> b;\nstd::vector<std::vector<int>> x;\nx >> 1;\n",
        "00:00 Intro\n02:10 Cranes\n14:30 Ferries and buses\n40:00 The end\n",
        "<html><body><p>Ann: hi</p><p>Bob: hi</p></body></html>",
    ],
)
def test_what_is_no_transcript_is_left_to_others(text):
    assert TurnsReader().recognises(document(text)) == 0


def test_times_hold_between_stamps_and_backward_ones_are_told():
    text = "Ann Lee (00:10):\nOne.\n\nBo Ray (00:20):\nTwo.\n\nAnn Lee (00:05):\nThree.\n\nBo Ray (00:40):\nFour.\n"
    transcript = TurnsReader().read(document(text)).transcript
    assert [s.start_ms for s in transcript.segments][:2] == [10_000, 20_000]
    assert 20_000 <= transcript.segments[2].start_ms <= 40_000
    assert "1 time stamp runs backwards" in transcript.warnings[0]


def test_initials_given_once_are_the_person_throughout():
    text = "Ann Lee (AL): Hello.\n\nBo Ray (BR): Hi.\n\nAL: So?\n\nBR: Well.\n\nAL: Good.\n"
    assert [speaker for speaker, _ in voices(text)] == ["Ann Lee", "Bo Ray", "Ann Lee", "Bo Ray", "Ann Lee"]


def test_short_names_become_full_only_when_one_person_has_them():
    known = [Person(name="Ann Lee", role="host"), Person(name="Bo Lee", role="guest")]
    assert dict(name_speakers(["Ann", "Lee", "BO"], known).name_of) == {"Ann": "Ann Lee", "Lee": "Lee", "BO": "Bo Lee"}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("MARY O'NEIL", "Mary O'Neil"),
        ("JAN VAN DER BERG", "Jan van der Berg"),
        ("Ann Lee, Host", "Ann Lee"),
        ("RONALD MCDONALD", "Ronald McDonald"),
    ],
)
def test_labels_are_tidied(label, name):
    assert tidy(label) == name


def test_names_look_like_names():
    assert all(map(looks_like_name, ["Ann Lee", "Dr. Jane O'Neil", "Ludwig van Beethoven", "田中", "Host", "SPEAKER_01", "Anne-Marie"]))
    assert not any(map(looks_like_name, ["Note", "the thing is", "Here is the thing", "Step 1", "12", "And then Bob", "https"]))


@pytest.mark.parametrize(
    "words",
    [
        "[music]",
        "[Music playing]",
        "[clears throat]",
        "(applause)",
        "(audience laughing)",
        "*laughs*",
        "[inaudible 00:12:01]",
        "[crosstalk]",
        "<laughter>",
        "[snorts]",
        "[BLANK_AUDIO]",
        "♪ oh the sea ♪",
        "[Applaus]",
        "[ __ ]",
    ],
)
def test_sounds_are_noise(words):
    text = f"So {words} we go."
    assert [text[m.start : m.end] for m in noise_marks(text)] == [words]


@pytest.mark.parametrize(
    "words",
    [
        "[...]",
        "[…]",
        "[sic]",
        "[the company]",
        "[1]",
        "(the music industry)",
        "[music](https://x.org)",
        "*music*",
        "(in May)",
        "[Ann]",
        "<b>",
        "a * b * c",
    ],
)
def test_what_somebody_said_or_wrote_is_no_noise(words):
    assert noise_marks(f"So {words} we go.") == ()


@given(st.text(alphabet="[]()*<>♪ amusiclaughs\n", max_size=300))
def test_noise_marks_are_in_order_and_apart(text):
    marks = noise_marks(text)
    assert all(one.end <= other.start for one, other in pairwise(marks))
    assert is_noise("laughs")


def test_front_matter_is_read_and_never_run():
    text = "---\ntitle: Cranes\ndate: 2026-03-04\nduration: 1:02:03\nhosts:\n  - name: Ann Lee\nx: !!python/object/apply:os.getcwd []\n---\nHello.\n"
    front = split_front_matter(text)
    assert text[front.body :] == "Hello.\n"
    assert front.warnings == ("the front matter is no valid YAML at x: read as plain text",)
    assert (front.draft.title, front.draft.published) == ("Cranes", "2026-03-04")
    good = split_front_matter(text.replace("x: !!python/object/apply:os.getcwd []\n", "")).draft
    assert (good.title, good.published, good.duration_ms) == ("Cranes", "2026-03-04", 3_723_000)
    assert [(person.name, person.role, person.why) for person in good.people] == [("Ann Lee", "host", "metadata")]


@pytest.mark.parametrize("block", ["a: " + "[" * 5000, "- " * 5000, "a: &a [x]\nb: [*a, *a]\n" * 3, "title: [unclosed"])
def test_hostile_front_matter_costs_nothing(block):
    assert split_front_matter(f"---\nk: v\n{block}\n---\nHello.\n").body > 0


def test_dates_and_durations():
    assert [iso_date(v) for v in ("2026-03-04T10:00:00Z", "March 4, 2026", "4 Mar 2026", "soon", "2026-13-01")] == [
        "2026-03-04T10:00:00+00:00",
        "2026-03-04",
        "2026-03-04",
        None,
        None,
    ]
    assert [duration_ms(v) for v in (90, "62 min", "PT1H2M", "1h 2m", "long")] == [90_000, 3_720_000, 3_720_000, 3_720_000, None]


def test_weak_transcripts_say_so():
    _, parsed = read(
        "WEBVTT\n\n"
        + "".join(
            f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\nwe went on and on about item {n} of the list\n\n"
            for n in range(40)
        )
    )
    assert any("no punctuation" in warning for warning in parsed.transcript.warnings)
    assert any("no capital letters" in warning for warning in parsed.transcript.warnings)


@pytest.mark.data
def test_edited_podcast_transcripts_keep_their_speakers():
    path = DATA / "podcast_changelog" / "practicalai.jsonl"
    if not path.is_file():
        pytest.skip("the shared data folder is absent")
    right = total = 0
    for line in path.read_text("utf-8").splitlines()[:20]:
        turns = [turn for turn in json.loads(line)["turns"] if turn["speaker"] and len(turn["text"]) > 40]
        text = ""
        places = []
        for turn in turns:
            places.append(len(text) + len(f"**{turn['speaker']}:** ") + 1)
            text += f"**{turn['speaker']}:** {turn['text']}\n\n"
        transcript = TurnsReader().read(document(text)).transcript
        if transcript.text != text:
            continue  # an invisible character was removed, the places moved
        total += len(turns)
        right += sum(transcript.segment_at(place).speaker == turn["speaker"] for place, turn in zip(places, turns, strict=True))
    assert total > 500
    assert right / total > 0.97
