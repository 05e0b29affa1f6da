"""`publish --format jekyll`: the collection `_episodes` of a Jekyll hub, each page with its transcript beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from earwitness.publish.jekyll import JekyllRenderer
from earwitness.publish.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.sharing.catalogue import PublishedItem, digested
from earwitness.sharing.edition import edition, key_of
from earwitness.sharing.formats import OursAlone, Task
from earwitness.sharing.naming import date_part, slug, told_apart

FOLDER = "_episodes"


@dataclass(frozen=True)
class JekyllFormat(OursAlone):
    """Writes `_episodes/DATE-SLUG.md` and `_episodes/DATE-SLUG.transcript.json`."""

    items: Mapping[str, PublishedItem]
    stems: Mapping[str, str]

    @classmethod
    def of(cls, items: Sequence[PublishedItem]) -> JekyllFormat:
        """The publication of these items; who came into the archive first has the plain name."""
        by_arrival = sorted(items, key=lambda one: (one.first_seen_ms, one.id))
        return cls({one.id: one for one in items}, told_apart((one.id, _wish(one)) for one in by_arrival))

    def tasks(self) -> Sequence[Task]:
        """One task an item."""
        made = edition()
        return [Task(f"item/{id_}", key_of(made, one.key), self._files(id_)) for id_, one in self.items.items()]

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, str]:
        """An episode page and its transcript."""
        found = digested(connection, self.items[task.name.removeprefix("item/")])
        if found is None:
            return {}
        page, transcript = task.files
        rendered = JekyllRenderer().render(found.digest, found.transcript, media=found.media)
        return {page: rendered, transcript: transcript_json(found.transcript)}

    def _files(self, item_id: str) -> tuple[str, str]:
        stem = self.stems[item_id]
        return f"{FOLDER}/{stem}.md", f"{FOLDER}/{stem}{TRANSCRIPT_SUFFIX}"


def _wish(one: PublishedItem) -> str:
    return f"{date_part(one.item.published)}-{slug(one.item.title) or one.id[:8]}"
