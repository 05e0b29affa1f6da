"""The queue: what its forms do, and what they refuse."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.archives import BROKEN, SOURCE

from earwitness.archive.uploads import safe_name
from earwitness.errors import InputError, TooLarge
from earwitness.storage.items import get_item
from earwitness.storage.sources import due_sources, find_sources
from earwitness.website.views.queue import pulse, queue_page

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nSeven barges wait at the lock.\n"
OPML = b"""<?xml version="1.0"?><opml version="2.0"><body>
<outline text="One" xmlUrl="https://one.example/feed.xml"/>
<outline text="Example" xmlUrl="https://example.org/feed.xml"/>
<outline text="Local" xmlUrl="file:///etc"/></body></opml>"""


def test_the_queue_says_what_failed_and_why(client: TestClient) -> None:
    page = client.get("/queue").text
    assert "3 items digested" in page
    assert "1 failed" in page.replace("\n", " ")
    assert "the transcript is gone (404)" in page
    assert "the server says 500" in page
    assert "Lost &lt;b&gt;episode" in page


def test_dropped_files_become_a_source_that_is_due(client: TestClient, archive, tmp_path: Path) -> None:
    answer = client.post(
        "/uploads", files=[("files", ("../../x/My talk.vtt", CAPTIONS)), ("files", ("letter.md", b"# A letter\n\nWords."))]
    )
    assert "Taken: My talk.vtt, letter.md." in answer.text
    retained = sorted(path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file())
    assert retained == ["My talk.vtt", "letter.md"]
    with archive.read() as connection:
        assert [one.title for one in due_sources(connection, now_ms=1) if one.kind == "folder"] == ["Dropped files"]
    client.post("/uploads", files=[("files", ("My talk.vtt", CAPTIONS)), ("files", ("letter.md", b"# A letter\n\nWords."))])
    assert len([path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize(("name", "content"), [("run.exe", b"MZ\x90"), ("empty.vtt", b""), ("page.php", b"<?php")])
def test_a_drop_with_something_else_in_it_keeps_nothing(client: TestClient, tmp_path: Path, name: str, content: bytes) -> None:
    answer = client.post("/uploads", files=[("files", ("good.vtt", CAPTIONS)), ("files", (name, content))])
    assert answer.status_code == 422
    assert name in answer.text
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def test_names_of_files_stay_in_their_folder() -> None:
    assert safe_name("..\\..\\a/b\x00c.SRT", is_recording=False) == "b c.srt"
    assert safe_name(".....txt", is_recording=False) == "file.txt"
    assert safe_name("voice.txt", is_recording=True) == "voice.mp3"
    with pytest.raises(InputError):
        safe_name("song.mp3", is_recording=False)


def test_a_list_is_shown_before_anything_is_followed(client: TestClient, archive) -> None:
    page = client.post("/sources/opml", files={"list": ("l.opml", OPML)}).text
    assert "https://one.example/feed.xml" in page
    assert "file:///etc" not in page
    assert "1 new one." in page
    with archive.read() as connection:
        assert len(find_sources(connection)) == 2
    key = page.partition('name="confirmed" value="')[2].partition('"')[0]
    assert "1 new source followed." in client.post("/sources/opml", data={"confirmed": key}).text
    with archive.read() as connection:
        assert {one.url for one in find_sources(connection)} == {SOURCE.url, BROKEN.url, "https://one.example/feed.xml"}
    assert client.post("/sources/opml", data={"confirmed": key}).status_code == 422
    assert client.post("/sources/opml", data={"confirmed": "../../etc/passwd"}).status_code == 422


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:9/feed", "/etc", "file:///etc/passwd", "imap://mail.example", "~/letters", "http://[::1]/"]
)
def test_only_the_public_web_is_followed_from_a_browser(client: TestClient, archive, location: str) -> None:
    answer = client.post("/sources", data={"location": location})
    assert answer.status_code == 422
    with archive.read() as connection:
        assert len(find_sources(connection)) == 2


def test_a_failed_item_is_tried_again(client: TestClient, archive) -> None:
    with archive.read() as connection:
        before = pulse(connection)
    assert "is tried again" in client.post("/retry/" + "f" * 16).text
    with archive.read() as connection:
        assert get_item(connection, "f" * 16).state == "new"
        assert queue_page(connection).left == 1
        assert pulse(connection) != before
    assert client.post("/retry/nobody").status_code == 404


def test_a_source_is_asked_no_more_and_keeps_its_items(client: TestClient) -> None:
    assert "is not asked any more" in client.post(f"/sources/{SOURCE.id}/unfollow").text
    page = client.get("/queue").text
    assert "not any more" in page
    assert "3 items digested" in page


def test_a_notice_is_shown_once(client: TestClient) -> None:
    client.post("/retry/", follow_redirects=False)
    assert "1 to be tried again" in client.get("/queue").text
    assert "to be tried again" not in client.get("/queue").text


def test_too_large_a_recording_is_refused(archive, tmp_path: Path) -> None:
    import io  # noqa: PLC0415

    from earwitness.archive.uploads import Dropped, keep  # noqa: PLC0415
    from earwitness.config import Settings  # noqa: PLC0415

    settings = Settings(home=tmp_path, max_bytes=100)
    with pytest.raises(TooLarge, match=r"big\.txt"):
        keep(settings, archive, [Dropped("big.txt", io.BytesIO(b"x" * 101))], now_ms=0)
