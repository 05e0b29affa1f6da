"""Documents from files and standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from earwitness.errors import NotFound, SourceError, TooLarge
from earwitness.model.media import RawDocument


def read_file(path: Path, *, max_bytes: int) -> RawDocument:
    """The file's bytes. Raises `NotFound`, `SourceError` (a folder, no permission) or `TooLarge` before reading it."""
    try:
        if path.is_dir():
            raise SourceError(str(path), "is a folder, not a file", "give one file")
        with path.open("rb") as stream:
            return read_stream(stream, path.name, max_bytes=max_bytes)
    except FileNotFoundError as error:
        raise NotFound(str(path), "no such file", "check the path") from error
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error


def read_stdin(*, max_bytes: int) -> RawDocument:
    """All of standard input."""
    return read_stream(sys.stdin.buffer, "stdin", max_bytes=max_bytes)


def read_stream(stream: BinaryIO, name: str, *, max_bytes: int) -> RawDocument:
    """At most `max_bytes` of a stream; more raises `TooLarge`."""
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooLarge(name, f"is larger than {max_bytes // 2**20} MiB", "split it or raise max_bytes in earwitness.toml")
    return RawDocument(content, name)
