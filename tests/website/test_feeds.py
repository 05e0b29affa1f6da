import json
from datetime import datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renderers.harbour_talk import digest_of, talk

from earwitness.model.digest import Digest
from earwitness.model.media import RawDocument
from earwitness.sources.feeds import read_feed
from earwitness.website.feeds.atom import atom_feed
from earwitness.website.feeds.entry import FeedAbout, feed_entry, moment
from earwitness.website.feeds.json_feed import json_feed

ABOUT = FeedAbout("all", "The hub", "https://hub.example/", "https://hub.example/feeds/all.xml")
PAGE = "https://hub.example/items/one.html"


def made(**changes: object) -> Digest:
    transcript = talk()
    digest = digest_of(transcript, url="https://show.example/1")
    return digest.model_copy(update={"item": digest.item.model_copy(update=changes)})


def test_atom_is_read_back_whole() -> None:
    entry = feed_entry(made(language="en"), page_url=PAGE)
    older = feed_entry(made(id="f" * 16, published="2025-01-01T12:00:00+02:00"), page_url="https://hub.example/items/two.html")
    text = atom_feed(ABOUT, [older, entry])
    read = feedparser.parse(text)
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.id, read.feed.link) == ("The hub", ABOUT.id, "https://hub.example/")
    assert read.feed.updated == entry.published == "2026-03-04T00:00:00Z"
    first, second = read.entries
    assert (first.id, first.title, first.link, first.updated) == (entry.id, entry.title, PAGE, "2026-03-04T00:00:00Z")
    assert second.updated == "2025-01-01T10:00:00Z"
    assert [author["name"] for author in first.authors] == ["Ada Brook", "Ben Okafor"]
    assert [tag["term"] for tag in first.tags] == ["energy", "tides"]
    assert first.summary == "A turbine that rests is the most expensive turbine there is."
    assert "We spent $6.3 billion on idle machines." in first.content[0].value
    assert f"{PAGE}#t=20" in first.content[0].value
    assert [link.href for link in first.links if link.rel == "via"] == ["https://show.example/1"]


def test_json_feed_is_read_back_whole() -> None:
    entry = feed_entry(made(), page_url=PAGE)
    text = json_feed(ABOUT, [entry])
    content = json.loads(text)
    assert content["version"] == "https://jsonfeed.org/version/1.1"
    assert content["feed_url"] == ABOUT.feed_url
    (item,) = content["items"]
    assert item["id"] == entry.id
    assert item["url"] == PAGE
    assert item["external_url"] == "https://show.example/1"
    assert item["tags"] == ["energy", "tides"]
    assert item["authors"] == [{"name": "Ada Brook"}, {"name": "Ben Okafor"}]
    assert datetime.fromisoformat(item["date_published"])
    read = read_feed(RawDocument(text.encode(), "all.json", ABOUT.feed_url, "application/feed+json"))
    assert [one.url for one in read.entries] == [PAGE]
    assert read.title == "The hub"


@pytest.mark.parametrize("write", [atom_feed, json_feed])
def test_a_feed_is_a_function_of_its_items(write) -> None:
    entries = [feed_entry(made(id=f"{at:016x}", published="2026-03-04"), page_url=PAGE) for at in range(60)]
    assert write(ABOUT, entries) == write(ABOUT, list(reversed(entries)))
    assert write(ABOUT, entries).count("urn:uuid:") >= 50
    assert write(ABOUT, []) == write(ABOUT, [])


def test_hostile_words_stay_words() -> None:
    digest = made(title="</title><script>alert(1)</script>\x00\x0b\ufffe", source="]]><x>", url="javascript:alert(1)")
    read = feedparser.parse(atom_feed(ABOUT, [feed_entry(digest, page_url="")]), sanitize_html=False)
    assert not read.bozo
    (entry,) = read.entries
    assert entry.get("links", []) == []
    assert "<script" not in entry.content[0].value
    assert "onerror" in entry.content[0].value  # said in the talk, printed as words
    assert "<img" not in entry.content[0].value


def test_without_an_address_of_ours_times_lead_to_the_recording() -> None:
    entry = feed_entry(made())
    assert entry.url == "https://show.example/1"
    assert 'href="https://show.example/1#t=20"' in entry.content_html


def test_an_item_without_a_date_is_dated_by_its_first_sight() -> None:
    assert feed_entry(made(published=None), seen_ms=86_400_000).published == "1970-01-02T00:00:00Z"
    assert feed_entry(made(published=None)).published == "1970-01-01T00:00:00Z"


@given(st.text())
def test_any_title_gives_well_formed_xml(title: str) -> None:
    read = feedparser.parse(atom_feed(ABOUT._replace(title=title), [feed_entry(made(title=title), page_url=PAGE)]).encode("utf-8"))
    assert not read.bozo


@given(
    st.text(max_size=30)
    | st.datetimes().map(str)
    | st.dates().map(str)
    | st.datetimes(timezones=st.timezones()).map(lambda one: one.isoformat())
)
def test_every_date_becomes_a_moment(published: str) -> None:
    assert datetime.fromisoformat(moment(published)).tzinfo is not None
