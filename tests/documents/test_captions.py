import json
import os
import pathlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.corpus import read

from earwitness.documents.captions.cue_text import clean, read_cue_text
from earwitness.documents.captions.rolling import is_rolling, repeated_words
from earwitness.documents.captions.timeline import interpolate, longest_rising, rise
from earwitness.errors import InputError, NoText, TooDeep

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[3] / "shared" / "data")


def vtt(*cues: tuple[str, str, str]) -> str:
    return "WEBVTT\n\n" + "".join(f"{start} --> {end}\n{text}\n\n" for start, end, text in cues)


def test_backward_times_rise_again_and_the_first_place_is_told():
    _, parsed = read(vtt(("00:10.000", "00:12.000", "one"), ("00:02.000", "00:03.000", "two"), ("00:14.000", "00:15.000", "three")))
    assert parsed.transcript.text == "one two three"
    assert [s.start_ms for s in parsed.transcript.segments] == sorted(s.start_ms for s in parsed.transcript.segments)
    assert "1 cue (first at cue" in parsed.transcript.warnings[0]


def test_overlaps_end_where_the_next_begins():
    _, parsed = read(vtt(("00:01.000", "00:09.000", "one"), ("00:04.000", "00:06.000", "two")))
    assert [(s.start_ms, s.end_ms) for s in parsed.transcript.segments] == [(1000, 4000), (4000, 6000)]
    assert "1 cue overlaps" in parsed.transcript.warnings[0]


def test_good_times_are_left_alone():
    _, parsed = read(vtt(("00:01.000", "00:02.000", "one"), ("00:04.000", "00:06.000", "two")))
    assert parsed.transcript.warnings == ()
    assert [(s.start_ms, s.end_ms) for s in parsed.transcript.segments] == [(1000, 2000), (4000, 6000)]


def test_words_without_times_are_kept():
    _, parsed = read("1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\nlost its time\n\n3\n00:00:05,000 --> 00:00:06,000\nthird\n")
    assert parsed.transcript.text == "first lost its time third"
    assert "1 of 3 cues have no readable time" in parsed.transcript.warnings[0]


def test_rolled_lines_converted_to_srt_are_said_once():
    lines = ["we went down", "to the harbour", "and there it", "was the boat", "of my uncle"]
    shown = [lines[0], *(f"{one}\n{two}" for one, two in pairwise(lines))]
    text = "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},500\n{cue}\n\n" for n, cue in enumerate(shown, 1))
    assert read(text)[1].transcript.text == " ".join(lines)


def test_speech_that_repeats_itself_is_kept():
    _, parsed = read(
        vtt(
            *(
                (f"00:{n:02}.000", f"00:{n + 1:02}.000", text)
                for n, text in enumerate(["Yeah.", "Yeah.", "Why?", "Because.", "Yes.", "Yes."])
            )
        )
    )
    assert parsed.transcript.text == "Yeah. Yeah. Why? Because. Yes. Yes."


def test_json3_gives_word_times():
    events = [
        {"tStartMs": 0, "dDurationMs": 2000, "segs": [{"utf8": "open"}, {"utf8": " water", "tOffsetMs": 700}]},
        {"tStartMs": 1000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
    ]
    name, parsed = read(json.dumps({"wireMagic": "pb3", "events": events}))
    assert name == "transcript-json"
    assert parsed.transcript.word_times.t0_ms == (0, 700)


@pytest.mark.parametrize(
    ("content", "speakers", "starts"),
    [
        (
            {"chunks": [{"timestamp": [0.0, 1.5], "text": " Hi there."}, {"timestamp": [1.5, None], "text": " Bye."}]},
            [None, None],
            [0, 1500],
        ),
        ({"transcription": [{"offsets": {"from": 0, "to": 900}, "text": " Hi there."}]}, [None], [0]),
        (
            {
                "utterances": [
                    {"start": 250, "end": 4250, "text": "Hello from the quay", "speaker": "A"},
                    {"start": 4250, "end": 8000, "text": "Hello back to you all", "speaker": "B"},
                ]
            },
            ["Speaker 1", "Speaker 2"],
            [250, 4250],
        ),
        ([{"text": "Plain list", "start": 1.0, "duration": 2.5}], [None], [1000]),
        (
            {
                "monologues": [
                    {
                        "speaker": 0,
                        "elements": [
                            {"type": "text", "value": "Hi", "ts": 0.5, "end_ts": 0.9, "confidence": 0.9},
                            {"type": "punct", "value": "."},
                        ],
                    }
                ]
            },
            ["Speaker 1"],
            [500],
        ),
    ],
)
def test_relatives_of_whisper_json_are_read(content, speakers, starts):
    _, parsed = read(json.dumps(content))
    assert [s.speaker for s in parsed.transcript.segments] == speakers
    assert [s.start_ms for s in parsed.transcript.segments] == starts


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", NoText),
        ('{"status": "ok", "count": 3}', NoText),
        ('{"segments": [{"start": 0, "text": "cut of', InputError),
        ("[" * 20000 + "]" * 20000, InputError),
        ('<tt xmlns="http://www.w3.org/ns/ttml"><body>' + "<p>" * 5000 + "x", TooDeep),
        ('<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "aaaa">]><tt><body><p begin="1s">&a;</p></body></tt>', InputError),
    ],
)
def test_hopeless_content_is_refused_in_one_line(content, error):
    with pytest.raises(error) as caught:
        read(content)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("begin", "ms"),
    [
        ("12.5s", 12500),
        ("00:01:02.250", 62250),
        ("00:00:10:15", 10500),
        ("300f", 10000),
        ("5000000t", 500),
        ("90m", 5_400_000),
        ("250ms", 250),
    ],
)
def test_ttml_time_expressions(begin, ms):
    text = f'<tt xmlns="x" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="30" ttp:tickRate="10000000"><body><p begin="{begin}">Hi there</p></body></tt>'
    assert read(text)[1].transcript.segments[0].start_ms == ms


def test_dashes_are_two_voices_and_labels_in_brackets_are_people():
    _, parsed = read(
        vtt(
            ("00:01.000", "00:03.000", "- Where to?\n- Home."),
            ("00:03.000", "00:05.000", "- Now?\n- Yes."),
            ("00:05.000", "00:06.000", "[Music]"),
        )
    )
    assert [s.turn for s in parsed.transcript.segments][:4] == [0, 1, 2, 3]
    assert all(s.speaker is None for s in parsed.transcript.segments)


def test_entities_and_tags_are_undone_but_signs_stay():
    assert [voice.text for voice in read_cue_text("<c.x>AT&amp;T</c> &lt;3 a < b <00:01.000>now")] == ["AT&T <3 a < b now"]
    assert clean("a&amp;nbsp;b &gt;&gt; c") == "a b >> c"


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), max_size=60))
def test_believed_times_never_fall(times):
    retained = [time for time, good in zip(times, longest_rising(times), strict=True) if good]
    assert retained == sorted(retained)


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 9000)), st.one_of(st.none(), st.integers(0, 9000)), st.integers(1, 50)),
        min_size=1,
        max_size=40,
    )
)
def test_mended_cues_rise(cues):
    timed = rise([cue[0] for cue in cues], [cue[1] for cue in cues], [cue[2] for cue in cues])
    assert list(timed.starts) == sorted(timed.starts)
    assert all(end >= start for start, end in zip(timed.starts, timed.ends, strict=True))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9000)), min_size=1, max_size=20),
    st.lists(st.integers(0, 600), min_size=1, max_size=20),
)
def test_interpolated_times_rise(anchors, places):
    times, _ = interpolate(sorted(anchors, key=lambda anchor: anchor[0]), sorted(places))
    assert times == sorted(times)


def test_repeats_are_counted_in_words():
    assert repeated_words(["a b", "c d"], ["c d", "e"]) == 2
    assert repeated_words(["a b c"], ["x y"]) == 0
    assert not is_rolling([["a b"], ["c d"], ["e f"]], inline_times=False)


@pytest.mark.data
def test_no_caption_file_at_hand_raises_anything_unexpected():
    if not DATA.is_dir():
        pytest.skip("the shared data folder is absent")
    files = [path for path in sorted((DATA / "subtitles").rglob("*")) if path.suffix in (".vtt", ".srt", ".sbv", ".ttml", ".ass")]
    words = 0
    for path in files:
        try:
            words += len(read(path.read_bytes(), path.name)[1].transcript.text.split())
        except InputError as error:
            assert path.name in str(error)  # noqa: PT017  the refusal names the file
    assert len(files) > 100
    assert words > 10_000
