"""Secrets of private sources leave the archive nowhere: every page, answer, feed, file, list and line, searched for what was planted."""

import contextlib
import html
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from earwitness.cli import main
from earwitness.config import load_settings
from earwitness.entities.indexing import catch_up
from earwitness.storage.engine import Database, database_url, open_database
from earwitness.storage.findings import get_digest
from earwitness.storage.items import find_items
from earwitness.storage.sources import find_sources
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from tests.private_shows import BY_HAND, OPEN_LINK, SECRETS, PrivateShows, put_mailbox
from tests.web.signed_in import browser, team, with_users

pytestmark = pytest.mark.enable_socket
START = (
    "/", "/items", "/entities", "/topics", "/speakers", "/sources", "/sources?words=rss", "/numbers", "/predictions", "/quotes", "/queue",
    "/search?q=mill", "/search?q=source%3A127.0.0.1", "/api/v1/openapi.json", "/api/v1/items?limit=2", "/api/v1/search?q=mill",
    "/api/v1/entities", "/api/v1/quotes", "/api/v1/numbers", "/api/v1/predictions", "/api/v1/sources",
)  # fmt: skip
FORMATS = ("site", "json", "jekyll", "obsidian")


class Hub(NamedTuple):
    """An archive of private sources, and what was said while it was made."""

    home: Path
    app_state: AppState
    said: str
    shows: PrivateShows

    @property
    def database(self) -> Database:
        return self.app_state.database


def found_in(text: str | bytes) -> list[str]:
    """The secrets that stand in a text, also written as one part of an address or of JSON."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return [secret for secret in SECRETS if secret in plain or secret in html.unescape(plain)]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("private")
    home = folder / "home"
    home.mkdir()
    (home / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\nprocesses = 1\nembedding_model = "none"\n')
    messages, shows = put_mailbox(folder / "letters"), PrivateShows()
    with shows.loopback:
        source_text = [
            _spoken("follow", shows.podcast, str(messages), shows.public, home=home),
            _spoken("follow", shows.letter, "--private", "--json", home=home),
        ]
        listed = folder / "list.opml"
        listed.write_text(f'<opml version="2.0"><body><outline text="{shows.broken}" type="rss" xmlUrl="{shows.broken}"/></body></opml>')
        source_text += [
            _spoken("follow", str(listed), home=home),
            _spoken("sync", "--once", home=home),
            _spoken("sync", "--once", "--json", home=home),
        ]
        source_text.append(_spoken("follow", shows.broken, home=home))
        source_text.append(_spoken("follow", f"http://ann:{SECRETS[0]}@127.0.0.1:{shows.loopback.port}/x", home=home))
    database = open_database(database_url(home))
    catch_up(database, now_ms=1)
    yield Hub(home, AppState(load_settings(home), database, clock=lambda: 1_795_000_000_000), "".join(source_text), shows)
    database.close()


def _spoken(*arguments: str, home: Path | None = None) -> str:
    """What a command prints, on both ways out."""
    held = io.BytesIO()
    out = io.TextIOWrapper(held, "utf-8", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main([*arguments, *(["--home", str(home)] if home else [])])
    return held.getvalue().decode()


def crawled(client: TestClient) -> Iterator[tuple[str, str, bytes]]:
    """Everything that can be reached: pages, their files, feeds, answers of the API and their next pages."""
    waiting, seen = list(START), set(START)
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        yield address, str(answer.headers), answer.content
        links = re.findall(r'(?:href|src)="(/[^"#]*)', answer.text) + re.findall(r'"next":"(/[^"]*)"', answer.text)
        links += [f"/api/v1/items/{id_}{end}" for id_ in re.findall(r"/items/([0-9a-f]{16})", answer.text) for end in ("", "/transcript")]
        links += [f"/api/v1/entities/{id_}" for id_ in re.findall(r"/entities/([0-9a-f]{16})", answer.text)[:5]]
        for link in map(html.unescape, links):
            if link not in seen and len(seen) < 600 and not link.startswith(("/assets", "/signout")):
                seen.add(link)
                waiting.append(link)


def test_the_archive_holds_what_was_planted(hub: Hub) -> None:
    with hub.database.read() as connection:
        states = sorted((one.item.title, one.state) for one in find_items(connection))
        assert [title for title, state in states if state == "digested"] == [
            "A mailed letter",
            "Behind the door",
            "On mills",
            "The open mill",
        ]
        assert len(states) == 5
        assert {one.is_private for one in find_sources(connection)} == {True, False}
    every = b"".join(file.read_bytes() for file in hub.home.rglob("*.db*"))
    assert [secret for secret in (*SECRETS[:3], BY_HAND) if secret.encode() in every] == [*SECRETS[:3], BY_HAND]


def test_what_was_said_while_it_was_made_holds_none(hub: Hub) -> None:
    assert "404" in hub.said
    assert found_in(hub.said) == []


@pytest.mark.parametrize("who", ["reader", "editor"])
def test_no_page_feed_or_answer_holds_one_for_who_has_no_right(hub: Hub, who: str, caplog: pytest.LogCaptureFixture) -> None:
    with hub.database.write() as connection:
        for user in ("reader", "editor", "admin"):
            connection.exec_driver_sql("DELETE FROM users WHERE name = ?", (user,))
    client = browser(team(hub.app_state), with_users(hub.database)[who])
    kinds: dict[str, int] = {}
    with caplog.at_level(logging.INFO):
        for address, headers, content in crawled(client):
            assert found_in(content) == [], address
            assert found_in(headers) == [], address
            kind = "/".join(re.sub(r"[0-9a-f]{16}", "ID", address.split("?")[0]).split("/")[:4])
            kinds[kind] = kinds.get(kind, 0) + 1
    assert found_in(caplog.text) == []
    wanted = {
        "/",
        "/items",
        "/items/ID",
        "/items/ID.html",
        "/items/ID.json",
        "/items/ID.transcript.json",
        "/items/ID.md",
        "/queue",
        "/sources/ID",
    }
    wanted |= {"/api/v1/items", "/api/v1/sources", "/feeds/all.atom", "/feeds/all.json", "/entities/ID", "/search"}
    assert wanted <= kinds.keys()


def test_the_owner_of_this_machine_hears_a_private_recording(hub: Hub) -> None:
    with hub.database.read() as connection:
        ids = {one.item.title: one.item.id for one in find_items(connection)}
    owner = TestClient(create_app(hub.app_state), base_url="http://localhost")
    page = html.unescape(owner.get(f"/items/{ids['Behind the door']}").text)
    assert f"{hub.shows.base}/e/{SECRETS[2]}/1.mp3" in page
    assert f"{hub.shows.base}/members/{SECRETS[3]}/1" in page
    downloaded = owner.get(f"/items/{ids['Behind the door']}.html")
    assert found_in(downloaded.text) == []
    newsletter = owner.get(f"/items/{ids['On mills']}.json").text
    assert OPEN_LINK in newsletter
    assert OPEN_LINK in owner.get(f"/items/{ids['A mailed letter']}.json").text


@pytest.mark.parametrize("format_", FORMATS)
def test_no_published_file_holds_one_unless_asked_for(hub: Hub, format_: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    source_text = _spoken("publish", str(out), "--format", format_, "--base-url", "https://hub.example/", home=hub.home)
    files = [file for file in out.rglob("*") if file.is_file()]
    assert len(files) >= 4, source_text
    assert {file.relative_to(out): found for file in files if (found := found_in(file.read_bytes()))} == {}
    assert OPEN_LINK.encode() in b"".join(file.read_bytes() for file in files)
    assert main(["verify", str(out)]) == 0
    _spoken("publish", str(tmp_path / "mine"), "--format", format_, "--with-private", home=hub.home)
    own = b"".join(file.read_bytes() for file in (tmp_path / "mine").rglob("*") if file.is_file())
    assert BY_HAND.encode() in own or format_ == "site"
    assert SECRETS[3].encode() in own
    assert main(["verify", str(tmp_path / "mine")]) == 0


def test_no_list_or_digest_of_the_command_line_holds_one(hub: Hub, tmp_path: Path) -> None:
    lists = (
        ("sources",), ("sources", "--json"), ("items",), ("items", "--json"), ("search", "mill", "--json"), ("search", "mill"),
        ("quotes", "--json"), ("numbers", "--json"), ("predictions", "--json"), ("entities", "--json"), ("mail", "--since", "9000d"),
        ("unfollow", "rss"), ("doctor",), ("sources", "--opml", str(tmp_path / "list.opml")),
    )  # fmt: skip
    for command in lists:
        source_text = _spoken(*command, home=hub.home)
        assert source_text
        assert found_in(source_text) == [], command
    assert found_in((tmp_path / "list.opml").read_text()) == []
    with hub.database.read() as connection:
        ids = [one.item.id for one in find_items(connection)]
    for id_ in ids:
        for form in ("md", "json", "html", "jekyll", "obsidian", "terminal"):
            assert found_in(_spoken("show", id_, "--format", form, "--with-transcript", home=hub.home)) == [], (id_, form)


def test_an_export_holds_none_and_a_backup_holds_all(hub: Hub, tmp_path: Path) -> None:
    _spoken("export", str(tmp_path / "shared"), home=hub.home)
    tables = {file.name: found for file in (tmp_path / "shared").iterdir() if (found := found_in(file.read_bytes()))}
    assert tables == {}
    _spoken("export", str(tmp_path / "backup"), "--with-private", home=hub.home)
    whole = b"".join(file.read_bytes() for file in (tmp_path / "backup").iterdir())
    assert {secret for secret in SECRETS if secret.encode() not in whole} == set()


def test_with_private_is_whole_and_a_decision_can_be_taken_back(hub: Hub) -> None:
    shown = json.loads(_spoken("sources", "--json", "--with-private", home=hub.home))["sources"]
    assert {hub.shows.podcast, hub.shows.letter, hub.shows.broken, hub.shows.public} <= {one["url"] for one in shown}
    assert "is public now" in _spoken("sources", hub.shows.letter, "--privacy", "public", home=hub.home)
    assert BY_HAND in _spoken("sources", "--json", home=hub.home)
    assert "is private now" in _spoken("sources", "Quiet", "--privacy", "private", home=hub.home)
    assert BY_HAND not in _spoken("sources", "--json", home=hub.home)


def test_what_is_hidden_changes_neither_ids_nor_findings(hub: Hub) -> None:
    client = TestClient(create_app(hub.app_state), base_url="http://localhost")
    with hub.database.read() as connection:
        for one in find_items(connection, state="digested"):
            held = get_digest(connection, one.item.id)
            shown = client.get(f"/api/v1/items/{one.item.id}").json()
            assert held is not None
            assert [(finding.id, finding.evidence) for finding in held.findings()] != []
            retained = json.loads(held.model_dump_json(by_alias=True))
            for name in ("takeaway", "quotes", "numbers", "predictions", "entities", "chapters", "summary", "coverage"):
                assert shown.get(name) == retained[name] or not retained[name], (one.item.title, name)
            assert [ref["id"] for ref in shown["references"]] == [ref["id"] for ref in retained["references"]]
