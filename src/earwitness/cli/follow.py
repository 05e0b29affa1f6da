"""`earwitness follow` and `earwitness unfollow`: choose the sources of the archive."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from earwitness.archive.opening import open_archive
from earwitness.archive.sources import described, locate, shown_source
from earwitness.cli.erase import confirm
from earwitness.cli.listing import Flag, Json, as_json, counted, in_columns
from earwitness.cli.output import print_text
from earwitness.config import Settings, load_settings
from earwitness.errors import EarwitnessError, UsageError
from earwitness.model.archive import Source
from earwitness.text.invisible import one_line as clean

PARTLY_DONE = 3


def follow(
    *locations: str,
    title: str | None = None,
    private: Annotated[bool | None, Parameter(negative="--public")] = None,
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
      earwitness follow https://members.example/ann/feed.xml --private

    Parameters
    ----------
    locations
        Addresses, files or folders.
    title
        Title of the source, instead of its own.
    private
        Whether its addresses are hidden from others; by default it is private when its address contains a login or a token.
    dry_run
        Only show what would be followed.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME); created if missing.
    """
    if not locations:
        raise UsageError("follow", "nothing to follow", "give a feed, a page, an OPML list, a folder or a mailbox")
    settings = load_settings(home)
    found, failed = _located(locations, settings)
    found = described(found, title=title, private=private)
    new: Collection[str] = ()
    if not dry_run:
        with open_archive(home, create=True) as archive:
            new = archive.sources.add(found).new
    _report(found, new, dry_run=dry_run, json_=json_)
    if failed:
        return EarwitnessError.exit_code if failed == len(locations) else PARTLY_DONE
    return 0


def _located(locations: Sequence[str], settings: Settings) -> tuple[Sequence[Source], int]:
    """What the locations stand for, and how many could not be found; one alone raises what is wrong with it."""
    found: list[Source] = []
    failed = 0
    for location in locations:
        try:
            located = locate(location, settings)
        except EarwitnessError as error:
            if len(locations) == 1:
                raise
            failed += 1
            print(f"earwitness: {error}", file=sys.stderr)
            continue
        found.extend(located.sources)
        if located.note:
            print(f"earwitness: {located.note}", file=sys.stderr)
    return found, failed


def _report(found: Sequence[Source], new: Collection[str], *, dry_run: bool, json_: bool) -> None:
    if json_:
        print_text(
            as_json(
                {
                    "sources": [{**shown_source(source).model_dump(mode="json"), "new": source.id in new} for source in found],
                    "dry_run": dry_run,
                }
            )
        )
    else:
        states = {True: "new", False: "would follow" if dry_run else "already followed"}
        print_text(in_columns([(source.id, source.kind, states[source.id in new], source.name) for source in found]))
        if any(source.is_private and not source.privacy for source in found):
            print("private, as an address holds a secret: shown to nobody else; --public if it is everybody's", file=sys.stderr)
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
        Its id or the start of it, or its address or title or a part of one.
    yes
        Do not ask.
    keep_items
        Keep what was digested.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    words = " ".join(source)
    with open_archive(home) as archive:
        found, plan = archive.sources.plan_unfollow(words)
        named = clean(found.name)
        if not keep_items:
            confirm(f"unfollow “{named}” and erase its {counted(len(plan.item_ids), 'item')}", yes=yes)
        done = archive.sources.unfollow(found.id, keep_items=keep_items)
    if keep_items:
        print(f"no longer polled: {named}; {counted(done.items, 'item')} kept")
    else:
        print(f"unfollowed: {named}; {counted(done.items, 'item')} erased")
    return 0
