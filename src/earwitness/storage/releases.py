"""Recognises a release seen before by its media file, GUID or title, from feed metadata alone, before anything is fetched.

Strict, because nothing is read: the time of publication must agree as well, and the length up to inserted advertisements. What
this does not see, `copies` sees in the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem
from earwitness.storage.duplicates import CROWD, Duplicate, named, root
from earwitness.storage.items import get_item, put_keys
from earwitness.storage.tables import item_keys, items
from earwitness.text.folding import fold

ADVERTISEMENTS_MS = 5 * 60_000
ADVERTISEMENTS_SHARE = 0.1
"""Two deliveries of one episode differ by inserted advertisements: up to five minutes or a tenth, whichever is more."""
SAME_MOMENT_S = 600
"""Feeds of one show round or re-stamp; an hourly bulletin under one title is an hour apart."""
TITLE_LETTERS = 12
"""A shorter title ("Trailer", "Week 12") names nothing by itself."""
_MEDIA = re.compile(r"\.(?:mp3|m4a|m4b|mp4|m4v|ogg|oga|opus|aac|wav|flac|webm|mov)$")
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z]{2,24}")
_INNER = re.compile(r"https?:/{1,2}")
_PASSING = re.compile(r"utm_|x-amz-|token|sig|expires|policy|key-pair|hdn|_=|aw_|awcollection|awepisode|source|ref$|updated|cache")


def canonical_media_url(url: str) -> str:
    """The address of the file itself: the measuring services in front of it, scheme, signature and tokens taken away.

    >>> canonical_media_url("https://dts.podtrac.com/redirect.mp3/pdst.fm/e/cdn.example.com/show/1.mp3?token=a")
    'cdn.example.com/show/1.mp3'
    """
    try:
        text = unquote(url.strip()) if "%3a%2f%2f" in url.lower() else url.strip()
        inner = _INNER.split(text)[-1] if _INNER.search(text) else text
        parts = urlsplit(f"//{inner}")
        host, path, query = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www."), parts.path, parts.query
    except ValueError:
        return ""
    steps = [step for step in path.split("/") if step]
    for at in range(len(steps) - 2, -1, -1):
        step = steps[at].lower()
        if _HOST.fullmatch(step) and not _MEDIA.search(step):
            host, steps = step.removeprefix("www."), steps[at + 1 :]
            break
    path = "/".join(steps)
    if not path and not query:
        return ""
    retained = "" if _MEDIA.search(path.lower()) else urlencode([pair for pair in parse_qsl(query) if not _PASSING.match(pair[0].lower())])
    return f"{host}/{path}" + (f"?{retained}" if retained else "")


def release_keys(archived: ArchivedItem) -> tuple[tuple[str, str], ...]:
    """What a release can be recognised by, as pairs of kind and key.

    The day of publication is part of every key: a show that puts each of its episodes at `latest.mp3` or under one title has one or a
    few under a key, not thousands.
    """
    moment = moment_of(archived.item.published)
    day = f"{moment:%Y-%m-%d}" if moment else "undated"
    title = fold(archived.item.title)
    titled = title if len(title) >= TITLE_LETTERS else ""
    media = canonical_media_url(archived.enclosure_url) if archived.enclosure_url else ""
    page = f"{canonical_media_url(archived.item.url)} {title}" if archived.item.url and title else ""
    known = (("enclosure", media), ("guid", archived.guid.strip()), ("page", page), ("title", titled))
    return tuple((kind, f"{day} {key}") for kind, key in known if key)


def put_release_keys(connection: sa.Connection, archived: ArchivedItem) -> None:
    """Remembers what a release can be recognised by."""
    put_keys(connection, archived.item.id, release_keys(archived))


def same_releases(connection: sa.Connection, archived: ArchivedItem) -> Iterator[tuple[ArchivedItem, str]]:
    """Items that are the same release as this one, with what shows it; the surest first, of any source, its own included."""
    reasons = {
        "enclosure": "same media file",
        "guid": "same GUID",
        "page": "same page, title and date",
        "title": "same title, date and length",
    }
    reported: set[str] = {archived.item.id}
    for kind, key in release_keys(archived):
        for item_id in _holders(connection, kind, key):
            if item_id in reported:
                continue
            other = get_item(connection, item_id)
            if other is not None and _same_release(archived, other, kind):
                reported.add(item_id)
                yield other, reasons[kind]


def find_release(connection: sa.Connection, archived: ArchivedItem) -> Duplicate | None:
    """The item of another source that is the same release as this one, under another GUID, address or title."""
    for other, reason in same_releases(connection, archived):
        original = root(connection, other.item.id)
        if other.source_id != archived.source_id and original is not None and original.item.id != archived.item.id:
            return Duplicate(original.item.id, None, f"{reason} as {named(original)}")
    return None


def _holders(connection: sa.Connection, kind: str, key: str) -> list[str]:
    query = sa.select(items.c.id).join(item_keys, item_keys.c.item_id == items.c.id)
    query = query.where(item_keys.c.kind == kind, item_keys.c.key == key)
    return list(connection.scalars(query.order_by(items.c.first_seen_ms, items.c.id).limit(CROWD)))


def _same_release(one: ArchivedItem, other: ArchivedItem, kind: str) -> bool:
    same_title = fold(one.item.title) == fold(other.item.title)
    at, there = moment_of(one.item.published), moment_of(other.item.published)
    if at is None or there is None:
        return kind in ("enclosure", "page") and same_title and at is there
    if abs((at - there).total_seconds()) > SAME_MOMENT_S:
        return False
    length, its = one.item.duration_ms, other.item.duration_ms
    if length and its:
        return abs(length - its) <= max(ADVERTISEMENTS_MS, ADVERTISEMENTS_SHARE * max(length, its)) and (kind != "guid" or same_title)
    return kind == "enclosure" or (kind in ("guid", "page") and same_title)


def moment_of(published: str | None) -> datetime | None:
    """When something was published, in UTC; a time without a zone counts as such."""
    try:
        moment = datetime.fromisoformat(published) if published else None
        return moment and (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # no date, or one at the end of the calendar
        return None
