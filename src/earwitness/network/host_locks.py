"""One connection per host at a time: within a process always, across processes of one machine with a shared folder."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_LOCK_FILES = 4096
"""A lock file is named by three digits of a checksum, so hostile host names cannot fill a folder; two hosts may share one and wait."""


@dataclass
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


_turns: dict[str, _Turn] = {}
_turns_guard = threading.Lock()


@contextmanager
def one_at_a_time(host: str, folder: Path | None = None) -> Iterator[None]:
    """Holds the host for the time of the block; others wait. `folder` holds the lock files shared with other processes."""
    name = host.lower().rstrip(".")
    with _turns_guard:
        turn = _turns.setdefault(name, _Turn())
        turn.wanted += 1
    try:
        with turn.lock, _across_processes(name, folder):
            yield
    finally:
        with _turns_guard:
            turn.wanted -= 1
            if not turn.wanted:
                del _turns[name]


def lock_file(host: str, folder: Path) -> Path:
    """The file that is locked for a host."""
    digest = hashlib.sha256(host.lower().rstrip(".").encode("utf-8", "surrogatepass")).digest()
    return folder / f"{int.from_bytes(digest[:4]) % _LOCK_FILES:03x}.lock"


@contextmanager
def _across_processes(name: str, folder: Path | None) -> Iterator[None]:
    """Best effort: without a folder, on a system without `flock`, or where the folder cannot be written, nothing is held."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows
    except ImportError:
        folder = None
    if folder is None:
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = lock_file(name, folder).open("ab")
    except OSError:
        yield
        return
    with file:
        with suppress(OSError):  # a network file system may know no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
