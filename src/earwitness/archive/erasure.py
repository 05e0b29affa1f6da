"""Erasing items, sources and persons for good: plan, show, then do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.archive.following import erase_planned
from earwitness.archive.items import one_item
from earwitness.archive.sources import now_ms, one_source
from earwitness.entities.indexing import collect_pending
from earwitness.errors import NotFound
from earwitness.jobs.purge import purge_items
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.search.open import open_index
from earwitness.storage.erase import Erased, ErasurePlan, erase, is_unscrubbed, plan_erasure, scrub
from earwitness.storage.person_mentions import Appearances, find_person
from earwitness.storage.redact import ItemRedaction, RedactedParts, RedactionPlan, plan_redaction, redact_item

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["Erased", "Erasure", "ErasurePlan", "ItemRedaction", "Redacted", "RedactionPlan", "Target", "WholeErasure"]
Target = Literal["item", "source", "person"]
Track = Callable[[tuple[ItemRedaction, ...]], Iterable[ItemRedaction]]


class WholeErasure(NamedTuple):
    """What would be erased as a whole: the item or source it is about, or where a person appears."""

    plan: ErasurePlan
    title: str
    person: Appearances | None = None


class Redacted(NamedTuple):
    """What a redaction did, what remains, and what could not be removed."""

    rows: dict[str, int]
    still_named_in: tuple[str, ...]
    notes: tuple[str, ...]


class Erasure:
    """Erases from one archive: rows, index, vectors, media files, and the free space of the database file."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._media = archive.settings.home / "media"

    def finish_interrupted(self) -> bool:
        """Finish an erasure whose rows are gone but whose files were not rewritten yet; return whether there was one."""
        database = self._archive.database
        with database.read() as connection:
            if not is_unscrubbed(connection):
                return False
        scrub(database, open_index(database))
        return True

    def plan(self, target: Target, *names: str) -> WholeErasure:
        """Return what erasing an item, a source, or every item with a person would remove. Raises `NotFound` or `UsageError`."""
        with self._archive.database.read() as connection:
            if target == "source":
                source = one_source(connection, " ".join(names))
                return WholeErasure(plan_erasure(connection, source_ids=[source.id], media=self._media), source.name)
            if target == "item":
                found = one_item(connection, " ".join(names))
                return WholeErasure(plan_erasure(connection, item_ids=[found.item.id], media=self._media), found.item.title)
            person = find_person(connection, names)
            ids = (*person.speaking, *person.named)
            plan = plan_erasure(connection, item_ids=ids, source_ids=person.source_ids, media=self._media)
        if not plan.item_ids and not plan.source_ids:
            raise NotFound(names[0], "is nowhere in the archive", "check the spelling, or give several")
        return WholeErasure(plan, names[0], person)

    def erase(self, plan: ErasurePlan) -> Erased:
        """Erase what was planned. After a crash, calling it again finishes the work."""
        return erase_planned(self._archive.database, self._archive.settings, plan, now_ms=now_ms())

    def plan_person(self, *names: str) -> RedactionPlan:
        """Return what would be redacted where others speak, and erased where only the person does. Raises `NotFound`."""
        with self._archive.database.read() as connection:
            plan = plan_redaction(connection, find_person(connection, names), self._media)
        if not plan.items and not plan.whole.item_ids and not plan.whole.source_ids:
            raise NotFound(names[0], "is nowhere in the archive", "check the spelling, or give several")
        return plan

    def redact(self, plan: RedactionPlan, *, track: Track = iter) -> Redacted:
        """Redact what was planned, then look for anything left. `track` wraps the items to show progress."""
        from earwitness import pipeline  # noqa: PLC0415 - loads every analyser, which planning does not need

        now, database = now_ms(), self._archive.database
        index, tools = open_index(database), pipeline.Tools.standard()

        def analyse(item: Item, transcript: Transcript) -> Digest:
            return pipeline.digest_transcript(item, transcript, tools)

        def collect(connection: sa.Connection, item_id: str) -> None:
            collect_pending(connection, [item_id], now_ms=now)

        parts = RedactedParts(index, analyse, collect)
        purge_items(self._archive.settings, database, [*plan.whole.item_ids, *(one.item_id for one in plan.items)])
        for one in track(plan.items):
            redact_item(database, one, plan.names, parts, now_ms=now)
        for file in plan.files:
            file.unlink(missing_ok=True)
        rows: dict[str, int] = {}
        if plan.whole.item_ids or plan.whole.source_ids:
            done = erase(database, plan.whole, index, now_ms=now)
            rows, notes = done.rows, done.notes
        else:
            notes = scrub(database, index)
        with database.read() as connection:
            left = find_person(connection, plan.names)
        return Redacted(rows, (*left.speaking, *left.named), notes)


def redacted_files(plan: RedactionPlan) -> Iterator[str]:
    """Yield the paths of recordings that the plan deletes."""
    yield from (str(file) for file in (*plan.files, *plan.whole.files))
