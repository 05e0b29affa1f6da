"""Four processes on SQLite and four on PostgreSQL, 400 items, random kills: every effect once, the living left alone, the dead replaced."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from evals._durable import dump, follow, open_archive, start
from evals._shows import make_folder

ITEMS, PROCESSES, KILLS = 400, 4, 12


def run(_data: Path | None = None, *, items: int = ITEMS, kills: int = KILLS) -> dict[str, object]:
    """The figures on both databases."""
    figures: dict[str, object] = {"items": items, "processes": PROCESSES, "kills": kills}
    with tempfile.TemporaryDirectory(prefix="earwitness-workers-") as name:
        folder = Path(name)
        messages = make_folder(folder / "letters", items, words=40)
        figures |= _rounds("sqlite", folder / "sqlite", messages, None, kills)
        with postgres() as url:
            figures |= _rounds("postgresql", folder / "postgresql", messages, url, kills) if url else {"postgresql": "not installed"}
    return figures


def _rounds(name: str, home: Path, letters: Path, database: str | None, kills: int) -> dict[str, object]:
    follow(home, str(letters), database=database)
    log, chance, began = home / "points.log", random.Random(11), time.monotonic()
    asker = start(home, "sync", log=log)
    processes = {asker}
    time.sleep(2)
    processes |= {start(home, "worker", log=log) for _ in range(PROCESSES - 1)}
    died: dict[int, float] = {}
    left = kills
    while not _all_done(home):
        time.sleep(chance.uniform(0.8, 2.5))
        processes = {process for process in processes if process.poll() is None}
        if left and len(processes) > 1:
            victim = chance.choice(sorted(processes, key=lambda process: process.pid))
            victim.kill()
            victim.wait()
            died[victim.pid] = time.time()
            left -= 1
            processes.discard(victim)
        while len(processes) < PROCESSES:
            # A sync that was killed is started again by its user; any new process takes over for a dead one.
            if asker.poll() is None:
                processes.add(start(home, "worker", log=log))
            else:
                processes.add(asker := start(home, "sync", log=log))
        if time.monotonic() - began > 1800:
            break
    seconds = time.monotonic() - began
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return _judged(name, home, log, died, seconds)


def _all_done(home: Path) -> bool:
    opened = open_archive(home)
    with opened.read() as connection:
        states = dict(connection.exec_driver_sql("SELECT state, count(*) FROM items GROUP BY state").tuples().all())
    opened.close()
    return bool(states) and not set(states) & {"new", "fetched"}


def _judged(name: str, home: Path, log: Path, died: dict[int, float], seconds: float) -> dict[str, object]:
    """What the log of points says: which steps ran twice although their first runner lived, and how long the dead's work lay."""
    begun: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
    by_item: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for line in log.read_text(encoding="utf-8").splitlines():
        at, pid, point, subject = (*line.split(" "), "")[:4]
        by_item[subject].append((float(at), int(pid), point))
        if point in ("parse:before", "digest:before"):
            begun[point, subject].append((float(at), int(pid)))
    stolen = again = 0
    for runs in begun.values():
        for (_, first), (at, _) in pairwise(runs):
            again += 1
            stolen += died.get(first, at) >= at  # the first runner was alive when another began
    rows = dump(home)
    revisions = Counter(rows["revisions"].splitlines())
    return {
        f"{name}: items": rows["items"].count("\n") + 1,
        f"{name}: items digested": sum('"digested"' in row for row in rows["items"].splitlines()),
        f"{name}: digested once": sum(count == 1 for count in revisions.values()),
        f"{name}: kills": len(died),
        f"{name}: steps run again after a death": again - stolen,
        f"{name}: steps of a living process run again": stolen,
        f"{name}: longest take-over, s": round(max(_take_overs(by_item, died), default=0.0), 1),
        f"{name}: seconds": round(seconds),
    }


def _take_overs(by_item: dict[str, list[tuple[float, int, str]]], died: dict[int, float]) -> Iterator[float]:
    """For each item that somebody died with: how long until another process went on with it."""
    for lines in by_item.values():
        for pid, death in died.items():
            own = [point for _, runner, point in lines if runner == pid and point.startswith(("parse", "digest"))]
            if not own or own[-1] == "digest:after":
                continue
            later = [at for at, runner, _ in lines if runner != pid and at > death]
            if later:
                yield min(later) - death


@contextmanager
def postgres() -> Iterator[str | None]:
    """A PostgreSQL server of our own; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not found:
        yield None
        return
    binaries = found[0].parent
    folder = Path(tempfile.mkdtemp(prefix="earwitness-pg-", dir="/tmp"))
    is_root = os.geteuid() == 0
    if is_root:
        shutil.chown(folder, "postgres")
    owner = {"user": "postgres"} if is_root else {}
    role = "postgres" if is_root else pwd.getpwuid(os.geteuid()).pw_name
    with socket.socket() as transcriber:
        transcriber.bind(("127.0.0.1", 0))
        port = transcriber.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **owner}
    subprocess.run([binaries / "initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], check=True, **quiet)
    options = ["-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "max_connections=300"]
    server = subprocess.Popen([binaries / "postgres", *options], **quiet)
    try:
        while subprocess.run([binaries / "pg_isready", "-h", str(folder), "-p", str(port)], check=False, **quiet).returncode:
            time.sleep(0.1)
        yield f"postgresql://{role}@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
