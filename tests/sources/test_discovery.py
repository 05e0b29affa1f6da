import pytest

from earwitness.model.media import RawDocument
from earwitness.sources.discovery import find_feeds

CHANNEL = "UC0123456789abcdefghijkl"


def find(markup: str, url: str = "https://example.org/blog/post"):
    return find_feeds(RawDocument(markup.encode(), "page", url=url))


def test_the_pages_own_statement_comes_first_and_comments_last():
    page = """<html><head><link rel="alternate" type="application/rss+xml" title="Post Comments" href="/post/comments/feed">
    <link rel='alternate' type='application/atom+xml' href='../atom.xml'><link href="/feed" type="application/rss+xml" rel="alternate"></head>
    <body><a href="/rss.xml">RSS</a><a href="/about">About</a></body></html>"""
    assert find(page) == (
        "https://example.org/feed",
        "https://example.org/atom.xml",
        "https://example.org/post/comments/feed",
        "https://example.org/rss.xml",
    )


def test_what_only_looks_like_a_statement_is_none():
    page = """<!-- <link rel="alternate" type="application/rss+xml" href="/old"> --><script>'<a href="/feed">'</script>
    <link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
    <a href="https://www.facebook.com/dialog/feed?app_id=1">share</a><link rel="stylesheet" type="text/css" href="/feed.css"><link rel="alternate" type="application/rss+xml" href="javascript:x">"""
    assert find(page) == ()


def test_links_that_look_like_feeds():
    page = '<base href="https://cdn.example.org/"><a href="podcast/feed.xml">x</a><a href="feed://feeds.example.net/show">y</a><a href="/s">RSS feed</a>'
    assert set(find(page)) == {"https://cdn.example.org/podcast/feed.xml", "http://feeds.example.net/show", "https://cdn.example.org/s"}


@pytest.mark.parametrize(
    "markup", [f'<meta itemprop="identifier" content="{CHANNEL}">', f'<script>var d={{"externalId":"{CHANNEL}"}}</script>']
)
def test_a_youtube_channel(markup):
    assert find(markup, "https://www.youtube.com/@tidal") == (f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}",)


def test_a_podcast_landing_page_and_a_last_guess():
    assert find('<script>{"feedUrl":"https://feeds.example.net/tide?x=1&amp;y=2"}</script>') == ("https://feeds.example.net/tide?x=1&y=2",)
    assert find('<img src="https://substackcdn.com/a.png">', "https://tide.example.org/p/one") == ("https://tide.example.org/feed",)
    assert find('<link rel="stylesheet" href="/wp-content/x.css">') == ("https://example.org/feed/",)
    assert find("<p>Nothing here</p>") == ()
