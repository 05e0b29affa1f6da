"""Metadata of a recording, and detection of whether bytes are a recording."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

_YEAR_FIRST = re.compile(r"(\d{4})(?:-?(\d{2})-?(\d{2}))?")
_SIGNS: tuple[tuple[int, bytes], ...] = (
    (0, b"ID3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (8, b"WAVE"),
    (8, b"AVI "),
    (8, b"AIFF"),
    (8, b"AIFC"),
    (4, b"ftyp"),
    (0, b"\x1aE\xdf\xa3"),
    (0, b"FLV\x01"),
    (0, b"0&\xb2u"),
    (0, b"#!AMR"),
    (0, b"wvpk"),
    (0, b"caff"),
    (0, b".snd"),
    (0, b"\x0bw"),
    (0, b"riff"),
)
_PLAYED = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
)
_FRAME = re.compile(rb"\xff[\xe2\xe3\xf0-\xf3\xf8-\xfb\xf2]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class MediaChapter(NamedTuple):
    """A chapter as the file's own metadata (ID3 CHAP, MP4, Matroska, Vorbis comments) gives it."""

    start_ms: int
    end_ms: int
    title: str


class MediaInfo(NamedTuple):
    """A recording's own words about itself. Any of it may be wrong: `duration_ms` is only what the header claims."""

    format: str
    codec: str
    rate: int
    channels: int
    duration_ms: int | None
    has_video: bool = False
    tags: Mapping[str, str] = {}
    chapters: tuple[MediaChapter, ...] = ()

    @property
    def title(self) -> str | None:
        """The title tag."""
        return self.tag("title")

    @property
    def show(self) -> str | None:
        """The name of the show: the podcast and album tags of MP3, MP4 and Ogg files."""
        return self.tag("show", "album", "podcast")

    @property
    def published(self) -> str | None:
        """The date tag as YYYY-MM-DD, when it holds a whole date."""
        found = _YEAR_FIRST.match(self.tag("date", "tdrl", "tdrc", "creation_time") or "")
        return "-".join(found.groups()) if found and found.group(2) else None

    @property
    def notes(self) -> str | None:
        """The description the publisher put into the file."""
        return self.tag("synopsis", "description", "comment", "lyrics")

    @property
    def artist(self) -> str | None:
        """Who made it, as the tag says: a person, a show or a company."""
        return self.tag("artist", "album_artist", "author")

    def tag(self, *names: str) -> str | None:
        """The first of these tags that is filled."""
        return next((value.strip() for name in names if (value := self.tags.get(name, "")).strip()), None)


def read_header(body: bytes) -> MediaInfo:
    """The decoder's header as a value. It is made from a foreign file: text is text, nothing else is believed beyond its type."""
    facts = json.loads(body)
    chapters = tuple(MediaChapter(int(c["start_ms"]), int(c["end_ms"]), _clean(c["title"])) for c in facts["chapters"])
    return MediaInfo(
        format=str(facts["format"]),
        codec=str(facts["codec"]),
        rate=int(facts["rate"]),
        channels=int(facts["channels"]),
        duration_ms=facts["duration_ms"],
        has_video=bool(facts["has_video"]),
        tags={name: _clean(value) for name, value in facts["tags"].items()},
        chapters=tuple(chapter for chapter in chapters if 0 <= chapter.start_ms <= chapter.end_ms),
    )


def is_media(head: bytes) -> bool:
    """True when the first bytes of a file (a few hundred will do) are those of a sound or video file.

    >>> is_media(b"ID3 is a tagging format"), is_media(bytes.fromhex("49443303000000000a0b"))
    (False, True)
    """
    if any(head.startswith(symbol, at) for at, symbol in _SIGNS):
        return bool(_BINARY.search(head[:256]))
    return bool(_FRAME.match(head)) and len(_BINARY.findall(head[:256])) >= 2


def media_type(head: bytes) -> str | None:
    r"""The media type by which a browser plays a file that begins like this; None for what browsers do not play.

    >>> media_type(b"OggS\x00\x02"), media_type(b"#!AMR\n")
    ('audio/ogg', None)
    """
    for at, symbol, kind in _PLAYED:
        if head.startswith(symbol, at):
            return kind
    if _FRAME.match(head):
        return "audio/mpeg" if head[1] & 0b110 else "audio/aac"
    return None


def _clean(text: str) -> str:
    return " ".join("".join(symbol if symbol.isprintable() or symbol in "\n\t" else " " for symbol in text).split(" ")).strip()
