"""Secrets in web addresses: private feeds carry their password or token there.

Four places can hold a secret: the user name and password, values of the query and of the fragment, and parts of the path. A value is taken
for one by the name it stands under (`auth`, `token`, `sig` ...), by its length, or because it looks drawn by lot; a part of the path only
because it looks drawn by lot. What a place serves to everybody under such a name is listed in `_OPEN`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

HIDDEN = "[…]"
_LONGEST_SHOWN = 20
"""Query values longer than this are taken for tokens; page numbers, slugs and feed formats are shorter."""
_ADDRESS = re.compile(r"\b(?:https?|feed|imaps?|smtps?)://[^\s<>\"']{0,4096}[^\s<>\"'.,:;)]", re.IGNORECASE)
_PAIR = re.compile(r"([^&;=]*)=([^&;]*)")
_CREDENTIAL = re.compile(
    r"(?:^|[_.\-]|x-amz-|x-goog-)(?:auth|authorization|token|key|apikey|secret|pass|passwd|password|pwd|sig|signature|policy|credential|"
    r"credentials|session|sessionid|sid|jwt|access|code|hash|hmac|member|subscriber|userid|user|uid|email|mail)$",
    re.IGNORECASE,
)
"""Names under which feeds and file servers take credentials, as whole words at the end: `access_token`, `Key-Pair-Id` is none."""
_LEAST_CREDENTIAL = 4
"""`auth=1` and `key=de` switch something; no credential is that short."""

_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE)
_MOMENT = re.compile(r"\d{8}T\d{4,6}Z?$")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_PIECES = re.compile(r"[^A-Za-z0-9]+")
_LEAST_MIXED, _LEAST_CHANGES = 12, 3
"""A run of letters and digits this long that changes between the two this often is a token: `3f9d8c7b1a2e`, not `GLT1412515089`."""
_LEAST_CASED, _CASE_CHANGES, _CAPITALS = 20, 6, 0.33
"""So is a long run that changes its case often and has more capitals than a name in camel case."""
_SHARE = 0.6
"""A slug may end in an identifier, as articles of many sites do: a part of the path is a token when most of it is."""

_OPEN = re.compile(
    r"(?:(?:www\.|m\.)?youtube\.com/|youtu\.be/|(?:www\.)?omnycontent\.com/d/|feeds\.acast\.com/public/|feeds\.redcircle\.com/"
    r"|feeds\.simplecast\.com/|feeds\.megaphone\.fm/|(?:www\.)?vimeo\.com/\d)",
    re.IGNORECASE,
)
"""Where everybody's feeds and videos lie under names drawn by lot."""


def redacted_url(url: str) -> str:
    """The address without what may be secret.

    >>> redacted_url("https://ann:pw@show.example/feed?page=2&auth=0123456789abcdef01234")
    'https://[…]@show.example/feed?page=2&auth=[…]'
    >>> redacted_url("https://show.example/private/3f9d8c7b-1a2e-4f3d-9c8b-7a6f5e4d3c2b.rss")
    'https://show.example/private/[…]'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return _pathless(url)
    netloc = parts.netloc
    if "@" in netloc:
        netloc = f"{HIDDEN}@" + netloc.rpartition("@")[2]
    if _is_open(parts):
        return urlunsplit(parts._replace(netloc=netloc))
    path = "/".join(HIDDEN if _is_token(part) else part for part in parts.path.split("/"))
    return urlunsplit(SplitResult(parts.scheme, netloc, path, _shortened(parts.query), _shortened(parts.fragment, 80)))


def redacted(text: str) -> str:
    """Any text with every web address in it fit to be shown."""
    return readdressed(text, redacted_url)


def readdressed(text: str, shown: Callable[[str], str]) -> str:
    """Any text with `shown` of each web address in its place."""
    return _ADDRESS.sub(lambda found: shown(found.group()), text) if "://" in text else text


def reduced_url(url: str) -> str:
    """No more of an address than where it lies.

    >>> reduced_url("https://ann@show.example:8080/ann/feed.xml")
    'https://show.example:8080/[…]'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return HIDDEN
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/{HIDDEN}" if parts.netloc else HIDDEN


def reduced(text: str) -> str:
    """Any text with no more of the web addresses in it than where they lie."""
    return readdressed(text, reduced_url)


@lru_cache(maxsize=4096)
def may_hold_secret(url: str) -> bool:
    """Whether anything of an address may be secret: then it is not for others.

    >>> may_hold_secret("https://show.example/feed.xml?page=2"), may_hold_secret("https://ann@show.example/feed.xml")
    (False, True)
    """
    return redacted_url(url) != url


@lru_cache(maxsize=4096)
def holds_credential(url: str) -> bool:
    """Whether an address says itself that it holds one: a login, or a value under the name of a credential.

    >>> holds_credential("https://cdn.example/a.mp3?token=ab12"), holds_credential("https://cdn.example/3f9d8c7b1a2e.mp3?feed=54nAGcIl")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "@" in url
    if "@" in parts.netloc and parts.scheme != "mailto":
        return True
    return not _is_open(parts) and any(_is_credential(*pair) for query in (parts.query, parts.fragment) for pair in _PAIR.findall(query))


def _pathless(url: str) -> str:
    return url.partition("?")[0].rpartition("@")[2]


def _is_open(parts: SplitResult) -> bool:
    return bool(_OPEN.match(f"{parts.netloc.rpartition('@')[2]}{parts.path}"))


def _shortened(query: str, longest: int = _LONGEST_SHOWN) -> str:
    """The query without secret values; a fragment is a heading more often than not, and those are long."""
    if "=" not in query:
        return query if len(query) <= longest and not _is_token(query) else HIDDEN
    return _PAIR.sub(lambda pair: f"{pair[1]}={HIDDEN}" if _is_secret_value(pair[1], pair[2]) else pair.group(), query)


def _is_secret_value(name: str, value: str) -> bool:
    return len(value) > _LONGEST_SHOWN or _is_credential(name, value) or _is_token(value)


def _is_credential(name: str, value: str) -> bool:
    return len(value) >= _LEAST_CREDENTIAL and _CREDENTIAL.search(unquote(name)) is not None


def _is_token(part: str) -> bool:
    """Whether a part of a path or a value looks drawn by lot."""
    if len(part) < _LEAST_MIXED:
        return False
    whole = unquote(part)
    if _UUID.search(whole):
        return True
    stem = _ENDING.sub("", whole)
    if _MOMENT.match(stem):
        return False
    pieces = [piece for piece in _PIECES.split(stem) if piece]
    drawn = sum(len(piece) for piece in pieces if _is_drawn(piece))
    return drawn > 0 and drawn >= _SHARE * sum(map(len, pieces))


def _is_drawn(piece: str) -> bool:
    if len(piece) < _LEAST_MIXED:
        return False
    if sum(one.isdigit() != other.isdigit() for one, other in pairwise(piece)) >= _LEAST_CHANGES:
        return True
    changes = sum(one.isupper() != other.isupper() for one, other in pairwise(piece))
    return len(piece) >= _LEAST_CASED and changes >= _CASE_CHANGES and sum(map(str.isupper, piece)) >= _CAPITALS * len(piece)
