"""Parses feeds of every kind into one type: RSS 0.9 to 2.0, Atom, RDF, CDF and JSON Feed.

feedparser reads what it reads well (formats, dates, broken mark-up); our own pass adds what it loses (`feed_scan`). Size, depth and
number of tags are judged before either of them builds anything; document types and entities never reach a parser; nothing is fetched.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from earwitness.errors import EmptyDocument, InputError, TooLarge
from earwitness.model.archive import Feed
from earwitness.model.media import Person, RawDocument
from earwitness.sources.entry_identity import unique_entries
from earwitness.sources.feed_entries import FeedContext, entry_of, field_of
from earwitness.sources.feed_scan import MARK, FeedScan, Tag, scan
from earwitness.sources.feed_text import decode_feed, plain, web_url
from earwitness.sources.feed_values import authors, language, whole
from earwitness.sources.json_feed import looks_like_json, read_json_feed
from earwitness.sources.podcast_namespace import every_tag, people, text_of

MAX_BYTES = 32 * 1024 * 1024
"""The largest real podcast feed known to us has 13 MB."""
_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})


def read_feed(document: RawDocument) -> Feed:
    """What a feed says of itself and its entries, in its own order.

    Raises `EmptyDocument`, `TooLarge`, `TooDeep`, and `InputError` for what is no feed; never anything else, whatever the bytes.
    """
    if len(document.content) > MAX_BYTES:
        raise TooLarge(document.name, f"is a feed of more than {MAX_BYTES // 2**20} MiB", "ask its publisher for a shorter one")
    if not document.content.strip(b" \t\r\n\x00"):
        raise EmptyDocument(document.name, "is empty", "give the address of a feed")
    text = decode_feed(document.content, document.media_type)
    if looks_like_json(text):
        return read_json_feed(text, document)
    found = scan(text, document.name)
    parsed = _parsed(found, document)
    _refuse_pages(found, parsed, document)
    return _feed(found, parsed, document)


def _parsed(found: FeedScan, document: RawDocument) -> dict[str, Any]:
    """What feedparser makes of the feed, without its sanitiser (16 times slower; ours runs on what is kept)."""
    import feedparser  # noqa: PLC0415 - 60 ms, and only those who read feeds need it

    headers = {"content-type": "application/xml; charset=utf-8"}
    if web_url(document.url):
        headers["content-location"] = str(document.url)
    content = io.BytesIO(found.markup.encode("utf-8", "replace"))
    try:
        result: dict[str, Any] = feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # a foreign parser on foreign bytes: whatever it raises means the same
        raise InputError(document.name, "is a feed so broken that it cannot be read", "report it to the publisher") from error
    return result


def _refuse_pages(found: FeedScan, parsed: dict[str, Any], document: RawDocument) -> None:
    if found.root in _ROOTS or parsed["entries"] or parsed.get("version"):
        return
    if found.root in ("html", "head", "body"):
        raise InputError(document.name, "is a web page, not a feed", "follow the page itself: its feed is looked for there")
    if found.root == "opml":
        raise InputError(document.name, "is a list of feeds (OPML), not a feed", "follow the list as a file")
    raise InputError(
        document.name, f"is no feed: its first element is <{found.root[:40]}>", "give the address of an RSS, Atom or JSON feed"
    )


def _feed(found: FeedScan, parsed: dict[str, Any], document: RawDocument) -> Feed:
    about = parsed["feed"]
    base = web_url(document.url)
    title = plain(field_of(about, "title")) or text_of(found.feed, "title", family="itunes")
    tongue = language(field_of(about, "language"))
    context = FeedContext(
        base=base,
        title=title,
        language=tongue,
        people=_people(found.feed, about, title),
        heard=people(found.feed),
        is_atom=found.root == "feed",
    )
    entries = [entry_of(raw, _tags_of(found, raw, at, len(parsed["entries"])), context) for at, raw in enumerate(parsed["entries"])]
    retained, warnings = unique_entries(entries)
    return Feed(
        title=title,
        site_url=web_url(field_of(about, "link"), base),
        language=tongue,
        people=context.heard or context.people,
        podcast_guid=text_of(found.feed, "guid") or None,
        ttl_minutes=whole(field_of(about, "ttl")) or None,
        entries=retained,
        podcast_tags=every_tag(found.feed),
        warnings=(*_broken(parsed), *_left_out(found, parsed["entries"]), *warnings),
    )


def _tags_of(found: FeedScan, raw: dict[str, Any], at: int, total: int) -> Sequence[Tag]:
    """The tags of an entry: by the number we put into it, else by its place when both passes saw as many entries."""
    number = whole(field_of(raw, MARK))
    if number is not None and number < len(found.entries):
        return found.entries[number]
    return found.entries[at] if total == len(found.entries) else ()


def _people(tags: Sequence[Tag], about: dict[str, Any], title: str) -> tuple[Person, ...]:
    """The people a feed names as its own: iTunes author and owner, Atom and RSS authors."""
    stated = [str(author.get("name") or "") for author in dict.get(about, "authors") or ()]
    named = [text_of(tags, "author", family="itunes"), *stated, field_of(about, "author"), text_of(tags, "name", family="itunes")]
    return authors(named, but=title)


def _broken(parsed: dict[str, Any]) -> tuple[str, ...]:
    if not parsed.get("bozo"):
        return ()
    reason = plain(str(parsed.get("bozo_exception", "")), is_markup=False)[:160]
    return (f"the feed is not well-formed XML and was read leniently ({reason})",)


def _left_out(found: FeedScan, entries: Sequence[object]) -> tuple[str, ...]:
    missing = len(found.entries) - len(entries)
    return (f"{missing} of {len(found.entries)} entries could not be read",) if missing > 0 else ()
