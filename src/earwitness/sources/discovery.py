"""Finds the feeds a web page declares in its mark-up."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from earwitness.model.media import RawDocument
from earwitness.sources.feed_scan import TAG_REST
from earwitness.sources.feed_text import attributes_of, decode_feed, plain, web_url
from earwitness.sources.youtube import channel_feed

MAX_FOUND = 50
MAX_ANCHORS = 10_000
_TAG = re.compile(r"<!--|<(link|a|meta|base|script|style)(?=[\s>/])", re.IGNORECASE)
_FEED_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 1,
    "application/feed+json": 2,
    "application/rdf+xml": 3,
    "application/json": 4,
    "text/xml": 5,
    "application/xml": 5,
}
_SECONDARY = re.compile(r"comment|/tag/|/category/|/author/|\breplies\b", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:/(?:feed|rss|atom|podcast-feed)(?:/(?:podcast|rss2?|atom|json)?)?/?|\.(?:rss|atom|rdf)|/(?:feed|rss|atom|index|podcast)\.(?:xml|json))$",
    re.IGNORECASE,
)
_FEED_HOST = re.compile(
    r"(?:^|\.)(?:feeds?\.[a-z0-9.-]+|feedburner\.com|rss\.[a-z0-9.-]+|anchor\.fm|omnycontent\.com|audioboom\.com|libsyn\.com)$",
    re.IGNORECASE,
)
_NO_FEEDS = re.compile(r"(?:^|\.)(?:facebook|twitter|x|linkedin|pinterest|reddit|feedly|addthis|inoreader)\.com$", re.IGNORECASE)
"""Share buttons and other readers: `facebook.com/dialog/feed` is none of the page's feeds."""
_EMBEDDED = re.compile(r"\"(?:feedUrl|rssUrl|rss_url|feed_url|rssFeedUrl)\"\s{0,5}:\s{0,5}\"(https?:[^\"\s<>]{5,500})\"")
_CHANNEL = re.compile(r"\"(?:externalId|channelId|browseId)\"\s{0,5}:\s{0,5}\"(UC[\w-]{22})\"")
_CHANNEL_PATH = re.compile(r"/channel/(UC[\w-]{22})(?:$|[/?])")
_GUESSES = (
    (re.compile(r"substackcdn\.com|\"generator\"[^<>]{0,40}substack", re.IGNORECASE), "/feed"),
    (re.compile(r"/wp-content/|/wp-includes/|\"generator\"[^<>]{0,40}wordpress", re.IGNORECASE), "/feed/"),
    (re.compile(r"\"generator\"[^<>]{0,40}ghost", re.IGNORECASE), "/rss/"),
    (re.compile(r"squarespace\.com", re.IGNORECASE), "?format=rss"),
)


class _Found:
    """Feeds as they turn up, each once, with a rank: the page's own statement before links, links before guesses."""

    def __init__(self) -> None:
        self.ranks: dict[str, tuple[int, int]] = {}

    def add(self, url: str | None, rank: int) -> None:
        if url is not None and len(self.ranks) < 1000:
            url = url.partition("#")[0]
            before = self.ranks.get(url)
            if before is None or rank < before[0]:
                self.ranks[url] = (rank, before[1] if before else len(self.ranks))

    def ordered(self) -> tuple[str, ...]:
        return tuple(sorted(self.ranks, key=lambda url: self.ranks[url]))[:MAX_FOUND]


def find_feeds(document: RawDocument) -> tuple[str, ...]:
    """The addresses of a page's feeds, the likeliest first; empty when there is no sign of any.

    Read are `<link rel=alternate>`, the id of a YouTube channel, feed addresses embedded in podcast landing pages, links that look like
    feeds, and, only when there is nothing else, where the page's own system (Substack, WordPress, Ghost, Squarespace) keeps its feed.
    """
    text = decode_feed(document.content[: 8 * 1024 * 1024], document.media_type)
    base = web_url(document.url)
    found = _Found()
    base = _tags(text, base, found)
    if (urlsplit(base or "").hostname or "").endswith("youtube.com"):
        channel = _CHANNEL_PATH.search(urlsplit(document.url or "").path) or _CHANNEL.search(text)
        if channel:
            found.add(channel_feed("channel_id", channel[1]), 0)
    for embedded in _EMBEDDED.finditer(text):
        found.add(web_url(unescape(embedded[1]).replace("\\u002F", "/").replace("\\/", "/")), 20)
    if not found.ranks and base:
        _guess(text, base, found)
    return found.ordered()


def _tags(text: str, base: str | None, found: _Found) -> str | None:
    """Goes over the tags once; gives the base that `<base href>` sets, if any."""
    at = anchors = 0
    missing: set[str] = set()
    while match := _TAG.search(text, at):
        at = match.end()
        if match[1] is None or match[1].lower() in ("script", "style"):
            end = "-->" if match[1] is None else f"</{match[1].lower()}"
            place = -1 if end in missing else _find(text, end, at)
            if place < 0:
                missing.add(end)
            else:
                at = place
            continue
        rest = TAG_REST.match(text, at)
        if rest is None:
            continue
        at = rest.end()
        attributes = {name.lower(): value for name, value in attributes_of(rest.group()).items()}
        name = match[1].lower()
        if name == "base":
            base = web_url(attributes.get("href"), base) or base
        elif name == "link":
            _link(attributes, base, found)
        elif name == "a":
            anchors += 1
            if anchors > MAX_ANCHORS:
                break
            _anchor(attributes, text[at : at + 200], base, found)
        elif attributes.get("itemprop", "").lower() in ("channelid", "identifier") and re.fullmatch(
            r"UC[\w-]{22}", attributes.get("content", "")
        ):
            found.add(channel_feed("channel_id", attributes["content"]), 0)
    return base


def _find(text: str, needle: str, at: int) -> int:
    if needle == "-->":
        return text.find(needle, at)
    match = re.compile(re.escape(needle), re.IGNORECASE).search(text, at)
    return match.start() if match else -1


def _link(attributes: dict[str, str], base: str | None, found: _Found) -> None:
    rels = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    href = attributes.get("href", "")
    if ("alternate" not in rels and "feed" not in rels) or (kind not in _FEED_TYPES and "feed" not in rels):
        return
    if kind in ("application/json", "text/xml", "application/xml") and ("oembed" in href or "hreflang" in attributes or "wp-json" in href):
        return
    rank = _FEED_TYPES.get(kind, 3)
    found.add(_address(href, base), rank + (10 if _SECONDARY.search(attributes.get("title", "") + " " + href) else 0))


def _anchor(attributes: dict[str, str], following: str, base: str | None, found: _Found) -> None:
    """A link whose address or words say that it is a feed."""
    href = attributes.get("href", "")
    url = _address(href, base)
    if url is None:
        return
    parts = urlsplit(url)
    if _NO_FEEDS.search(parts.hostname or ""):
        return
    words = plain(following.partition("</a")[0]).casefold()
    says = words in ("rss", "rss feed", "feed", "atom", "atom feed", "podcast rss feed", "subscribe via rss", "podcast feed", "json feed")
    is_path = bool(_FEED_PATH.search(parts.path))
    is_host = (
        bool(_FEED_HOST.search(parts.hostname or "")) and len(parts.path) > 1 and not parts.path.lower().endswith((".mp3", ".m4a", ".html"))
    )
    is_handed = href.lower().startswith(("feed:", "rss:", "itpc:", "pcast:", "podcast:"))
    if is_handed or is_path or is_host or (says and parts.path not in ("", "/")):
        rank = 21 if is_handed or (is_path and is_host) else 22 if is_path or is_host else 24
        found.add(url, rank + (10 if _SECONDARY.search(url) else 0))


def _address(href: str, base: str | None) -> str | None:
    href = href.strip()
    handed = re.match(r"(?:feed|rss|itpc|pcast|podcast):(?://)?(https?:)?(?://)?", href, re.IGNORECASE)
    if handed:
        href = f"{handed[1] or 'http:'}//{href[handed.end() :]}"
    return web_url(href, base)


def _guess(text: str, base: str, found: _Found) -> None:
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}"
    for symbol, path in _GUESSES:
        if symbol.search(text[:400_000]):
            found.add(f"{root}{parts.path}{path}" if path.startswith("?") else root + path, 40)
            return
