"""The page of an item: what is on it, where its links lead, how it is kept, its files and its recording."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient
from tests.web.archives import NAMES

from earwitness.recheck.verify import verify
from earwitness.storage.findings import entity_id, get_digest
from earwitness.storage.items import ItemFilter, list_items, put_described
from earwitness.web.page_cache import PageCache
from earwitness.web.security_headers import HEADERS
from earwitness.website.links import moment_of
from earwitness.website.views.item import FORMS


class Ids(HTMLParser):
    """Every id of a page, and every link within it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.targets.add(given["href"][1:])


@pytest.fixture
def digests(archive):
    """The digests of the archive."""
    with archive.read() as connection:
        found = [get_digest(connection, one.item.id) for one in list_items(connection, ItemFilter(state="digested"), limit=10)]
    assert len(found) == len(NAMES)
    return found


def test_every_finding_has_a_permanent_address_that_is_on_the_page(client: TestClient, digests) -> None:
    for digest in digests:
        page = Ids(client.get(f"/items/{digest.item.id}").text)
        assert len(page.ids) == len(set(page.ids))
        findings = list(digest.findings())
        assert findings
        for finding in findings:
            assert moment_of(finding.evidence[0].t0_ms, finding.id) in page.ids
            assert f"e-{finding.id}" in page.ids


def test_no_anchor_is_dead(client: TestClient, digests) -> None:
    for digest in digests:
        page = Ids(client.get(f"/items/{digest.item.id}").text)
        assert page.targets
        assert {unquote(target) for target in page.targets} <= set(page.ids)


def test_items_hold_no_inline_script_or_style_and_the_policy(client: TestClient, digests) -> None:
    for digest in digests:
        answer = client.get(f"/items/{digest.item.id}")
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", answer.text)


def test_names_topics_and_speakers_lead_to_their_pages(client: TestClient, digests) -> None:
    for digest in digests:
        page = client.get(f"/items/{digest.item.id}").text
        for entity in digest.entities:
            assert f'href="/entities/{entity_id(entity.kind, entity.name)}"' in page
        assert page.count('href="/topics/') == len(digest.topics)


def test_an_item_that_failed_says_why(client: TestClient) -> None:
    page = client.get(f"/items/{'f' * 16}").text
    assert "Failed: the transcript is gone (404)" in page
    assert "Lost &lt;b&gt;episode&lt;/b&gt;" in page
    assert client.get("/items/none").status_code == 404
    assert client.get(f"/items/{'f' * 16}.md").status_code == 404


def test_a_reader_who_has_the_page_is_told_so(client: TestClient, digests) -> None:
    path = f"/items/{digests[0].item.id}"
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"accept-encoding": "identity"}).text == first.text
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_changed_item_is_another_version(client: TestClient, archive, digests) -> None:
    item = digests[0].item
    before = client.get(f"/items/{item.id}").headers["etag"]
    with archive.write() as connection:
        put_described(connection, item.model_copy(update={"published": "2026-01-01"}))
    assert client.get(f"/items/{item.id}").headers["etag"] != before


def test_pages_kept_never_take_more_than_they_may() -> None:
    retained = PageCache(largest=300)
    result: list[str] = []

    def make(key: str):
        def page() -> str:
            result.append(key)
            return "".join(chr(33 + (ord(key) * at * at) % 90) for at in range(120))

        return page

    for key in "abcabz":
        retained.get(key, make(key))
        assert retained.size <= 300
    assert result[:3] == ["a", "b", "c"]
    retained.get("z", make("z"))
    assert result.count("z") == 1  # held


def test_an_item_is_there_in_every_form(client: TestClient, digests, tmp_path) -> None:
    timed = next(digest for digest in digests if digest.quotes[0].evidence[0].t0_ms is not None)
    page = client.get(f"/items/{timed.item.id}").text
    for form in FORMS:
        path = f"/items/{timed.item.id}.{form}"
        assert f'href="{path}"' in page
        answer = client.get(path)
        assert answer.status_code == 200
        assert client.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    whole = tmp_path / "page.html"
    whole.write_bytes(client.get(f"/items/{timed.item.id}.html").content)
    assert verify(whole).faults == ()
    assert client.get(f"/items/{timed.item.id}.html").headers["content-disposition"].startswith("attachment")
    assert client.get(f"/items/{timed.item.id}.exe").status_code == 404
    newsletter = next(digest for digest in digests if digest.quotes[0].evidence[0].t0_ms is None)
    assert ".vtt" not in client.get(f"/items/{newsletter.item.id}").text
    assert client.get(f"/items/{newsletter.item.id}.vtt").status_code == 400


def test_a_kept_recording_is_played_from_any_byte(client: TestClient, app_state, digests) -> None:
    item = digests[0].item
    assert "<audio" not in client.get(f"/items/{item.id}").text
    folder = app_state.settings.home / "media"
    folder.mkdir()
    (folder / f"{item.id}.mp3").write_bytes(bytes(range(200)))
    assert f'src="/media/{item.id}"' in client.get(f"/items/{item.id}").text
    part = client.get(f"/media/{item.id}", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["content-type"] == "audio/mpeg"
    for name in ("0" * 16, "..%2f..%2fearwitness", f"{item.id}.mp3"):
        assert client.get(f"/media/{name}").status_code == 404
