"""What the page of a recording plays: the sound inside it, or the file beside it, never more than that is allowed."""

import base64
import html
import re
from pathlib import Path

import pytest
from tests.renderers.harbour_talk import digest_of, talk

from earwitness.cli.player import EMBEDDED_BYTES, media_of
from earwitness.recheck.html_page import HtmlPageReader
from earwitness.renderers.html.page import HtmlRenderer
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.audio.media_info import media_type

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x00" * 100


def page(media: str | None) -> str:
    transcript = talk(timed=True)
    return HtmlRenderer().render(digest_of(transcript, url=None), transcript, media=media)


def policy(text: str) -> str:
    return re.search(r"media-src ([^;]*);", html.unescape(text)).group(1)


def test_a_short_recording_is_inside_its_page(tmp_path: Path) -> None:
    (tmp_path / "talk.mp3").write_bytes(MP3)
    media = media_of(Recording("talk.mp3", tmp_path / "talk.mp3"), tmp_path / "out" / "talk")
    assert media == "data:audio/mpeg;base64," + base64.b64encode(MP3).decode()
    text = page(media)
    assert f'<audio controls preload="none" src="{media}"></audio>' in text
    assert policy(text) == "data:"
    assert not HtmlPageReader().read(text, "talk.html").faults
    assert sorted(tmp_path.iterdir()) == [tmp_path / "talk.mp3"]


@pytest.mark.parametrize("bytes_in_memory", [False, True])
def test_a_long_recording_lies_beside_its_page(tmp_path: Path, *, bytes_in_memory: bool) -> None:
    content = MP3 + bytes(EMBEDDED_BYTES)
    source = tmp_path / "Talk, the first.mp3"
    source.write_bytes(content)
    out = tmp_path / "out"
    out.mkdir()
    recording = Recording(source.name, content=content) if bytes_in_memory else Recording(source.name, source)
    for _ in range(2):
        media = media_of(recording, out / "talk-the-first")
        assert media == "talk-the-first.recording.mp3"
        assert [path.name for path in out.iterdir()] == [media]
        assert (out / media).read_bytes() == content
    text = page(media)
    assert f'src="{media}"' in text
    assert policy(text) == "'self' file:"
    assert not HtmlPageReader().read(text, "talk.html").faults
    assert media_of(recording, None) is None, "a page on the terminal has no folder"


def test_a_recording_in_the_page_s_own_folder_is_named_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "Talk, the first.mp3"
    source.write_bytes(MP3 + bytes(EMBEDDED_BYTES))
    media = media_of(Recording(source.name, source), tmp_path / "talk-the-first")
    assert media == "Talk%2C%20the%20first.mp3"
    assert f'src="{media}"' in page(media)
    assert list(tmp_path.iterdir()) == [source]


def test_a_time_starts_the_player_at_its_own_moment() -> None:
    seconds = [float(found) for found in re.findall(r'href="#t=([0-9.]+)&amp;', page("talk.mp3"))]
    wanted = {finding.evidence[0].t0_ms / 1000 for finding in digest_of(talk(timed=True), url=None).quotes}
    assert wanted <= set(seconds)


def test_a_fetched_recording_plays_from_where_it_came() -> None:
    media = media_of(Recording("a.mp3", Path("/nowhere"), url="https://media.example/a.mp3?x=1"), None)
    assert policy(page(media)) == "https://media.example"


@pytest.mark.parametrize(
    "media", ["javascript:alert(1)", "data:text/html;base64,PGI+", "../../etc/passwd", "/etc/passwd", "//evil.example/a.mp3", 'a"b.mp3', ""]
)
def test_nothing_else_becomes_a_player(media: str) -> None:
    assert "<audio" not in page(media)
    assert "media-src" not in page(media)


def test_browsers_are_offered_what_they_play() -> None:
    heads = {b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"RIFF\0\0\0\0WAVE": "audio/wav", b"\0\0\0\x20ftypM4A ": "audio/mp4"}
    assert {head: media_type(head) for head in heads} == heads
    assert (media_type(b"\xff\xfb\x90\x00"), media_type(b"\xff\xf1\x50\x80")) == ("audio/mpeg", "audio/aac")
    assert (media_type(b"#!AMR\n"), media_type(b"")) == (None, None)
