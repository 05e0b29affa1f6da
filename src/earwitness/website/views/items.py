"""The list of all items, newest first, with keyset pagination."""

from __future__ import annotations

from typing import NamedTuple, get_args

import sqlalchemy as sa

from earwitness.model.archive import ItemState
from earwitness.model.media import ItemKind
from earwitness.storage.items import Before, ItemFilter, count_items, list_items
from earwitness.website.links import Links
from earwitness.website.views.item_rows import ItemRow, item_rows

STEP = 50


class ItemsPage(NamedTuple):
    """One step of the list."""

    wanted: ItemFilter
    total: int
    items: tuple[ItemRow, ...]
    next: Before | None
    kinds: tuple[str, ...] = get_args(ItemKind)
    states: tuple[str, ...] = get_args(ItemState)

    @property
    def words(self) -> str:
        """The words looked for in titles."""
        return self.wanted.words

    @property
    def kind(self) -> str:
        """The kind shown, empty for any."""
        return self.wanted.kind

    @property
    def state(self) -> str:
        """The state shown, empty for any."""
        return self.wanted.state

    def newer(self, _links: Links) -> str:
        """Nothing: a reader goes back in the browser, as the steps are taken from where one is."""
        return ""

    def older(self, links: Links) -> str:
        """The address of the next step, empty on the last."""
        if self.next is None:
            return ""
        given = {name: value for name, value in self.wanted._asdict().items() if value}
        return links.page("items", **given, before=self.next.write())


def items_page(connection: sa.Connection, wanted: ItemFilter, before: Before | None = None, *, step: int = STEP) -> ItemsPage:
    """The items after `before`, at most `step` of them."""
    found = list_items(connection, wanted, before, limit=step + 1)
    last = found[step - 1].item if len(found) > step else None
    return ItemsPage(
        wanted=wanted,
        total=count_items(connection, wanted),
        items=item_rows(connection, found[:step]),
        next=Before(last.published, last.id) if last else None,
    )
