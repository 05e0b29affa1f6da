"""Makes a recording playable in an HTML page: embedded when it is short, else a file beside the page."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
from pathlib import Path
from urllib.parse import quote

from earwitness.errors import SourceError
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.audio.media_info import media_type

EMBEDDED_BYTES = 3_000_000
"""About six minutes of speech at 64 kbit/s. A page grows by four thirds of this, and it is read whole when it is checked."""

_HEAD = 4096
_LONGEST_NAME = 240
_SUFFIXES = {
    "audio/aac": ".aac",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/webm": ".webm",
}


def media_of(recording: Recording, page: Path | None) -> str | None:
    """What a page's player is given: the recording's web address, a `data:` address, or the name of a file beside the page.

    A long recording is linked or copied to that place; without a `page` there is none, and no player. Raises `SourceError`.
    """
    if recording.url is not None:
        return recording.url
    with recording.open() as file:
        kind = media_type(file.read(_HEAD))
        if kind is None:
            return None  # no browser plays it
        if os.fstat(file.fileno()).st_size <= EMBEDDED_BYTES:
            file.seek(0)
            return f"data:{kind};base64,{base64.b64encode(file.read()).decode()}"
    return _beside(recording, page, _SUFFIXES[kind]) if page is not None else None


def _beside(recording: Recording, page: Path, suffix: str) -> str:
    if recording.path is not None and recording.path.resolve().parent == page.resolve().parent:
        name = quote(recording.path.resolve().name, safe="")
        if not name.startswith((".", "-")) and len(name) <= _LONGEST_NAME:
            return name
    place = page.with_name(f"{page.name}.recording{suffix}")
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        _put(recording, part)
        part.replace(place)
    except OSError as error:
        raise SourceError(
            str(place), f"cannot be written: {error.strerror}", "free some space or name another folder with --out"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return quote(place.name, safe="")


def _put(recording: Recording, place: Path) -> None:
    """The recording under another name: the same file where the disk allows it, else a copy."""
    if recording.path is not None:
        with contextlib.suppress(OSError):
            os.link(recording.path.resolve(), place)
            return
    with recording.open() as source, place.open("xb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
    place.chmod(0o644)
