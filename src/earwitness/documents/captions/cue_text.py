"""Parses the text of a cue: voice tags, inline times and mark-up separated, entities decoded."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from earwitness.text.invisible import replace_surrogates, strip_invisible

_TOKEN = re.compile(r"<(/?)([^<>\n]{0,400})(?:>|\n|$)|\{\\[^{}\n]{0,200}\}")
_TIME = re.compile(r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})$")
_TAG = re.compile(r"^(?:[A-Za-z][A-Za-z0-9]{0,15})(?:[.\s/=]|$)")
_SPACE = re.compile(r"[^\S\n]+")
_BROKEN_ENTITY = re.compile(r"&(?:amp|nbsp|lt|gt|quot|apos|lrm|rlm|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_NO_SPEECH = frozenset(("rt", "rp"))
"""Ruby annotations repeat the base text's sound: shown above it, not said twice."""


class CueWord(NamedTuple):
    """A word inside a cue's text and when it is said."""

    start: int
    end: int
    t0_ms: int
    t1_ms: int
    confidence: float | None = None


class Voice(NamedTuple):
    """Words of one voice inside a cue; `starts` are places in `text` with the inline time that stands there."""

    text: str
    speaker: str | None = None
    starts: tuple[tuple[int, int], ...] = ()


def clean(text: str) -> str:
    """Text from inside a format (an escape, an attribute): entities undone, nothing invisible left, single spaces, its lines kept."""
    if text.isascii() and "&" not in text and "  " not in text and text.isprintable():
        return text.strip()  # nearly every line: nothing to undo
    if "&" in text and _BROKEN_ENTITY.search(text):
        text = html.unescape(text)
        if _BROKEN_ENTITY.search(text):  # `&amp;gt;` of a doubly escaped file
            text = html.unescape(text)
    text = strip_invisible(replace_surrogates(text))[0]
    text = _SPACE.sub(" ", text)
    return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip())) if "\n" in text else text.strip()


def read_cue_text(payload: str) -> tuple[Voice, ...]:
    r"""The voices of a cue as WebVTT and SRT write it: `<v Name>`, `<00:00:01.000>`, `<c.x>`, `<i>`, `{\an8}`, entities."""
    if "<" not in payload and "{\\" not in payload:
        text = clean(payload)
        return (Voice(text),) if text else ()
    voices: list[Voice] = []
    speaker: str | None = None
    pieces: list[tuple[str, int | None]] = []
    silent = False
    time: int | None = None
    at = 0
    for match in _TOKEN.finditer(payload):
        body = match.group(2)
        tag = (body or "").strip()
        is_time = _TIME.match(tag) if tag else None
        if body is not None and not is_time and tag and not _TAG.match(tag):
            continue  # `a < b`, `<3`: the author's own characters
        if not silent and match.start() > at:
            pieces.append((payload[at : match.start()], time))
            time = None
        elif not silent and pieces and match.group().endswith("\n"):
            pieces.append(("\n", None))
        at = match.end()
        if is_time:
            time = _milliseconds(is_time)
            continue
        name = re.split(r"[.\s/=]", tag, maxsplit=1)[0].casefold() if tag else ""
        if name in _NO_SPEECH:
            silent = not match.group(1)
        elif name == "v":
            _close(voices, pieces, speaker)
            pieces = []
            speaker = None if match.group(1) else _voice_name(tag)
    if not silent and at < len(payload):
        pieces.append((payload[at:], time))
    _close(voices, pieces, speaker)
    return tuple(voices)


def _milliseconds(match: re.Match[str]) -> int:
    hours, minutes, seconds, fraction = match.groups()
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _voice_name(tag: str) -> str | None:
    """The name in `v.loud Mary Ann`."""
    _, _, name = tag.partition(" ") if " " in tag else tag.partition("\t")
    return clean(name).replace("\n", " ")[:80] or None


def _close(voices: list[Voice], pieces: list[tuple[str, int | None]], speaker: str | None) -> None:
    """Adds what was gathered as one voice, white space made single and places of inline times kept."""
    text = ""
    starts: list[tuple[int, int]] = []
    for raw, time in pieces:
        piece = _SPACE.sub(" ", clean_inline(raw))
        if text.endswith((" ", "\n")) or not text:
            piece = piece.lstrip()
        if time is not None:
            starts.append((len(text) + (len(piece) - len(piece.lstrip())), time))
        text += piece
    text = re.sub(r" ?\n\s?", "\n", text).rstrip() if "\n" in text and not starts else text.rstrip()
    if text:
        voices.append(Voice(text, speaker, tuple((min(at, len(text)), time) for at, time in starts)))


def clean_inline(text: str) -> str:
    """As `clean`, but white space at the ends is kept, because it parts this piece from its neighbours."""
    if "&" in text:
        text = html.unescape(html.unescape(text)) if _BROKEN_ENTITY.search(text) else text
    return strip_invisible(replace_surrogates(text))[0]
