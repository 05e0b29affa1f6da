"""`earwitness items` and `earwitness show`: what the archive holds, and one item's digest."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, get_args

import sqlalchemy as sa
from cyclopts import Parameter

from earwitness import plugins
from earwitness.archive.opening import open_archive
from earwitness.cli.imported import imported_json, imported_note, imported_text
from earwitness.cli.listing import Flag, Json, as_json, clean, counted, in_columns, positive
from earwitness.cli.output import print_text
from earwitness.cli.sources import one_source
from earwitness.errors import NotFound, UsageError
from earwitness.model.archive import ArchivedItem, ItemState
from earwitness.storage.claims import pages_of
from earwitness.storage.disclosure import disclosure, shown_items, shown_pair
from earwitness.storage.duplicates import duplicates_of
from earwitness.storage.items import find_items, get_item

SHOWN = 5
ID_LENGTH = 16


def items(
    *words: str,
    source: str | None = None,
    state: str | None = None,
    limit: int = 50,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List the archive's items, newest first, with the state of their work and why it is so.

    Examples:
      earwitness items
      earwitness items data centre --source norrby
      earwitness items --state failed --json

    Parameters
    ----------
    words
        Only items whose title holds these words, or whose id begins so.
    source
        Only items of this source (id, title or address, or a part of one).
    state
        new, fetched, waiting (for speech), digested, failed, copy or imported.
    limit
        How many.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    wanted = _state(state)
    positive(limit)
    with open_archive(home) as archive, archive.database.read() as connection:
        source_id = one_source(connection, source).id if source else ""
        found = find_items(connection, words=" ".join(words), source_id=source_id, state=wanted, limit=limit + 1)
        shown = shown_items(connection, found[:limit])
    if json_:
        print_text(as_json({"items": [_as_object(one) for one in shown], "more": len(found) > limit}))
        return 0
    if not shown:
        print("no such items; see: earwitness sources" if words or source or state else "no items yet; run: earwitness sync")
        return 0
    print_text(in_columns([("ID", "PUBLISHED", "STATE", "SOURCE", "TITLE"), *map(_row, shown)]))
    states = Counter(one.state for one in shown)
    named = ", ".join(f"{count:,} {name}" for name, count in sorted(states.items()))
    print(counted(len(shown), "item") + (f": {named}" if len(states) > 1 else ""))
    if len(found) > limit:
        print(f"... and more; --limit {limit * 2} shows twice as many")
    return 0


def show(
    *item: str,
    format_: Annotated[str | None, Parameter(name="--format")] = None,
    revision: int | None = None,
    with_transcript: Flag = False,
    with_private: Flag = False,
    imported: Flag = False,
    home: Path | None = None,
) -> int:
    """Show one item's digest as it is stored, in any format, for the newest or an older revision.

    Examples:
      earwitness show 0f3a
      earwitness show "the mill at norrby" --format html > mill.html
      earwitness show 0f3a --revision 1 --format json --with-transcript
      earwitness show 0f3a --imported

    Parameters
    ----------
    item
        Its id or the beginning of it, or words of its title.
    format_
        terminal, md, html, json, jekyll or obsidian. On a terminal a reading view is shown, else Markdown.
    revision
        An older revision; each transcript with changed words is one.
    with_transcript
        Put the transcript into the page itself.
    with_private
        Show the addresses of a private source too; the page is then for yourself.
    imported
        What other hubs say of it and what a transcript says to that; shown by itself where there is no digest yet.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    renderer = plugins.renderer(format_ or ("terminal" if sys.stdout.isatty() else "md"))
    with open_archive(home) as archive, archive.database.read() as connection:
        found = one_item(connection, " ".join(item))
        held = (get_item(connection, found.copy_of) if found.copy_of else None) or found
        may = disclosure(connection, held.item.id, whole=with_private)
        wanted, pair = may.archived(held), shown_pair(connection, held.item.id, revision or held.revision, whole=with_private)
        duplicates = shown_items(connection, duplicates_of(connection, held.item.id))
        (found,) = shown_items(connection, [found])
        pages = pages_of(connection, wanted.item.id)
    if imported and not pages:
        raise UsageError("--imported", f"no other hub says anything of “{clean(wanted.item.title)}”", "see earwitness import")
    if imported or (pages and pair is None and revision is None):
        print_text((imported_json if format_ == "json" else imported_text)(wanted, pages))
        return 0
    if pair is None:
        raise _nothing_yet(wanted, revision)
    digest, transcript = pair
    media = wanted.enclosure_url if digest.item.recording else None  # times of a transcript made elsewhere may not fit the file
    print_text(renderer.render(digest, transcript, with_transcript=with_transcript, media=media))
    notes = [f"{found.item.id} is a copy: {found.reason}"] if found.copy_of else []
    others = [copy for copy in duplicates if copy.item.id != found.item.id]
    notes += [f"also published as “{copy.item.title}” ({copy.item.source or copy.item.url or copy.item.id})" for copy in others]
    notes += [imported_note(pages)] if pages else []
    for note in notes:
        print(f"earwitness: {clean(note)}", file=sys.stderr)
    return 0


def one_item(connection: sa.Connection, words: str) -> ArchivedItem:
    """The one item these words name: its id, the beginning of it, its title or a part of it. Raises `NotFound` and `UsageError`."""
    if not words.strip():
        raise UsageError("show", "names no item", "give its id or words of its title; see: earwitness items")
    if len(words) == ID_LENGTH and (known := get_item(connection, words)) is not None:
        return known
    found = find_items(connection, words=words.strip(), limit=1000)
    exact = [one for one in found if one.item.title.casefold() == words.strip().casefold()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise NotFound(words, "no such item in the archive", "see: earwitness items")
    named = "; ".join(f"{one.item.id} {clean(one.item.title)}" for one in found[:SHOWN])
    raise UsageError(words, f"means {len(found)} items ({named}{' ...' if len(found) > SHOWN else ''})", "give the id")


def _state(state: str | None) -> str:
    """The state that begins so; nothing for none. Raises `UsageError`."""
    if state is None:
        return ""
    found = [name for name in get_args(ItemState) if state and name.startswith(state.strip().casefold())]
    if len(found) != 1:
        raise UsageError("--state", f"there is no state {state!r}", f"choose from {', '.join(get_args(ItemState))}")
    return str(found[0])


def _nothing_yet(found: ArchivedItem, revision: int | None) -> UsageError:
    if revision is not None:
        return UsageError(
            "--revision", f"“{clean(found.item.title)}” has no digest of revision {revision}", f"it has 1 to {found.revision}"
        )
    why = f" ({clean(found.reason)})" if found.reason else ""
    return UsageError(found.item.id, f"“{clean(found.item.title)}” has no digest yet: it is {found.state}{why}", "run: earwitness sync")


def _row(one: ArchivedItem) -> tuple[str, ...]:
    reason = f" — {one.reason}" if one.reason else ""
    return one.item.id, (one.item.published or "")[:10], one.state, one.item.source or "", one.item.title + reason


def _as_object(one: ArchivedItem) -> dict[str, Any]:
    values = one.model_dump(mode="json")
    return {**values.pop("item"), **values}
