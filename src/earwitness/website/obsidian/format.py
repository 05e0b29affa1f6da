"""`publish --format obsidian`: a vault of linked notes for items, people, organizations, products, works, places and topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from earwitness.renderers.dialects import Dialect
from earwitness.renderers.labels import KIND_HEADINGS
from earwitness.renderers.markdown_body import page
from earwitness.renderers.obsidian import note_properties
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.website.obsidian.mentioned import TOPIC, NoteSubject, subjects
from earwitness.website.obsidian.note_regions import left_over, settled, written_note
from earwitness.website.obsidian.subject_notes import subject_properties, subject_region
from earwitness.website.publishing.canonical_names import canonical_names, ids_of
from earwitness.website.publishing.catalogue import PublishedItem, digested
from earwitness.website.publishing.file_names import date_part, distinct_names, note_name
from earwitness.website.publishing.formats import Content, Options, Settled, Task, encoded
from earwitness.website.publishing.renderer_version import key_of, renderer_version

ITEMS = "Items"
NOTE = ".md"
FOLDERS: dict[str, str] = {**{str(kind): heading for kind, heading in KIND_HEADINGS.items()}, TOPIC: "Topics"}


@dataclass(frozen=True)
class VaultFormat:
    """Writes one note an item, with its transcript beside it, and one for each thing and topic it speaks of."""

    items: Mapping[str, PublishedItem]
    subjects: Mapping[str, NoteSubject]
    """By task name."""
    counted: Mapping[str, Mapping[str, str]]
    """By item and id of one of its entities, the id of the entity that it counts as."""
    names: Mapping[str, str]
    """The name of each task's note: no two in the vault are equal, whatever their folder, so that a link needs no path."""

    @classmethod
    def of(cls, connection: sa.Connection, items: Sequence[PublishedItem], options: Options | None = None) -> VaultFormat:
        """The vault of these items."""
        by_arrival = sorted(items, key=lambda one: (one.first_seen_ms, one.id))
        names = distinct_names((f"item/{one.id}", note_name(f"{date_part(one.item.published)} {one.item.title}")) for one in by_arrival)
        found = {f"{one.kind}/{one.id}": one for one in subjects(connection, items)}
        used = list(names.values())
        for kind in FOLDERS:  # a name that two kinds share is the first one's
            wishes = [(task, note_name(one.name)) for task, one in found.items() if one.kind == kind]
            given = distinct_names(wishes, taken=used, qualifiers=(f"{{name}} ({kind})", "{name} ({id})"))
            names |= given
            used += given.values()
        return cls({one.id: one for one in items}, found, canonical_names(connection), names)

    def tasks(self) -> Sequence[Task]:
        """One task a note."""
        result = renderer_version()
        each = [
            Task(name, key_of(result, one.key, self.names[name], self._links.get(one.id, [])), self._files(name, ITEMS))
            for one in self.items.values()
            for name in (f"item/{one.id}",)
        ]
        for name, one in self.subjects.items():
            reported = [(self.names[f"item/{place.item_id}"], self.items[place.item_id].key) for place in one.places]
            each.append(Task(name, key_of(result, one[1:], reported), self._files(name, FOLDERS[one.kind])[:1]))
        return each

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, str]:
        """The note of a task; an item's with its transcript."""
        if task.name in self.subjects:
            subject = self.subjects[task.name]
            region = subject_region(connection, subject, self.items, self.names)
            return {task.files[0]: written_note(task.name.replace("/", "-", 1), subject_properties(subject), region)}
        published = self.items[task.name.removeprefix("item/")]
        found = digested(connection, published)
        if found is None:
            return {}
        counts = self.counted.get(published.id, {})
        own = {named: note for named, id_ in ids_of(found.digest).items() if (note := self._entity_notes.get(counts.get(id_, id_)))}
        dialect = Dialect("obsidian", wiki=True, notes={**self._notes, **own})
        note = written_note(published.id, note_properties(found.digest, dialect), page(found.digest, found.transcript, dialect))
        return {task.files[0]: note, task.files[1]: transcript_json(found.transcript)}

    def settle(self, path: str, made: Content, there: bytes | None, moved: bytes | None) -> Settled:
        """The note with what its owner wrote; a transcript as it was made."""
        return settled(made, there, moved) if isinstance(made, str) and path.endswith(NOTE) else Settled(encoded(made))

    def part(self, path: str, former: bytes) -> Settled:
        """What its owner wrote."""
        return left_over(former) if path.endswith(NOTE) else Settled(None)

    def _files(self, task: str, folder: str) -> tuple[str, str]:
        return f"{folder}/{self.names[task]}{NOTE}", f"{folder}/{self.names[task]}{TRANSCRIPT_SUFFIX}"

    @cached_property
    def _notes(self) -> Mapping[tuple[str, str], str]:
        """The note of each kind and name, other spellings included where no other thing of the kind has them for its name."""
        notes: dict[tuple[str, str], str] = {}
        for task, one in self.subjects.items():
            for alias in one.aliases if one.kind != TOPIC else ():
                notes.setdefault((one.kind, alias), self.names[task])
        notes.update({(one.kind, one.name): self.names[task] for task, one in self.subjects.items()})
        return notes

    @cached_property
    def _entity_notes(self) -> Mapping[str, str]:
        """The names of notes by the entities' ids."""
        return {one.id: self.names[task] for task, one in self.subjects.items() if one.kind != TOPIC}

    @cached_property
    def _links(self) -> Mapping[str, list[tuple[str, str]]]:
        """By item, the names of the notes it links to, those of entities by whom they are linked for."""
        links: dict[str, list[tuple[str, str]]] = {}
        for task, one in self.subjects.items():
            for place in one.places:
                links.setdefault(place.item_id, []).append(("", self.names[task]))
        for item, counts in self.counted.items():
            linked = ((id_, self._entity_notes.get(other, "")) for id_, other in counts.items() if id_ != other)
            links.setdefault(item, []).extend(sorted(linked))
        return links
