"""`earwitness erase person`: erase a person's own items and redact them in everyone else's."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from earwitness.archive.erasure import ItemRedaction, RedactionPlan, redacted_files
from earwitness.archive.opening import Archive
from earwitness.cli.listing import as_json, counted
from earwitness.cli.output import print_text
from earwitness.text.invisible import one_line as clean

PARTLY_DONE = 3
TITLES_SHOWN = 10
REMAINS = (
    "what was said is replaced by blocks: how long it was, and when, can still be seen",
    "what others say of them without the name stays",
    "redacted items are not fetched again, and their vectors are made by the next earwitness sync or index",
    "backups, exports and pages made before still hold it",
)


def show_plan(plan: RedactionPlan, *, json_: bool) -> None:
    """The plan, for people or programs."""
    if json_:
        whole = {"would_erase": plan.whole.rows, "items": list(plan.whole.item_ids)}
        print_text(
            as_json({"names": list(plan.names), "would_redact": [one._asdict() for one in plan.items], **whole, "files": _files(plan)})
        )
        return
    print_text("\n".join(_lines(plan)) + "\n")


def about(plan: RedactionPlan) -> str:
    """The plan in a few words."""
    whole = f", erase {counted(len(plan.whole.item_ids), 'item')} as a whole" if plan.whole.item_ids else ""
    return f"redact {_shown(plan.names)} in {counted(len(plan.items), 'item')}{whole}"


def redact_person(archive: Archive, plan: RedactionPlan, *, json_: bool) -> int:
    """Redact what was planned and report it. Exit code 3 when the person is still named somewhere."""
    done = archive.erasure.redact(plan, track=_progress)
    still = (f"still named in item {item_id}; erase item {item_id}" for item_id in done.still_named_in)
    notes = (*still, *done.notes, *_unsure(plan), *REMAINS)
    report = {"redacted": [one._asdict() for one in plan.items], "erased": done.rows, "files": _files(plan), "notes": list(notes)}
    print_text(as_json(report) if json_ else _outcome(plan, done.rows, notes))
    return PARTLY_DONE if done.still_named_in else 0


def _lines(plan: RedactionPlan) -> Iterable[str]:
    yield f"looked for {_shown(plan.names)}"
    if plan.items:
        yield f"redacted in {counted(len(plan.items), 'item')} that others speak in:"
        for one in plan.items[:TITLES_SHOWN]:
            yield f"  {clean(one.title)}: {counted(one.turns, 'turn')} of theirs, named {one.places:,} times"
        if len(plan.items) > TITLES_SHOWN:
            yield f"  ... and {len(plan.items) - TITLES_SHOWN} more"
        words = sorted({word for one in plan.items for word in one.words})
        yield f"  taken for the same person there: {', '.join(map(clean, words)) or 'no single word'}"
    if plan.whole.item_ids or plan.whole.source_ids:
        sources = f" and {counted(len(plan.whole.source_ids), 'source')} called after them" if plan.whole.source_ids else ""
        yield f"erased as a whole, being theirs alone or not read yet: {counted(len(plan.whole.item_ids), 'item')}{sources}"
        yield from (f"  {clean(title)}" for title in plan.whole.titles[:TITLES_SHOWN])
    if files := _files(plan):
        yield f"recordings deleted: {counted(len(files), 'file')}"
    yield from _unsure(plan)


def _unsure(plan: RedactionPlan) -> Iterable[str]:
    """Words that are left because they may not mean the person."""
    words = sorted({word for one in plan.items for word in one.left})
    if words:
        yield f"left where they stand alone, being ordinary words or others' names too: {', '.join(map(clean, words))}"


def _outcome(plan: RedactionPlan, rows: dict[str, int], notes: Iterable[str]) -> str:
    turns, places = sum(one.turns for one in plan.items), sum(one.places for one in plan.items)
    lines = [
        f"redacted: {counted(len(plan.items), 'item')}, {counted(turns, 'turn')} of theirs and {counted(places, 'place')} that named them"
    ]
    if rows:
        lines.append(f"erased as a whole: {counted(rows.get('items', 0), 'item')}, {counted(rows.get('sources', 0), 'source')}")
    return "\n".join([*lines, *(f"note: {note}" for note in notes)]) + "\n"


def _files(plan: RedactionPlan) -> list[str]:
    return list(redacted_files(plan))


def _shown(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{clean(name)}”" for name in names)


def _progress(todo: tuple[ItemRedaction, ...]) -> Iterable[ItemRedaction]:
    """The items one by one, under a bar on a terminal."""
    if len(todo) < 2 or not sys.stderr.isatty():
        return todo
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import track  # noqa: PLC0415

    return track(todo, "redacting", console=Console(stderr=True), transient=True)
