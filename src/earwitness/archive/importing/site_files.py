"""Finds and reads the episode pages of a Jekyll site on disk, one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from earwitness.errors import NotFound, SourceError, UsageError

COLLECTION = "_episodes"
PAGES = frozenset({".md", ".markdown", ".html"})
MAX_BYTES = 4 * 2**20
"""The longest episode page seen has 90 kB."""


class ImportFolder(NamedTuple):
    """A hub on disk: its root, where its episode pages lie, and its name."""

    root: Path
    pages: Path
    name: str


class ImportFile(NamedTuple):
    """One page: its place inside the collection, and its bytes or why they could not be read."""

    path: str
    content: bytes
    problem: str = ""


def open_site(folder: Path, name: str | None = None) -> ImportFolder:
    """The hub in a folder, or whose `_episodes` the folder is. Raises `NotFound` and `UsageError`."""
    if not folder.exists():
        raise NotFound(str(folder), "no such folder", "check the path")
    if not folder.is_dir():
        raise UsageError(str(folder), "is a file", "give the folder of the hub")
    root = folder.resolve()
    if root.name == COLLECTION:
        root = root.parent
    pages = root / COLLECTION
    if not pages.is_dir():
        raise UsageError(str(folder), f"has no folder {COLLECTION}", "give the root of a Jekyll hub")
    named = " ".join((name or root.name).split())
    if not named.isprintable() or not named:
        raise UsageError("--source", "is no name", "give one in letters")
    return ImportFolder(root, pages, named)


def page_paths(hub: ImportFolder) -> tuple[Path, ...]:
    """The hub's pages in the order of their names; links that lead out of the collection are passed over. Raises `SourceError`."""
    found: list[Path] = []
    try:
        for folder, names, files in os.walk(hub.pages, onerror=_raised, followlinks=False):
            names[:] = sorted(name for name in names if not name.startswith("."))
            places = (Path(folder, name) for name in files if not name.startswith("."))
            found += [file for file in places if file.suffix.lower() in PAGES and file.resolve().is_relative_to(hub.pages)]
    except OSError as error:
        place = os.fsencode(error.filename or hub.pages).decode("utf-8", "replace")
        raise SourceError(place, f"cannot be read: {error.strerror}", "let this user read it") from error
    return tuple(sorted(found))


def _raised(error: OSError) -> None:
    """A folder that cannot be opened is told, not passed over with all its pages."""
    raise error


def read_pages(hub: ImportFolder, paths: tuple[Path, ...]) -> Iterator[ImportFile]:
    """The pages one after the other: never more than one in memory."""
    for path in paths:
        place = os.fsencode(path.relative_to(hub.pages)).decode("utf-8", "replace")
        try:
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            yield ImportFile(place, b"", f"cannot be read: {error.strerror}")
            continue
        yield (
            ImportFile(place, content[:0], f"is larger than {MAX_BYTES // 2**20} MiB")
            if len(content) > MAX_BYTES
            else ImportFile(place, content)
        )
