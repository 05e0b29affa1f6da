"""`earwitness erase person`: a person taken out of what others said, and away with what is theirs alone."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import sqlalchemy as sa

from earwitness.archive.opening import Archive
from earwitness.cli.listing import as_json, clean, counted
from earwitness.cli.output import print_text
from earwitness.entities.indexing import collect_pending
from earwitness.errors import NotFound
from earwitness.jobs.purge import purge_items
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.storage.erase import erase, scrub
from earwitness.storage.person_mentions import find_person
from earwitness.storage.redact import ItemRedaction, RedactedParts, RedactionPlan, plan_redaction, redact_item

PARTLY_DONE = 3
TITLES_SHOWN = 10
REMAINS = (
    "what was said is replaced by blocks: how long it was, and when, can still be seen",
    "what others say of them without the name stays",
    "redacted items are not fetched again, and their vectors are made by the next earwitness sync or index",
    "backups, exports and pages made before still hold it",
)


def plan_person(archive: Archive, names: tuple[str, ...]) -> RedactionPlan:
    """What would be done. Raises `NotFound` when the person is nowhere."""
    with archive.database.read() as connection:
        found = find_person(connection, names)
        plan = plan_redaction(connection, found, archive.settings.home / "media")
    if not plan.items and not plan.whole.item_ids and not plan.whole.source_ids:
        raise NotFound(names[0], "is nowhere in the archive", "check the spelling, or give several")
    return plan


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
    """Does what the plan says, looks whether anything is left, and tells. Exit code 3 when something is."""
    from earwitness import pipeline  # noqa: PLC0415 - the analysers, not for a look
    from earwitness.search.open import open_index  # noqa: PLC0415

    now_ms = time.time_ns() // 1_000_000
    database, index, tools = archive.database, open_index(archive.database), pipeline.Tools.standard()

    def analyse(item: Item, transcript: Transcript) -> Digest:
        return pipeline.digest_transcript(item, transcript, tools)

    def gathered(connection: sa.Connection, item_id: str) -> None:
        collect_pending(connection, [item_id], now_ms=now_ms)

    parts = RedactedParts(index, analyse, gathered)
    purge_items(archive.settings, database, [*plan.whole.item_ids, *(one.item_id for one in plan.items)])
    with _progress(plan.items) as todo:
        for one in todo:
            redact_item(database, one, plan.names, parts, now_ms=now_ms)
    for file in plan.files:
        file.unlink(missing_ok=True)
    rows: dict[str, int] = {}
    if plan.whole.item_ids or plan.whole.source_ids:
        done = erase(database, plan.whole, index, now_ms=now_ms)
        rows, notes = done.rows, done.notes
    else:
        notes = scrub(database, index)
    with database.read() as connection:
        left = find_person(connection, plan.names)
    still = (*left.speaking, *left.named)
    notes = (*(f"still named in item {item_id}; erase item {item_id}" for item_id in still), *notes, *_unsure(plan), *REMAINS)
    report = {"redacted": [one._asdict() for one in plan.items], "erased": rows, "files": _files(plan), "notes": list(notes)}
    print_text(as_json(report) if json_ else _outcome(plan, rows, notes))
    return PARTLY_DONE if still else 0


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
    return [str(file) for file in (*plan.files, *plan.whole.files)]


def _shown(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{clean(name)}”" for name in names)


def _progress(todo: tuple[ItemRedaction, ...]) -> AbstractContextManager[Any]:
    """The items one by one, under a bar on a terminal."""
    if len(todo) < 2 or not sys.stderr.isatty():
        return nullcontext(todo)
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import track  # noqa: PLC0415

    return nullcontext(track(todo, "redacting", console=Console(stderr=True), transient=True))
