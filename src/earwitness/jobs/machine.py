"""Identifies the worker processes, and tells whether another process is still alive."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from pathlib import Path

from earwitness.storage.work_records import Executor


def this_process(role: str) -> Executor:
    """The process itself. Its id is its own: with a shared id a newcomer would run again what a living sibling runs."""
    machine, pid = this_machine(), os.getpid()
    born = born_of(pid) or os.urandom(8).hex()
    return Executor(id=f"{machine}-{pid}-{born}", role=role, machine=machine, pid=pid, born=born)


def this_machine() -> str:
    """12 hex digits for this boot of this machine and this process namespace: within it a pid names one process."""
    parts = [platform.node()]
    for path in ("/proc/sys/kernel/random/boot_id", "/etc/machine-id"):
        try:
            parts.append(Path(path).read_text(encoding="ascii").strip())
        except OSError:
            parts.append("")
    try:
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        parts.append("")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def is_certainly_dead(executor: Executor) -> bool:
    """True when the process is known to have ended: it said so, or it ran here and its pid is free or somebody else's."""
    if executor.left:
        return True
    if executor.machine != this_machine() or sys.platform == "win32":
        return False  # only its heartbeat can tell
    try:
        os.kill(executor.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    born = born_of(executor.pid)
    return born is not None and born != executor.born


def is_certainly_alive(executor: Executor) -> bool:
    """True when the process is seen running on this machine, however long ago it last showed a heartbeat (a sleeping laptop)."""
    return executor.machine == this_machine() and sys.platform == "linux" and not is_certainly_dead(executor)


def born_of(pid: int) -> str | None:
    """When a process began, in the kernel's ticks; None where that cannot be told. A dead one waiting for its parent counts as unborn."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return "gone" if fields[0] in "ZX" else fields[19]
