"""Files uploaded in the browser: stored in the home folder under generated names, and followed like any other folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from earwitness.archive.following import follow_sources
from earwitness.config import Settings
from earwitness.errors import InputError, TooLarge
from earwitness.model.archive import PollState, Source
from earwitness.sources.folders import DOCUMENTS, MEDIA
from earwitness.sources.locations import recognise, source_id
from earwitness.speech.audio.media_info import is_media
from earwitness.storage.engine import Database
from earwitness.storage.sources import put_poll_state

FOLDER = "uploads"
TITLE = "Dropped files"
PART = ".part-"
"""How folders of unfinished drops begin; hidden ones are never read."""
STALE_S = 24 * 3600
"""A drop whose process was killed is cleared away so long after it began."""
PIECE = 1 << 20
HEAD = 4096
LONGEST_STEM = 180
"""Bytes of a name before its ending: file systems take 255 with it."""
_SIGNS = frozenset(" .,()&'+-_")


class Dropped(NamedTuple):
    """A file as it arrives: the name its sender gives it, never trusted, and its bytes."""

    name: str
    content: BinaryIO


def keep(settings: Settings, database: Database, files: Sequence[Dropped], *, now_ms: int) -> tuple[str, ...]:
    """Keeps the files of one drop beside each other and has the next look at sources find them; gives the names they have now.

    A recording and its captions of the same name become one item. The same files dropped twice are there once; under other names they are
    another drop. Raises `InputError` for what is neither recording, captions, letter nor text, and `TooLarge`; then nothing of the drop is
    kept.
    """
    if not files:
        raise InputError("drop", "holds no file", "choose one or more files")
    root = settings.home / FOLDER
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_stale(root, now_ms)
    gathering = Path(tempfile.mkdtemp(prefix=PART, dir=root))
    try:
        named = [_write(gathering, file, settings) for file in files]
        whole = hashlib.sha256("\n".join(f"{digest} {name}" for name, digest in sorted(named)).encode()).hexdigest()[:12]
        place = root / whole
        try:
            gathering.replace(place)
        except OSError:
            if not place.is_dir():
                raise
            shutil.rmtree(gathering)  # the same drop is there already
    except BaseException:
        shutil.rmtree(gathering, ignore_errors=True)
        raise
    _follow(root, database, now_ms)
    return tuple(name for name, _ in named)


def _clear_stale(root: Path, now_ms: int) -> None:
    for folder in root.glob(f"{PART}*"):
        with suppress(FileNotFoundError):  # another drop clears them too
            if folder.stat().st_mtime < now_ms / 1000 - STALE_S:
                shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, file: Dropped, settings: Settings) -> tuple[str, str]:
    """The file's safe name and checksum, once its bytes are on the disk."""
    head = file.content.read(HEAD)
    name = safe_name(file.name, is_recording=is_media(head))
    limit = settings.max_upload_bytes if PurePosixPath(name).suffix in MEDIA else settings.max_bytes
    if (folder / name).exists():
        raise InputError(name, "came twice", "give the files different names, or drop them one after the other")
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("xb") as stream:
        piece = head
        while piece:
            size += len(piece)
            if size > limit:
                raise TooLarge(name, f"is larger than {limit // 2**20} MiB", "set max_bytes or max_upload_bytes in earwitness.toml")
            digest.update(piece)
            stream.write(piece)
            piece = file.content.read(PIECE)
        stream.flush()
        os.fsync(stream.fileno())
    if not size:
        raise InputError(name, "is empty")
    return name, digest.hexdigest()


def safe_name(name: str, *, is_recording: bool) -> str:
    r"""A file name with no way out of its folder, and an ending that says what it is. Raises `InputError` for what cannot be read.

    Letters of any script stay, for the name is the item's title.

    >>> safe_name("..\\..\\etc/My talk: 1.VTT", is_recording=False), safe_name("李明.srt", is_recording=False)
    ('My talk 1.vtt', '李明.srt')
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath(base or "file")
    suffix = path.suffix.lower()
    if is_recording != (suffix in MEDIA) or suffix not in {**DOCUMENTS, **MEDIA}:
        if not is_recording:
            kinds = "a recording, captions (.vtt .srt .json ...), a letter (.eml .html .md) or text (.txt)"
            raise InputError(base[:80] or "file", "is nothing that can be digested", f"give {kinds}")
        suffix = ".mp3" if suffix not in MEDIA else suffix
    retained = "".join(symbol if _is_fit(symbol) else " " for symbol in unicodedata.normalize("NFC", path.stem))
    stem = " ".join(retained.split()).strip(". ").encode("utf-8", "replace")[:LONGEST_STEM].decode("utf-8", "ignore").rstrip(". ")
    return f"{stem or 'file'}{suffix}"


def _is_fit(sign: str) -> bool:
    """Whether a sign may stand in a file name: letters, digits, marks on letters, and a few others."""
    return sign.isalnum() or sign in _SIGNS or unicodedata.category(sign) in ("Mn", "Mc")


def _follow(root: Path, database: Database, now_ms: int) -> None:
    """Follows the folder, and makes it due at once."""
    kind, url = recognise(str(root))
    source = Source(id=source_id(url), url=url, kind=kind, title=TITLE)
    follow_sources(database, [source], now_ms=now_ms)
    with database.write() as connection:
        put_poll_state(connection, source.id, PollState(next_poll_ms=0))
