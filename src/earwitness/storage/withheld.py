"""Removes private data from exported rows: hidden addresses, and fetched documents that contain them."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.archive import Source
from earwitness.storage.disclosure import Disclosure, of_source
from earwitness.storage.tables import item_keys, items, revisions, sources, transcripts, work

ROWS_AT_ONCE = 100
_WORDS = frozenset({"text", "nearest", "proposal"})
"""Fields that repeat the words of an item, which are never altered."""
_POLITENESS = ("etag", "last_modified")
_ADDRESS_KEYS = frozenset({"enclosure", "page", "guid"})


class Withheld(NamedTuple):
    """What may be shown of each source's rows; of items and transcripts only those of sources that are not everybody's are named."""

    sources: dict[str, Source]
    items: dict[str, str]
    transcripts: dict[str, str]

    @classmethod
    def of(cls, connection: sa.Connection) -> Withheld:
        """The archive's."""
        names = tuple(Source.model_fields)
        rows = connection.execute(sa.select(*(sources.c[name] for name in names)), execution_options={"yield_per": ROWS_AT_ONCE})
        every = (Source(**row) for row in rows.mappings())
        known = {source.id: source for source in every if _is_kept(of_source(source))}
        retained = list(known)
        owned = sa.select(items.c.id, items.c.source_id).where(items.c.source_id.in_(retained))
        source_text = sa.select(revisions.c.fingerprint, items.c.source_id).join_from(revisions, items, items.c.id == revisions.c.item_id)
        return cls(
            known,
            {str(row[0]): str(row[1]) for row in connection.execute(owned)},
            {str(row[0]): str(row[1]) for row in connection.execute(source_text.where(items.c.source_id.in_(retained)))},
        )

    def row(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """A row of a table without what is left out."""
        if table == sources.name:
            source = Source(**{name: row[name] for name in Source.model_fields})
            may = of_source(source)
            shown = {name: _shown(value, may) for name, value in row.items()}
            return shown | {"url": source.shown_url, **(dict.fromkeys(_POLITENESS) if may.private else {})}
        may = self._of(table, row)
        row = row | ({"content": None} if table == work.name else {})
        if table == item_keys.name and row["kind"] in _ADDRESS_KEYS and _is_kept(may):
            row = row | {"key": hashlib.sha256(row["key"].encode("utf-8", "surrogatepass")).hexdigest()[:16]}
        return {name: value if name in _WORDS else _shown(value, may) for name, value in row.items()}

    def _of(self, table: str, row: dict[str, Any]) -> Disclosure:
        if table == transcripts.name:
            owner = self.transcripts.get(row["fingerprint"], "")
        else:
            owner = row["source_id"] if table == items.name else self.items.get(row.get("item_id", ""), "")
        return of_source(self.sources[owner]) if owner in self.sources else Disclosure()


def _is_kept(may: Disclosure) -> bool:
    return may.private or may.addressed


def _shown(value: Any, may: Disclosure) -> Any:
    """A value as it may be shown, with all that is in it."""
    if isinstance(value, str):
        return may.anywhere(value)
    if isinstance(value, list):
        return [_shown(part, may) for part in value]
    if isinstance(value, dict):
        return {name: part if name in _WORDS and isinstance(part, str) else _shown(part, may) for name, part in value.items()}
    return value
