"""Confines a parsing child: no network, no other programs, no writing, and bounded time and memory."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

_PARSERS = """
ahocorasick_rs bs4 charset_normalizer courlan dateparser defusedxml earwitness feedparser frontmatter ftfy htmldate justext lxml
lxml_html_clean markdown_it mdurl nh3 pydantic pydantic_core pysubs2 pytz rapidfuzz regex requests sentencex sgmllib tld trafilatura
tzlocal urllib3 webvtt wcwidth yaml
"""
OUR_PACKAGES = frozenset(sys.stdlib_module_names) | frozenset(_PARSERS.split())
"""Packages a worker loads ahead for the next document: the standard library and what our parsers use."""
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.kill", "os.putenv", "shutil.")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES, _DUMPABLE = 38, 4


def for_worker() -> None:
    """Takes the worker, and so every child, off the network (on Linux: a network namespace with nothing in it) and bars it from new rights.

    Best effort: where the system does not allow it, the child's own limits remain.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - in the worker alone

        system = ctypes.CDLL(None)
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.prctl(_DUMPABLE, 0, 0, 0, 0)
        if system.unshare(_NEW_NETWORK) != 0:
            system.unshare(_NEW_USER | _NEW_NETWORK)


def for_child(report_to: int, *, cpu_s: int, memory_bytes: int, open_files: int, **_others: Any) -> None:
    """Puts the limits in force; none can be lifted again. `memory_bytes` counts all that is in memory, the loaded code included.

    The name of every module loaded from here on is written to the descriptor `report_to`, one a line.
    """
    os.set_blocking(report_to, False)
    sys.addaudithook(partial(_watch, report_to))
    if sys.platform == "win32":  # has no such limits; the time limit of the worker remains
        return
    wanted = {
        resource.RLIMIT_CPU: (cpu_s, cpu_s + 1),
        resource.RLIMIT_AS: (_absent_bytes() + memory_bytes,) * 2,
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (open_files, open_files),
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for which, limit in wanted.items():
        try:
            resource.setrlimit(which, limit)
        except (ValueError, OSError):
            continue  # a tighter one is in force already, or this system knows no such limit


def _watch(report_to: int, event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: Python code, ours or a library's, cannot reach out or write. It cannot be taken away again."""
    if event == "import":
        with suppress(OSError):
            os.write(report_to, f"{arguments[0]}\n".encode())
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while foreign bytes are parsed")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES and isinstance(arguments[0], (str, bytes)):
        raise PermissionError("no file may be written while foreign bytes are parsed")


def _absent_bytes() -> int:
    """The address space in use now that is not in memory: files of code that are mapped and hardly read.

    What may be in memory is limited by limiting all address space, since no system limits the former.
    """
    try:
        mapped, resident = Path("/proc/self/statm").read_text("ascii").split()[:2]
        return (int(mapped) - int(resident)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
