"""HTTP responses: the document or `not modified`, with validators and retry delays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

SHORTEST_AGE_S = 60
LONGEST_AGE_S = 86_400
"""Stated cache times are clamped to a minute .. a day: FreshRSS does the same; servers state years by mistake."""
LONGEST_RETRY_S = 30 * 86_400
"""A server may send us away for a month; a date far in the future would silence a feed for ever."""

_SECONDS = re.compile(r"[0-9]{1,12}")
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?([0-9]{1,12})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|,)\s*(?:no-cache|no-store)\s*(?:,|$)", re.IGNORECASE)


class Validators(NamedTuple):
    """What makes the next request conditional, byte for byte as the server sent it (each byte one character, ISO 8859-1)."""

    etag: str | None = None
    last_modified: str | None = None


class Fetched(NamedTuple):
    """A document: the address it came from after redirects, its type as stated, its decoded bytes."""

    url: str
    media_type: str | None
    content: bytes
    validators: Validators = Validators()
    max_age_s: int | None = None
    """How long the server calls this answer fresh, clamped to a minute .. a day; None when it does not say."""
    retry_after_s: int | None = None
    """How long the server asks to be left alone, at most 30 days; None when it does not ask."""


class NotModified(NamedTuple):
    """The document is the one the validators belong to."""

    url: str
    validators: Validators
    max_age_s: int | None = None
    retry_after_s: int | None = None


def max_age_s(headers: Mapping[str, str], now_s: float) -> int | None:
    """Seconds the answer is fresh by Cache-Control or else Expires, clamped; None when it says nothing or forbids caching."""
    control = headers.get("cache-control", "")[:1000]
    if _UNCACHED.search(control):
        return None
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        seconds = int(found.group(1)) - (int(age) if _SECONDS.fullmatch(age) else 0)
    elif (expires := _epoch_s(headers.get("expires"))) is not None:
        seconds = round(expires - (_epoch_s(headers.get("date")) or now_s))
    else:
        return None
    return min(max(seconds, SHORTEST_AGE_S), LONGEST_AGE_S)


def retry_after_s(headers: Mapping[str, str], now_s: float) -> int | None:
    """Seconds to stay away by Retry-After (a number or an HTTP date), between 0 and 30 days; None without a readable one."""
    stated = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(stated):
        seconds = int(stated)
    elif (until := _epoch_s(stated)) is not None:
        seconds = round(until - (_epoch_s(headers.get("date")) or now_s))
    else:
        return None
    return min(max(seconds, 0), LONGEST_RETRY_S)


def _epoch_s(date: str | None) -> float | None:
    """Seconds since 1970 of an HTTP date; None when it is none."""
    if not date or len(date) > 100:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
