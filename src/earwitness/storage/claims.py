"""Pages of other sites and their claims, stored apart from findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.model.claims import ImportedClaim, ImportedPage, ImportKey
from earwitness.model.transcript import Transcript
from earwitness.storage.duplicates import shingle_keys, words_of
from earwitness.storage.items import find_by_keys, get_item, put_duplicate, put_keys
from earwitness.storage.tables import claims, imports, item_keys
from earwitness.storage.upsert import upsert

QUOTED = "quoted"
"""The kind of key under which the words of an imported page's quotes are remembered, so that a later transcript finds the page."""
LEAST_SHARED = 2
NOMINATED = 5
KEYS_AT_ONCE = 500
_CLAIM = tuple(ImportedClaim.model_fields)
_PAGE = tuple(ImportedPage.model_fields)
_COLUMNS = {"content_hash", "import_id", "said", "transcript", "judged_by", "note"}


class StoredPage(NamedTuple):
    """A page with the item it is about and its claims in the order of the page."""

    item_id: str
    page: ImportedPage
    claims: tuple[ImportedClaim, ...]

    @property
    def key(self) -> ImportKey:
        """Which page of which hub."""
        return ImportKey(self.page.origin, self.page.path)


def put_page(connection: sa.Connection, kept: StoredPage) -> None:
    """Stores a page and its claims; what an earlier reading of the same page said is replaced."""
    row = {**{name: getattr(kept.page, name) for name in _COLUMNS}, **kept.key._asdict(), "item_id": kept.item_id}
    upsert(connection, imports, [row])
    connection.execute(sa.delete(claims).where(*_is(kept.key)))
    rows = [{**claim.model_dump(), **kept.key._asdict(), "item_id": kept.item_id, "ordinal": at} for at, claim in enumerate(kept.claims)]
    if rows:
        connection.execute(sa.insert(claims), rows)


def get_page(connection: sa.Connection, key: ImportKey) -> tuple[str, ImportedPage] | None:
    """The page as it was last taken over, with the item it is about."""
    query = sa.select(imports).where(imports.c.origin == key.origin, imports.c.path == key.path)
    row = connection.execute(query).mappings().first()
    return (str(row["item_id"]), _page(row)) if row else None


def pages_of(connection: sa.Connection, item_id: str) -> tuple[StoredPage, ...]:
    """What other hubs say of an item, page by page."""
    query = sa.select(imports).where(imports.c.item_id == item_id).order_by(imports.c.origin, imports.c.path)
    pages = [_page(row) for row in connection.execute(query).mappings()]
    return tuple(StoredPage(item_id, page, _claims(connection, ImportKey(page.origin, page.path))) for page in pages)


def put_quoted(connection: sa.Connection, item_id: str, quotes: Sequence[str]) -> None:
    """Remembers the words a page quotes."""
    put_keys(connection, item_id, [(QUOTED, key) for key in shingle_keys(" ".join(quotes))])


def quoting(connection: sa.Connection, transcript: Transcript) -> tuple[str, ...]:
    """Imported items without a transcript that quote this one's words, those that share the most first."""
    keys = shingle_keys(words_of(transcript))
    shared: dict[str, int] = {}
    for at in range(0, len(keys), KEYS_AT_ONCE):
        for item_id, count in find_by_keys(connection, QUOTED, keys[at : at + KEYS_AT_ONCE]).items():
            shared[item_id] = shared.get(item_id, 0) + count
    ranked = sorted((item_id for item_id, count in shared.items() if count >= LEAST_SHARED), key=lambda one: (-shared[one], one))
    found = (get_item(connection, item_id) for item_id in ranked[:NOMINATED])
    return tuple(one.item.id for one in found if one and one.state == "imported")


def adopt(connection: sa.Connection, imported_id: str, item_id: str, reason: str) -> None:
    """Makes an item the one an imported item's claims are about; the imported item is listed as its copy."""
    for table in (imports, claims):
        connection.execute(sa.update(table).where(table.c.item_id == imported_id).values(item_id=item_id))
    connection.execute(sa.delete(item_keys).where(item_keys.c.item_id == imported_id, item_keys.c.kind == QUOTED))
    put_duplicate(connection, imported_id, item_id, reason)


def import_ids(connection: sa.Connection, item_ids: Sequence[str]) -> Iterator[str]:
    """The ids under which pages about these items would come back."""
    yield from connection.scalars(sa.select(imports.c.import_id).where(imports.c.item_id.in_(item_ids)).distinct())


def has_pages(connection: sa.Connection, item_id: str) -> bool:
    """True for an item that some other hub says something of."""
    return connection.scalar(sa.select(imports.c.path).where(imports.c.item_id == item_id).limit(1)) is not None


def _claims(connection: sa.Connection, key: ImportKey) -> tuple[ImportedClaim, ...]:
    query = sa.select(*(claims.c[name] for name in _CLAIM)).where(*_is(key)).order_by(claims.c.ordinal)
    return tuple(ImportedClaim(**row) for row in connection.execute(query).mappings())


def _page(row: Any) -> ImportedPage:
    return ImportedPage(**{name: row[name] for name in _PAGE})


def _is(key: ImportKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (claims.c.origin == key.origin, claims.c.path == key.path)
