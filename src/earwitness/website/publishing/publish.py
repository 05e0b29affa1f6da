"""Runs a publication: writes what has changed, removes what is gone, and leaves all else alone.

A run may be cut off at any moment: the record names the files that were about to change before the first of them does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import NamedTuple

from earwitness.errors import UsageError
from earwitness.website.publishing.build_workers import BuildJob, BuildResult, Makers
from earwitness.website.publishing.formats import Format, Task
from earwitness.website.publishing.output_folder import BuiltFile, Folder, Record, Written

SAVED_EVERY_S = 5.0
Progress = Callable[[int, int], None]
"""Told how many tasks of how many are done."""


class PublishResult(NamedTuple):
    """What a run did to the folder."""

    tasks: int
    made: int
    written: int
    removed: int
    files: int
    notes: tuple[str, ...] = ()
    """Files left alone, and pages that could not be made, each with the reason."""


def publish(
    folder: Folder, name: str, format_: Format, makers: Makers, *, force: bool = False, progress: Progress = lambda _done, _all: None
) -> PublishResult:
    """Brings the folder to what the format says of the archive now.

    Raises `UsageError` for a folder with files that are not ours (unless `force`), and when a file cannot be written.
    """
    with folder.held():
        former = _former(folder, name, force=force)
        tasks = format_.tasks()
        _check(tasks)
        todo = [task for task in tasks if not _is_done(folder, former.tasks.get(task.name), task)]
        current = {path for task in tasks for path in task.files}
        ours = former.paths()
        jobs = [_job(folder, former, task, ours, current) for task in todo]
        gone = ours - current
        run = _Run(folder, name, former, todo=jobs, done={task.name for task in tasks} - {task.name for task in todo}, gone=gone)
        if jobs or gone or former.format != name:
            run.save()
        try:
            for count, outcome in enumerate(makers.make(format_, folder, jobs), 1):
                run.take(outcome)
                progress(count, len(jobs))
            removed = _remove(folder, format_, run, gone, current)
        except BaseException:
            with suppress(UsageError):  # there may be no room for it
                run.save()
            raise
        run.finish()
        return PublishResult(len(tasks), len(todo), run.written, removed, len(run.files()), tuple(sorted(run.notes)))


def _job(folder: Folder, former: Record, task: Task, ours: set[str], current: set[str]) -> BuildJob:
    """A task with the files that are in its way and the name its file had before."""
    before = former.tasks[task.name].files if task.name in former.tasks else {}
    left = {PurePosixPath(path).suffix: path for path in before if path not in current}
    moved = {path: left[suffix] for path in task.files if (suffix := PurePosixPath(path).suffix) in left}
    return BuildJob(task, frozenset(path for path in task.files if path not in ours and folder.has(path)), moved)


class _Run:
    """What has been done so far, saved now and then so that a run that is cut off goes on where it was."""

    def __init__(
        self, folder: Folder, name: str, former: Record, *, todo: Sequence[BuildJob], done: Iterable[str], gone: Iterable[str]
    ) -> None:
        self._folder = folder
        self._name = name
        self._former = former
        self._done = {task: former.tasks[task] for task in done}
        self._pending = {path for job in todo for path in (*job.task.files, *self._had(job.task.name)) if path not in job.blocked}
        self._pending.update(gone)
        self._saved = time.monotonic()
        self._differs = False
        self.moved = {old: new for job in todo for new, old in job.moved.items()}
        self.written = 0
        self.notes: list[str] = []

    def _had(self, task: str) -> dict[str, Written]:
        return self._former.tasks[task].files if task in self._former.tasks else {}

    def files(self) -> set[str]:
        """Every file of the publication as it is now."""
        return {path for result in self._done.values() for path in result.files}

    def take(self, outcome: BuildResult) -> None:
        """Notes what a task left."""
        self.written += outcome.written
        self.notes += outcome.notes
        self._done[outcome.name] = outcome.made or BuiltFile("", dict(self._had(outcome.name)))
        if time.monotonic() - self._saved > SAVED_EVERY_S:
            self.save()

    def keep(self, path: str, written: Written) -> None:
        """Notes a file that stays although nothing of ours is in it any more."""
        self._done[f"kept/{path}"] = BuiltFile("", {path: written})

    def save(self) -> None:
        """Writes the record as it stands."""
        self._folder.save(Record(self._name, self._done, tuple(self._pending)))
        self._saved = time.monotonic()
        self._differs = True

    def finish(self) -> None:
        """Writes the record of a whole run."""
        self._pending.clear()
        record = Record(self._name, self._done)
        if self._differs or record != self._former:
            self._folder.save(record)


def _former(folder: Folder, name: str, *, force: bool) -> Record:
    record = folder.read()
    if record is None:
        if not folder.is_empty() and not force:
            raise UsageError(
                str(folder.root), "is not empty, and what is in it is not ours", "give a new folder, or --force to write beside"
            )
        return Record()
    if record.format not in ("", name) and not force:
        raise UsageError(
            str(folder.root), f"holds a publication in the format {record.format}", "give another folder, or --force to replace it"
        )
    return record


def _check(tasks: Sequence[Task]) -> None:
    paths = [path.casefold() for task in tasks for path in task.files]
    assert len(set(paths)) == len(paths), "two pages want the same file"


def _is_done(folder: Folder, made: BuiltFile | None, task: Task) -> bool:
    """True when the task was done from the same key and its files are still there."""
    if made is None or made.key != task.key or not set(made.files) <= set(task.files):
        return False
    return all(folder.holds(path, written) for path, written in made.files.items())


def _remove(folder: Folder, format_: Format, run: _Run, gone: set[str], current: set[str]) -> int:
    """Removes what is no longer published; what a user wrote into it stays, and is named."""
    leaving, result = [], run.files()
    for path in sorted(gone):
        content = folder.content(path)
        if path in result:  # its page could not be made again: it stays as it was
            continue
        if content is None or run.moved.get(path) in result:
            leaving.append(path)
            continue
        settled = format_.part(path, content)
        if settled.content is None:
            leaving.append(path)
        elif settled.content == content:
            run.keep(path, folder.measured(content))
        else:
            run.keep(path, folder.write(path, settled.content))
            run.notes.append(f"{path}: {settled.note}")
    return folder.remove(leaving, kept=current)
