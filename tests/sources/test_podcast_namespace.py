import json
import re

import pytest

from earwitness.model.media import RawDocument
from earwitness.sources.feeds import read_feed

URI = "https://podcastindex.org/namespace/1.0"


def read(items: str, *, prefix: str = "podcast", uri: str = URI, channel: str = ""):
    space = f'xmlns:{prefix}="{uri}"' if uri else ""
    text = f'<rss version="2.0" {space}><channel><title>Tidal Power</title>{channel}{items}</channel></rss>'
    return read_feed(RawDocument(text.encode(), "feed", url="https://example.org/feed"))


ITEM = """<item><guid>1</guid><title>Ep</title>
<P:transcript url="ep.txt" type="text/plain"/><P:transcript url="https://example.org/ep.vtt" type="text/vtt" language="en" rel="captions"/>
<P:person>Ada Moor</P:person><P:person role="guest" href="https://example.org/ben">Ben &amp; Lund</P:person><P:person role="composer" group="music">Cy Dow</P:person>
<P:chapters url="/ch.json" type="application/json+chapters"/><P:soundbite startTime="33.833" duration="60.0">Why buoys</P:soundbite><P:soundbite startTime="x" duration="1"/>
<P:season name="Sea">3</P:season><P:episode display="Ch.3">4</P:episode>
<P:value type="lightning"><P:valueRecipient name="a" split="1"/><P:valueRecipient name="b" split="2"/></P:value>
<P:alternateEnclosure type="audio/opus" length="9"><P:source uri="ipfs://x"/><P:source uri="https://example.org/low.opus"/></P:alternateEnclosure>
<P:socialInteract accountId="@dave" protocol="activitypub"/><P:txt purpose="verify">abc</P:txt></item>"""


@pytest.mark.parametrize(
    ("prefix", "uri"),
    [
        ("podcast", URI),
        ("p20", URI),
        ("podcast", "http://podcastindex.org/namespace/1.0/"),
        ("x", "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"),
        ("podcast", ""),
    ],
)
def test_every_tag_is_kept_under_any_prefix_and_address(prefix, uri):
    (entry,) = read(ITEM.replace("P:", f"{prefix}:"), prefix=prefix, uri=uri).entries
    assert len(entry.podcast_tags) == len(re.findall("<P:", ITEM)) == 18
    assert [link.url for link in entry.transcripts] == ["https://example.org/ep.txt", "https://example.org/ep.vtt"]
    assert (entry.transcripts[1].media_type, entry.transcripts[1].language, entry.transcripts[1].rel) == ("text/vtt", "en", "captions")
    assert [(person.name, person.role) for person in entry.people] == [("Ada Moor", "host"), ("Ben & Lund", "guest")]
    assert entry.chapters_url == "https://example.org/ch.json"
    assert [(bite.start_ms, bite.duration_ms, bite.title) for bite in entry.soundbites] == [(33_833, 60_000, "Why buoys")]
    assert (entry.season, entry.episode) == ("3", "4")
    assert [one.url for one in entry.enclosures] == ["https://example.org/low.opus"]


def test_tags_keep_their_spelling_text_and_place():
    (entry,) = read(ITEM.replace("P:", "podcast:")).entries
    source_text = [(name, json.loads(value)) for name, value in entry.podcast_tags]
    assert ("socialInteract", {"attributes": {"accountId": "@dave", "protocol": "activitypub"}}) in source_text
    assert ("txt", {"text": "abc", "attributes": {"purpose": "verify"}}) in source_text
    assert [value["within"] for name, value in source_text if name == "valueRecipient"] == ["value", "value"]


def test_the_feeds_own_tags_and_its_cast():
    feed = read(
        "<item><guid>1</guid></item><item><guid>2</guid><podcast:person>Ben Lund</podcast:person></item>",
        channel='<podcast:guid>g-1</podcast:guid><podcast:person>Ada Moor</podcast:person><podcast:funding url="https://example.org/f">Help</podcast:funding>',
    )
    assert feed.podcast_guid == "g-1"
    assert [name for name, _ in feed.podcast_tags] == ["guid", "person", "funding"]
    assert [[person.name for person in entry.people] for entry in feed.entries] == [["Ada Moor"], ["Ben Lund"]]


def test_a_live_item_says_nothing_of_the_feed():
    live = '<podcast:liveItem status="live"><title>Live!</title><link>https://example.org/live</link><guid>l</guid><podcast:chat server="x"/></podcast:liveItem>'
    feed = read("<item><guid>1</guid></item>", channel=f"<link>https://example.org/</link>{live}")
    assert (feed.title, feed.site_url, [entry.guid for entry in feed.entries]) == ("Tidal Power", "https://example.org/", ["1"])
    assert [name for name, _ in feed.podcast_tags] == ["liveItem", "chat"]


def test_tags_go_to_their_own_entry_in_a_broken_feed():
    feed = read(
        "<item><guid>1</guid><title>a & b</title><podcast:person>Ada Moor</podcast:person><item><guid>2</guid><title>c</title>"
        "<podcast:person>Ben Lund</podcast:person></item>"
    )
    assert [(entry.guid, [person.name for person in entry.people]) for entry in feed.entries] == [("1", ["Ada Moor"]), ("2", ["Ben Lund"])]


def test_another_namespaces_tags_are_not_taken_for_them():
    (entry,) = read("<item><guid>1</guid><podcast:person>Ada Moor</podcast:person></item>", uri="https://example.org/other").entries
    assert (entry.podcast_tags, entry.people) == ((), ())


@pytest.mark.data
def test_every_tag_of_the_specifications_example(data):
    content = (data / "feeds" / "podcast_namespace" / "example.xml").read_bytes()
    feed = read_feed(RawDocument(content, "example.xml"))
    written = len(re.findall(rb"<podcast:[a-zA-Z]", re.sub(rb"<!--.*?-->", b"", content, flags=re.DOTALL)))
    assert written == len(feed.podcast_tags) + sum(len(entry.podcast_tags) for entry in feed.entries) == 110
