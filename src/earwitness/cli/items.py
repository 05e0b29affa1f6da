"""`earwitness items` and `earwitness show`: list the archive's items, and show one item's digest."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, get_args

from cyclopts import Parameter

from earwitness import plugins
from earwitness.archive.opening import open_archive
from earwitness.cli.imported import imported_json, imported_note, imported_text
from earwitness.cli.listing import Flag, Json, as_json, counted, in_columns, positive
from earwitness.cli.output import print_text
from earwitness.errors import UsageError
from earwitness.model.archive import ArchivedItem, ItemState
from earwitness.text.invisible import one_line as clean


def items(
    *words: str,
    source: str | None = None,
    state: str | None = None,
    limit: int = 50,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List the archive's items, newest first, with the state of each and its reason.

    Examples:
      earwitness items
      earwitness items data centre --source norrby
      earwitness items --state failed --json

    Parameters
    ----------
    words
        Only items whose title contains these words, or whose id starts with them.
    source
        Only items of this source (id, title or address, or a part of one).
    state
        new, fetched, waiting (for speech), digested, failed, copy or imported.
    limit
        Maximum number of results.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    wanted = _state(state)
    positive(limit)
    with open_archive(home) as archive:
        shown, more = archive.items.list(" ".join(words), source=source, state=wanted, limit=limit)
    if json_:
        print_text(as_json({"items": [_as_object(one) for one in shown], "more": more}))
        return 0
    if not shown:
        print("no such items; see: earwitness sources" if words or source or state else "no items yet; run: earwitness sync")
        return 0
    print_text(in_columns([("ID", "PUBLISHED", "STATE", "SOURCE", "TITLE"), *map(_row, shown)]))
    states = Counter(one.state for one in shown)
    named = ", ".join(f"{count:,} {name}" for name, count in sorted(states.items()))
    print(counted(len(shown), "item") + (f": {named}" if len(states) > 1 else ""))
    if more:
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
        Its id or the start of it, or words of its title.
    format_
        terminal, md, html, json, jekyll or obsidian. On a terminal a reading view is shown, else Markdown.
    revision
        An older revision: every changed transcript adds one.
    with_transcript
        Put the transcript into the page itself.
    with_private
        Include the addresses of a private source; do not share such a page.
    imported
        Show what imported sites claim about it, with verdicts; the default where there is no digest yet.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    renderer = plugins.renderer(format_ or ("terminal" if sys.stdout.isatty() else "md"))
    with open_archive(home) as archive:
        view = archive.items.get(" ".join(item), revision=revision, with_private=with_private)
    found, wanted, pages = view.found, view.item, view.imported
    if imported and not pages:
        raise UsageError("--imported", f"no imported site says anything about “{clean(wanted.item.title)}”", "see earwitness import")
    if imported or (pages and view.digest is None and revision is None):
        print_text((imported_json if format_ == "json" else imported_text)(wanted, pages))
        return 0
    if view.digest is None or view.transcript is None:
        raise _nothing_yet(wanted, revision)
    media = wanted.enclosure_url if view.digest.item.recording else None  # times of a transcript made elsewhere may not fit the file
    print_text(renderer.render(view.digest, view.transcript, with_transcript=with_transcript, media=media))
    notes = [f"{found.item.id} is a duplicate: {found.reason}"] if found.copy_of else []
    others = [other for other in view.duplicates if other.item.id != found.item.id]
    notes += [f"also published as “{other.item.title}” ({other.item.source or other.item.url or other.item.id})" for other in others]
    notes += [imported_note(pages)] if pages else []
    for note in notes:
        print(f"earwitness: {clean(note)}", file=sys.stderr)
    return 0


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
