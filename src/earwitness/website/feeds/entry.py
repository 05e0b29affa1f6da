"""Digests as feed entries: Atom and JSON Feed output depends on the items alone, never on the clock."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from earwitness.model.digest import Digest, Verified
from earwitness.renderers.labels import byline
from earwitness.renderers.markdown_lines import in_quotation_marks
from earwitness.renderers.writing import escape_html, moment_of, printed, safe_url, time_url
from earwitness.text.clock import clock
from earwitness.text.words import single_line

QUOTES = 5
"""Quotes an entry tells; its page has all."""
ENTRIES = 50
"""Entries of a feed: what a reader polls must stay small."""

_SPACE = uuid.UUID("6f1c7a52-1b5e-5f0e-9f0a-0d3c5d6b7a11")
_EPOCH = "1970-01-01T00:00:00Z"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedAbout(NamedTuple):
    """What a feed says of itself. Addresses are absolute, or empty where nobody said where the publication lies."""

    key: str
    """What the feed holds: `all`, `source/ID`, `topic/SLUG`, `entity/ID`, `search/WORDS`. With `home_url` it makes the feed's id."""
    title: str
    home_url: str = ""
    feed_url: str = ""

    @property
    def id(self) -> str:
        """A URN that stays the same."""
        return stable_urn("feed", self.home_url, self.key)


class FeedEntry(NamedTuple):
    """One digest as a feed tells it."""

    id: str
    title: str
    url: str
    """Its page here, else the item's own address; empty where there is neither."""
    external_url: str
    published: str
    """RFC 3339."""
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    source: str
    language: str
    summary: str
    content_html: str


def feed_entry(digest: Digest, *, page_url: str = "", seen_ms: int | None = None) -> FeedEntry:
    """The entry of a digest whose page is at `page_url`; `seen_ms` dates an item that has no date of its own."""
    item = digest.item
    original = safe_url(item.url) or ""
    return FeedEntry(
        id=stable_urn("item", item.id),
        title=feed_text(item.title) or "Untitled",
        url=page_url or original,
        external_url=original,
        published=moment(item.published, seen_ms),
        authors=tuple(feed_text(person.name) for person in item.people if feed_text(person.name)),
        tags=tuple(feed_text(tag) for tag in digest.tags if feed_text(tag)),
        source=feed_text(item.source or ""),
        language=item.language if item.language and re.fullmatch(r"[A-Za-z0-9-]{2,35}", item.language) else "",
        summary=feed_text(_words(digest.takeaway)) if digest.takeaway else "",
        content_html=_clean("".join(_content(digest, page_url))),
    )


def newest(entries: Iterable[FeedEntry], limit: int = ENTRIES) -> tuple[FeedEntry, ...]:
    """The newest entries first; of two at the same moment the order is that of their ids."""
    return tuple(sorted(sorted(entries, key=lambda entry: entry.id), key=lambda entry: entry.published, reverse=True)[:limit])


def updated(entries: Sequence[FeedEntry]) -> str:
    """The moment of the newest entry."""
    return max((entry.published for entry in entries), default=_EPOCH)


def stable_urn(*parts: str) -> str:
    """A `urn:uuid:` of these parts, the same for ever."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, json_parts(parts))}"


def json_parts(parts: Iterable[str]) -> str:
    """The parts as one string that no other parts make."""
    return "\x1f".join(part.encode("utf-8", "backslashreplace").decode() for part in parts)


def moment(published: str | None, seen_ms: int | None = None) -> str:
    """An ISO 8601 date or moment as RFC 3339 in UTC; else when it was first seen; else the epoch.

    >>> moment("2026-02-03"), moment("2026-02-03T09:00:00+02:00"), moment("soon")
    ('2026-02-03T00:00:00Z', '2026-02-03T07:00:00Z', '1970-01-01T00:00:00Z')
    """
    try:
        when = datetime.fromisoformat(published or "")
    except ValueError:
        if seen_ms is None:
            return _EPOCH
        when = datetime.fromtimestamp(seen_ms / 1000, UTC)
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    try:
        return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except OverflowError:  # the first or last day there is, moved out of the calendar by its zone
        return _EPOCH


def feed_text(text: str) -> str:
    """`text` on one line, without characters XML cannot hold."""
    return single_line(_clean(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _content(digest: Digest, page_url: str) -> Iterator[str]:
    """The entry's HTML: takeaway, summary, the best quotes; each time leads to its second."""
    yield f"<p>{escape_html(' · '.join(byline(digest)))}</p>"
    if digest.takeaway:
        yield f"<p><strong>{escape_html(_words(digest.takeaway))}</strong>{_where(digest, digest.takeaway, page_url)}</p>"
    heading = ""
    for sentence in digest.summary:
        if sentence.heading != heading:
            heading = sentence.heading
            yield f"<h3>{escape_html(single_line(heading))}</h3>"
        yield f"<p>{escape_html(_words(sentence))}{_where(digest, sentence, page_url)}</p>"
    best = sorted(digest.quotes, key=lambda quote: -quote.relevance_score)[:QUOTES]
    for quote in best:
        words = escape_html(_words(quote))
        shown = f"“{words}”" if in_quotation_marks(quote.evidence) else words
        yield f"<blockquote><p>{shown}{_where(digest, quote, page_url)}</p></blockquote>"


def _where(digest: Digest, finding: Verified, page_url: str) -> str:
    """Who said it and when, linked to the words on the item's page, else to the recording at that second."""
    first = finding.evidence[0]
    who = getattr(finding, "speaker", None) or first.speaker
    named = f" — {escape_html(single_line(who))}" if who else ""
    if page_url:
        at = moment_of(first.t0_ms, finding.id)
        label = "¶" if first.t0_ms is None else clock(first.t0_ms)
        return f'{named} <a href="{escape_html(f"{page_url}#{at}")}">{label}</a>'
    url = time_url(digest.item.url, first.t0_ms)
    if first.t0_ms is None:
        return named
    return f'{named} <a href="{escape_html(url)}">{clock(first.t0_ms)}</a>' if url else f"{named} {clock(first.t0_ms)}"


def _words(finding: Verified) -> str:
    return printed(*(part.text for part in finding.evidence))
