"""Resolves locations to sources, and starts and stops following them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.config import Settings
from earwitness.errors import FetchFailed, InputError, SourceError, UsageError
from earwitness.jobs.purge import purge_items
from earwitness.model.archive import Feed, Source
from earwitness.model.media import RawDocument
from earwitness.search.open import open_index
from earwitness.sources.files import read_file
from earwitness.sources.locations import home_path, recognise, source_id
from earwitness.storage.engine import Database
from earwitness.storage.erase import Erased, ErasurePlan, erase
from earwitness.storage.sources import get_source, put_source, resume_polling
from earwitness.text.redaction import redacted

OPML_BYTES = 5 * 1024 * 1024
FEEDS_TRIED = 3
"""Of the feeds a page names: the first that can be read is followed."""
_WEB = re.compile(r"(?:(?:https?|feed)://)?[\w\[][\w.\-:\]]{2,250}(?:[/?#]|$)", re.IGNORECASE)
Fetch = Callable[[str], RawDocument]


class Located(NamedTuple):
    """The sources a location stands for, and what the user should know of how they were found."""

    sources: tuple[Source, ...]
    note: str = ""


def locate(location: str, settings: Settings) -> Located:
    """What a feed, page, channel, list, folder or mailbox stands for. A web address is looked at, a list is not.

    Raises `UsageError` for what is no location, `SourceError` for what cannot be reached, `InputError` for what is no source.
    """
    if _is_opml(path := home_path(location)):
        return Located(listed(read_file(path, max_bytes=OPML_BYTES).content, str(path)))
    kind, url = recognise(location)
    if kind in ("folder", "mailbox"):
        return Located((Source(id=source_id(url), url=url, kind=kind, title=Path(url).stem),))
    source = Source(id=source_id(url), url=url, kind=kind)
    return Located((source,)) if kind == "imap" else _on_the_web(source, _fetcher(settings))


def locate_on_web(location: str, settings: Settings) -> Located:
    """What an address on the web stands for: for requests that come over the network, which must not name files of this machine.

    Raises `UsageError` for anything else, and as `locate`.
    """
    text = location.strip()
    if not _WEB.match(text):
        raise UsageError(
            redacted(text[:200]), "is no address on the web", "give one that begins with https://; folders: earwitness follow FOLDER"
        )
    kind, url = recognise(text if "://" in text else f"https://{text}")
    return _on_the_web(Source(id=source_id(url), url=url, kind=kind), _fetcher(settings))


def listed(content: bytes, name: str) -> tuple[Source, ...]:
    """The sources of an OPML list, as it names them; nothing is fetched. Raises `InputError`."""
    from earwitness.sandbox import run  # noqa: PLC0415 - a child process only where foreign bytes are parsed

    outlines = run("earwitness.sources.opml:read_opml", content)
    if not outlines:
        raise InputError(name, "lists no feeds", "give an OPML list with xmlUrl addresses")
    places = [(outline, *recognise(outline.url)) for outline in outlines]
    return tuple(Source(id=source_id(url), url=url, kind=kind, title=outline.title) for outline, kind, url in places)


def follow_sources(database: Database, found: Sequence[Source], *, now_ms: int) -> frozenset[str]:
    """Follows the sources; gives the ids of those that are new. One that was no longer asked is asked again."""
    with database.write() as connection:
        return frozenset(source.id for source in found if _put(connection, source, now_ms))


def erase_planned(database: Database, settings: Settings, plan: ErasurePlan, *, now_ms: int) -> Erased:
    """Erases what `store.erase.plan_erasure` planned, and the job engine's notes of it. Killed half-way, doing it again finishes it."""
    purge_items(settings, database, plan.item_ids)  # first: once their rows are gone, nobody can name them any more
    return erase(database, plan, open_index(database), now_ms=now_ms)


def _put(connection: sa.Connection, source: Source, now_ms: int) -> bool:
    known = get_source(connection, source.id)
    reported = {"title": source.title or known.title, "privacy": source.privacy or known.privacy} if known else {}
    retained = source.model_copy(update=reported)
    if put_source(connection, retained, now_ms=now_ms):
        return True
    resume_polling(connection, source.id)
    return False


def _is_opml(path: Path) -> bool:
    """True for a file that can be read and is a list; what keeps it from being read is told by whoever reads it."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return path.suffix.lower() == ".opml" or b"<opml" in stream.read(2048).lower()
    except OSError:
        return False


def _on_the_web(source: Source, fetch: Fetch) -> Located:
    """The source as it describes itself, the feed of the page it is, or the page itself."""
    from earwitness.sandbox import run  # noqa: PLC0415 - see above

    document = fetch(source.url)
    if b"<opml" in document.content[:2048].lower():
        return Located(listed(document.content, source.shown_url))
    try:
        feed = run("earwitness.sources.feeds:read_feed", document)
    except InputError as error:
        return _of_page(source, document, fetch, error)
    return Located((_described(source, feed),))


def _of_page(source: Source, document: RawDocument, fetch: Fetch, not_a_feed: InputError) -> Located:
    """The feed a page names, or the page itself when it names none. Raises what kept it from being a feed when it is no page either."""
    from earwitness.sandbox import run  # noqa: PLC0415 - see above

    addresses = run("earwitness.sources.discovery:find_feeds", document)
    for address in addresses[:FEEDS_TRIED]:
        kind, url = recognise(address)
        try:
            feed = run("earwitness.sources.feeds:read_feed", fetch(url))
        except (InputError, SourceError):
            continue
        return Located((_described(Source(id=source_id(url), url=url, kind=kind), feed),))
    if addresses:
        named = f"{len(addresses):,} feed{'' if len(addresses) == 1 else 's'}"
        raise FetchFailed(source.shown_url, f"names {named}, none of which can be read", "give the feed's own address")
    head = document.content[:4096].lower()
    if b"<html" not in head and b"<!doctype html" not in head:
        raise not_a_feed
    return Located((source.model_copy(update={"kind": "page"}),), f"{source.shown_url}: no feed found; followed as a single page")


def _described(source: Source, feed: Feed) -> Source:
    return source.model_copy(update={"title": feed.title, "site_url": feed.site_url, "language": feed.language})


def _fetcher(settings: Settings) -> Fetch:
    from earwitness.network.client import HttpClient  # noqa: PLC0415 - the HTTP client costs a quarter second, folders need none

    client = HttpClient.from_settings(settings)

    def fetch(url: str) -> RawDocument:
        fetched = client.fetch(url)
        return RawDocument(fetched.content, url, url=fetched.url, media_type=fetched.media_type)

    return fetch
