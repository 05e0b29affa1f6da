"""Runs `sync` in a child process of `serve`, so that what is uploaded or followed in the browser is processed. Ends with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSES_S = (1.0, 5.0, 30.0, 60.0)
"""Waits before a `sync` that ended by itself is begun again, the last one for ever."""
WATCH = (
    "import os, sys, threading, time\n"
    "def watch(parent):\n"
    "    while os.getppid() == parent: time.sleep(1)\n"
    "    os.kill(os.getpid(), 15)\n"
    "threading.Thread(target=watch, args=(int(sys.argv.pop(1)),), daemon=True).start()\n"
    "from earwitness.cli import main\n"
    "sys.exit(main(sys.argv[1:]))\n"
)
"""Ends in order when its parent is gone, by whatever end it came to."""


@contextmanager
def syncing(home: Path) -> Iterator[None]:
    """Keeps a `sync` running for the archive of `home` until the block ends."""
    stopping = threading.Event()
    children: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        for attempt in range(sys.maxsize):
            if stopping.is_set():
                return
            command = [sys.executable, "-c", WATCH, str(os.getpid()), "sync", "--home", str(home)]
            child = subprocess.Popen(  # noqa: S603 - ourselves
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            children[:] = [child]
            child.wait()
            stopping.wait(PAUSES_S[min(attempt, len(PAUSES_S) - 1)])

    keeper = threading.Thread(target=keep, name="earwitness-sync", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for child in children:
            child.terminate()
        keeper.join(timeout=15)
