"""Feeds of the hub, read back by a feed reader."""

import re
from urllib.parse import urlsplit

import feedparser
import pytest
from starlette.testclient import TestClient
from tests.web.archives import NAMES, SOURCE
from tests.web.signed_in import HTTPS, browser, team, with_users

from earwitness.entities.entities import list_entities
from earwitness.entities.indexing import catch_up
from earwitness.entities.speakers import list_speakers
from earwitness.entities.topics import list_topics
from earwitness.storage.items import find_items, get_item
from earwitness.storage.tables import items
from earwitness.web.access import feed_key
from earwitness.web.app_state import AppState
from earwitness.web.feed_addresses import as_key, feed_address
from earwitness.website.feeds.live import Entries, versions
from earwitness.website.links import AppLinks


def parsed(client: TestClient, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    return read


def items_of(client: TestClient, address: str) -> list[str]:
    """The ids of the items of a feed, which both of its forms hold."""
    atom = parsed(client, address)
    json = client.get(address.replace(".atom", ".json"))
    assert json.headers["content-type"].startswith("application/feed+json")
    assert [one["id"] for one in json.json()["items"]] == [one.id for one in atom.entries]
    assert [one["url"] for one in json.json()["items"]] == [one.link for one in atom.entries]
    return [one.link.rpartition("/")[2] for one in atom.entries]


def test_the_feed_of_all_holds_every_digest_and_nothing_that_failed(client: TestClient) -> None:
    read = parsed(client, "/feeds/all.atom")
    assert len(read.entries) == len(NAMES)
    assert read.feed.title == "Earwitness"
    for entry in read.entries:
        assert client.get(urlsplit(entry.link).path).status_code == 200
        assert entry.content[0].type == "text/html"
        assert entry.content[0].value
    links = {link.rel: link.href for link in read.feed.links}
    assert links == {"self": "http://localhost/feeds/all.atom", "alternate": "http://localhost/items"}


def test_each_list_has_its_own_feed_and_offers_it(client: TestClient, archive) -> None:
    catch_up(archive, now_ms=1)
    with archive.read() as connection:
        subjects = {
            "source": SOURCE.id,
            "topic": list_topics(connection, limit=1)[0].id,
            "speaker": list_speakers(connection, limit=1)[0].id,
            "entity": list_entities(connection, limit=1)[0].id,
        }
        every = {one.item.id for one in find_items(connection, state="digested")}
    for kind, which in subjects.items():
        page = client.get(f"/{'entities' if kind == 'entity' else kind + 's'}/{which}").text
        offered = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', page)
        assert offered == [
            ("application/atom+xml", f"/feeds/{kind}/{which}.atom"),
            ("application/feed+json", f"/feeds/{kind}/{which}.json"),
        ]
        assert page.count(f'<a href="/feeds/{kind}/{which}.atom">') == 1
        held = items_of(client, offered[0][1])
        assert held, kind
        assert set(held) <= every
        linked = set(re.findall(r'href="/items/([0-9a-f]+)["#]', page))
        assert set(held) == linked & every, kind
    assert parsed(client, f"/feeds/source/{SOURCE.id}.atom").feed.title == "Earwitness: Example <Radio>"


def test_a_saved_search_is_a_feed(client: TestClient) -> None:
    page = client.get("/search", params={"q": "alarm", "kind": "podcast"}).text
    address = re.findall(r'<a href="(/feeds/search.atom[^"]+)">', page)[0].replace("&amp;", "&")
    held = items_of(client, address)
    assert len(held) == 1
    assert held == items_of(client, "/feeds/search.atom?q=alarm kind:podcast")
    assert items_of(client, "/feeds/search.atom?q=xylophonist") == []
    assert client.get("/feeds/search.atom").status_code == 400
    assert client.get("/feeds/search.atom?q=(").status_code == 400


def test_a_feed_is_sent_once(client: TestClient) -> None:
    for address in ("/feeds/all.atom", "/feeds/all.json", "/feeds/search.json?q=alarm"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(address).content == first.content
    assert client.get("/feeds/all.atom").headers["etag"] != client.get("/feeds/all.json").headers["etag"]


def test_an_erased_item_leaves_the_feed(client: TestClient, archive) -> None:
    before = client.get("/feeds/all.atom")
    with archive.write() as connection:
        gone = find_items(connection, state="digested")[0].item.id
        connection.execute(items.delete().where(items.c.id == gone))
        assert get_item(connection, gone) is None
    after = client.get("/feeds/all.atom", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert gone in before.text
    assert gone not in after.text


@pytest.mark.parametrize(
    "path", ["all", "all.xml", "all.json.atom", "none.atom", "source/none.atom", "topic/x.json", "all/x.atom", "search/x.atom", ".atom"]
)
def test_no_other_feeds(client: TestClient, path: str) -> None:
    answer = client.get(f"/feeds/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_opens_its_own_feed_in_both_forms(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    client = browser(team(app_state), secrets["reader"])
    client.headers["origin"] = HTTPS
    offer = client.get(f"/sources/{SOURCE.id}").text
    link = re.findall(r'<a href="(/account\?feed=[^"#]+)#h-feeds">', offer)[0]
    assert f'value="source/{SOURCE.id}"' in client.get(link).text
    asked = f"{HTTPS}/feeds/source/{SOURCE.id}.json"
    result = client.post("/account/tokens", data={"label": "reader", "scope": "feed", "feed": asked}).text
    addresses = [one.replace("&amp;", "&") for one in re.findall(r'<a href="(https://[^"]+token=ewf_[^"]+)">', result)]
    assert len(addresses) == 2
    stranger = browser(team(app_state))
    for address in addresses:
        answer = stranger.get(address)
        assert answer.status_code == 200
        assert "ewf_" not in answer.text
        assert f"{HTTPS}/items/" in answer.text
    token = addresses[0].partition("token=")[2]
    for other in ("/feeds/all.atom", "/feeds/source/x.atom", f"/feeds/source/{SOURCE.id}.atom.atom"):
        assert stranger.get(other, params={"token": token}).status_code in (401, 403, 404), other
    assert stranger.get("/items", params={"token": token}).status_code == 303
    assert stranger.get("/feeds/all.atom").status_code == 401
    signed = client.get("/feeds/all.atom").content
    assert {link.rel: link.href for link in feedparser.parse(signed).feed.links}["self"] == f"{HTTPS}/feeds/all.atom"


def test_a_search_token_holds_for_that_search(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    client = browser(team(app_state), secrets["reader"])
    result = client.post(
        "/account/tokens", data={"label": "s", "scope": "feed", "feed": "search?q=tide power"}, headers={"origin": HTTPS}
    ).text
    address = re.findall(r'<a href="(https://[^"]+\.atom\?[^"]+)">', result)[0].replace("&amp;", "&")
    assert browser(team(app_state)).get(address).status_code == 200
    assert browser(team(app_state)).get(address.replace("tide", "grid")).status_code in (401, 403)


@pytest.mark.parametrize("key", ["all", "source/ab12", "search?q=a b&c=d?q=e", "topic/énergie", "entity/0f"])
def test_a_key_and_its_address_are_one(client: TestClient, key: str) -> None:
    address = feed_address(AppLinks(), key, ".json")
    assert as_key(f"https://hub.example{address}") == key
    parts = client.build_request("GET", address).url
    assert feed_key(parts.path, parts.params.get("q", "")) == key


def test_entries_are_made_once_and_forgotten_in_turn(archive) -> None:
    with archive.read() as connection:
        found = versions(connection, [one.item.id for one in find_items(connection, state="digested")])
        entries = Entries(2)
        first = entries.get(connection, found[0], "https://hub.example/1")
        assert entries.get(connection, found[0], "https://hub.example/1") is first
        for one in found[1:]:
            entries.get(connection, one, "https://hub.example/2")
        again = entries.get(connection, found[0], "https://hub.example/1")
    assert again == first
    assert again is not first
