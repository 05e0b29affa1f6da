"""What programs may change, and how they are told when they may not."""

from pathlib import Path

import pytest
from evals import _loopback
from starlette.testclient import TestClient
from tests.web.archives import BROKEN, SOURCE
from tests.web.signed_in import browser, team, with_users

from earwitness.config import Settings
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item
from earwitness.storage.engine import Database
from earwitness.storage.items import get_item, put_item
from earwitness.storage.sources import NEVER_MS, due_sources, find_sources, put_source
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.web.problems import PROBLEM

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nSeven barges wait at the lock.\n"
SECRET = "0123456789abcdef0123456789"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour news</title><link>http://127.0.0.1/</link>
<description>News</description><item><title>One</title><guid>1</guid></item></channel></rss>"""


@pytest.mark.usefixtures("socket_enabled")
def test_a_feed_is_followed_once(archive: Database, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, private_hosts=("127.0.0.1",))
    client = TestClient(create_app(AppState(settings, archive)), base_url="http://localhost")
    with _loopback.Loopback(lambda _: [_loopback.answer(FEED.encode(), Content_Type="application/rss+xml")]) as server:
        wanted = {"location": f"http://127.0.0.1:{server.port}/feed.xml?key={SECRET}"}
        first, again = client.post("/api/v1/sources", json=wanted), client.post("/api/v1/sources", json=wanted)
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.json()["sources"][0]["title"] == "Harbour news"
    assert first.json()["new"] == [first.json()["sources"][0]["id"]]
    assert again.json()["new"] == []
    assert SECRET not in first.text + again.text
    with archive.read() as connection:
        assert wanted["location"] in {one.url for one in find_sources(connection)}


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("location", ["/etc", "file:///etc/passwd", "http://127.0.0.1:9/feed", "imap://mail.example", "http://[::1]/", " "])
def test_only_the_public_web_is_followed(client: TestClient, archive: Database, location: str) -> None:
    answer = client.post("/api/v1/sources", json={"location": location})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    with archive.read() as connection:
        assert len(find_sources(connection)) == 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"location": 7}', b'{"location": ""}', b'{"location": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_request_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/sources", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM


def test_a_source_is_asked_no_more_and_keeps_its_items(client: TestClient, archive: Database) -> None:
    answer = client.delete(f"/api/v1/sources/{SOURCE.id}")
    assert (answer.status_code, answer.json()["id"]) == (200, SOURCE.id)
    assert answer.json()["items"] == 3
    with archive.read() as connection:
        assert SOURCE.id not in {one.id for one in due_sources(connection, now_ms=NEVER_MS - 1)}
    assert client.delete("/api/v1/sources/none").status_code == 404


def test_files_are_handed_in(client: TestClient, archive: Database, tmp_path: Path) -> None:
    answer = client.post("/api/v1/items", files=[("files", ("../../My talk.vtt", CAPTIONS))])
    assert (answer.status_code, answer.json()) == (201, {"names": ["My talk.vtt"]})
    assert [path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == ["My talk.vtt"]
    with archive.read() as connection:
        assert "Dropped files" in {one.title for one in due_sources(connection, now_ms=1)}
    for files in ([("files", ("run.exe", b"MZ\x90"))], [("files", ("empty.vtt", b""))]):
        refused = client.post("/api/v1/items", files=files)
        assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    assert client.post("/api/v1/items").status_code == 422
    many = [("files", (f"{number}.vtt", CAPTIONS)) for number in range(51)]
    assert client.post("/api/v1/items", files=many).status_code == 422


def test_too_large_a_file_is_413(archive: Database, tmp_path: Path) -> None:
    client = TestClient(create_app(AppState(Settings(home=tmp_path, max_bytes=10), archive)), base_url="http://localhost")
    assert client.post("/api/v1/items", files=[("files", ("a.vtt", CAPTIONS))]).status_code == 413


def test_a_failed_item_is_tried_again(client: TestClient, archive: Database) -> None:
    failed = "f" * 16
    assert client.post(f"/api/v1/items/{failed}/retry").json() == {"id": failed, "retried": True, "state": "new"}
    assert client.post(f"/api/v1/items/{failed}/retry").json() == {"id": failed, "retried": False, "state": "new"}
    with archive.read() as connection:
        assert get_item(connection, failed).state == "new"
    assert client.post("/api/v1/items/none/retry").status_code == 404


def test_writing_needs_an_editor_and_a_token_that_writes(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    client = browser(team(app_state))
    for method, path in (("DELETE", f"/api/v1/sources/{BROKEN.id}"), ("POST", f"/api/v1/items/{'f' * 16}/retry")):
        assert client.request(method, path).status_code == 401
        for scope, status in (("read", 403), ("feed", 401), ("write", 200)):
            answer = client.request(method, path, headers={"authorization": f"Bearer {secrets[scope]}"})
            assert answer.status_code == status, (method, path, scope)
            if status != 200:
                assert answer.headers["content-type"] == PROBLEM


def test_no_list_shows_a_secret_of_an_address(client: TestClient, archive: Database) -> None:
    private = Source(id="5" * 16, url=f"https://ann:{SECRET}@show.example/feed?auth={SECRET}", kind="feed")
    item = Item(id="6" * 16, title="Private", source="Show", kind="podcast", url=f"https://show.example/1?token={SECRET}")
    sound = f"https://ann:{SECRET}@cdn.example/1.mp3?sig={SECRET}&part=2"
    with archive.write() as connection:
        put_source(connection, private, now_ms=1)
        put_item(connection, ArchivedItem(item=item, source_id=private.id, guid="1", first_seen_ms=1, enclosure_url=sound))
    for path in ("items", "sources"):
        assert SECRET not in client.get(f"/api/v1/{path}").text
    shown = next(one for one in client.get("/api/v1/items").json()["items"] if one["item"]["id"] == item.id)
    assert shown["enclosure_url"] is None
    assert shown["item"]["url"] is None
