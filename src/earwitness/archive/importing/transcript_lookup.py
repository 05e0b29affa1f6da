"""Finds transcripts for imported pages: in a folder by file name, title and date, and among the links of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from earwitness.archive.importing.site_files import ImportFolder
from earwitness.archive.importing.site_page import SitePage
from earwitness.errors import EarwitnessError, UsageError
from earwitness.model.documents import ItemDraft
from earwitness.model.transcript import Transcript
from earwitness.sandbox import Limits
from earwitness.sandbox import run as isolated
from earwitness.sources.files import read_file
from earwitness.sources.folders import DOCUMENTS, read_folder
from earwitness.sources.locations import local_path
from earwitness.text.folding import folded_words

Match = Literal["the hub's own file", "file name", "title", "date"]
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")
SHORTEST_TITLE = 2
"""Words: `Trailer` names many episodes."""


class TranscriptMatch(NamedTuple):
    """A transcript file that may be a page's, and what speaks for it."""

    file: Path
    by: Match


class TranscriptLookup:
    """Transcript files by what they can be found under."""

    def __init__(self, folder: Path | None) -> None:
        self._stems: dict[str, list[Path]] = {}
        self._titles: dict[str, list[Path]] = {}
        self._dates: dict[str, list[Path]] = {}
        if folder is None:
            return
        if not folder.is_dir():
            raise UsageError("--transcripts", f"{folder} is no folder", "give the folder the transcripts lie in")
        for entry in read_folder(folder).entries:
            file = local_path(entry.url or "")
            if file is None or file.suffix.lower() not in DOCUMENTS:
                continue
            for stem in {key_of(_stem(file)), key_of(_DATED.sub("", _stem(file)))}:
                self._stems.setdefault(stem, []).append(file)
            self._titles.setdefault(key_of(entry.title), []).append(file)
            if entry.published and entry.published != entry.updated:  # a file's own time says nothing of the episode
                self._dates.setdefault(entry.published[:10], []).append(file)

    def find(self, page: SitePage) -> Iterator[TranscriptMatch]:
        """Files that may be the page's transcript, the likeliest first."""
        stem = Path(page.path).stem
        wanted = (("file name", self._stems, key_of(stem)), ("file name", self._stems, key_of(_DATED.sub("", stem))))
        reported: set[Path] = set()
        for by, files, key in (*wanted, ("title", self._titles, key_of(page.title)), ("title", self._stems, key_of(page.title))):
            if by == "title" and len(key.split()) < SHORTEST_TITLE:
                continue
            for file in files.get(key, ()):
                if file not in reported and not _other_day(stem, _stem(file)):
                    reported.add(file)
                    yield TranscriptMatch(file, "file name" if by == "file name" else "title")
        same_day = self._dates.get((page.published or "")[:10], [])
        if len(same_day) == 1 and same_day[0] not in reported:
            yield TranscriptMatch(same_day[0], "date")


def own_transcript(hub: ImportFolder, page: SitePage) -> TranscriptMatch | None:
    """The file the page itself names as its transcript, when it lies inside the hub."""
    if not page.transcript_url:
        return None
    try:
        place = unquote(urlsplit(page.transcript_url).path).replace("\\", "/").strip("/")
    except ValueError:
        return None
    if not place or "\x00" in place:
        return None
    for name in (place, f"_{place}", f"{place}.md", f"_{place}.md", f"{place}.txt", f"{place}.vtt"):
        try:
            file = (hub.root / name).resolve()
            if file.is_relative_to(hub.root) and file.is_file() and file.suffix.lower() in DOCUMENTS:
                return TranscriptMatch(file, "the hub's own file")
        except OSError:  # a name too long for the disk
            return None
    return None


def read_transcript(file: Path, about: ItemDraft, *, max_bytes: int) -> Transcript:
    """The transcript in a file, read where foreign bytes can do no harm. Raises `EarwitnessError`."""
    document = read_file(file, max_bytes=max_bytes)
    limits = Limits.for_size(len(document.content))
    try:
        parsed: tuple[object, Transcript] = isolated("earwitness.jobs.worker_functions:parse_document", document, about, limits=limits)
    except EarwitnessError as error:
        raise type(error)(str(file), error.problem, error.hint) from error
    return parsed[1]


def _stem(file: Path) -> str:
    return file.stem.removesuffix(".transcript")


def _other_day(one: str, other: str) -> bool:
    """True for file names that begin with different dates: a weekly show has one title."""
    here, there = _DATED.match(one), _DATED.match(other)
    return bool(here and there and here[0] != there[0])


def key_of(text: str) -> str:
    """What names are compared by: folded words with single spaces, whatever joins them.

    >>> key_of("The Mill-Stone: Part_2")
    'the mill stone part 2'
    """
    return " ".join(word.form for word in folded_words(text.replace("-", " ").replace("_", " ")))
