"""Items: what sources published, the state of their work, and the keys that identify them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

from earwitness.model.archive import ArchivedItem, ItemState, SourceEntry
from earwitness.model.media import Item
from earwitness.storage.tables import item_keys, items
from earwitness.storage.upsert import upsert

# Statements of every item's way, made once: making one costs more than SQLite needs to answer it.
_IS_IT = items.c.id == sa.bindparam("which")
_GET_ITEM = sa.select(items).where(_IS_IT)
_GET_ENTRY = sa.select(items.c.entry).where(_IS_IT)
_GET_STATE = sa.select(items.c.state).where(_IS_IT)
_PUT_STATE = sa.update(items).where(_IS_IT).values(state=sa.bindparam("to"), reason=sa.bindparam("why"))


class ItemFilter(NamedTuple):
    """Which items a list holds; empty parts restrict nothing."""

    words: str = ""
    """In the title."""
    source: str = ""
    """A source's id."""
    kind: str = ""
    state: str = ""


class Before(NamedTuple):
    """A place in the list of items, newest first: after this item."""

    published: str | None
    item_id: str

    def write(self) -> str:
        """`2026-11-28T07:00:00Z,ID`, for an address."""
        return f"{self.published or ''},{self.item_id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What `write` wrote; None for anything else."""
        published, comma, item_id = text.rpartition(",")
        return cls(published or None, item_id) if comma and item_id.isalnum() and len(item_id) <= ID_LONGEST else None


ID_LONGEST = 64


def put_item(connection: sa.Connection, archived: ArchivedItem, entry: SourceEntry | None = None) -> bool:
    """Writes an item's row; True when it is new. State, reason, revision and first sight of one that is there stay as they are."""
    new = get_item(connection, archived.item.id) is None
    row = _row(archived) | {"entry": entry.model_dump(mode="json") if entry else None}
    retained = ("state", "reason", "revision", "first_seen_ms", "copy_of", *(() if entry else ("entry",)))
    upsert(connection, items, [row], keep=retained)
    return new


def put_state(connection: sa.Connection, item_id: str, state: ItemState, reason: str = "") -> None:
    """Moves an item to another state of its work, with the reason a user reads."""
    connection.execute(_PUT_STATE, {"which": item_id, "to": state, "why": reason})


def put_described(connection: sa.Connection, item: Item) -> None:
    """Brings what is known of an item (title, people, duration ...) up to date."""
    values = {"item": item.model_dump(mode="json"), "title": item.title, "kind": item.kind, "url": item.url, "published": item.published}
    connection.execute(sa.update(items).where(items.c.id == item.id).values(**values))


def put_entry(connection: sa.Connection, item_id: str, entry: SourceEntry) -> None:
    """Sets what the item's source says of it now."""
    connection.execute(sa.update(items).where(items.c.id == item_id).values(entry=entry.model_dump(mode="json")))


def put_duplicate(connection: sa.Connection, item_id: str, original_id: str, reason: str) -> None:
    """Lists an item as a copy of another."""
    connection.execute(sa.update(items).where(items.c.id == item_id).values(state="copy", copy_of=original_id, reason=reason))


def get_state(connection: sa.Connection, item_id: str) -> ItemState | None:
    """In which state the item's work is."""
    return connection.scalar(_GET_STATE, {"which": item_id})


def get_item(connection: sa.Connection, item_id: str) -> ArchivedItem | None:
    """The item with this id."""
    row = connection.execute(_GET_ITEM, {"which": item_id}).mappings().first()
    return _archived(row) if row else None


def get_entry(connection: sa.Connection, item_id: str) -> SourceEntry | None:
    """What the item's source said of it, where it came from a source."""
    content = connection.scalar(_GET_ENTRY, {"which": item_id})
    return SourceEntry.model_validate(content) if content else None


def get_listed(connection: sa.Connection, item_id: str) -> tuple[ArchivedItem, SourceEntry] | None:
    """The item together with what its source said of it, where it came from a source."""
    row = connection.execute(_GET_ITEM, {"which": item_id}).mappings().first()
    return (_archived(row), SourceEntry.model_validate(row["entry"])) if row and row["entry"] else None


def entry_places(connection: sa.Connection, item_ids: Sequence[str]) -> dict[str, str | None]:
    """By item, the address at which its source last said it lies."""
    query = sa.select(items.c.id, items.c.entry["url"].as_string()).where(items.c.id.in_(item_ids), items.c.entry.is_not(None))
    return {str(item_id): url for item_id, url in connection.execute(query)} if item_ids else {}


def newest_dates(connection: sa.Connection, source_id: str, *, limit: int = 20) -> tuple[str | None, ...]:
    """When the source published its newest items."""
    query = sa.select(items.c.published).where(items.c.source_id == source_id)
    return tuple(connection.scalars(query.order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit)))


def find_items(
    connection: sa.Connection, *, words: str = "", source_id: str = "", state: str = "", limit: int = 100, offset: int = 0
) -> tuple[ArchivedItem, ...]:
    """Items, newest first: by the beginning of their id or words of their title, by source, by state."""
    query = sa.select(items).order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit).offset(offset)
    if words:
        query = query.where(sa.or_(items.c.id.startswith(words, autoescape=True), items.c.title.icontains(words, autoescape=True)))
    if source_id:
        query = query.where(items.c.source_id == source_id)
    if state:
        query = query.where(items.c.state == state)
    return tuple(_archived(row) for row in connection.execute(query).mappings())


def get_items(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[ArchivedItem, ...]:
    """The items with these ids, in this order; those that are not there are left out."""
    if not item_ids:
        return ()
    found = {row["id"]: _archived(row) for row in connection.execute(sa.select(items).where(items.c.id.in_(item_ids))).mappings()}
    return tuple(found[item_id] for item_id in item_ids if item_id in found)


def list_items(connection: sa.Connection, wanted: ItemFilter, before: Before | None = None, *, limit: int) -> tuple[ArchivedItem, ...]:
    """Items newest first, those without a date last, beginning after `before`."""
    query = sa.select(items).where(*_wanted(wanted)).order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit)
    if before is not None:
        same = sa.and_(items.c.published.is_not_distinct_from(before.published), items.c.id > before.item_id)
        later = items.c.published < before.published if before.published is not None else sa.false()
        undated = items.c.published.is_(None) if before.published is not None else sa.false()
        query = query.where(sa.or_(same, later, undated))
    return tuple(_archived(row) for row in connection.execute(query).mappings())


def count_items(connection: sa.Connection, wanted: ItemFilter) -> int:
    """How many items a list holds in all."""
    return connection.scalar(sa.select(sa.func.count()).select_from(items).where(*_wanted(wanted))) or 0


def _wanted(wanted: ItemFilter) -> list[sa.ColumnElement[bool]]:
    columns = {"source": items.c.source_id, "kind": items.c.kind, "state": items.c.state}
    conditions: list[sa.ColumnElement[bool]] = [column == value for name, column in columns.items() if (value := getattr(wanted, name))]
    return conditions + ([items.c.title.icontains(wanted.words, autoescape=True)] if wanted.words else [])


def count_states(connection: sa.Connection) -> dict[str, int]:
    """How many items are in each state."""
    query = sa.select(items.c.state, sa.func.count()).group_by(items.c.state).order_by(items.c.state)
    return {str(state): int(count) for state, count in connection.execute(query)}


def count_source_items(connection: sa.Connection, source_id: str) -> dict[str, int]:
    """How many items of a source are in each state."""
    query = sa.select(items.c.state, sa.func.count()).where(items.c.source_id == source_id).group_by(items.c.state)
    return {str(state): int(count) for state, count in connection.execute(query.order_by(items.c.state))}


def put_keys(connection: sa.Connection, item_id: str, keys: Iterable[tuple[str, str]]) -> None:
    """Adds what an item can be recognised by: pairs of kind and key."""
    upsert(connection, item_keys, [{"item_id": item_id, "kind": kind, "key": key} for kind, key in dict.fromkeys(keys)])


def find_by_keys(connection: sa.Connection, kind: str, keys: Iterable[str]) -> dict[str, int]:
    """Items that share keys of a kind, with how many they share."""
    shared = sa.func.count().label("shared")
    query = sa.select(item_keys.c.item_id, shared).where(item_keys.c.kind == kind, item_keys.c.key.in_(list(keys)))
    query = query.group_by(item_keys.c.item_id).order_by(shared.desc(), item_keys.c.item_id)
    return {str(item_id): int(count) for item_id, count in connection.execute(query)}


def _row(archived: ArchivedItem) -> dict[str, Any]:
    values = archived.model_dump(mode="json")
    item = values.pop("item")
    return values | {"id": item["id"], "item": item} | {name: item[name] for name in ("title", "kind", "url", "published")}


def _archived(row: Any) -> ArchivedItem:
    names = (name for name in ArchivedItem.model_fields if name != "item")
    return ArchivedItem(item=Item.model_validate(row["item"]), **{name: row[name] for name in names})
