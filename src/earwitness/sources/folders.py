"""A folder as a source: every readable document in it is an entry, a changed file is an update."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from earwitness.errors import NotFound, SourceError, TooLarge
from earwitness.model.archive import Enclosure, Feed, SourceEntry
from earwitness.sources.feed_text import decode_feed, plain
from earwitness.sources.feed_values import utc

DOCUMENTS = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".sbv": "text/plain",
    ".ttml": "application/ttml+xml",
    ".dfxp": "application/ttml+xml",
    ".ass": "text/x-ssa",
    ".ssa": "text/x-ssa",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
}
"""Readable files by their ending, in order of trust where several belong to one recording."""
MAIL_SUFFIXES = frozenset({".eml"})
MEDIA = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/opus",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".wma": "audio/x-ms-wma",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
}
MAX_FILES = 100_000
MAX_BYTES = 32 * 1024 * 1024
SETTLED_S = 5.0
"""A file older than this has had time to get another stamp by another change: file systems stamp by the tick, some by two seconds."""
_HEAD = 16_384
_DATED = re.compile(r"(?:^|\D)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?:\D|$)")
_DATE_LINE = re.compile(
    r"^(?:date|published(?: at)?|publish date|publication date|upload date|recorded):[ \t]{1,8}[\"']?(\S[^\n\"']{0,60})",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE_LINE = re.compile(r"^title:[ \t]{1,8}(\S[^\n]{0,300})$|^#[ \t]{1,8}(\S[^\n]{0,300})$", re.IGNORECASE | re.MULTILINE)
_HTML_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_SUBJECT = re.compile(r"^subject:[ \t]{0,8}(\S[^\n]{0,300}(?:\n[ \t][^\n]{0,300}){0,5})", re.IGNORECASE | re.MULTILINE)


def read_folder(path: Path, clock: Callable[[], float] = time.time) -> Feed:
    """The documents of a folder (or one file) as entries, newest first; a recording and its transcript are one entry.

    The guid is the path inside the folder, the address is `file:`. Hidden files and links that lead out of the folder are passed over.
    Raises `NotFound`, `SourceError` and `TooLarge`.
    """
    if not path.exists():
        raise NotFound(str(path), "no such folder", "check the path")
    root = path.resolve()
    entries: list[SourceEntry] = []
    warnings: list[str] = []
    for files in _recordings(document_files(root)):
        try:
            entries.append(_entry(files, root if root.is_dir() else root.parent, clock()))
        except OSError as error:
            warnings.append(f"{files[0].name} cannot be read: {error.strerror}")
    entries.sort(key=lambda entry: entry.guid)
    entries.sort(key=lambda entry: entry.published or "", reverse=True)
    return Feed(title=plain(root.stem if root.is_file() else root.name, is_markup=False), entries=tuple(entries), warnings=tuple(warnings))


def document_files(root: Path) -> tuple[Path, ...]:
    """The readable files under a folder in a fixed order, or the file itself. Raises `SourceError` and `TooLarge`."""
    if root.is_file():
        return (root,)
    found: list[Path] = []
    try:
        for file in _walk(root):
            found.append(file)
            if len(found) > MAX_FILES:
                raise TooLarge(str(root), f"holds more than {MAX_FILES:,} documents", "follow its folders one by one")
    except OSError as error:
        raise SourceError(str(root), f"cannot be read: {error.strerror}") from error
    return tuple(found)


def _walk(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            wanted = file.suffix.lower() in DOCUMENTS or file.suffix.lower() in MEDIA
            if wanted and not name.startswith(".") and file.resolve().is_relative_to(root) and file.is_file():
                yield file


def _recordings(files: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Each document alone; a recording together with the documents of its name, the most trusted first."""
    groups: dict[Path, list[Path]] = {}
    for file in files:
        groups.setdefault(file.with_suffix(""), []).append(file)
    ranks = list(DOCUMENTS)
    for group in groups.values():
        media = [file for file in group if file.suffix.lower() in MEDIA]
        documents = sorted((file for file in group if file not in media), key=lambda file: _rank(file, ranks))
        if media:
            yield (*documents[:1], *media)
        else:
            yield from ((file,) for file in documents)


def _rank(file: Path, ranks: Sequence[str]) -> int:
    suffix = file.suffix.lower()
    return ranks.index(suffix) if suffix in ranks else len(ranks)


class FileMetadata(NamedTuple):
    """What is read of a file: its title, its date, the key of its bytes."""

    title: str
    published: str | None
    key: str


@lru_cache(maxsize=MAX_FILES)
def read_file(file: Path, size: int, mtime_ns: int, _ctime_ns: int, _inode: int) -> FileMetadata:
    """What a file says, kept for the same size, times and place: a running `sync` asks every few seconds."""
    if file.suffix.lower() in MEDIA:
        return FileMetadata(_title(file, ""), _published(file, ""), f"{size}-{mtime_ns}")
    head = _head(file)
    return FileMetadata(_title(file, head), _published(file, head), _key(file, size))


def _said(file: Path, status: os.stat_result, now_s: float) -> FileMetadata:
    mark = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    settled = now_s - max(status.st_mtime, status.st_ctime) > SETTLED_S
    return read_file(file, *mark) if settled else read_file.__wrapped__(file, *mark)


def _entry(files: Sequence[Path], root: Path, now_s: float) -> SourceEntry:
    first = files[0]
    status = first.stat()
    source_text = _said(first, status, now_s)
    changed = dt.datetime.fromtimestamp(int(status.st_mtime), dt.UTC).isoformat()
    return SourceEntry(
        guid=os.fsencode(first.relative_to(root)).decode("utf-8", "replace"),
        title=source_text.title,
        url=first.as_uri(),
        published=source_text.published or changed,
        updated=changed,
        enclosures=tuple(
            Enclosure(url=file.as_uri(), media_type=MEDIA[file.suffix.lower()], length=file.stat().st_size)
            for file in files
            if file.suffix.lower() in MEDIA
        ),
        content_key=source_text.key,
    )


def _head(file: Path) -> str:
    with file.open("rb") as stream:
        return decode_feed(stream.read(_HEAD), None).replace("\r\n", "\n")


def _key(file: Path, size: int) -> str:
    """The hash of the file's bytes; of a file too large to be digested its size."""
    if size > MAX_BYTES:
        return f"size-{size}"
    return hashlib.sha256(file.read_bytes()).hexdigest()[:32]


def _title(file: Path, head: str) -> str:
    """What the document calls itself, else its name made readable."""
    suffix = file.suffix.lower()
    source_text = None
    if suffix == ".eml":
        from earwitness.sources.mail_heads import read_head  # noqa: PLC0415 - the mail parser only for mail

        return read_head(head.encode("utf-8", "surrogateescape")).title or plain(file.stem, is_markup=False)
    if suffix in (".html", ".htm"):
        source_text = (match := _HTML_TITLE.search(head)) and match[1]
    elif suffix in (".md", ".markdown", ".txt") and (match := _TITLE_LINE.search(head[:4000])) is not None:
        source_text = (match[1] or match[2]).strip(" \"'#")
    return plain(source_text) or plain(re.sub(r"[_\s]+", " ", file.stem), is_markup=False)


def _published(file: Path, head: str) -> str | None:
    """The date in the document's head, else the one in its name."""
    if file.suffix.lower() == ".eml":
        from earwitness.sources.mail_heads import read_head  # noqa: PLC0415 - the mail parser only for mail

        return read_head(head.encode("utf-8", "surrogateescape")).published
    if (
        file.suffix.lower() in (".md", ".markdown", ".txt")
        and (match := _DATE_LINE.search(head[:4000]))
        and (found := utc(None, match[1].strip()))
    ):
        return found
    dated = _DATED.search(file.stem)
    return utc(None, "-".join(dated.groups())) if dated else None
