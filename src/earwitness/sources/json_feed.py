"""JSON Feed 1.0 and 1.1 (jsonfeed.org) as a feed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from earwitness.errors import InputError, TooDeep, TooLarge
from earwitness.model.archive import Enclosure, Feed, SourceEntry
from earwitness.model.media import Person, RawDocument
from earwitness.sources.entry_identity import unique_entries
from earwitness.sources.feed_scan import MAX_ENTRIES
from earwitness.sources.feed_text import MAX_DEPTH, plain, safe_html, web_url
from earwitness.sources.feed_values import authors, duration_ms, language, utc, whole


def looks_like_json(text: str) -> bool:
    """True when the text begins like a JSON object or array."""
    return text[:1000].lstrip().startswith(("{", "["))


def read_json_feed(text: str, document: RawDocument) -> Feed:
    """The feed. Raises `InputError` when the JSON is broken or is no JSON Feed, `TooDeep` and `TooLarge`."""
    values = _load(text, document.name)
    items = values.get("items") if isinstance(values, Mapping) else None
    if not isinstance(values, Mapping) or not isinstance(items, list):
        raise InputError(
            document.name, "is JSON but no JSON Feed (it has no list of items)", "give the address of an RSS, Atom or JSON feed"
        )
    if len(items) > MAX_ENTRIES:
        raise TooLarge(document.name, f"is a feed of more than {MAX_ENTRIES:,} entries", "ask its publisher for a shorter one")
    base = web_url(document.url) or web_url(_text(values, "feed_url"))
    title = plain(_text(values, "title"), is_markup=False)
    tongue = language(_text(values, "language"))
    people = _people(values, title)
    entries = [_entry(item, base, tongue, people, title) for item in items if isinstance(item, Mapping)]
    retained, warnings = unique_entries(entries)
    if len(entries) < len(items):
        warnings = (*warnings, f"{len(items) - len(entries)} of {len(items)} entries could not be read")
    return Feed(
        title=title,
        site_url=web_url(_text(values, "home_page_url"), base),
        language=tongue,
        people=people,
        entries=retained,
        warnings=warnings,
    )


def _load(text: str, name: str) -> Any:
    if _depth(text) > MAX_DEPTH:
        raise TooDeep(name, f"is a feed nested more than {MAX_DEPTH} deep", "no honest feed is; it was not read")
    try:
        return json.loads(text, parse_constant=lambda _: None, parse_int=lambda digits: int(digits[:18]), strict=False)
    except (ValueError, RecursionError) as error:
        raise InputError(name, "is broken JSON", "report it to the publisher") from error


def _depth(text: str) -> int:
    """At least the depth of nesting; brackets inside strings are counted too, and hardly ever unbalanced."""
    depth = deepest = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _entry(item: Mapping[str, Any], base: str | None, tongue: str | None, people: tuple[Person, ...], title: str) -> SourceEntry:
    url = web_url(_text(item, "url"), base) or web_url(_text(item, "external_url"), base)
    enclosures, duration = _attachments(item, base)
    content = _text(item, "content_html") or _paragraphs(_text(item, "content_text"))
    updated = utc(None, _text(item, "date_modified"))
    return SourceEntry(
        guid=" ".join(plain(_text(item, "id"), is_markup=False).split()),
        title=plain(_text(item, "title"), is_markup=False),
        url=url,
        published=utc(None, _text(item, "date_published")) or updated,
        updated=updated,
        duration_ms=duration,
        language=language(_text(item, "language")) or tongue,
        people=_people(item, title) or people,
        summary_html=safe_html(_paragraphs(_text(item, "summary")), url or base),
        content_html=safe_html(content, url or base),
        enclosures=enclosures,
        image_url=web_url(_text(item, "image"), base) or web_url(_text(item, "banner_image"), base),
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    """A value as text: some feeds give numbers as ids."""
    value = values.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _people(values: Mapping[str, Any], title: str) -> tuple[Person, ...]:
    stated = values.get("authors")
    named = stated if isinstance(stated, list) else [values.get("author")]
    return authors([_text(author, "name") for author in named if isinstance(author, Mapping)], but=title)


def _attachments(item: Mapping[str, Any], base: str | None) -> tuple[tuple[Enclosure, ...], int | None]:
    found: dict[str, Enclosure] = {}
    duration = None
    stated = item.get("attachments")
    for one in stated if isinstance(stated, list) else ():
        url = web_url(_text(one, "url"), base) if isinstance(one, Mapping) else None
        if url:
            kind = plain(_text(one, "mime_type"), is_markup=False).partition(";")[0].strip().lower()
            found.setdefault(url, Enclosure(url=url, media_type=kind, length=whole(one.get("size_in_bytes")) or None))
            duration = duration or duration_ms(_text(one, "duration_in_seconds"))
    return tuple(found.values()), duration


def _paragraphs(text: str) -> str:
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)
