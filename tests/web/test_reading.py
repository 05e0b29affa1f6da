"""Today, the list of items, and what holds for every answer."""

import re

from starlette.testclient import TestClient
from tests.web.archives import SEEN_MS

from earwitness.storage.items import Before, ItemFilter, count_items, list_items
from earwitness.web.app import create_app
from earwitness.web.last_visit import PAUSE_MS, LastVisit
from earwitness.web.security_headers import HEADERS
from earwitness.website.asset_files import NAMES, stamped
from earwitness.website.links import AppLinks, SiteLinks


def test_today_names_what_is_there_and_what_went_wrong(client: TestClient) -> None:
    page = client.get("/").text
    assert "What the hospital learned from its own AI" in page
    assert "Lost &lt;b&gt;episode&lt;/b&gt;" in page
    assert "the transcript is gone (404)" in page
    assert "Broken &amp; Sons" in page
    assert "the server says 500" in page


def test_today_says_what_is_new_since_the_last_visit(app_state) -> None:
    client = TestClient(create_app(app_state), base_url="http://localhost")
    client.cookies.set("earwitness-visit", f"{SEEN_MS}.")
    page = client.get("/").text
    fresh = page[page.index('id="h-new"') : page.index('id="h-before"')]
    assert fresh.count('class="row"') == 2  # the first of three was seen at that very moment
    again = client.get("/").text
    assert 'id="h-new"' in again  # the same visit goes on


def test_a_visit_ends_with_a_pause() -> None:
    first = LastVisit().at(1_000)
    assert first == LastVisit(1_000, None)
    assert first.at(2_000) == LastVisit(2_000, None)
    assert first.at(1_001 + PAUSE_MS) == LastVisit(1_001 + PAUSE_MS, 1_000)
    assert LastVisit.read(first.write()) == first
    assert LastVisit.read("1'; drop") == LastVisit.read(None) == LastVisit()


def test_items_come_in_steps_without_a_gap(archive) -> None:
    with archive.read() as connection:
        whole = [one.item.id for one in list_items(connection, ItemFilter(), limit=10)]
        assert len(whole) == count_items(connection, ItemFilter()) == 4
        walked, before = [], None
        while found := list_items(connection, ItemFilter(), before, limit=1):
            walked.append(found[0].item.id)
            before = Before.read(Before(found[0].item.published, found[0].item.id).write())
    assert walked == whole


def test_items_are_filtered(client: TestClient) -> None:
    assert "Lost" not in client.get("/items", params={"state": "digested"}).text
    assert client.get("/items", params={"kind": "newsletter"}).text.count('class="row"') == 1


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/items", "/nowhere", f"/assets/{stamped('site.css')}"):
        answer = client.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_pages_hold_no_inline_script_or_style(client: TestClient) -> None:
    for path in ("/", "/items", "/nowhere"):
        page = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_assets_are_found_by_their_bytes_and_kept(client: TestClient) -> None:
    for name in NAMES:
        answer = client.get(f"/assets/{stamped(name)}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/assets/site.css").status_code == 404
    assert client.get("/assets/..%2f..%2fpyproject.toml").status_code == 404


def test_unsafe_requests_of_other_sites_are_refused(client: TestClient) -> None:
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"cookie": "session=x"},
    ):
        assert client.post("/items", headers=headers).status_code == 403
    assert client.post("/items", headers={"origin": "http://localhost"}).status_code == 405


def test_links_of_a_site_are_relative() -> None:
    assert SiteLinks(1).page("item", "ab", at="t=1&s=x", q="no") == "../items/ab.html#t=1&s=x"
    assert AppLinks("/hub").page("search", q="a b", kind="") == "/hub/search?q=a+b"
    assert not SiteLinks().has("queue")
