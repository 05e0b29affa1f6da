"""Web addresses fit to be shown: private feeds carry their password or token in the address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

_LONGEST_SHOWN = 20
"""Query values longer than this are taken for tokens; page numbers, slugs and feed formats are shorter."""
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"']{0,4096}[^\s<>\"'.,:;)]", re.IGNORECASE)
_PAIR = re.compile(r"([^&;=]*)=([^&;]*)")


def redacted_url(url: str) -> str:
    """The address without what may be secret: user name and password, and long values in its query and fragment.

    >>> redacted_url("https://ann:pw@show.example/feed?page=2&auth=0123456789abcdef01234")
    'https://[…]@show.example/feed?page=2&auth=[…]'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]
    netloc = parts.netloc
    if "@" in netloc:
        netloc = "[…]@" + netloc.rpartition("@")[2]
    return urlunsplit(SplitResult(parts.scheme, netloc, parts.path, _shortened(parts.query), _shortened(parts.fragment)))


def redacted(text: str) -> str:
    """Any text with every web address in it fit to be shown."""
    return _ADDRESS.sub(lambda found: redacted_url(found.group()), text)


def _shortened(query: str) -> str:
    if "=" not in query:
        return query if len(query) <= _LONGEST_SHOWN else "[…]"
    return _PAIR.sub(lambda pair: pair.group() if len(pair.group(2)) <= _LONGEST_SHOWN else f"{pair.group(1)}=[…]", query)
