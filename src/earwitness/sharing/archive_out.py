"""The formats there are, and the archive read for one of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from earwitness.database.engine import Database
from earwitness.knowledge.gathering import catch_up
from earwitness.sharing.catalogue import PublishedItem, published_items
from earwitness.sharing.formats import Format, Options
from earwitness.sharing.jekyll_files import JekyllFormat
from earwitness.sharing.json_files import JsonFormat
from earwitness.sharing.site import SiteFormat
from earwitness.sharing.vault import VaultFormat

_FORMATS: dict[str, Callable[[sa.Connection, Sequence[PublishedItem], Options], Format]] = {
    "json": lambda _connection, items, options: JsonFormat.of(items, options),
    "site": SiteFormat.of,
    "obsidian": lambda connection, items, _options: VaultFormat.of(connection, items),
    "jekyll": lambda connection, items, _options: JekyllFormat.of(connection, items),
}


def publication(database: Database, options: Options) -> Format:
    """The archive as it is now in the format the options name, ready to be published."""
    if options.format != "json":
        catch_up(database, now_ms=time.time_ns() // 1_000_000)  # tables across items; the moment shows on no page
    with database.read() as connection:
        items = published_items(connection, source_id=options.source_id, limit=options.limit)
        return _FORMATS[options.format](connection, items, options)
