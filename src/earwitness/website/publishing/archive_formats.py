"""The formats there are, and the archive read for one of them."""

from __future__ import annotations

import time

from earwitness.entities.indexing import catch_up
from earwitness.errors import UsageError
from earwitness.storage.engine import Database
from earwitness.website.feeds.live import find_feed
from earwitness.website.obsidian.format import VaultFormat
from earwitness.website.publishing.catalogue import published_items
from earwitness.website.publishing.formats import Format, Options
from earwitness.website.publishing.jekyll import JekyllFormat
from earwitness.website.publishing.json_files import JsonFormat
from earwitness.website.site.format import SiteFormat


def publication(database: Database, options: Options) -> Format:
    """The archive as it is now in the format the options name, ready to be published."""
    if options.format != "json":
        catch_up(database, now_ms=time.time_ns() // 1_000_000)  # tables across items; the moment shows on no page
    site = options.format == "site"
    searched = tuple((name, _searched(database, name, query)) for name, query in options.searches) if site else ()
    with database.read() as connection:
        items = published_items(connection, source_id=options.source_id, limit=options.limit, with_private=options.with_private)
        match options.format:
            case "json":
                return JsonFormat.of(items, options)
            case "obsidian":
                return VaultFormat.of(connection, items)
            case "jekyll":
                return JekyllFormat.of(connection, items)
            case "site":
                return SiteFormat.of(connection, items, options, searched=searched)


def _searched(database: Database, name: str, query: str) -> tuple[str, ...]:
    """The items of what a saved search finds. Raises `UsageError` that names it when it cannot be read."""
    try:
        return find_feed(database, "search", query).items
    except UsageError as error:
        raise UsageError(f"saved_searches.{name}", error.problem, error.hint) from error
