"""YouTube: addresses of channel feeds and videos, and captions when yt-dlp is installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from earwitness.errors import FetchFailed, MissingExtra
from earwitness.model.archive import TranscriptLink
from earwitness.sources.feed_text import plain, web_url
from earwitness.sources.feed_values import language as language_tag

Extract = Callable[[str], Mapping[str, Any]]
"""Gives what yt-dlp knows of the video at an address (its `info` mapping)."""

_VIDEO = re.compile(r"[\w-]{11}$")
_WATCHED = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})(?:/|$)")
_FORMATS = {"vtt": "text/vtt", "srt": "application/x-subrip", "json3": "application/json", "ttml": "application/ttml+xml"}
_KEYS = frozenset({"channel_id", "playlist_id", "user"})


def channel_feed(key: str, value: str) -> str:
    """The feed of a channel, playlist or user.

    >>> channel_feed("user", "someone")
    'https://www.youtube.com/feeds/videos.xml?user=someone'
    """
    return f"https://www.youtube.com/feeds/videos.xml?{key if key in _KEYS else 'channel_id'}={quote(value[:100], safe='-_.')}"


def watch_url(path: str, query: str = "") -> str | None:
    """The one address of a video, from the path and query of any of its addresses; None when it is no video's."""
    asked = parse_qs(query).get("v", [""])[0]
    found = asked if path.rstrip("/") == "/watch" else (match[1] if (match := _WATCHED.match(path)) else path.lstrip("/"))
    return f"https://www.youtube.com/watch?v={found}" if _VIDEO.match(found) else None


def video_id(url: str | None) -> str | None:
    """The 11 characters of a video, from any of its addresses; None for other pages.

    >>> video_id("https://youtu.be/abcdefghijk?t=5")
    'abcdefghijk'
    """
    parts = urlsplit(url or "")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    if host not in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        return None
    if host != "youtu.be" and not (parts.path.rstrip("/") == "/watch" or _WATCHED.match(parts.path)):
        return None
    found = watch_url(parts.path, parts.query)
    return found[-11:] if found else None


def caption_links(video: str, *, language: str | None = None, extract: Extract | None = None) -> tuple[TranscriptLink, ...]:
    """The caption files of a video, best first: made by people before made by machine, the wanted language before others.

    Only the list of files comes through yt-dlp; the files themselves are fetched like any other. Raises `MissingExtra` without yt-dlp,
    `FetchFailed` when it finds nothing out.
    """
    if not _VIDEO.match(video):
        raise FetchFailed(video[:40], "is no video of YouTube", "check the address")
    address = f"https://www.youtube.com/watch?v={video}"
    known = (extract or _with_yt_dlp)(address)
    wanted = (language or str(known.get("language") or "") or "en").casefold()
    ranked: list[tuple[tuple[bool, bool, bool, int], TranscriptLink]] = []
    for machine, field in ((False, "subtitles"), (True, "automatic_captions")):
        tracks = known.get(field)
        for tongue, files in tracks.items() if isinstance(tracks, Mapping) else ():
            if tongue == "live_chat":
                continue
            for file in files if isinstance(files, list) else ():
                kind = str(file.get("ext") or "")
                url = web_url(str(file.get("url") or ""))
                if url and kind in _FORMATS:
                    other = tongue.casefold().partition("-")[0] != wanted.partition("-")[0]
                    translated = machine and not tongue.endswith("-orig") and "tlang=" in url
                    link = TranscriptLink(
                        url=url, media_type=_FORMATS[kind], language=language_tag(tongue.removesuffix("-orig")), rel="captions"
                    )
                    ranked.append(((translated, other, machine, list(_FORMATS).index(kind)), link))
    ranked.sort(key=lambda pair: (pair[0], pair[1].url))
    return tuple(link for rank, link in ranked if not rank[0])


def _with_yt_dlp(address: str) -> Mapping[str, Any]:
    try:
        import yt_dlp  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - optional
    except ImportError as error:
        raise MissingExtra("captions of YouTube", "need yt-dlp, which is not installed", "pip install yt-dlp") from error
    options = {"quiet": True, "no_warnings": True, "skip_download": True, "noplaylist": True, "socket_timeout": 30, "cachedir": False}
    try:
        with yt_dlp.YoutubeDL(options) as tool:
            found = tool.extract_info(address, download=False)
    except yt_dlp.utils.YoutubeDLError as error:
        raise FetchFailed(address, f"yt-dlp says: {plain(str(error))[:200]}", "try again later, or update yt-dlp") from error
    return found if isinstance(found, Mapping) else {}
