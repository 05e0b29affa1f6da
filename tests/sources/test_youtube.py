import importlib.util

import pytest

from earwitness.errors import FetchFailed, MissingExtra
from earwitness.model.archive import Source
from earwitness.model.media import RawDocument
from earwitness.sources.content import candidates
from earwitness.sources.feeds import read_feed
from earwitness.sources.youtube import caption_links, video_id

FEED = b"""<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
<title>Tidal Lectures</title><author><name>Tidal Lectures</name></author><entry><id>yt:video:abcdefghijk</id><yt:videoId>abcdefghijk</yt:videoId>
<title>How a buoy works</title><link rel="alternate" href="https://www.youtube.com/watch?v=abcdefghijk"/><author><name>Tidal Lectures</name></author>
<published>2026-01-05T10:00:00+00:00</published><media:group><media:content url="https://www.youtube.com/v/abcdefghijk" type="application/x-shockwave-flash"/>
<media:thumbnail url="https://i.ytimg.com/vi/abcdefghijk/hq.jpg"/><media:description>Waves.</media:description></media:group></entry></feed>"""


def test_a_channel_feed():
    feed = read_feed(RawDocument(FEED, "videos.xml", url="https://www.youtube.com/feeds/videos.xml?channel_id=UC0"))
    (entry,) = feed.entries
    assert (entry.guid, entry.title, entry.summary_html) == ("yt:video:abcdefghijk", "How a buoy works", "Waves.")
    assert (entry.image_url, entry.enclosures, entry.people) == ("https://i.ytimg.com/vi/abcdefghijk/hq.jpg", (), ())
    found = candidates(entry, Source(id="0" * 16, url="u", kind="youtube"))
    assert [one.kind for one in found] == ["captions", "speech"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=1", "abcdefghijk"),
        ("https://youtu.be/abcdefghijk", "abcdefghijk"),
        ("https://www.youtube.com/shorts/abcdefghijk", "abcdefghijk"),
        ("https://www.youtube.com/@abcdefghij", None),
        ("https://www.youtube.com/abcdefghijk", None),
        ("https://example.org/watch?v=abcdefghijk", None),
        (None, None),
    ],
)
def test_a_videos_id(url, expected):
    assert video_id(url) == expected


def test_captions_by_people_and_in_the_language_come_first():
    def track(name, kind="vtt"):
        return {"ext": kind, "url": f"https://captions.example.org/{name}.{kind}"}

    asked = []

    def extract(address):
        asked.append(address)
        return {
            "language": "de",
            "subtitles": {"en": [track("en")], "de": [track("de", "json3"), track("de")], "live_chat": [track("chat")]},
            "automatic_captions": {"de-orig": [track("auto")], "fr": [{"ext": "vtt", "url": "https://captions.example.org/fr?tlang=fr"}]},
        }

    found = caption_links("abcdefghijk", extract=extract)
    assert [link.url.rpartition("/")[2] for link in found] == ["de.vtt", "de.json3", "auto.vtt", "en.vtt"]
    assert asked == ["https://www.youtube.com/watch?v=abcdefghijk"]
    with pytest.raises(FetchFailed):
        caption_links("../../x", extract=extract)


@pytest.mark.skipif(importlib.util.find_spec("yt_dlp") is not None, reason="yt-dlp is installed")
def test_without_yt_dlp_the_error_names_the_install_command():
    with pytest.raises(MissingExtra, match="pip install yt-dlp"):
        caption_links("abcdefghijk")
