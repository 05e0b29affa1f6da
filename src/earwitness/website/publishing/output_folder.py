"""The output folder of a publication: tracks our files, writes atomically, and never touches anyone else's."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from earwitness.errors import UsageError

RECORD = ".earwitness-publish.json"
SCHEMA = "earwitness.publication/1"
_PART = ".part"


class Written(NamedTuple):
    """A file of ours as it was left: SHA-256 and length."""

    sha256: str
    size: int


class BuiltFile(NamedTuple):
    """What one task left in the folder, and the key of what it was made from."""

    key: str
    files: dict[str, Written]


class Record(NamedTuple):
    """What the last run left: the format, the tasks done, and files that a run that was cut short may have left half done."""

    format: str = ""
    tasks: Mapping[str, BuiltFile] = {}
    pending: tuple[str, ...] = ()

    def paths(self) -> set[str]:
        """Every file that is ours."""
        return {path for result in self.tasks.values() for path in result.files} | set(self.pending)


class Folder:
    """A folder to publish into, with the record of what we wrote there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def held(self) -> Iterator[None]:
        """The folder, made when it is not there, for this run alone. Raises `UsageError` when another run is at work in it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root, os.O_RDONLY)
        except OSError as error:
            raise UsageError(str(self.root), f"is no folder to write to: {error.strerror}", "give another") from error
        try:
            _lock(handle, self.root)
            yield
        finally:
            os.close(handle)

    def read(self) -> Record | None:
        """The record of the last run; None where there was none. Raises `UsageError` for a record that cannot be read."""
        try:
            content = json.loads((self.root / RECORD).read_bytes())
            tasks = {
                name: BuiltFile(str(one["key"]), {str(path): Written(*map(_plain, facts)) for path, facts in one["files"].items()})
                for name, one in content["tasks"].items()
            }
            record = Record(str(content["format"]), tasks, tuple(str(path) for path in content["pending"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = "delete it to begin afresh with --force"
            raise UsageError(str(self.root / RECORD), "is damaged: which files are ours is not known", hint) from error
        if any(not is_inside(path) for path in record.paths()):
            raise UsageError(str(self.root / RECORD), "names files outside the folder", "delete it to begin afresh with --force")
        return record

    def save(self, record: Record) -> None:
        """Writes the record, a task a line; the same record is the same bytes."""
        encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode  # without indent, which takes twice as long
        lines = [f"{encode(name)}: {encode({'key': result.key, 'files': result.files})}" for name, result in sorted(record.tasks.items())]
        head = f'{{"schema": {encode(SCHEMA)},\n"format": {encode(record.format)},\n"pending": {encode(sorted(record.pending))},\n'
        text = head + '"tasks": {\n' + ",\n".join(lines) + "\n}}\n"
        self.write(RECORD, text.encode("utf-8", "surrogatepass"))

    def is_empty(self) -> bool:
        """True when there is nothing in the folder, but for what a run left that was cut off at its first moment."""
        return all(entry.name == part_of(self.root / RECORD).name for entry in self.root.iterdir())

    def holds(self, path: str, written: Written) -> bool:
        """True when the file is there with the length we left it at."""
        try:
            return (self.root / path).stat(follow_symlinks=False).st_size == written.size
        except OSError:
            return False

    def has(self, path: str) -> bool:
        """True when anything has this name, a link that leads nowhere included."""
        return os.path.lexists(self.root / path)

    def content(self, path: str) -> bytes | None:
        """What the file holds now; None where there is none."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            return None

    def write(self, path: str, content: bytes) -> Written:
        """Writes beside the file and renames, so that nobody ever sees half a page; the former one stays when there is no room."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = part_of(target)
        try:
            with part.open("wb") as stream:
                stream.write(content)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UsageError(str(target), f"cannot be written: {error.strerror}", "what was published before is still there") from error
        return self.measured(content)

    @staticmethod
    def measured(content: bytes) -> Written:
        """What is noted of a file with this content."""
        return Written(hashlib.sha256(content).hexdigest(), len(content))

    def remove(self, paths: Iterable[str], *, kept: Iterable[str]) -> int:
        """Takes files of ours away, with folders that are empty then; returns how many there were.

        A file that is one of the `kept` under another spelling of its name stays: some file systems mind no case.
        """
        alike = {path.casefold(): path for path in kept}
        removed = 0
        folders: set[PurePosixPath] = set()
        for path in paths:
            file = self.root / path
            other = alike.get(path.casefold())
            if other is not None and other != path and _same_file(file, self.root / other):
                continue
            part_of(file).unlink(missing_ok=True)
            if file.is_symlink() or file.is_file():
                file.unlink()
                removed += 1
            folders.update(PurePosixPath(path).parents)
        for folder in sorted(folders, key=lambda one: -len(one.parts)):
            if folder.parts and next((self.root / folder).glob("*"), None) is None and (self.root / folder).is_dir():
                (self.root / folder).rmdir()
        return removed


def part_of(file: Path) -> Path:
    """The name under which a file is written before it is whole."""
    return file.with_name(f".{file.name}{_PART}")


def is_inside(path: str) -> bool:
    """True for a relative path that does not leave its folder."""
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts and "\0" not in path and "\\" not in path


def _plain(fact: Any) -> Any:
    if not isinstance(fact, str | int):
        raise TypeError(fact)
    return fact


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _lock(handle: int, root: Path) -> None:
    """Takes the folder's lock; it goes with the process, however that ends."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UsageError(str(root), "is being published to by another process", "wait until it is done") from error
