"""Items of the archive: list them, find one, read its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from earwitness.archive.sources import one_source
from earwitness.errors import NotFound, UsageError
from earwitness.model.archive import ArchivedItem
from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.storage.claims import StoredPage, pages_of
from earwitness.storage.disclosure import disclosure, shown_items, shown_pair
from earwitness.storage.duplicates import duplicates_of
from earwitness.storage.items import find_items, get_item
from earwitness.text.invisible import one_line

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["ItemList", "ItemView", "Items", "StoredPage", "one_item"]
NAMED = 5
"""Items that an ambiguous name lists."""
ID_LENGTH = 16


class ItemList(NamedTuple):
    """Items, newest first, and whether there are more."""

    items: tuple[ArchivedItem, ...]
    more: bool


class ItemView(NamedTuple):
    """An item with what the archive holds of it."""

    found: ArchivedItem
    """The item that was asked for; a duplicate names its original in `copy_of`."""
    item: ArchivedItem
    """The item that holds the digest: the original of a duplicate."""
    digest: Digest | None
    transcript: Transcript | None
    duplicates: tuple[ArchivedItem, ...]
    imported: tuple[StoredPage, ...]
    """Pages of other sites about the item, with their claims."""


class Items:
    """Episodes, videos, issues and articles of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def list(self, words: str = "", *, source: str | None = None, state: str = "", limit: int = 50) -> ItemList:
        """Return the newest items whose title holds the words, of one source or in one state."""
        with self._archive.database.read() as connection:
            source_id = one_source(connection, source).id if source else ""
            found = find_items(connection, words=words, source_id=source_id, state=state, limit=limit + 1)
            return ItemList(tuple(shown_items(connection, found[:limit])), len(found) > limit)

    def get(self, words: str, *, revision: int | None = None, with_private: bool = False) -> ItemView:
        """Return the one item these words name (id, beginning of it, or title) with its digest and transcript.

        Raises `NotFound` for none and `UsageError` for several.
        """
        with self._archive.database.read() as connection:
            found = one_item(connection, words)
            holder = (get_item(connection, found.copy_of) if found.copy_of else None) or found
            may = disclosure(connection, holder.item.id, whole=with_private)
            pair = shown_pair(connection, holder.item.id, revision or holder.revision, whole=with_private)
            digest, transcript = pair or (None, None)
            duplicates = shown_items(connection, duplicates_of(connection, holder.item.id))
            (shown,) = shown_items(connection, [found])
            return ItemView(shown, may.archived(holder), digest, transcript, tuple(duplicates), pages_of(connection, holder.item.id))


def one_item(connection: sa.Connection, words: str) -> ArchivedItem:
    """Return the one item these words name: its id, the beginning of it, its title or a part of it. Raises `NotFound` and `UsageError`."""
    if not words.strip():
        raise UsageError("show", "names no item", "give its id or words of its title; see: earwitness items")
    if len(words) == ID_LENGTH and (known := get_item(connection, words)) is not None:
        return known
    found = find_items(connection, words=words.strip(), limit=1000)
    exact = [one for one in found if one.item.title.casefold() == words.strip().casefold()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise NotFound(words, "no such item in the archive", "see: earwitness items")
    named = "; ".join(f"{one.item.id} {one_line(one.item.title)}" for one in found[:NAMED])
    raise UsageError(words, f"means {len(found)} items ({named}{' ...' if len(found) > NAMED else ''})", "give the id")
