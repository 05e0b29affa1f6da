"""The feeds of a site: of all items, of each source, and of each topic that several items are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.database.knowledge_tables import subjects
from earwitness.sharing.atom import atom_feed
from earwitness.sharing.catalogue import PublishedItem
from earwitness.sharing.feeds import ENTRIES, FeedAbout, FeedEntry, feed_entry
from earwitness.sharing.formats import Options
from earwitness.sharing.json_feed import json_feed
from earwitness.sharing.site_links import page_file
from earwitness.store.findings import get_digest

TOPIC_ITEMS, TOPIC_ENTRIES = 3, 20
"""A topic has a feed from so many items on, with so many of them in it."""


class FeedPlan(NamedTuple):
    """A feed by what is in it."""

    key: str
    title: str
    home: str
    items: tuple[str, ...]
    """Ids, newest first."""


def feed_plans(connection: sa.Connection, items: Sequence[PublishedItem], options: Options) -> dict[str, FeedPlan]:
    """Every feed by the name of its files."""
    plans = {"all": FeedPlan("all", options.title, "index.html", tuple(one.id for one in items[:ENTRIES]))}
    by_source: dict[str, list[PublishedItem]] = {}
    for one in items:
        by_source.setdefault(one.source_id, []).append(one)
    for source_id, held in sorted(by_source.items()):
        title = f"{options.title}: {held[0].item.source or source_id}"
        plans[f"source-{source_id}"] = FeedPlan(f"source/{source_id}", title, "index.html", tuple(one.id for one in held[:ENTRIES]))
    order = {one.id: at for at, one in enumerate(items)}
    by_topic: dict[str, list[tuple[int, str]]] = {}
    for key, item_id, name in connection.execute(sa.select(subjects.c.topic_id, subjects.c.item_id, subjects.c.topic)):
        if item_id in order:
            by_topic.setdefault(key, []).append((order[item_id], name))
    for key, about in sorted(by_topic.items()):
        if len(about) >= TOPIC_ITEMS:
            ids = tuple(items[at].id for at, _ in sorted(about)[:TOPIC_ENTRIES])
            title = f"{options.title}: {min(name for _, name in about)}"
            plans[f"topic-{key}"] = FeedPlan(f"topic/{key}", title, "index.html", ids)
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
    made = feed_entry(digest, page_url=base_url + page_file("item", one.id) if base_url else "", seen_ms=one.first_seen_ms)
    _entries()[one.key, base_url] = made
    return made


@lru_cache(maxsize=1)
def _entries() -> dict[tuple[str, str], FeedEntry]:
    """Entries made in this process: one item stands in several feeds."""
    return {}
