"""`earwitness follow` and `earwitness unfollow`: which sources the archive is made from."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from earwitness.cli.archive import make_archive, open_archive
from earwitness.cli.erase import confirm
from earwitness.cli.listing import Flag, Json, as_json, clean, counted, in_columns
from earwitness.cli.output import print_text
from earwitness.cli.sources import one_source
from earwitness.config import Settings, load_settings
from earwitness.errors import EarwitnessError, FetchFailed, InputError, SourceError, UsageError
from earwitness.jobs.forgetting import forget_items
from earwitness.model.archive import Feed, Source
from earwitness.model.media import RawDocument
from earwitness.sources.files import read_file
from earwitness.sources.locations import recognise, source_id
from earwitness.store.erase import erase, plan_erasure
from earwitness.store.sources import get_source, put_source, resume_polling, stop_polling

PARTLY_DONE = 3
OPML_BYTES = 5 * 1024 * 1024
FEEDS_TRIED = 3
"""Of the feeds a page names: the first that can be read is followed."""
Fetch = Callable[[str], RawDocument]


def follow(
    *locations: str,
    title: str | None = None,
    dry_run: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Follow sources: feeds, pages with a feed, YouTube channels, OPML lists, folders and mailboxes.

    A web address is fetched once to see that it is a feed, or to find the feed of the page. A list (OPML) is taken as it stands, without
    fetching anything; look at it first with --dry-run. Nothing is digested yet: that is `earwitness sync`.

    Examples:
      earwitness follow https://example.com/feed.xml
      earwitness follow https://example.com ~/Transcripts ~/letters.mbox
      earwitness follow subscriptions.opml --dry-run
      earwitness follow https://www.youtube.com/@somebody --title "Somebody"

    Parameters
    ----------
    locations
        Addresses, files or folders.
    title
        What to call the source, instead of what it calls itself.
    dry_run
        Only show what would be followed.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME); made when it is not there.
    """
    if not locations:
        raise UsageError("follow", "nothing to follow", "give a feed, a page, an OPML list, a folder or a mailbox")
    settings = load_settings(home)
    found: list[Source] = []
    failed = 0
    for location in locations:
        try:
            found.extend(_sources(location, settings))
        except EarwitnessError as error:
            if len(locations) == 1:
                raise
            failed += 1
            print(f"earwitness: {error}", file=sys.stderr)
    if title is not None and found:
        if len(found) > 1:
            raise UsageError("--title", f"cannot name {len(found)} sources", "follow one at a time")
        found = [found[0].model_copy(update={"title": title})]
    new = [] if dry_run else _put(found, home)
    _report(found, new, dry_run=dry_run, json_=json_)
    if failed:
        return EarwitnessError.exit_code if failed == len(locations) else PARTLY_DONE
    return 0


def _report(found: Sequence[Source], new: Collection[str], *, dry_run: bool, json_: bool) -> None:
    if json_:
        print_text(
            as_json({"sources": [{**source.model_dump(mode="json"), "new": source.id in new} for source in found], "dry_run": dry_run})
        )
    else:
        states = {True: "new", False: "would follow" if dry_run else "already followed"}
        print_text(in_columns([(source.id, source.kind, states[source.id in new], source.title or source.url) for source in found]))
        if dry_run:
            print(f"{counted(len(found), 'source')}; nothing was changed")
        elif new:
            print("next: earwitness sync")


def unfollow(
    *source: str,
    yes: Flag = False,
    keep_items: Flag = False,
    home: Path | None = None,
) -> int:
    """Stop following a source. Its items are erased with it, unless you keep them.

    With --keep-items the source stays in the list, marked as no longer polled, because its items point to it.

    Examples:
      earwitness unfollow https://example.com/feed.xml
      earwitness unfollow norrby --keep-items

    Parameters
    ----------
    source
        Its id or the beginning of it, its address or title or a part of one.
    yes
        Do not ask.
    keep_items
        Keep what was digested.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        with archive.database.read() as connection:
            found = one_source(connection, " ".join(source))
            plan = plan_erasure(connection, source_ids=[found.id], media=archive.settings.home / "media")
        named = clean(found.title or found.url)
        if keep_items:
            with archive.database.write() as connection:
                stop_polling(connection, found.id)
            print(f"no longer polled: {named}; {counted(len(plan.item_ids), 'item')} kept")
            return 0
        confirm(f"unfollow “{named}” and erase its {counted(len(plan.item_ids), 'item')}", yes=yes)
        from earwitness.search.open import open_index  # noqa: PLC0415 - only where something is erased

        erase(archive.database, plan, open_index(archive.database), now_ms=_now_ms())
        forget_items(archive.settings, archive.database, plan.item_ids)
    print(f"unfollowed: {named}; {counted(len(plan.item_ids), 'item')} erased")
    return 0


def _put(found: list[Source], home: Path | None) -> set[str]:
    """Follows the sources; returns the ids of those that are new."""
    new = set()
    with make_archive(home) as archive, archive.database.write() as connection:
        for source in found:
            known = get_source(connection, source.id)
            kept = source if source.title or known is None else source.model_copy(update={"title": known.title})
            if put_source(connection, kept, now_ms=_now_ms()):
                new.add(source.id)
            else:
                resume_polling(connection, source.id)
    return new


def _sources(location: str, settings: Settings) -> Iterator[Source]:
    """The sources a location stands for; a web address is looked at, a list is not."""
    path = Path(location).expanduser()
    if path.is_file() and _is_opml(path):
        yield from _listed(read_file(path, max_bytes=OPML_BYTES).content, str(path))
        return
    kind, url = recognise(location)
    if kind in ("folder", "mailbox"):
        yield Source(id=source_id(url), url=url, kind=kind, title=Path(url).stem)
    elif kind == "imap":
        yield Source(id=source_id(url), url=url, kind=kind)
    else:
        yield from _on_the_web(Source(id=source_id(url), url=url, kind=kind), _fetcher(settings))


def _is_opml(path: Path) -> bool:
    with path.open("rb") as stream:
        return path.suffix.lower() == ".opml" or b"<opml" in stream.read(2048).lower()


def _listed(content: bytes, name: str) -> Iterator[Source]:
    from earwitness.isolation import run  # noqa: PLC0415 - a child process only where foreign bytes are parsed

    outlines = run("earwitness.sources.opml:read_opml", content)
    if not outlines:
        raise InputError(name, "lists no feeds", "give an OPML list with xmlUrl addresses")
    for outline in outlines:
        kind, url = recognise(outline.url)
        yield Source(id=source_id(url), url=url, kind=kind, title=outline.title)


def _on_the_web(source: Source, fetch: Fetch) -> Iterator[Source]:
    """The source as it describes itself, the feed of the page it is, or the page itself."""
    from earwitness.isolation import run  # noqa: PLC0415 - see above

    document = fetch(source.url)
    if b"<opml" in document.content[:2048].lower():
        yield from _listed(document.content, source.url)
        return
    try:
        feed = run("earwitness.sources.feeds:read_feed", document)
    except InputError as error:
        yield from _of_page(source, document, fetch, error)
    else:
        yield _described(source, feed)


def _of_page(source: Source, document: RawDocument, fetch: Fetch, not_a_feed: InputError) -> Iterator[Source]:
    """The feed a page names, or the page itself when it names none. Raises what kept it from being a feed when it is no page either."""
    from earwitness.isolation import run  # noqa: PLC0415 - see above

    addresses = run("earwitness.sources.discovery:find_feeds", document)
    for address in addresses[:FEEDS_TRIED]:
        kind, url = recognise(address)
        try:
            feed = run("earwitness.sources.feeds:read_feed", fetch(url))
        except (InputError, SourceError):
            continue
        yield _described(Source(id=source_id(url), url=url, kind=kind), feed)
        return
    if addresses:
        raise FetchFailed(source.url, f"names {counted(len(addresses), 'feed')}, none of which can be read", "give the feed's own address")
    head = document.content[:4096].lower()
    if b"<html" not in head and b"<!doctype html" not in head:
        raise not_a_feed
    print(f"earwitness: {source.url}: no feed found; followed as a single page", file=sys.stderr)
    yield source.model_copy(update={"kind": "page"})


def _described(source: Source, feed: Feed) -> Source:
    return source.model_copy(update={"title": feed.title, "site_url": feed.site_url, "language": feed.language})


def _fetcher(settings: Settings) -> Fetch:
    from earwitness.sources.http import Door  # noqa: PLC0415 - the HTTP client costs a quarter second, folders need none

    door = Door.from_settings(settings)

    def fetch(url: str) -> RawDocument:
        fetched = door.fetch(url)
        return RawDocument(fetched.content, url, url=fetched.url, media_type=fetched.media_type)

    return fetch


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
