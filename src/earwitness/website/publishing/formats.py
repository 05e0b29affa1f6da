"""The interface of a publication format: the tasks of an archive, and the files of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from earwitness.model.base import Frozen

Content = str | bytes
"""What a file holds: text, or the bytes of a picture."""
FormatName = str
"""`site`, `jekyll`, `obsidian`, `json`, or the name of a plug-in in `earwitness.publish_formats`."""


class Options(Frozen):
    """What the user chose; everything published is a function of this and the archive."""

    format: FormatName = "json"
    title: str = "Earwitness"
    base_url: str = ""
    source_id: str = ""
    limit: int | None = None
    searches: tuple[tuple[str, str], ...] = ()
    """Saved searches by name, each with its query."""
    with_private: bool = False
    """Whether the addresses of private sources are included."""
    searched: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The items that each saved search finds, for formats with `USES_SEARCHES`."""


class Task(NamedTuple):
    """One piece of work: the files it makes, and the key of everything they are a function of."""

    name: str
    key: str
    files: tuple[str, ...]


class Settled(NamedTuple):
    """What is to stand in a file that is there already; no content when it must be left alone, and why."""

    content: bytes | None
    note: str = ""


class Format(Protocol):
    """One way to publish an archive. It is handed to other processes as it is, so it holds values only."""

    def tasks(self) -> Sequence[Task]:
        """Every task of the publication; no two make a file of the same name."""

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, Content]:
        """The files of a task; none when what it is about was erased meanwhile."""

    def settle(self, path: str, made: Content, there: bytes | None, moved: bytes | None) -> Settled:
        """What to write to a file that now holds `there`; `moved` is what its task's file held under another name until now."""

    def part(self, path: str, former: bytes) -> Settled:
        """What stays of a file whose item is gone: nothing, or what a user wrote into it."""


class OursAlone:
    """The half of a format whose files nobody but us writes into."""

    def settle(self, path: str, made: Content, there: bytes | None, moved: bytes | None) -> Settled:
        """What was made, whatever is there."""
        return Settled(encoded(made))

    def part(self, path: str, former: bytes) -> Settled:
        """Nothing stays."""
        return Settled(None)


def encoded(made: Content) -> bytes:
    """The bytes of a file. A lone surrogate of a hostile text becomes a question mark: published pages are UTF-8."""
    return made if isinstance(made, bytes) else made.encode("utf-8", "replace")
