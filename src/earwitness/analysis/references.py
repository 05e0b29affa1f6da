"""Finds references: links, code, papers, books, shows and handles that an item points to, named in its own words."""

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
_ENDINGS = "com|org|net|io|ai|dev|co|edu|gov|app|fm|tv|xyz|me|info|so|gg|sh|eu|uk|de|fr|ch|se|ca|au"
_DOMAIN = re.compile(
    rf"(?<![\w@./-])((?:[a-z0-9][a-z0-9-]{{0,40}}\.){{1,3}}(?:{_ENDINGS}))((?:/[\w~%+.=&?#-]{{1,80}}){{0,6}})(?![\w@-])", re.IGNORECASE
)
_SPOKEN_DOMAIN = re.compile(
    r"\b((?:[A-Za-z][\w-]{1,30} ){1,2}?)dot (com|org|net|io|ai|dev|co|edu|fm|tv|app)\b(?: slash ([\w-]{2,30})\b)?", re.IGNORECASE
)
_ARXIV = re.compile(r"\barxiv[:\s]{1,3}(\d{4}\.\d{4,5})(?:v\d{1,2})?\b", re.IGNORECASE)
_DOI = re.compile(r"\b(?:doi[:\s]{1,3})?(10\.\d{4,9}/[-._;()/:\w]{3,120})", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z_][A-Za-z0-9_]{2,29})\b(?![.@]\w)")
_WORD = r"[A-Z0-9][\w'’&-]*"
_SMALL = r"of|the|and|to|in|on|for|a|an|from|with|at|by|is|vs|v\d+"
_TITLE = rf"[“\"]([^”\"\n]{{2,200}})[”\"]|({_WORD}(?:[:,]? (?:{_WORD}|{_SMALL})){{0,24}})"
_CALLED = rf"(?: by [\w .'’-]{{2,50}}?)? (?:called|named|titled|entitled)(?: is|,|:)? (?:{_TITLE})"
_FREE = r"(?:[\w-]{2,12} (?:and|&) )?[Oo]pen[- ][Ss]ource"
_WORKS: tuple[tuple[ReferenceKind, re.Pattern[str]], ...] = (
    ("paper", re.compile(rf"\b(?:[Pp]aper|[Pp]reprint){_CALLED}")),
    ("paper", re.compile(rf"\bthe (?:{_TITLE}) paper\b")),
    ("book", re.compile(rf"\b(?:[Bb]ook|[Nn]ovel|[Mm]emoir){_CALLED}")),
    (
        "book",
        re.compile(
            r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Yy]our|[Mm]y) (?:new |latest |first |great |recent )?(?:book|novel|memoir),? (?:is )?"
            rf"(?:{_TITLE})"
        ),
    ),
    ("book", re.compile(rf"\b(?:[Aa]uthor of|[Ww]rote the book) (?:{_TITLE})")),
    ("show", re.compile(rf"\b(?:[Pp]odcast|[Tt][Vv] show|[Tt][Vv] series|[Dd]ocumentary){_CALLED}")),
    ("show", re.compile(rf"\bthe (?:{_TITLE}) podcast\b")),
    ("code", re.compile(rf"\b(?:[Pp]roject|[Tt]ool|[Ll]ibrary|[Pp]ackage|[Ff]ramework|[Rr]epo|[Rr]epository){_CALLED}")),
    ("code", re.compile(rf"(?:{_TITLE}) \({_FREE}\)")),
    ("code", re.compile(rf"(?:{_TITLE}), (?:which is )?(?:a|an) {_FREE}\b")),
)
_CODE_HOSTS = """
github.com gitlab.com bitbucket.org codeberg.org sr.ht pypi.org npmjs.com crates.io huggingface.co gist.github.com
"""
_PAPER_HOSTS = """
arxiv.org doi.org openreview.net biorxiv.org medrxiv.org ssrn.com papers.ssrn.com aclanthology.org semanticscholar.org eprint.iacr.org
dl.acm.org pubmed.ncbi.nlm.nih.gov papers.nips.cc
"""
_BOOK_HOSTS = "goodreads.com bookshop.org books.google.com oreilly.com manning.com"
_SHOW_HOSTS = "podcasts.apple.com open.spotify.com overcast.fm pca.st imdb.com youtube.com youtu.be vimeo.com"
_PEOPLE_HOSTS = "twitter.com x.com linkedin.com mastodon.social bsky.app instagram.com threads.net"
_KIND_OF_HOST: tuple[tuple[str, ReferenceKind], ...] = (
    (_CODE_HOSTS, "code"),
    (_PAPER_HOSTS, "paper"),
    (_BOOK_HOSTS, "book"),
    (_SHOW_HOSTS, "show"),
    (_PEOPLE_HOSTS, "person"),
)
_HOSTS: dict[str, ReferenceKind] = {host: kind for hosts, kind in _KIND_OF_HOST for host in hosts.split()}
_NOT_REFERENCES = re.compile(
    r"unsubscri|/subscribe|optout|opt-out|email-preferences|/preferences|/share\b|sharer|intent/(?:tweet|post)|share\?|mailto:|tel:|javascript:"
    r"|utm_medium=footer|/privacy|/terms|/login|/signin|/signup|/account|list-manage|view-in-browser|redirect\?|/comments?(?:\?|$)"
    r"|app-link|disable_email|action=|\.(?:png|jpe?g|gif|svg|webp|css|js)(?:\?|$)",
    re.IGNORECASE,
)
_TRACKING = re.compile(r"(?:utm_|ref=|ref_|fbclid|gclid|mc_|r=|isFreemail|post_id|publication_id|token)")
_LEAD = re.compile(
    r"(?:(?:Try|Check|See|Use|Using|Read|Get|Download|Install|With|And|But|So|The|A|An|In|Of|Out|I|Introducing|Meet) )+(?=[A-Z0-9])"
)
"""Words with a capital, as the first of their sentence, that are no part of a title after them."""
_BARE = """
source here link more this website via watch listen pdf video tweet read share subscribe read&more click&here learn&more
"""
_BARE_ANCHORS = frozenset(("", *(words.replace("&", " ") for words in _BARE.split())))
_LEADS_TO_DOMAIN = re.compile(r"\b(?:at|to|on|visit|via|from|see|site|website|called|out)\W{1,3}$", re.IGNORECASE)


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
    requires: frozenset[str] = frozenset()
    provides = frozenset({"reference"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """References with all their places; links of promotion, subscription and sharing are none."""
        merged: dict[str, list[_Found]] = {}
        own = (reading.item.source or "").casefold()
        for one in sorted(_all(reading), key=lambda each: (each.span.start, -each.confidence)):
            if not (one.kind == "show" and one.title.casefold() in own):
                merged.setdefault(_key(one), []).append(one)
        return [_reference(places) for places in list(merged.values())[:MOST]]


def _all(reading: Reading) -> Iterator[_Found]:
    promoted = [mark for mark in reading.transcript.marks if mark.kind == "promotion"]
    links = [mark for mark in reading.transcript.marks if mark.kind == "link"]
    used = [Span(mark.start, mark.end) for mark in links]
    blocked = _Ranges([Span(mark.start, mark.end) for mark in promoted])
    linked = _Ranges(used)
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
        telling = (
            path or host.endswith((".com", ".org", ".net")) or _LEADS_TO_DOMAIN.search(text[max(0, match.start() - 16) : match.start()])
        )
        if telling and (host.casefold() == host or path):  # `Node.js`, `Booking.com` are names, `example.org/page` is an address
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
            if start < 0:
                continue
            if group == 2 and kind == "code" and (lead := _LEAD.match(text, start, end)):
                start = lead.end()
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
    telling = [word for word in words if word.casefold() not in STOPWORDS and any(symbol.isalpha() for symbol in word)]
    return bool(telling) and (quoted or len(title) > 3)


def _kind(url: str) -> ReferenceKind:
    parts = urlsplit(url) if url.isprintable() and "[" not in url and "]" not in url else urlsplit("")
    host = (parts.hostname or "").removeprefix("www.")
    depth = [part for part in parts.path.split("/") if part]
    kind = _HOSTS.get(host, "link")
    if kind == "code" and not depth:
        return "link"
    if kind == "person" and not (len(depth) == 1 or depth[:1] == ["in"]):
        return "link"
    if kind == "link" and host.startswith("amazon.") and ("/dp/" in parts.path or "/gp/product" in parts.path):
        return "book"
    return kind


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
    retained = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    return base + (f"?{'&'.join(retained)}" if retained else "") + hash_mark + fragment


def _key(one: _Found) -> str:
    if one.url:
        return re.sub(r"^https?://(?:www\.)?", "", one.url.casefold()).rstrip("/")
    return f"{one.kind}\x1f{one.title.casefold().partition(' by ')[0]}"


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
