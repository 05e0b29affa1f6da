"""The feeds of a site: of all items, of each source, of each topic and name that several items have, and of saved searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.publication import named_items, topic_items
from earwitness.entities.slugs import slug
from earwitness.storage.findings import get_digest
from earwitness.website.feeds.atom import atom_feed
from earwitness.website.feeds.entry import ENTRIES, FeedAbout, FeedEntry, feed_entry
from earwitness.website.feeds.json_feed import json_feed
from earwitness.website.publishing.catalogue import PublishedItem
from earwitness.website.publishing.formats import Options
from earwitness.website.site.links import page_file

FEW, NEWEST = 3, 20
"""A topic or name has a feed from so many items on, with so many of them in it."""
Searched = tuple[tuple[str, tuple[str, ...]], ...]
"""Saved searches by name, each with the items of what it finds, newest first."""


class FeedPlan(NamedTuple):
    """A feed by what is in it."""

    key: str
    title: str
    home: str
    items: tuple[str, ...]
    """Ids, newest first."""


def feed_plans(
    connection: sa.Connection, items: Sequence[PublishedItem], options: Options, searched: Searched = (), *, whole: bool = True
) -> dict[str, FeedPlan]:
    """Every feed by the name of its files; where not the `whole` archive is published, topics, names and searches have none."""
    plans = {"all": FeedPlan("all", options.title, "index.html", tuple(one.id for one in items[:ENTRIES]))}
    by_source: dict[str, list[PublishedItem]] = {}
    for one in items:
        by_source.setdefault(one.source_id, []).append(one)
    for source_id, held in sorted(by_source.items()):
        title = f"{options.title}: {held[0].item.source or source_id}"
        home = page_file("source", source_id) if whole else "index.html"
        plans[f"source-{source_id}"] = FeedPlan(f"source/{source_id}", title, home, tuple(one.id for one in held[:ENTRIES]))
    if not whole:
        return plans
    order = {one.id: at for at, one in enumerate(items)}
    for kind, rows in (("topic", topic_items(connection)), ("entity", named_items(connection))):
        about: dict[str, dict[int, str]] = {}
        for key, name, item_id in rows:
            if item_id in order:
                about.setdefault(key, {})[order[item_id]] = name
        for key, found in sorted(about.items()):
            if len(found) >= FEW:
                ids = tuple(items[at].id for at in sorted(found)[:NEWEST])
                title = f"{options.title}: {min(found.values())}"
                plans[f"{kind}-{key}"] = FeedPlan(f"{kind}/{key}", title, page_file(kind, key), ids)
    for name, ids in searched:
        key = f"search/{slug(name)}"
        plans[key.replace("/", "-")] = FeedPlan(key, f"{options.title}: {name}", "search.html", tuple(id_ for id_ in ids if id_ in order))
    return plans


def feed_files(name: str) -> tuple[str, str]:
    """The files of a feed."""
    return f"feeds/{name}.xml", f"feeds/{name}.json"


def feed_texts(connection: sa.Connection, plan: FeedPlan, items: Mapping[str, PublishedItem], options: Options) -> dict[str, str]:
    """Both forms of a feed."""
    name = plan.key.replace("/", "-", 1)
    base = options.base_url
    found = (_entry(connection, items[id_], base) for id_ in plan.items if id_ in items)
    entries = [entry for entry in found if entry is not None]
    atom, json = feed_files(name)
    about = FeedAbout(plan.key, plan.title, base + plan.home if base else "")
    return {
        atom: atom_feed(about._replace(feed_url=base + atom if base else ""), entries),
        json: json_feed(about._replace(feed_url=base + json if base else ""), entries),
    }


def _entry(connection: sa.Connection, one: PublishedItem, base_url: str) -> FeedEntry | None:
    if (known := _entries().get((one.key, base_url))) is not None:
        return known
    digest = get_digest(connection, one.id, one.revision)
    if digest is None:
        return None
    result = feed_entry(
        one.may.digest(digest), page_url=base_url + page_file("item", one.id) if base_url else "", seen_ms=one.first_seen_ms
    )
    _entries()[one.key, base_url] = result
    return result


@lru_cache(maxsize=1)
def _entries() -> dict[tuple[str, str], FeedEntry]:
    """Entries made in this process: one item stands in several feeds."""
    return {}
