"""`publish --format json`: one digest per file with its transcript file, and a list of all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from earwitness.renderers.json import JsonRenderer
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.website.publishing.catalogue import PublishedItem, digested
from earwitness.website.publishing.formats import Options, OursAlone, Task
from earwitness.website.publishing.renderer_version import key_of, renderer_version

INDEX = "index"
INDEX_SCHEMA = "earwitness.index/1"


@dataclass(frozen=True)
class JsonFormat(OursAlone):
    """Writes `items/ID.json`, `items/ID.transcript.json` and `index.json`."""

    items: Mapping[str, PublishedItem]
    options: Options

    @classmethod
    def of(cls, connection: sa.Connection, items: Sequence[PublishedItem], options: Options) -> JsonFormat:
        """The publication of these items."""
        return cls({one.id: one for one in items}, options)

    def tasks(self) -> Sequence[Task]:
        """One task an item, and the index."""
        result = renderer_version()
        each = [Task(f"item/{one.id}", key_of(result, one.key), _files(one.id)) for one in self.items.values()]
        whole = key_of(result, self.options.title, [one.key for one in self.items.values()])
        return [*each, Task(INDEX, whole, ("index.json",))]

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, str]:
        """The files of a task."""
        if task.name == INDEX:
            return {"index.json": self._index()}
        found = digested(connection, self.items[task.name.removeprefix("item/")])
        if found is None:
            return {}
        page, transcript = task.files
        return {page: JsonRenderer().render(found.digest, found.transcript), transcript: transcript_json(found.transcript)}

    def _index(self) -> str:
        rows = [
            {
                **one.item.model_dump(mode="json", exclude={"people", "recording", "fingerprint"}, exclude_none=True),
                "people": [person.name for person in one.item.people],
                "digest": _files(one.id)[0],
                "transcript": _files(one.id)[1],
            }
            for one in self.items.values()
        ]
        return json.dumps({"schema": INDEX_SCHEMA, "title": self.options.title, "items": rows}, ensure_ascii=False, indent=1) + "\n"


def _files(item_id: str) -> tuple[str, str]:
    return f"items/{item_id}.json", f"items/{item_id}{TRANSCRIPT_SUFFIX}"
