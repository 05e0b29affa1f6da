"""The list of publication formats, and the archive loaded for one of them."""

from __future__ import annotations

import time

from earwitness import plugins
from earwitness.entities.indexing import catch_up
from earwitness.errors import UsageError
from earwitness.storage.engine import Database
from earwitness.website.feeds.live import find_feed
from earwitness.website.publishing.catalogue import published_items
from earwitness.website.publishing.formats import Format, Options


def publication(database: Database, options: Options) -> Format:
    """Return the archive as it is now in the format the options name, ready to be published. Raises `UsageError` for an unknown format."""
    chosen = plugins.publish_format(options.format)
    catch_up(database, now_ms=time.time_ns() // 1_000_000)  # tables across items; the moment shows on no page
    if getattr(chosen, "USES_SEARCHES", False):
        options = options.model_copy(
            update={"searched": tuple((name, _searched(database, name, query)) for name, query in options.searches)}
        )
    with database.read() as connection:
        items = published_items(connection, source_id=options.source_id, limit=options.limit, with_private=options.with_private)
        publication: Format = chosen.of(connection, items, options)
        return publication


def _searched(database: Database, name: str, query: str) -> tuple[str, ...]:
    """The items of what a saved search finds. Raises `UsageError` that names it when it cannot be read."""
    try:
        return find_feed(database, "search", query).items
    except UsageError as error:
        raise UsageError(f"saved_searches.{name}", error.problem, error.hint) from error
