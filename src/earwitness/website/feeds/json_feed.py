"""Feeds as JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from earwitness.website.feeds.entry import FeedAbout, FeedEntry, feed_text, newest

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(about: FeedAbout, entries: Sequence[FeedEntry]) -> str:
    """The feed of the newest of these entries."""
    content = {
        "version": VERSION,
        "title": feed_text(about.title) or "Earwitness",
        "home_page_url": about.home_url,
        "feed_url": about.feed_url,
        "items": [_item(entry) for entry in newest(entries)],
    }
    return json.dumps({name: value for name, value in content.items() if value != ""}, ensure_ascii=False, indent=1) + "\n"


def _item(entry: FeedEntry) -> dict[str, object]:
    content: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.external_url if entry.external_url != entry.url else "",
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "date_published": entry.published,
        "authors": [{"name": author} for author in entry.authors],
        "tags": list(entry.tags),
        "language": entry.language,
    }
    return {name: value for name, value in content.items() if value not in ("", [])}
