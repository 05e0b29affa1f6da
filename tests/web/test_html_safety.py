"""Nothing from a feed, transcript or letter acts on any page: hostile texts in every place, every page parsed as it is sent."""

import html
import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import BuildOnce
from tests.web.active_nodes import active_nodes
from tests.web.conftest import NOW_MS
from tests.web.hostile_archive import feed_archive, hostile_archive, payloads

from earwitness.config import Settings
from earwitness.storage.engine import Database, open_database
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState

START = (
    "/", "/items", '/items?words=<script>alert(1)</script>&kind="><img src=x onerror=alert(1)>', "/entities", "/topics", "/speakers", "/sources",
    "/numbers", "/predictions", "/quotes", "/queue", "/search?q=norrby", '/search?q="><script>alert(1)</script>', "/search?q=alert&sort=date",
    '/numbers?words=<svg onload=alert(1)>&sort="><script>', "/entities?words='><script>alert(1)</script>", "/nowhere<script>alert(1)</script>",
    "/items/<img src=x onerror=alert(1)>", "/signin?next=javascript:alert(1)",
)  # fmt: skip
MOST_PAGES = 400


@pytest.fixture(scope="module")
def hub(tmp_path_factory, built_once: BuildOnce) -> Iterator[tuple[TestClient, Database, int]]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(built_once("hostile", hostile_archive), home)
    database = open_database(f"sqlite:///{home / 'earwitness.db'}")
    count = len(payloads())
    app_state = AppState(Settings(home=home), database, clock=lambda: NOW_MS)
    yield TestClient(create_app(app_state), base_url="http://localhost", raise_server_exceptions=False), database, count
    database.close()


def crawled(client: TestClient) -> Iterator[tuple[str, str]]:
    """Every page that can be reached, by address."""
    waiting, seen = list(START), set(START)
    while waiting and len(seen) <= MOST_PAGES:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.headers["content-type"].startswith("text/html"):
            yield address, answer.text
            for link in re.findall(r'href="(/[^"#]*)', answer.text):
                plain = html.unescape(link)
                if plain not in seen and not plain.startswith(("/feeds", "/assets", "/api", "/media")):
                    seen.add(plain)
                    waiting.append(plain)


def test_what_finds_active_nodes_finds_them() -> None:
    """The check itself: every payload is seen when it stands in a page as it is."""
    assert [form for form in payloads() if not active_nodes(f"<p>{form}</p>")] == []
    assert not active_nodes('<p><a href="https://x.example/">x</a><script src="/assets/hub.js"></script></p>')


def test_no_page_holds_an_active_node(hub) -> None:
    client, _, count = hub
    assert count >= 200
    pages, kinds, reported = 0, set(), ""
    for address, page in crawled(client):
        pages += 1
        kinds.add(address.split("?")[0].split("/")[1])
        assert active_nodes(page) == [], address
        reported += page if address.startswith(("/items/", "/queue")) else ""
    assert kinds >= {"", "items", "entities", "speakers", "sources", "numbers", "predictions", "quotes", "queue", "search"}
    assert pages >= 60
    assert reported.count("alert(1)") >= 200, "the payloads are there, as words"


@pytest.mark.parametrize("address", ["/feeds/all.atom", "/feeds/source/5555555555555555.json", "/feeds/search.atom?q=norrby"])
def test_no_entry_of_a_feed_holds_an_active_node(hub, address: str) -> None:
    import feedparser  # noqa: PLC0415

    client = hub[0]
    answer = client.get(address)
    assert answer.status_code == 200
    contents = (
        [one["content_html"] for one in answer.json()["items"]]
        if ".json" in address
        else re.findall(r'<content type="html">(.*?)</content>', answer.text, re.DOTALL)
    )
    assert contents
    for content in contents:
        assert active_nodes(content if ".json" in address else html.unescape(content)) == []
    if ".atom" in address:
        assert not feedparser.parse(answer.content).bozo


def test_no_page_of_a_published_site_holds_an_active_node(hub, tmp_path: Path) -> None:
    from earwitness.website.publishing.archive_formats import publication  # noqa: PLC0415
    from earwitness.website.publishing.build_workers import Makers  # noqa: PLC0415
    from earwitness.website.publishing.formats import Options  # noqa: PLC0415
    from earwitness.website.publishing.output_folder import Folder  # noqa: PLC0415
    from earwitness.website.publishing.publish import publish  # noqa: PLC0415

    database = hub[1]
    chosen = Options(format="site", title="A <script>alert(1)</script> hub", base_url="https://hub.example/")
    makers = Makers(database, str(database.engine.url), processes=1)
    publish(Folder(tmp_path / "site"), "site", publication(database, chosen), makers, force=False)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= 20
    for page in pages:
        ours = frozenset({"noscript"} if page.name == "search.html" else ())
        assert active_nodes(page.read_text("utf-8"), ours) == [], page.name


@pytest.mark.data
def test_feedparsers_own_hostile_feeds_make_safe_pages(data: Path, built_once: BuildOnce, tmp_path: Path) -> None:
    """Their titles as titles, their contents as letters through the readers, on the item's page."""
    files = sorted((data / "feeds" / "feedparser" / "wellformed" / "sanitize").glob("*.xml"))
    assert files
    home = tmp_path / "home"
    shutil.copytree(built_once("feedparser", partial(feed_archive, files=files)), home)
    database = open_database(f"sqlite:///{home / 'earwitness.db'}")
    entries, ids = json.loads((home / "entries.json").read_text())
    client = TestClient(create_app(AppState(Settings(home=home), database)), base_url="http://localhost", raise_server_exceptions=False)
    assert entries >= 290  # of 355 files; the others carry their payload in the feed's own title, and have no entry
    assert len(ids) >= 0.9 * entries
    for address in ("/", "/items", "/queue", "/entities", "/quotes", *(f"/items/{id_}" for id_ in ids)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert active_nodes(answer.text) == [], address
    database.close()
