"""Reads and writes lists of sources as OPML 2.0. Refuses document types and entities; bounded in every dimension."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from earwitness.errors import EarwitnessError, InputError, TooDeep, TooLarge
from earwitness.model.archive import Source, SourceKind
from earwitness.sources.feed_scan import TAG_REST
from earwitness.sources.feed_text import attributes_of, decode_feed, plain, web_url
from earwitness.sources.locations import recognise

MAX_BYTES = 5 * 1024 * 1024
MAX_OUTLINES = 20_000
MAX_DEPTH = 32
_PART = re.compile(r"<!--|<!\[CDATA\[|<!DOCTYPE|<!ENTITY|<(/?)(?:[\w-]{1,40}:)?(outline|opml)(?=[\s/>])", re.IGNORECASE)
_PAGE_TYPES = frozenset({"link", "include"})


class Outline(NamedTuple):
    """One source of a list."""

    url: str
    title: str
    kind: SourceKind


def read_opml(content: bytes) -> tuple[Outline, ...]:
    """The sources of a list in its order, groups flattened, each address once; nothing is fetched.

    Read are `xmlUrl`, and `url` of outlines that say they are feeds or links. Raises `InputError`, `TooLarge` and `TooDeep`.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge("OPML", f"is larger than {MAX_BYTES // 2**20} MiB", "split the list")
    text = decode_feed(content, None)
    found: dict[str, Outline] = {}
    depth = count = at = 0
    is_opml = False
    while match := _PART.search(text, at):
        at = match.end()
        if match[2] is None:
            at = _beside(match.group(), text, at)
            continue
        rest = TAG_REST.match(text, at)
        at = rest.end() if rest else at
        if match[2].lower() == "opml":
            is_opml = True
        elif match[1]:
            depth = max(0, depth - 1)
        else:
            count += 1
            depth += 0 if rest and rest.group().endswith("/>") else 1
            if count > MAX_OUTLINES:
                raise TooLarge("OPML", f"holds more than {MAX_OUTLINES:,} outlines", "split the list")
            if depth > MAX_DEPTH:
                raise TooDeep("OPML", f"is nested more than {MAX_DEPTH} deep", "no honest list is; it was not read")
            if rest and (outline := _outline(rest.group())) is not None:
                found.setdefault(outline.url, outline)
    if not is_opml:
        raise InputError("OPML", "is no list of sources: it has no <opml>", "export it again as OPML")
    return tuple(found.values())


def _beside(opening: str, text: str, at: int) -> int:
    """The place behind a comment or CDATA section. Raises `InputError` for a document type, whose entities can grow without end."""
    if opening.upper() in ("<!DOCTYPE", "<!ENTITY"):
        raise InputError("OPML", "has a document type, which lists of sources do not need", "remove its <!DOCTYPE> line")
    end = text.find("-->" if opening == "<!--" else "]]>", at)
    return end if end >= 0 else len(text)


def _outline(source: str) -> Outline | None:
    attributes = {name.lower(): value for name, value in attributes_of(source).items()}
    kind = attributes.get("type", "").strip().lower()
    address = attributes.get("xmlurl") or attributes.get("url") or ""
    try:
        recognised, url = recognise(web_url(address) or _handed(address))
    except EarwitnessError:
        return None
    title = plain(attributes.get("title") or attributes.get("text"))
    is_page = not attributes.get("xmlurl") and kind in _PAGE_TYPES and recognised == "feed"
    return Outline(url, title, "page" if is_page else recognised)


def _handed(address: str) -> str:
    """An address in one of the feed schemes, or nothing: a list must not name files or mailboxes of this machine."""
    address = address.strip()
    return address if re.match(r"(?:feed|rss|itpc|pcast|podcast):(?://|https?:)", address, re.IGNORECASE) else ""


def write_opml(sources: Sequence[Source]) -> str:
    """An OPML 2.0 list of the sources on the web, in their order. Folders and mailboxes are of this machine alone and are left out."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head>",
        "    <title>Earwitness</title>",
        "  </head>",
        "  <body>",
    ]
    for source in sources:
        if not source.url.startswith(("http://", "https://")):
            continue
        title = plain(source.title, is_markup=False) or source.url
        values = {"type": "link" if source.kind == "page" else "rss", "text": title, "title": title}
        values["url" if source.kind == "page" else "xmlUrl"] = source.url
        if source.site_url:
            values["htmlUrl"] = source.site_url
        if source.language:
            values["language"] = source.language
        lines.append("    <outline " + " ".join(f"{name}={quoteattr(value)}" for name, value in values.items()) + "/>")
    return "\n".join((*lines, "  </body>", "</opml>", ""))
