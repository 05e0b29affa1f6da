"""Writes results atomically, under generated file names."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import unicodedata
from pathlib import Path

from earwitness.errors import SourceError, UsageError

_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")

STDIN = "stdin:"
"""What stands for a bare `-` once the command line is being parsed, which would take it for an option."""


def write_file(path: Path, text: str) -> None:
    """Writes under a temporary name beside `path` and renames, so that nobody ever sees half a file.

    Raises `SourceError`, also when the disk is full.
    """
    handle, temporary = _temporary(path)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise SourceError(str(path), f"cannot be written: {error.strerror}", "free some space or name another folder with --out") from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _temporary(path: Path) -> tuple[int, str]:
    try:
        return tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}", "free some space or name another folder with --out") from error


def output_folder(out: Path) -> Path:
    """The folder, made when it is not there. Raises `UsageError` when it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(out), f"is no folder to write to: {error.strerror}", "give another with --out") from error
    return out


def file_stem(name: str, taken: set[str]) -> str:
    """A safe file name from a title or file name, not in `taken`; adds itself to it.

    >>> file_stem("../Ep. 12: AI & You?.vtt", set())
    'ep-12-ai-you-vtt'
    >>> file_stem("Übung 3: 李明", set())
    'übung-3-李明'
    """
    base = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", name.casefold())).strip("-_")[:80]
    base = base.encode("utf-8", "ignore")[:160].decode("utf-8", "ignore") or "item"  # file systems count bytes
    stem, count = base, 1
    while stem in taken:
        count += 1
        stem = f"{base}-{count}"
    taken.add(stem)
    return stem


def print_page(page: str) -> None:
    """A page to stdout; colours only where they can be seen and are wanted (`NO_COLOR`)."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    print_text(_COLOUR.sub("", page) if plain else page)


def print_text(text: str) -> None:
    """Text to stdout in UTF-8, whatever the terminal's locale says. Raises `SourceError` when the file it goes to has no room."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left must not be tried again at exit
        raise SourceError("stdout", f"cannot be written: {error.strerror}", "free some disk space") from error
