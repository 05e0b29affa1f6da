"""Polls sources that are due. Their rows hold the schedule, so a restart polls nobody early; one bad source never stops the others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from earwitness.errors import EarwitnessError, UsageError
from earwitness.jobs.entries import Recorded, record
from earwitness.jobs.services import Services
from earwitness.model.archive import Feed, PollState, Source, SourceEntry
from earwitness.model.media import RawDocument
from earwitness.network.client import Fetched, NotModified, Validators
from earwitness.sandbox import Limits
from earwitness.sources.polling import next_poll
from earwitness.storage.engine import cause_of
from earwitness.storage.items import newest_dates
from earwitness.storage.sources import get_source, poll_state, put_poll_state, put_source
from earwitness.text.redaction import redacted

HOSTS_AT_ONCE = 16
"""Polling waits for servers, not for us; each host is asked by one thread, so that none has two connections."""
ENTRIES_AT_ONCE = 100
"""Entries a transaction: others wait at most about a quarter of a second to write, and the first are begun by then."""


class Polled(NamedTuple):
    """How asking one source ended."""

    source: Source
    outcome: str
    """`new`, `unchanged` (by its server's word), `read` (nothing new in it) or `failed`."""
    recorded: Recorded = Recorded()
    reason: str = ""
    remarks: tuple[str, ...] = ()
    """What its reader left out or had to guess."""
    is_noted: bool = True
    """False where the archive could not be told that it was asked, so that its row still calls it due."""


class FeedReading(NamedTuple):
    """What a source answered, before anything is written."""

    answer: Fetched | NotModified
    feed: Feed | None


def poll_all(services: Services, sources: Sequence[Source], tell: Callable[[Polled], None], *, stop: Callable[[], bool]) -> None:
    """Asks every source, one host at a time each, several hosts at once; `tell` hears how each ended, failures included."""
    by_host: dict[str, list[Source]] = {}
    for source in sources:
        by_host.setdefault(_host(source), []).append(source)

    def ask(group: Sequence[Source]) -> None:
        for source in group:
            if not stop():
                tell(_guarded(services, source))

    with ThreadPoolExecutor(max_workers=HOSTS_AT_ONCE, thread_name_prefix="earwitness-poll") as threads:
        for asked in [threads.submit(ask, group) for group in by_host.values()]:
            asked.result()


def _guarded(services: Services, source: Source) -> Polled:
    try:
        return poll(services, source)
    except EarwitnessError as error:
        trouble = error
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        trouble = EarwitnessError(source.url, f"the archive cannot be written ({cause_of(error)})")
    except Exception as error:  # noqa: BLE001 - one bad source never stops the others, and is always shown
        trouble = EarwitnessError(source.url, f"internal error ({type(error).__name__}: {error})")
    return Polled(source, "failed", reason=redacted(str(trouble)), is_noted=_put_off(services, source, trouble))


def _put_off(services: Services, source: Source, trouble: EarwitnessError) -> bool:
    """Notes what nobody foresaw like any other failure: its server was asked, and is not asked again at once. False if it cannot."""
    try:
        with services.database.write() as connection:
            state = next_poll(poll_state(connection, source.id), trouble, services.clock(), source_id=source.id)
            put_poll_state(connection, source.id, state)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError):
        return False
    return True


def poll(services: Services, source: Source) -> Polled:
    """Asks one source and records what it says, together with when it may be asked again."""
    with services.database.read() as connection:
        state = poll_state(connection, source.id)
        known = newest_dates(connection, source.id)
    services.reach("poll:before", source.id)
    try:
        reading = read_source(services, source, state)
    except EarwitnessError as error:
        state = next_poll(state, error, services.clock(), source_id=source.id, published=known)
        with services.database.write() as connection:
            put_poll_state(connection, source.id, state)
        return Polled(source, "failed", reason=state.last_error or str(error))
    feed = reading.feed
    published = tuple(entry.published for entry in feed.entries) if feed else known  # whoever has nothing new keeps its rhythm
    ttl = feed.ttl_minutes if feed else None
    state = next_poll(state, reading.answer, services.clock(), source_id=source.id, published=published, ttl_minutes=ttl)
    recorded = _keep(services, source, feed, state)
    services.reach("poll:after", source.id)
    if feed is None:
        return Polled(source, "unchanged")
    return Polled(source, "new" if recorded.new or recorded.changed else "read", recorded, remarks=feed.warnings)


def _keep(services: Services, source: Source, feed: Feed | None, state: PollState) -> Recorded:
    """Writes entries in portions and the poll's outcome with the last: whoever dies in between asks again and finds the rest."""
    total = Recorded()
    entries = feed.entries if feed else ()
    listed = frozenset(entry.guid for entry in entries)
    starts = range(0, len(entries), ENTRIES_AT_ONCE) or range(1)

    def keep(connection: sa.Connection, at: int) -> Recorded | None:
        if get_source(connection, source.id) is None:
            return None
        part = Recorded()
        if feed is not None:
            described = _described(source, feed)
            if described != source:
                put_source(connection, described, now_ms=services.clock())
            part = record(connection, described, entries[at : at + ENTRIES_AT_ONCE], listed, services.clock())
        if at == starts[-1]:
            put_poll_state(connection, source.id, state)
        services.reach("poll:inside", source.id)
        return part

    for at in starts:
        part = services.database.carry_through(partial(keep, at=at))
        if part is None:
            break  # no longer followed
        total = Recorded(*(have + more for have, more in zip(total, part, strict=True)))
    return total


def _described(source: Source, feed: Feed) -> Source:
    """The source with what the feed says of itself; a title somebody gave stays."""
    source_text = {
        "title": source.title or feed.title,
        "site_url": feed.site_url or source.site_url,
        "language": feed.language or source.language,
    }
    return source.model_copy(update=source_text)


def read_source(services: Services, source: Source, state: PollState) -> FeedReading:
    """What a source of any kind says now. Raises `SourceError` or `InputError`."""
    if source.kind in ("folder", "mailbox"):
        return FeedReading(Fetched(source.url, None, b""), _read_local(source))
    if source.kind == "imap":
        return _read_imap(source, state, services.clock())
    validators = Validators(state.etag, state.last_modified)
    answer = services.door.fetch(source.url, validators=validators if any(validators) else None)
    if isinstance(answer, NotModified):
        return FeedReading(answer, None)
    name = urlsplit(answer.url).path.rstrip("/").rpartition("/")[2] or urlsplit(answer.url).hostname or "feed"
    document = RawDocument(answer.content, name, url=answer.url, media_type=answer.media_type)
    if source.kind == "page":
        return FeedReading(answer, _page(source, document))
    limits = Limits.for_size(len(document.content))
    feed = services.isolated("earwitness.sources.feeds:read_feed", document, limits=limits)
    assert isinstance(feed, Feed)
    return FeedReading(answer, feed)


def _read_local(source: Source) -> Feed:
    path = Path(source.url)
    if source.kind == "folder":
        from earwitness.sources.folders import read_folder  # noqa: PLC0415 - the readers of one kind of source each

        return read_folder(path)
    from earwitness.sources.mailbox import read_mailbox  # noqa: PLC0415

    return read_mailbox(path)


def _read_imap(source: Source, state: PollState, now_ms: int) -> FeedReading:
    """New letters of a mailbox on a server; the newest date seen stands where others keep their `Last-Modified`."""
    from earwitness.sources.imap import read_imap  # noqa: PLC0415 - the readers of one kind of source each

    password = os.environ.get("EARWITNESS_IMAP_PASSWORD", "")
    if not password:
        raise UsageError(source.url, "needs a password", "set EARWITNESS_IMAP_PASSWORD")
    feed = read_imap(source.url, password, state.last_modified)
    since = seen_until(feed, state.last_modified, now_ms)
    return FeedReading(Fetched(source.url, None, b"", Validators(None, since)), feed)


def seen_until(feed: Feed, before: str | None, now_ms: int) -> str | None:
    """The newest date of a letter seen so far, never one to come: a letter dated 2038 by its sender would hide all until then."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return max((min(date, now) for date in (before, *(entry.published for entry in feed.entries)) if date), default=None)


def _page(source: Source, document: RawDocument) -> Feed:
    """A page as a source of one item; other bytes are looked at again, other words become a revision."""
    seen = hashlib.sha256(document.content).hexdigest()[:16]
    return Feed(title=source.title, entries=(SourceEntry(guid=source.url, title=source.title, url=source.url, updated=f"sha256:{seen}"),))


def _host(source: Source) -> str:
    return (urlsplit(source.url).hostname or "") if "://" in source.url else f"local {source.id}"
