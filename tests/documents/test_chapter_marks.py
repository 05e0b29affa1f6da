"""Chapters the publisher made: kept with the transcript, shown under the publisher's titles, re-checked; hostile files are refused."""

from __future__ import annotations

import json

import pytest

from earwitness import pipeline
from earwitness.documents.chapter_marks import read_chapters, with_chapters
from earwitness.errors import InputError
from earwitness.model.digest import Digest
from earwitness.model.media import Item, PublishedChapter
from earwitness.model.transcript import Segment, Transcript
from earwitness.recheck.claims import recheck
from earwitness.recheck.json_page import JsonPageReader
from earwitness.renderers.json import JsonRenderer

SAID = (
    "Welcome to the show about bridges.",
    "Today we talk to the woman who built the one at Norrby.",
    "The old bridge was closed in 1987 because its cables had rusted.",
    "Nobody had looked at them for 20 years.",
    "The new one opened in 2019 and it cost 40 million euros.",
    "It will stand for a century if it is painted every decade.",
)


def transcript() -> Transcript:
    text, segments = "", []
    for at, sentence in enumerate(SAID):
        start, text = len(text), text + sentence
        segments.append(Segment(start=start, end=len(text), start_ms=10_000 * at, end_ms=10_000 * at + 8_000))
        text += " "
    return Transcript(text=text.rstrip(), segments=tuple(segments), origin="captions")


CHAPTERS = (PublishedChapter(0, "Cold open"), PublishedChapter(19_200, "Rust & ruin"), PublishedChapter(40_000, "9 lives"))


def digested(made: Transcript) -> Digest:
    item = Item(id="0" * 16, title="Bridges", kind="podcast", fingerprint=made.fingerprint)
    return pipeline.digest_transcript(item, made, pipeline.Tools.standard())


def test_publishers_chapters_are_the_digests_chapters() -> None:
    result = with_chapters(transcript(), CHAPTERS)
    digest = digested(result)
    assert [(c.title, c.origin, c.t0_ms) for c in digest.chapters] == [
        ("Cold open", "publisher", 0),
        ("Rust & ruin", "publisher", 20_000),
        ("9 lives", "publisher", 40_000),
    ]
    assert [result.text[c.start : c.end].startswith(SAID[at]) for c, at in zip(digest.chapters, (0, 2, 4), strict=True)] == [True] * 3
    assert digest.chapters[1].evidence[0].text == SAID[2]
    assert digest.chapters[0].end <= digest.chapters[1].start


def test_their_titles_are_rechecked_against_the_transcript() -> None:
    result = with_chapters(transcript(), CHAPTERS)
    page = JsonRenderer().render(digested(result), result, with_transcript=True)
    assert recheck(JsonPageReader().read(page, "x.json"), result) == ()
    for old, new in (("Rust & ruin", "Rust & glory"), ("9 lives", "90 lives")):
        content = json.loads(page)
        for chapter in content["chapters"]:
            chapter["title"] = chapter["title"].replace(old, new)
        content["audit"]["checksum"] = ""
        faults = recheck(JsonPageReader().read(json.dumps(content), "x.json"), result)
        assert any(new in fault.message for fault in faults)


def test_a_title_that_claims_to_be_the_publishers_must_be_kept_with_the_transcript() -> None:
    bare = transcript()
    content = json.loads(JsonRenderer().render(digested(bare), bare, with_transcript=True))
    content["chapters"][0] |= {"title": "The scandal", "origin": "publisher"}
    content["audit"]["checksum"] = ""
    faults = recheck(JsonPageReader().read(json.dumps(content), "x.json"), bare)
    assert any("The scandal" in fault.message for fault in faults)


def test_without_publishers_chapters_ours_stay() -> None:
    assert all(chapter.origin == "rule" for chapter in digested(transcript()).chapters)


def test_chapters_without_words_or_titles_and_lone_ones_are_none() -> None:
    plain = transcript()
    assert with_chapters(plain, [PublishedChapter(0, "All of it")]) is plain
    assert with_chapters(plain, [PublishedChapter(0, " "), PublishedChapter(20_000, "\n")]) is plain
    late = with_chapters(plain, [*CHAPTERS, PublishedChapter(900_000, "Credits music")])
    assert [mark.value for mark in late.marks] == ["Cold open", "Rust & ruin", "9 lives"]
    untimed = plain.model_copy(update={"segments": tuple(s.model_copy(update={"start_ms": None}) for s in plain.segments)})
    assert with_chapters(untimed, CHAPTERS) is untimed


def test_newer_chapters_take_the_place_of_older_ones() -> None:
    twice = with_chapters(with_chapters(transcript(), CHAPTERS), [PublishedChapter(0, "One"), PublishedChapter(30_000, "Two")])
    assert [mark.value for mark in twice.marks if mark.kind == "chapter"] == ["One", "Two"]


def test_a_podcast_chapters_file_is_read() -> None:
    rows = [
        {"startTime": 0, "title": "Hello"},
        {"startTime": 12.5, "title": "Advertisement", "toc": False},
        {"startTime": 30.25, "title": "<b>Bridges</b>", "url": "https://x.example/"},
        {"startTime": "40", "title": "no number"},
        {"startTime": -1, "title": "before"},
        {"startTime": 1e300, "title": "never"},
        {"startTime": True, "title": "no"},
        {"startTime": 50},
        "row",
    ]
    result = read_chapters(json.dumps({"version": "1.2.0", "chapters": rows}).encode(), "c.json")
    assert result == (PublishedChapter(0, "Hello"), PublishedChapter(30_250, "<b>Bridges</b>"))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"chapters": 3}', b"\xff\xfe", b"[" * 100_000, b'{"chapters": NaN}'])
def test_what_is_no_chapters_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no podcast chapters file"):
        read_chapters(content, "c.json")
