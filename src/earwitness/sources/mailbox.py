"""Mailboxes as files: mbox, Maildir or a folder of `.eml` files. Messages stay in place; entries refer to them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from earwitness.errors import NotFound, SourceError, TooLarge
from earwitness.model.archive import Feed, SourceEntry
from earwitness.sources.entry_identity import unique_entries
from earwitness.sources.feed_text import plain
from earwitness.sources.folders import MAIL_SUFFIXES, document_files
from earwitness.sources.imap import read_imap
from earwitness.sources.mail_heads import MAX_HEAD, MailHead, read_head

MAX_MESSAGES = 100_000
_LINE = 1_048_576


class _Place(NamedTuple):
    """Where a message stands in an mbox, and the hash and head by which it is known again."""

    start: int
    end: int
    sha256: str
    head: bytes


def read_mailbox(path: Path) -> Feed:
    """The messages of an mbox, a Maildir or a folder of `.eml` as entries, newest first.

    Entries point at the message: `file:///letters.mbox#bytes=120-4321&sha256=...`. Raises `NotFound`, `SourceError` and `TooLarge`.
    """
    if not path.exists():
        raise NotFound(str(path), "no such mailbox", "check the path")
    root = path.resolve()
    unread: list[str] = []
    try:
        entries = list(_from_mbox(root) if root.is_file() else _from_folder(root, unread))
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    entries.sort(key=lambda entry: entry.guid)
    entries.sort(key=lambda entry: entry.published or "", reverse=True)
    retained, warnings = unique_entries(entries)
    title = plain(root.stem if root.is_file() else root.name, is_markup=False)
    return Feed(title=title, entries=retained, warnings=(*warnings, *unread))


def entry_of_head(head: MailHead, url: str, content_key: str = "") -> SourceEntry:
    """The entry of a message that stands at `url`."""
    return SourceEntry(
        guid=head.guid,
        title=head.title,
        url=url,
        published=head.published,
        language=head.language,
        people=head.people,
        content_key=content_key,
    )


def read_message(path: Path, span: tuple[int, int], sha256: str, *, max_bytes: int) -> bytes:
    """A message of an mbox as it was sent. Raises `NotFound` when the mailbox has changed since it was read, and `TooLarge`."""
    start, end = span
    if end - start > max_bytes:
        raise TooLarge(path.name, f"holds a message larger than {max_bytes // 2**20} MiB", "raise max_bytes in earwitness.toml")
    try:
        with path.open("rb") as stream:
            stream.seek(start)
            content = stream.read(max(0, end - start))
    except OSError as error:
        raise NotFound(str(path), f"cannot be read: {error.strerror}", "check the path") from error
    if hashlib.sha256(content).hexdigest()[:16] != sha256:
        raise NotFound(path.name, "has changed since it was last read", "run `earwitness sync` again")
    _, _, message = content.partition(b"\n")
    return b"\n".join(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line for line in message.split(b"\n"))


def _from_folder(root: Path, unread: list[str]) -> Iterator[SourceEntry]:
    """The letters of a folder; one that cannot be read is named in `unread` and keeps no other from being read."""
    if (root / "cur").is_dir() and (root / "new").is_dir():
        files = sorted(
            file for box in ("cur", "new") for file in (root / box).iterdir() if file.is_file() and not file.name.startswith(".")
        )
    else:
        files = [file for file in document_files(root) if file.suffix.lower() in MAIL_SUFFIXES]
    if len(files) > MAX_MESSAGES:
        raise TooLarge(str(root), f"holds more than {MAX_MESSAGES:,} messages", "follow its folders one by one")
    for file in files:
        try:
            with file.open("rb") as stream:
                head = read_head(stream.read(MAX_HEAD))
                size = os.fstat(stream.fileno()).st_size
        except FileNotFoundError:
            continue  # a mail program moves letters about; the next look finds it where it is then
        except OSError as error:
            unread.append(f"{file.name} cannot be read: {error.strerror}")
            continue
        yield entry_of_head(head, file.as_uri(), str(size))


def _from_mbox(root: Path) -> Iterator[SourceEntry]:
    with root.open("rb") as stream:
        for count, place in enumerate(_places(stream)):
            if count >= MAX_MESSAGES:
                raise TooLarge(str(root), f"holds more than {MAX_MESSAGES:,} messages", "split it")
            url = f"{root.as_uri()}#bytes={place.start}-{place.end}&sha256={place.sha256}"
            yield entry_of_head(read_head(place.head), url, place.sha256)


def _places(stream: BinaryIO) -> Iterator[_Place]:
    """The messages of an mbox: each begins with a line `From ...` at the start or behind an empty line."""
    start, at, was_empty = -1, 0, True
    known, head = hashlib.sha256(), bytearray()
    while line := stream.readline(_LINE):
        if was_empty and line.startswith(b"From "):
            if start >= 0:
                yield _Place(start, at, known.hexdigest()[:16], bytes(head))
            start, known, head = at, hashlib.sha256(), bytearray()
        elif start >= 0 and len(head) < MAX_HEAD:
            head += line[:MAX_HEAD]
        known.update(line)
        was_empty = line in (b"\n", b"\r\n")
        at += len(line)
    if start >= 0:
        yield _Place(start, at, known.hexdigest()[:16], bytes(head))


__all__ = ["entry_of_head", "read_imap", "read_mailbox", "read_message"]
