"""One entry of an XML feed: feedparser's result, completed by the tags of our own pass."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from earwitness.model.archive import Enclosure, SourceEntry
from earwitness.model.media import Person
from earwitness.sources import podcast_namespace as podcast
from earwitness.sources.feed_scan import Tag
from earwitness.sources.feed_text import plain, safe_html, web_url
from earwitness.sources.feed_values import authors, duration_ms, explicit, language, utc, whole

_MEDIA = ("audio/", "video/")
_XHTML = ("text/html", "application/xhtml+xml")


class FeedContext(NamedTuple):
    """What an entry inherits from its feed."""

    base: str | None
    title: str
    language: str | None
    people: tuple[Person, ...]
    heard: tuple[Person, ...]
    """The cast of the whole show (`podcast:person` of the feed)."""
    is_atom: bool


def field_of(values: dict[str, Any], name: str) -> str:
    """A text field of what feedparser found, without its fall-backs from one date or link to another."""
    value = dict.get(values, name)
    return value if isinstance(value, str) else ""


def entry_of(raw: dict[str, Any], tags: Sequence[Tag], feed: FeedContext) -> SourceEntry:
    """The entry; its guid is empty where the feed gives none (`entry_identity` makes one up)."""
    base = _base(raw) or feed.base
    url = web_url(field_of(raw, "link"), base) or _own_link(tags) or _permalink(tags, base)
    published, updated = _dates(raw)
    transcribed = podcast.people(tags) or feed.heard
    return SourceEntry(
        guid=_guid(raw, tags),
        title=_title(raw, tags, is_atom=feed.is_atom),
        url=url,
        published=published,
        updated=updated,
        duration_ms=_duration(raw, tags),
        language=_language(raw) or feed.language,
        people=transcribed or _authors(raw, tags, feed.title) or feed.people,
        summary_html=_html(dict.get(raw, "summary_detail"), field_of(raw, "summary"), url or base),
        content_html=_content(raw, url or base),
        enclosures=_enclosures(raw, tags, base),
        transcripts=podcast.transcripts(tags, base),
        chapters_url=podcast.chapters_url(tags, base),
        soundbites=podcast.soundbites(tags),
        season=podcast.text_of(tags, "season") or podcast.text_of(tags, "season", family="itunes") or None,
        episode=podcast.text_of(tags, "episode") or podcast.text_of(tags, "episode", family="itunes") or None,
        image_url=_image(raw, tags, base),
        explicit=explicit(podcast.text_of(tags, "explicit", family="itunes")),
        podcast_tags=podcast.every_tag(tags),
    )


def _detail(raw: dict[str, Any], name: str) -> dict[str, Any]:
    value = dict.get(raw, f"{name}_detail")
    return value if isinstance(value, dict) else {}


def _list(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = dict.get(raw, name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _base(raw: dict[str, Any]) -> str | None:
    """The `xml:base` in force in the entry, which feedparser notes with its texts."""
    for name in ("title", "summary"):
        if (base := web_url(str(_detail(raw, name).get("base") or ""))) is not None:
            return base
    return None


def _guid(raw: dict[str, Any], tags: Sequence[Tag]) -> str:
    """The guid as the feed writes it: feedparser would resolve `17` against the feed's address, which may move."""
    own = next((tag.text for tag in tags if tag.family == "plain" and tag.name.lower() != "link" and tag.text), "")
    return " ".join((plain(own, is_markup=False) or field_of(raw, "id")).split())[:2000]


def _own_link(tags: Sequence[Tag]) -> str | None:
    """An address given as a link's text, where feedparser took another from its attributes (`uri="at://..."`)."""
    return next((url for tag in tags if tag.family == "plain" and tag.name.lower() == "link" and (url := web_url(tag.text))), None)


def _permalink(tags: Sequence[Tag], base: str | None) -> str | None:
    """A guid that says it is an address, where there is no link."""
    guid = next((tag for tag in tags if tag.family == "plain" and tag.name.lower() == "guid"), None)
    if guid is None or guid.get("isPermaLink").lower() == "false":
        return None
    return web_url(guid.text) if "://" in guid.text else web_url(guid.text, base) if guid.text.startswith("/") else None


def _title(raw: dict[str, Any], tags: Sequence[Tag], *, is_atom: bool) -> str:
    """The title as one clean line. Atom says whether it is mark-up; RSS titles are unescaped whatever they say."""
    source_text = field_of(raw, "title")
    is_markup = not (is_atom and _detail(raw, "title").get("type") == "text/plain")
    return plain(source_text, is_markup=is_markup) or podcast.text_of(tags, "title", family="itunes")


def _dates(raw: dict[str, Any]) -> tuple[str | None, str | None]:
    """When it was published and updated; an entry that only says when it was updated was published then."""
    found = {name: utc(dict.get(raw, f"{name}_parsed"), field_of(raw, name)) for name in ("published", "created", "updated")}
    return found["published"] or found["created"] or found["updated"], found["updated"]


def _duration(raw: dict[str, Any], tags: Sequence[Tag]) -> int | None:
    stated = duration_ms(podcast.text_of(tags, "duration", family="itunes"))
    return stated or next(
        (found for media in _list(raw, "media_content") if (found := duration_ms(str(media.get("duration") or "")))), None
    )


def _language(raw: dict[str, Any]) -> str | None:
    return language(str(_detail(raw, "title").get("language") or _detail(raw, "summary").get("language") or ""))


def _authors(raw: dict[str, Any], tags: Sequence[Tag], title: str) -> tuple[Person, ...]:
    stated = [str(author.get("name") or "") for author in _list(raw, "authors")]
    return authors([*stated, field_of(raw, "author"), podcast.text_of(tags, "author", family="itunes")], but=title)


def _html(detail: object, value: str, base: str | None) -> str:
    """Safe mark-up of a text; plain text becomes paragraphs."""
    kind = str(detail.get("type") or "") if isinstance(detail, dict) else ""
    if kind in _XHTML or kind == "" or "</" in value or "<br" in value.lower() or "<p>" in value.lower():
        return safe_html(value, base)
    paragraphs = [" ".join(part.split()) for part in value.split("\n\n")]
    return safe_html("".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part), base)


def _content(raw: dict[str, Any], base: str | None) -> str:
    """The longest of the entry's texts that are given in full (`content:encoded`, Atom content)."""
    texts = [content for content in _list(raw, "content") if not str(content.get("type") or "").startswith(("image/", *_MEDIA))]
    best = max(texts, key=lambda content: len(str(content.get("value") or "")), default=None)
    return _html(best, str(best.get("value") or ""), base) if best is not None else ""


def _enclosures(raw: dict[str, Any], tags: Sequence[Tag], base: str | None) -> tuple[Enclosure, ...]:
    """The entry's media files, each address once: enclosures, Media RSS, and alternates where there is nothing else."""
    found: dict[str, Enclosure] = {}
    for link in _list(raw, "links"):
        if link.get("rel") == "enclosure" and (url := web_url(str(link.get("href") or ""), base)):
            kind = str(link.get("type") or "").partition(";")[0].strip().lower()
            found.setdefault(url, Enclosure(url=url, media_type=kind, length=whole(link.get("length")) or None))
    for media in _list(raw, "media_content"):
        kind = str(media.get("type") or "").lower()
        is_media = kind.startswith(_MEDIA) or str(media.get("medium") or "").lower() in ("audio", "video")
        if is_media and (url := web_url(str(media.get("url") or media.get("href") or ""), base)):
            found.setdefault(url, Enclosure(url=url, media_type=kind, length=whole(media.get("filesize")) or None))
    return tuple(found.values()) or podcast.alternate_enclosures(tags, base)


def _image(raw: dict[str, Any], tags: Sequence[Tag], base: str | None) -> str | None:
    image = dict.get(raw, "image")
    stated = [
        podcast.text_of(tags, "image", family="itunes", attribute="href"),
        str(image.get("href") or "") if isinstance(image, dict) else "",
        *(str(thumbnail.get("url") or "") for thumbnail in _list(raw, "media_thumbnail")),
        podcast.text_of(tags, "image", attribute="href"),
    ]
    return next((url for text in stated if (url := web_url(text, base))), None)
