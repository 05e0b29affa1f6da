"""Proposes references: the links, code, papers, books, shows and handles that an item points to, named in its own words."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from earwitness.analysis.stopwords import STOPWORDS
from earwitness.model.findings import Finding, Reference, ReferenceKind
from earwitness.model.reading import Reading
from earwitness.model.transcript import Mark, Span
from earwitness.text.words import single_line

MOST = 200
"""References of one item at most: a page of links is a page of links, not two hundred recommendations."""

_URL = re.compile(r"\bhttps?://[^\s<>\"'“”‘’`|\\^{}\[\]]{3,500}", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@./-])((?:[a-z0-9][a-z0-9-]{0,40}\.){1,3}(?:com|org|net|io|ai|dev|co|edu|gov|app|fm|tv|xyz|me|info|so|gg|sh|eu|uk|de|fr|ch|se|ca|au))"
    r"((?:/[\w~%+.=&?#-]{1,80}){0,6})(?![\w@-])",
    re.IGNORECASE,
)
_SPOKEN_DOMAIN = re.compile(
    r"\b((?:[A-Za-z][\w-]{1,30} ){1,2}?)dot (com|org|net|io|ai|dev|co|edu|fm|tv|app)\b(?: slash ([\w-]{2,30})\b)?", re.IGNORECASE
)
_ARXIV = re.compile(r"\barxiv[:\s]{1,3}(\d{4}\.\d{4,5})(?:v\d{1,2})?\b", re.IGNORECASE)
_DOI = re.compile(r"\b(?:doi[:\s]{1,3})?(10\.\d{4,9}/[-._;()/:\w]{3,120})", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z_][A-Za-z0-9_]{2,29})\b(?![.@]\w)")
_TITLE = r"[“\"]([^”\"\n]{2,200})[”\"]|((?:[A-Z0-9][\w'’&-]*)(?:[:,]? (?:[A-Z0-9][\w'’&-]*|of|the|and|to|in|on|for|a|an|from|with|at|by|is|vs){1}){0,24})"
_SAID = (r"(?:called|named|titled|entitled)(?: is|,|:)?", r"(?:called|named|titled|entitled|,|:|is)")
_WORKS: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("paper", re.compile(rf"\b(?:[Pp]aper|[Pp]reprint|[Aa]rticle in Nature)(?: by [\w .'’-]{{2,50}}?)? {_SAID[0]} (?:{_TITLE})")),
    ("paper", re.compile(rf"\bthe (?:{_TITLE}) paper\b")),
    ("book", re.compile(rf"\b(?:[Bb]ook|[Nn]ovel|[Mm]emoir)(?: by [\w .'’-]{{2,50}}?)? {_SAID[0]} (?:{_TITLE})")),
    ("book", re.compile(rf"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Yy]our|[Mm]y) (?:new |latest |first |great |recent |wonderful )?(?:book|novel|memoir),? (?:is )?(?:{_TITLE})")),
    ("book", re.compile(rf"\b(?:[Aa]uthor of|[Ww]rote the book) (?:{_TITLE})")),
    ("show", re.compile(rf"\b(?:[Pp]odcast|TV show|[Ss]how|[Ss]eries|[Dd]ocumentary|[Mm]ovie|[Ff]ilm)(?: by [\w .'’-]{{2,50}}?)? {_SAID[0]} (?:{_TITLE})")),
    ("show", re.compile(rf"\bthe (?:{_TITLE}) podcast\b")),
    ("code", re.compile(rf"\b(?:[Oo]pen[- ]source (?:project|tool|library|package|app|framework)|[Ll]ibrary|[Pp]ython package|GitHub repo|[Rr]epository) {_SAID[0]} (?:{_TITLE})")),
)  # fmt: skip
_CODE_HOSTS = frozenset(("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht", "pypi.org", "npmjs.com", "crates.io", "huggingface.co", "gist.github.com"))  # fmt: skip
_PAPER_HOSTS = frozenset(("arxiv.org", "doi.org", "openreview.net", "biorxiv.org", "medrxiv.org", "ssrn.com", "papers.ssrn.com", "aclanthology.org", "semanticscholar.org", "eprint.iacr.org", "dl.acm.org", "pubmed.ncbi.nlm.nih.gov", "papers.nips.cc"))  # fmt: skip
_BOOK_HOSTS = frozenset(("goodreads.com", "bookshop.org", "books.google.com", "oreilly.com", "manning.com"))
_SHOW_HOSTS = frozenset(
    ("podcasts.apple.com", "open.spotify.com", "overcast.fm", "pca.st", "imdb.com", "youtube.com", "youtu.be", "vimeo.com")
)
_PEOPLE_HOSTS = frozenset(("twitter.com", "x.com", "linkedin.com", "mastodon.social", "bsky.app", "instagram.com", "threads.net"))
_NOT_REFERENCES = re.compile(
    r"unsubscri|/subscribe|optout|opt-out|email-preferences|/preferences|/share\b|sharer|intent/(?:tweet|post)|share\?|mailto:|tel:|javascript:|utm_medium=footer"
    r"|/privacy|/terms|/login|/signin|/signup|/account|list-manage|view-in-browser|beehiiv\.com/?$|\.(?:png|jpe?g|gif|svg|webp|css|js)(?:\?|$)"
    r"|redirect\?|/comments?(?:\?|$)|app-link|disable_email|action=",
    re.IGNORECASE,
)
_BARE_ANCHORS = frozenset(
    ("source", "here", "link", "read more", "more", "this", "click here", "website", "via", "watch", "listen", "pdf", "video", "tweet", "read", "learn more", "share", "subscribe", "")
)  # fmt: skip


class _Found(NamedTuple):
    kind: ReferenceKind
    title: str
    url: str | None
    span: Span
    confidence: float
    reason: str


class ReferenceAnalyzer:
    """What an item points to, in order of first mention, each once."""

    name = "references"

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """References with all their places; links of promotion, subscription and sharing are none."""
        merged: dict[str, list[_Found]] = {}
        for one in sorted(_all(reading), key=lambda each: (each.span.start, -each.confidence)):
            merged.setdefault(_key(one), []).append(one)
        return [_reference(places) for places in list(merged.values())[:MOST]]


def _all(reading: Reading) -> Iterator[_Found]:
    promoted = [mark for mark in reading.transcript.marks if mark.kind == "promotion"]
    links = [mark for mark in reading.transcript.marks if mark.kind == "link"]
    taken = [Span(mark.start, mark.end) for mark in links]
    blocked = _Ranges([Span(mark.start, mark.end) for mark in promoted])
    linked = _Ranges(taken)
    for mark in links:
        if not blocked.hold(mark.start, mark.end) and (link := _link(reading, mark)):
            yield link
    for one in (*_urls(reading.text, linked), *_works(reading), *_spoken(reading), *_ids(reading.text)):
        if not blocked.hold(one.span.start, one.span.end):
            yield one


class _Ranges:
    """Ordered ranges that are asked whether they share a character with another."""

    def __init__(self, ranges: Sequence[Span]) -> None:
        self._ranges = sorted(ranges)

    def hold(self, start: int, end: int) -> bool:
        """True when a range overlaps `[start, end)`."""
        at = bisect.bisect_left(self._ranges, (end,))
        return at > 0 and self._ranges[at - 1].end > start


def _link(reading: Reading, mark: Mark) -> _Found | None:
    url = mark.value.strip()
    if not url.lower().startswith(("http://", "https://")) or _NOT_REFERENCES.search(url):
        return None
    anchor = single_line(reading.text[mark.start : mark.end])
    span = Span(mark.start, mark.end)
    kind = _kind(url)
    if anchor.casefold().strip("()[]*_ .:→»") in _BARE_ANCHORS or len(anchor) < 3:
        return _Found(kind, _title_of(url), _clean(url), span, 0.6, "link, named by its address")
    title = anchor if not anchor.startswith(("http://", "https://")) else _title_of(url)
    return _Found(kind, title.strip("*_ ")[:200], _clean(url), span, 0.9, "link in the source")


def _urls(text: str, linked: _Ranges) -> Iterator[_Found]:
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?)*_")
        span = Span(match.start(), match.start() + len(url))
        if not linked.hold(*span) and not _NOT_REFERENCES.search(url):
            yield _Found(_kind(url), _title_of(url), _clean(url), span, 0.9, "address in the source")
    for match in _DOMAIN.finditer(text):
        span = Span(*match.span())
        before = text[max(0, match.start() - 3) : match.start()]
        if linked.hold(*span) or before.endswith(("//", "@")) or _NOT_REFERENCES.search(match.group()):
            continue
        host, path = match.group(1), match.group(2).rstrip(".")
        if host.casefold() == host or path:  # `Node.js`, `Booking.com` are names, `example.org/page` is an address
            span = Span(match.start(), match.start() + len(host) + len(path))
            yield _Found(_kind(f"https://{host}{path}"), host + path, f"https://{host}{path}", span, 0.7, "address in the source")


def _spoken(reading: Reading) -> Iterator[_Found]:
    for match in _SPOKEN_DOMAIN.finditer(reading.text):
        words = [word for word in match.group(1).split() if word.casefold() not in STOPWORDS]
        if not words or words[-1] != match.group(1).split()[-1]:
            continue
        host = f"{words[-1].casefold()}.{match.group(2).casefold()}"
        path = f"/{match.group(3).casefold()}" if match.group(3) else ""
        start = match.end(1) - 1 - len(words[-1])
        yield _Found("link", host + path, f"https://{host}{path}", Span(start, match.end()), 0.5, "address as spoken")


def _ids(text: str) -> Iterator[_Found]:
    for match in _ARXIV.finditer(text):
        number = match.group(1)
        yield _Found("paper", f"arXiv:{number}", f"https://arxiv.org/abs/{number}", Span(*match.span()), 0.9, "arXiv number")
    for match in _DOI.finditer(text):
        doi = match.group(1).rstrip(".,;:)")
        if text[max(0, match.start() - 8) : match.start()].casefold().endswith(("doi.org/", "/")):
            continue
        yield _Found("paper", f"doi:{doi}", f"https://doi.org/{doi}", Span(match.start(), match.start(1) + len(doi)), 0.9, "DOI")
    for match in _HANDLE.finditer(text):
        yield _Found("person", f"@{match.group(1)}", None, Span(*match.span()), 0.5, "handle")


def _works(reading: Reading) -> Iterator[_Found]:
    text = reading.text
    for kind, pattern in _WORKS:
        for match in pattern.finditer(text):
            group = 1 if match.group(1) else 2
            start, end = match.span(group)
            title = single_line(text[start:end]).rstrip(",.;:")
            while title.rsplit(" ", 1)[-1].casefold() in STOPWORDS and " " in title:
                title = title.rsplit(" ", 1)[0].rstrip(",:")
            if not _is_title(title, quoted=group == 1) or reading.transcript.is_unspoken(start, end):
                continue
            span = Span(start, min(end, start + max(len(title), text[start:end].find(title) + len(title))))
            yield _Found(kind, title, None, span, 0.75 if group == 1 else 0.6, f"named as a {kind}")


def _is_title(title: str, *, quoted: bool) -> bool:
    words = title.split()
    if not words or words[0].casefold() in ("i", "i'm", "it", "we", "you", "he", "she", "they", "uh", "um"):
        return False
    telling = [word for word in words if word.casefold() not in STOPWORDS and any(sign.isalpha() for sign in word)]
    return bool(telling) and (quoted or len(title) > 3)


def _kind(url: str) -> ReferenceKind:
    parts = urlsplit(url) if url.isprintable() and "[" not in url and "]" not in url else urlsplit("")
    host = (parts.hostname or "").removeprefix("www.")
    depth = [part for part in parts.path.split("/") if part]
    if host in _CODE_HOSTS and depth:
        return "code"
    if host in _PAPER_HOSTS or (parts.path.endswith(".pdf") and "paper" in parts.path):
        return "paper"
    if host in _BOOK_HOSTS or (host.startswith("amazon.") and ("/dp/" in parts.path or "/gp/product" in parts.path)):
        return "book"
    if host in _SHOW_HOSTS:
        return "show"
    if host in _PEOPLE_HOSTS and (len(depth) == 1 or (host == "linkedin.com" and depth[:1] == ["in"])):
        return "person"
    return "link"


def _title_of(url: str) -> str:
    """A link's host and the last telling part of its path."""
    bare = re.sub(r"^https?://(?:www\.)?", "", _clean(url), flags=re.IGNORECASE).rstrip("/")
    return bare if len(bare) <= 80 else bare[:77] + "..."


def _clean(url: str) -> str:
    """The address without tracking parameters."""
    base, mark, query = url.partition("?")
    if not mark:
        return url
    query, hash_mark, fragment = query.partition("#")
    kept = [
        part
        for part in query.split("&")
        if part and not re.match(r"(?:utm_|ref=|ref_|fbclid|gclid|mc_|r=|s=\d|isFreemail|post_id|publication_id|token)", part)
    ]
    return base + (f"?{'&'.join(kept)}" if kept else "") + hash_mark + fragment


def _key(one: _Found) -> str:
    if one.url:
        return re.sub(r"^https?://(?:www\.)?", "", one.url.casefold()).rstrip("/")
    return f"{one.kind}\x1f{one.title.casefold()}"


def _reference(places: Sequence[_Found]) -> Reference:
    best = max(places, key=lambda one: (one.confidence, one.reason == "link in the source", -one.span.start))
    return Reference(
        kind=best.kind,
        title=best.title,
        url=best.url,
        spans=tuple(sorted({one.span for one in places})),
        confidence=best.confidence,
        reasons=(best.reason,),
    )
