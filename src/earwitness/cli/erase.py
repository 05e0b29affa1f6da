"""`earwitness erase`: erase a source, an item or a person completely."""

from __future__ import annotations

import sys
from pathlib import Path

from earwitness.archive.erasure import Target, WholeErasure
from earwitness.archive.opening import Archive, open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted
from earwitness.cli.output import print_text
from earwitness.cli.redact import about, redact_person, show_plan
from earwitness.errors import UsageError
from earwitness.text.invisible import one_line as clean

TITLES_SHOWN = 10


def erase_(
    what: Target,
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
        if not dry_run and archive.erasure.finish_interrupted():
            print("earwitness: finished an erasure that had been interrupted", file=sys.stderr)
        if what == "person" and not whole_items:
            return _redact(archive, names, yes=yes, dry_run=dry_run, json_=json_)
        return _erase_whole(archive, what, names, yes=yes, dry_run=dry_run, json_=json_)


def _redact(archive: Archive, names: tuple[str, ...], *, yes: bool, dry_run: bool, json_: bool) -> int:
    plan = archive.erasure.plan_person(*names)
    if dry_run or not json_:
        show_plan(plan, json_=json_)
    if dry_run:
        return 0
    confirm(about(plan), yes=yes)
    return redact_person(archive, plan, json_=json_)


def _erase_whole(archive: Archive, what: Target, names: tuple[str, ...], *, yes: bool, dry_run: bool, json_: bool) -> int:
    """Erase whole items."""
    wanted = archive.erasure.plan(what, *names)
    if dry_run or not json_:
        _show(wanted, json_=json_)
    if dry_run:
        return 0
    confirm(f"erase {_about(what, wanted)}", yes=yes)
    done = archive.erasure.erase(wanted.plan)
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


def _about(what: Target, wanted: WholeErasure) -> str:
    """Return what is erased, in a few words."""
    items = len(wanted.plan.item_ids)
    if what == "source":
        return f"the source “{clean(wanted.title)}” with {counted(items, 'item')}"
    if what == "item":
        with_duplicates = f" with {counted(items - 1, 'duplicate')}" if items > 1 else ""
        return f"the item “{clean(wanted.title)}”{with_duplicates}"
    named = ", ".join(f"“{clean(name)}”" for name in wanted.person.names) if wanted.person else ""
    return f"{named}: {counted(items, 'item')}"


def _why(wanted: WholeErasure) -> str:
    """Return where a person was found; empty for an item or a source."""
    if (found := wanted.person) is None:
        return ""
    shown = ", ".join(f"“{clean(name)}”" for name in found.names)
    named = f", {counted(len(found.source_ids), 'source')} named after them" if found.source_ids else ""
    return f"looked for {shown}: speaks in {counted(len(found.speaking), 'item')}, named in {counted(len(found.named), 'more item')}{named}"


def _show(wanted: WholeErasure, *, json_: bool) -> None:
    plan = wanted.plan
    if json_:
        print_text(as_json({"would_erase": plan.rows, "items": list(plan.item_ids), "files": [str(file) for file in plan.files]}))
        return
    lines = [why] if (why := _why(wanted)) else []
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
