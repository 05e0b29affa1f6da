"""One process of durable work, for the evals that kill it: `python -m evals._durable HOME ROLE [POINT:N] [LOG]`.

The hook that kills is handed in here, as an argument; nothing in the product knows of it. Parsing and analysis run in this very process,
so that a start costs a second: what is tried is the order of effects, not the child processes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from earwitness.config import Settings, load_settings
from earwitness.model.archive import Source
from earwitness.sources.locations import recognise, source_id
from earwitness.storage.engine import Database, database_url, open_database
from earwitness.storage.sources import put_source
from earwitness.storage.tables import metadata

REPOSITORY = Path(__file__).parent.parent
CLOCKS = frozenset({"first_seen_ms", "added_ms", "last_polled_ms", "next_poll_ms", "next_ms"})
"""Columns that hold times of the run."""
ROW_NUMBERS = {"passages": frozenset({"id"}), "embeddings": frozenset({"passage_id"})}


def follow(home: Path, *locations: str, database: str | None = None) -> None:
    """A new archive that follows these."""
    home.mkdir(parents=True, exist_ok=True)
    lines = ['private_hosts = ["127.0.0.1"]', "processes = 1", "transcribe_recordings = false", 'embedding_model = "none"'] + (
        [f'database_url = "{database}"'] if database else []
    )
    (home / "earwitness.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    opened = open_archive(home)
    with opened.write() as connection:
        for location in locations:
            kind, url = recognise(location)
            put_source(connection, Source(id=source_id(url), url=url, kind=kind), now_ms=1)
    opened.close()


def open_archive(home: Path) -> Database:
    """The archive of a home folder."""
    settings = load_settings(home)
    return open_database(settings.database_url or database_url(home))


def start(home: Path, role: str, at: str = "", log: Path | None = None) -> subprocess.Popen[bytes]:
    """A process of durable work; `at` kills it the n-th time it reaches a point."""
    command = [sys.executable, "-m", "evals._durable", str(home), role, at or "-", str(log or "-")]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def dump(home: Path) -> dict[str, str]:
    """Every table of the archive as text, without clocks, row numbers, and who was working: equal archives, equal text."""
    opened = open_archive(home)
    shown = {}
    with opened.read() as connection:
        for table in metadata.sorted_tables:
            if table.name == "executors":
                continue
            left_out = CLOCKS | ROW_NUMBERS.get(table.name, frozenset())
            columns = [column for column in table.columns if column.name not in left_out]
            rows = [json.dumps([_plain(value) for value in row], sort_keys=True) for row in connection.execute(sa.select(*columns))]
            shown[table.name] = "\n".join(sorted(rows))
    opened.close()
    return shown


def _plain(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


class Killer:
    """Ends the process, as kill -9 does, the n-th time it reaches a point; writes down every point it passes."""

    def __init__(self, at: str, log: str) -> None:
        name, _, number = at.rpartition(":")
        self._at = (name, int(number)) if name else ("", 0)
        self._seen: Counter[str] = Counter()
        self._guard = threading.Lock()
        self._log = None if log == "-" else os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def __call__(self, point: str, subject: str = "") -> None:
        with self._guard:
            self._seen[point] += 1
            if self._log is not None:
                os.write(self._log, f"{time.time():.3f} {os.getpid()} {point} {subject}\n".encode())
            if (point, self._seen[point]) == self._at:
                os.kill(os.getpid(), signal.SIGKILL)


def here(function: str, *arguments: Any, limits: object) -> Any:  # noqa: ARG001 - the signature of `isolation.run`
    """The function's own answer, in this process."""
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*arguments)


def main() -> int:
    """Runs the process."""
    from earwitness.jobs import sync as jobs  # noqa: PLC0415 - the parent has no use for the engine
    from earwitness.jobs.runtime import open_jobs  # noqa: PLC0415
    from earwitness.jobs.worker_functions import digest_transcript  # noqa: PLC0415

    home, role, at, log = sys.argv[1:5]
    settings: Settings = load_settings(Path(home))
    with jobs.open_services(settings) as opened:
        services = dataclasses.replace(opened, isolated=here, digest=digest_transcript, reach=Killer("" if at == "-" else at, log))
        with open_jobs(services, role=role, at_once=2) as engine:
            if role == "worker":
                while True:
                    time.sleep(1)
            report = jobs.SyncRun(services, engine, (), limit=None, progress=lambda _: None).carry_on(once=True)
    print(report.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
