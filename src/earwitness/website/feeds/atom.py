"""Feeds as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from earwitness.website.feeds.entry import FeedAbout, FeedEntry, feed_text, newest, updated

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def atom_feed(about: FeedAbout, entries: Sequence[FeedEntry]) -> str:
    """The feed of the newest of these entries."""
    shown = newest(entries)
    root = ET.Element("feed", {"xmlns": _NAMESPACE})
    _put(root, "id", about.id)
    _put(root, "title", feed_text(about.title) or "Earwitness")
    _put(root, "updated", updated(shown))
    _put(root, "generator", "Earwitness")
    _put(_put(root, "author"), "name", feed_text(about.title) or "Earwitness")
    if about.home_url:
        _put(root, "link", rel="alternate", type="text/html", href=about.home_url)
    if about.feed_url:
        _put(root, "link", rel="self", type=MEDIA_TYPE, href=about.feed_url)
    for entry in shown:
        _entry(root, entry)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _entry(root: ET.Element, entry: FeedEntry) -> None:
    result = _put(root, "entry")
    if entry.language:
        result.set("xml:lang", entry.language)
    _put(result, "id", entry.id)
    _put(result, "title", entry.title)
    _put(result, "updated", entry.published)
    _put(result, "published", entry.published)
    for author in entry.authors:
        _put(_put(result, "author"), "name", author)
    if entry.url:
        _put(result, "link", rel="alternate", href=entry.url)
    if entry.external_url and entry.external_url != entry.url:
        _put(result, "link", rel="via", href=entry.external_url)
    for tag in entry.tags:
        _put(result, "category", term=tag)
    if entry.summary:
        _put(result, "summary", entry.summary)
    _put(result, "content", entry.content_html, type="html")


def _put(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    result = ET.SubElement(parent, name, attributes)
    result.text = text
    return result
