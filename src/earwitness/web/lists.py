"""Uploaded OPML lists between preview and confirmation, stored by checksum, so that exactly what was shown is followed."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from earwitness.archive.following import OPML_BYTES, listed
from earwitness.errors import InputError, NotFound, TooLarge
from earwitness.model.archive import Source

FOLDER = "lists"
MOST = 20
"""Lists that wait for consent: the oldest gives way, with the private addresses it may hold."""
_KEY = re.compile(r"[0-9a-f]{64}")
_ON_THE_WEB = frozenset({"feed", "youtube", "page"})


def store_list(home: Path, stream: BinaryIO) -> tuple[str, tuple[Source, ...]]:
    """The key of a list handed in, and its sources on the web. Raises `InputError` and `TooLarge`."""
    content = stream.read(OPML_BYTES + 1)
    if len(content) > OPML_BYTES:
        raise TooLarge("the list", f"is larger than {OPML_BYTES // 2**20} MiB", "split it")
    found = _on_the_web(content)
    key = hashlib.sha256(content).hexdigest()
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_room(folder)
    (folder / f"{key}.opml").write_bytes(content)
    return key, found


def pop_list(home: Path, key: str) -> tuple[Source, ...]:
    """The sources of the list that was shown under this key; it is gone afterwards. Raises `NotFound`."""
    path = home / FOLDER / f"{key}.opml"
    if not _KEY.fullmatch(key) or not path.is_file():
        raise NotFound("the list", "is not here any more", "hand it in again")
    found = _on_the_web(path.read_bytes())
    path.unlink()
    return found


def _make_room(folder: Path) -> None:
    retained = sorted(folder.glob("*.opml"), key=lambda path: path.stat().st_mtime_ns)
    for path in retained[: max(0, len(retained) - MOST + 1)]:
        path.unlink(missing_ok=True)


def _on_the_web(content: bytes) -> tuple[Source, ...]:
    """Sources a server may be asked for: a list from a browser names no files of this machine."""
    found = tuple(source for source in listed(content, "the list") if source.kind in _ON_THE_WEB)
    if not found:
        raise InputError("the list", "names no address on the web", "give an OPML list with xmlUrl addresses")
    return found
