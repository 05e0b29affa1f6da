"""`earwitness erase`: a source, an item or a person, to the byte."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import sqlalchemy as sa

from earwitness.archive.opening import Archive, open_archive
from earwitness.cli.items import one_item
from earwitness.cli.listing import Flag, Json, as_json, clean, counted
from earwitness.cli.output import print_text
from earwitness.cli.redact import about, plan_person, redact_person, show_plan
from earwitness.cli.sources import one_source
from earwitness.errors import NotFound, UsageError
from earwitness.storage.engine import Database
from earwitness.storage.erase import ErasurePlan, is_unscrubbed, plan_erasure, scrub
from earwitness.storage.person_mentions import find_person

TITLES_SHOWN = 10


class _Wanted(NamedTuple):
    """What is to be erased, and how the user reads it."""

    plan: ErasurePlan
    about: str
    why: str


def erase_(
    what: Literal["item", "source", "person"],
    *names: str,
    whole_items: Flag = False,
    yes: Flag = False,
    dry_run: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Erase an item, a source or a person, to the byte: rows, index, vectors, shared names, kept media, then the file's free space.

    An item goes with its copies, a source with its items. A person is taken out of the items that others speak in: what they said and
    where they are named is blacked out in every revision, findings are made anew from what is left, and all other evidence stays valid.
    Items that are theirs alone, items not read yet and sources called after them go as a whole. What will go is shown first. Nothing of
    it comes back while its source is followed. Backups, exports and pages made before are yours to delete.

    Examples:
      earwitness erase item 0f3a
      earwitness erase source norrby --yes
      earwitness erase person "Ada Quill" "Ada Q." --dry-run
      earwitness erase person "Ada Quill" --whole-items

    Parameters
    ----------
    what
        item, source or person.
    names
        Id, or words of the title or address; of a person the full name, and further spellings.
    whole_items
        Of a person: erase every item they speak in or are named in as a whole, instead of redacting it.
    yes
        Do not ask.
    dry_run
        Only show what would be erased.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if not "".join(names).strip():
        raise UsageError(f"erase {what}", "names nothing", "give an id or a name")
    if whole_items and what != "person":
        raise UsageError("--whole-items", f"is for a person, not for {'an item' if what == 'item' else 'a source'}", "leave it out")
    with open_archive(home) as archive:
        if not dry_run:
            finish_interrupted(archive.database)
        if what == "person" and not whole_items:
            return _redact(archive, names, yes=yes, dry_run=dry_run, json_=json_)
        return _erase_whole(archive, what, names, yes=yes, dry_run=dry_run, json_=json_)


def finish_interrupted(database: Database) -> None:
    """Rewrites the files after an erasure that was stopped before it could: its rows are gone, and can be named by nobody any more."""
    with database.read() as connection:
        if not is_unscrubbed(connection):
            return
    from earwitness.search.open import open_index  # noqa: PLC0415 - hardly ever needed

    scrub(database, open_index(database))
    print("earwitness: finished an erasure that had been interrupted", file=sys.stderr)


def _redact(archive: Archive, names: tuple[str, ...], *, yes: bool, dry_run: bool, json_: bool) -> int:
    plan = plan_person(archive, names)
    if dry_run or not json_:
        show_plan(plan, json_=json_)
    if dry_run:
        return 0
    confirm(about(plan), yes=yes)
    return redact_person(archive, plan, json_=json_)


def _erase_whole(archive: Archive, what: str, names: tuple[str, ...], *, yes: bool, dry_run: bool, json_: bool) -> int:
    """Erases whole items."""
    media = archive.settings.home / "media"
    with archive.database.read() as connection:
        wanted = _WAYS[what](connection, names, media)
    if dry_run or not json_:
        _show(wanted, json_=json_)
    if dry_run:
        return 0
    confirm(f"erase {wanted.about}", yes=yes)
    from earwitness.archive.following import erase_planned  # noqa: PLC0415 - not for a look

    done = erase_planned(archive.database, archive.settings, wanted.plan, now_ms=time.time_ns() // 1_000_000)
    if json_:
        print_text(as_json({"erased": done.rows, "files": [str(file) for file in done.files], "notes": list(done.notes)}))
        return 0
    print(f"erased: {', '.join(counted(count, name) for name, count in _singular(done.rows).items())}")
    for note in (*done.notes, "backups, exports and pages made before still hold it"):
        print(f"note: {note}")
    return 0


def confirm(what: str, *, yes: bool) -> None:
    """Goes on after a yes on the terminal or on the command line; raises `UsageError` otherwise."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("--yes", f"needed to {what} when nobody can be asked")
    print(f"{what[0].upper()}{what[1:]}? Type yes: ", end="", flush=True, file=sys.stderr)
    if sys.stdin.readline().strip().lower() not in ("yes", "y"):
        raise UsageError("erase", "nothing was erased")


def _source(connection: sa.Connection, names: tuple[str, ...], media: Path) -> _Wanted:
    followed = one_source(connection, " ".join(names))
    plan = plan_erasure(connection, source_ids=[followed.id], media=media)
    return _Wanted(plan, f"the source “{clean(followed.name)}” with {counted(len(plan.item_ids), 'item')}", "")


def _item(connection: sa.Connection, names: tuple[str, ...], media: Path) -> _Wanted:
    found = one_item(connection, " ".join(names))
    plan = plan_erasure(connection, item_ids=[found.item.id], media=media)
    duplicates = len(plan.item_ids) - 1
    with_copies = f" with {'its copy' if duplicates == 1 else f'its {duplicates} copies'}" if duplicates else ""
    return _Wanted(plan, f"the item “{clean(found.item.title)}”{with_copies}", "")


def _person(connection: sa.Connection, names: tuple[str, ...], media: Path) -> _Wanted:
    found = find_person(connection, names)
    plan = plan_erasure(connection, item_ids=(*found.speaking, *found.named), source_ids=found.source_ids, media=media)
    shown = ", ".join(f"“{clean(name)}”" for name in found.names)
    if not plan.item_ids and not plan.source_ids:
        raise NotFound(names[0], "is nowhere in the archive", "check the spelling, or give several")
    called = f", {counted(len(found.source_ids), 'source')} called so" if found.source_ids else ""
    why = f"looked for {shown}: speaks in {counted(len(found.speaking), 'item')}, named in {counted(len(found.named), 'more item')}{called}"
    return _Wanted(plan, f"{shown}: {counted(len(plan.item_ids), 'item')}", why)


_WAYS: dict[str, Callable[[sa.Connection, tuple[str, ...], Path], _Wanted]] = {"item": _item, "source": _source, "person": _person}


def _show(wanted: _Wanted, *, json_: bool) -> None:
    plan = wanted.plan
    if json_:
        print_text(as_json({"would_erase": plan.rows, "items": list(plan.item_ids), "files": [str(file) for file in plan.files]}))
        return
    lines = [wanted.why] if wanted.why else []
    lines += [f"  {clean(title)}" for title in plan.titles[:TITLES_SHOWN]]
    if len(plan.titles) > TITLES_SHOWN:
        lines.append(f"  ... and {len(plan.titles) - TITLES_SHOWN} more")
    lines.append(f"rows: {', '.join(counted(count, name) for name, count in _singular(plan.rows).items()) or 'none'}")
    if plan.files:
        lines.append(f"files: {counted(len(plan.files), 'file')}")
    print_text("\n".join(lines) + "\n")


_SINGULAR = {
    "aliases": "spelling",
    "entities": "entity",
    "evidence": "evidence span",
    "rejected": "rejected finding",
    "work": "work record",
}


def _singular(rows: dict[str, int]) -> dict[str, int]:
    """Counts by the noun for one row of each table."""
    return {_SINGULAR.get(name, name.removesuffix("s").replace("_", " ").replace("trie", "try")): count for name, count in rows.items()}
