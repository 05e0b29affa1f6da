"""Parses tags of the podcast and iTunes namespaces: transcripts, people, chapters, soundbites; unknown tags are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from earwitness.model.archive import Enclosure, Soundbite, TranscriptLink
from earwitness.model.media import Person
from earwitness.sources.feed_scan import Tag
from earwitness.sources.feed_text import plain, plain_address, web_url
from earwitness.sources.feed_values import language, role, seconds_ms, whole

_TYPES = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
    "txt": "text/plain",
    "md": "text/markdown",
    "ttml": "application/ttml+xml",
}


def every_tag(tags: Iterable[Tag]) -> tuple[tuple[str, str], ...]:
    """Every tag of the podcast namespace in order, as its name and compact JSON of its text, attributes and the tag around it."""
    out: list[tuple[str, str]] = []
    for tag in _podcast(tags):
        value: dict[str, object] = {}
        if tag.text:
            value["text"] = tag.text
        if attributes := {key: text for key, text in tag.attributes.items() if not key.startswith("xmlns")}:
            value["attributes"] = attributes
        if tag.within:
            value["within"] = tag.within
        out.append((tag.name, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
    return tuple(out)


def transcripts(tags: Sequence[Tag], base: str | None) -> tuple[TranscriptLink, ...]:
    """The transcripts the publisher offers, in the order given, each address once."""
    found: dict[str, TranscriptLink] = {}
    for tag in _named(tags, "transcript"):
        url = web_url(tag.get("url") or tag.get("href") or tag.text, base)
        if url:
            kind = tag.get("type").partition(";")[0].strip().lower() or type_of(url)
            link = TranscriptLink(url=url, media_type=kind, language=language(tag.get("language")), rel=plain(tag.get("rel")))
            found.setdefault(url, link)
    return tuple(found.values())


def type_of(url: str) -> str:
    """The media type a transcript's address ends in; empty when it ends in none."""
    path = url.partition("?")[0].partition("#")[0]
    return _TYPES.get(path.rpartition(".")[2].lower(), "")


def people(tags: Sequence[Tag]) -> tuple[Person, ...]:
    """The people heard, as `podcast:person` names them; cover artists and editors are none of them."""
    found: dict[tuple[str, str], Person] = {}
    for tag in _named(tags, "person"):
        name = plain(tag.text or tag.get("name"))[:120]
        part = role(tag.get("role"), tag.get("group"))
        if name and part:
            found.setdefault((name.casefold(), part), Person(name=name, role=part, why="metadata"))
    return tuple(found.values())


def soundbites(tags: Sequence[Tag]) -> tuple[Soundbite, ...]:
    """The passages the publisher recommends, in the order given."""
    out = []
    for tag in _named(tags, "soundbite"):
        start, duration = seconds_ms(tag.get("startTime")), seconds_ms(tag.get("duration"))
        if start is not None and duration:
            out.append(Soundbite(start_ms=start, duration_ms=duration, title=plain(tag.text)))
    return tuple(out)


def chapters_url(tags: Sequence[Tag], base: str | None) -> str | None:
    """The address of the chapters file."""
    return next((url for tag in _named(tags, "chapters") if (url := web_url(tag.get("url"), base))), None)


def alternate_enclosures(tags: Sequence[Tag], base: str | None) -> tuple[Enclosure, ...]:
    """The first fetchable address of each `podcast:alternateEnclosure`."""
    out: list[Enclosure] = []
    inside: Tag | None = None
    done = True
    for tag in _podcast(tags):
        name = tag.name.casefold()
        if name == "alternateenclosure":
            inside, done = tag, False
        elif name == "source" and tag.within.casefold() == "alternateenclosure" and inside is not None and not done:
            url = web_url(tag.get("uri"), base)
            if url:
                out.append(Enclosure(url=url, media_type=inside.get("type").lower(), length=whole(inside.get("length"))))
                done = True
    return tuple(out)


def text_of(tags: Sequence[Tag], name: str, *, family: str = "podcast", attribute: str = "") -> str:
    """The text (or an attribute) of the first tag of a name that has one; empty when there is none."""
    for tag in tags:
        if tag.family == family and tag.name.casefold() == name.casefold() and not tag.within:
            value = plain_address(tag.get(attribute)) if attribute else plain(tag.text)
            if value:
                return value
    return ""


def _podcast(tags: Iterable[Tag]) -> Iterable[Tag]:
    return (tag for tag in tags if tag.family == "podcast")


def _named(tags: Iterable[Tag], name: str) -> Iterable[Tag]:
    """Tags of a name that speak of the entry or feed itself, not of a live item or a value split inside it."""
    return (tag for tag in _podcast(tags) if tag.name.casefold() == name and not tag.within)
