"""Builds the files of tasks, in this process or in several: one failing page never stops the others."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.errors import EarwitnessError
from earwitness.storage.engine import Database, open_database
from earwitness.website.publishing.formats import Format, Task
from earwitness.website.publishing.output_folder import BuiltFile, Folder, Written, part_of

TASKS_AT_ONCE = 16
WORTH_IT = 150
"""Tasks from which a second process pays for its start of about a second."""

ENDED = "run it again: it goes on where it was; should memory be short, with the setting processes = 1"


class BuildJob(NamedTuple):
    """A task with what is known of its files in the folder."""

    task: Task
    blocked: frozenset[str] = frozenset()
    """Files that are somebody else's and must stay."""
    moved: Mapping[str, str] = {}
    """The names that files of its had until now, by their new ones."""


class BuildResult(NamedTuple):
    """What became of a task; nothing was made when it failed, and the former files stay."""

    name: str
    made: BuiltFile | None
    written: int
    notes: tuple[str, ...] = ()


class Makers:
    """Who makes the pages: this process for a few, `processes` for many, each with its own connection to the database at `url`."""

    def __init__(self, database: Database, url: str, *, processes: int) -> None:
        self._database = database
        self._url = url
        self._processes = processes

    def make(self, format_: Format, folder: Folder, jobs: Sequence[BuildJob]) -> Iterator[BuildResult]:
        """The outcome of each task, in the order they come to an end."""
        if len(jobs) < WORTH_IT or self._processes < 2:
            for at in range(0, len(jobs), TASKS_AT_ONCE):
                with self._database.read() as connection:
                    yield from _make_all(connection, format_, folder, jobs[at : at + TASKS_AT_ONCE])
            return
        context = multiprocessing.get_context("spawn")  # a fork would share the database's connections
        with _handed_over(format_) as file:
            arguments = (self._url, file, folder.root, os.getpid())
            with ProcessPoolExecutor(self._processes, mp_context=context, initializer=_start, initargs=arguments) as pool:
                try:
                    parts = [pool.submit(_work, jobs[at : at + TASKS_AT_ONCE]) for at in range(0, len(jobs), TASKS_AT_ONCE)]
                    for part in as_completed(parts):
                        yield from part.result()
                except BrokenProcessPool as error:
                    raise EarwitnessError("publish", "a process that makes pages ended", ENDED) from error
                except BaseException:
                    pool.shutdown(wait=True, cancel_futures=True)
                    raise


@contextmanager
def _handed_over(format_: Format) -> Iterator[Path]:
    """A file with the format, for the processes to read.

    What is given to a process as its arguments goes through a pipe whose other end the parent holds too: more than the pipe holds, and a
    process that ends before it has read that would leave the parent waiting for ever.
    """
    with tempfile.TemporaryDirectory(prefix="earwitness-publish-") as folder:
        file = Path(folder) / "format"
        file.write_bytes(pickle.dumps(format_))
        yield file


def _make_all(connection: sa.Connection, format_: Format, folder: Folder, jobs: Iterable[BuildJob]) -> list[BuildResult]:
    return [_make(connection, format_, folder, job) for job in jobs]


def _make(connection: sa.Connection, format_: Format, folder: Folder, job: BuildJob) -> BuildResult:
    task = job.task
    try:
        result = format_.make(connection, task)
    except Exception as error:  # noqa: BLE001 - one bad item never stops the others: whatever it is, it is named
        return BuildResult(task.name, None, 0, (f"{task.name}: cannot be made ({type(error).__name__}: {error}); left as it was",))
    files: dict[str, Written] = {}
    notes: list[str] = []
    written = 0
    for path in task.files:
        if path not in result:
            continue
        there = folder.content(path)
        if path in job.blocked:
            if there is not None and there == format_.settle(path, result[path], None, None).content:
                files[path] = folder.measured(there)  # nobody else wrote this: our record was lost
            else:
                notes.append(f"{path}: is in the way and not ours; left as it is")
            continue
        moved = folder.content(job.moved[path]) if path in job.moved else None
        settled = format_.settle(path, result[path], there, moved)
        if settled.content is None and moved is not None:
            files[job.moved[path]] = folder.measured(moved)
        if settled.note:
            notes.append(f"{path}: {settled.note}")
        content = there if settled.content is None else settled.content
        if content is None:
            continue
        if content != there:
            written += 1
            files[path] = folder.write(path, content)
        else:
            part_of(folder.root / path).unlink(missing_ok=True)
            files[path] = folder.measured(content)
    # What was left alone is asked about again next time: no task has an empty key.
    return BuildResult(task.name, BuiltFile("" if notes else task.key, files), written, tuple(notes))


class _Worker(NamedTuple):
    database: Database
    format: Format
    folder: Folder


_worker: list[_Worker] = []
"""What this process was started with; a process of a pool can be given its tools in no other way."""


def _start(url: str, format_file: Path, root: Path, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; when to stop is for the parent to say
    format_: Format = pickle.loads(format_file.read_bytes())  # noqa: S301 - written by our parent, in a folder that is its user's alone
    _worker.append(_Worker(open_database(url), format_, Folder(root)))

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _work(jobs: Sequence[BuildJob]) -> list[BuildResult]:
    worker = _worker[0]
    with worker.database.read() as connection:
        return _make_all(connection, worker.format, worker.folder, jobs)
