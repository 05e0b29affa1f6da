"""`publish --format jekyll`: the collection `_episodes` of a Jekyll site, each page with its transcript file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from earwitness.renderers.jekyll import JekyllRenderer, Known
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.website.publishing.canonical_names import canonical_names, ids_of, lines_of
from earwitness.website.publishing.catalogue import PublishedItem, digested
from earwitness.website.publishing.file_names import date_part, distinct_names, slug
from earwitness.website.publishing.formats import Options, OursAlone, Task
from earwitness.website.publishing.renderer_version import key_of, renderer_version

FOLDER = "_episodes"


@dataclass(frozen=True)
class JekyllFormat(OursAlone):
    """Writes `_episodes/DATE-SLUG.md` and `_episodes/DATE-SLUG.transcript.json`."""

    items: Mapping[str, PublishedItem]
    stems: Mapping[str, str]
    known: Mapping[str, Mapping[str, Known]]
    """By item and id of one of its entities, what that counts as, where it is not itself."""

    @classmethod
    def of(cls, connection: sa.Connection, items: Sequence[PublishedItem], options: Options | None = None) -> JekyllFormat:
        """The publication of these items; who came into the archive first has the plain name."""
        by_arrival = sorted(items, key=lambda one: (one.first_seen_ms, one.id))
        held = {one.id: one for one in items}
        counts = {item: {id_: other for id_, other in ids.items() if id_ != other} for item, ids in canonical_names(connection).items()}
        others = {other for item, ids in counts.items() if item in held for other in ids.values()}
        rows = {id_: Known(line.name, line.kind, line.category) for id_, line in lines_of(connection, others).items()}
        known = {item: {id_: rows[other] for id_, other in ids.items() if other in rows} for item, ids in counts.items() if item in held}
        return cls(held, distinct_names((one.id, _wish(one)) for one in by_arrival), {item: ids for item, ids in known.items() if ids})

    def tasks(self) -> Sequence[Task]:
        """One task an item."""
        result = renderer_version()
        return [Task(f"item/{id_}", key_of(result, one.key, self.known.get(id_, {})), self._files(id_)) for id_, one in self.items.items()]

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, str]:
        """An episode page and its transcript."""
        id_ = task.name.removeprefix("item/")
        found = digested(connection, self.items[id_])
        if found is None:
            return {}
        page, transcript = task.files
        known = self.known.get(id_, {})
        named = {name: known[entity] for name, entity in ids_of(found.digest).items() if entity in known}
        rendered = JekyllRenderer(named).render(found.digest, found.transcript, media=found.media)
        return {page: rendered, transcript: transcript_json(found.transcript)}

    def _files(self, item_id: str) -> tuple[str, str]:
        stem = self.stems[item_id]
        return f"{FOLDER}/{stem}.md", f"{FOLDER}/{stem}{TRANSCRIPT_SUFFIX}"


def _wish(one: PublishedItem) -> str:
    return f"{date_part(one.item.published)}-{slug(one.item.title) or one.id[:8]}"
