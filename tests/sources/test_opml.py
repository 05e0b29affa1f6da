import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.errors import InputError, TooDeep, TooLarge
from earwitness.model.archive import Source
from earwitness.sources.locations import source_id
from earwitness.sources.opml import Outline, read_opml, write_opml


def test_nested_groups_are_flattened_and_addresses_kept_once():
    content = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
    <outline text="Energy"><outline text="Sea"><outline type="rss" text="Tide &amp; Co" xmlUrl="https://example.org/feed#x" htmlUrl="https://example.org"/>
    </outline><outline text="again" xmlUrl="https://EXAMPLE.org/feed"/></outline>
    <outline type="link" text="A page" url="https://example.org/page"/><outline text="old" type="rss" url="feed://example.net/rss"/>
    <outline text="local" xmlUrl="file:///etc/passwd"/><outline text="mail" xmlUrl="imaps://a@example.org/INBOX"/><outline text="none"/>
    <outline text="T" xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl"/><!-- <outline xmlUrl="https://x.org"/> -->
    <outline text="a & b" xmlUrl="https://example.org/?a=1&b=2"></outline></body></opml>"""
    assert read_opml(content) == (
        Outline("https://example.org/feed", "Tide & Co", "feed"),
        Outline("https://example.org/page", "A page", "page"),
        Outline("http://example.net/rss", "old", "feed"),
        Outline("https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl", "T", "youtube"),
        Outline("https://example.org/?a=1&b=2", "a & b", "feed"),
    )


def test_bombs_are_refused():
    with pytest.raises(InputError, match="document type"):
        read_opml(b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><outline xmlUrl="&a;"/></opml>')
    with pytest.raises(TooDeep):
        read_opml(b"<opml>" + b"<outline>" * 33)
    with pytest.raises(TooLarge):
        read_opml(b"<opml>" + b"<outline/>" * 20_001)
    with pytest.raises(TooLarge):
        read_opml(b" " * (5 * 2**20 + 1))
    with pytest.raises(InputError, match="no <opml>"):
        read_opml(b"<rss/>")


def test_only_sources_on_the_web_are_written():
    result = [
        ("https://example.org/feed", "feed"),
        ("/home/ada/talks", "folder"),
        ("imaps://a@example.org/INBOX", "imap"),
        ("https://example.org/p", "page"),
    ]
    text = write_opml([Source(id=source_id(url), url=url, kind=kind, title="T") for url, kind in result])
    assert "ada" not in text
    assert [(outline.url, outline.kind) for outline in read_opml(text.encode())] == [
        ("https://example.org/feed", "feed"),
        ("https://example.org/p", "page"),
    ]


@given(st.text(max_size=60), st.text(alphabet="abc&<>\"'=?/%é", max_size=30))
def test_what_is_written_is_read_back(title, path):
    url = "https://example.org/" + path.replace("<", "").replace(">", "").replace('"', "").strip()
    source = Source(id="0" * 16, url=url, kind="feed", title=title)
    (back,) = read_opml(write_opml([source]).encode())
    again = write_opml([source.model_copy(update={"url": back.url, "title": back.title})])
    assert read_opml(again.encode()) == (back,)
