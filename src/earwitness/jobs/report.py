"""The report of a `sync` run, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from earwitness.model.base import Frozen

EventKind = Literal[
    "polled", "unchanged", "poll failed", "new", "digested", "copy", "waiting for speech", "again", "failed", "embedded", "note"
]


class Event(NamedTuple):
    """Something that happened, as it happens."""

    kind: EventKind
    subject: str = ""
    """The title of the item or source."""
    reason: str = ""
    number: int = 1


Progress = Callable[[Event], None]


class SyncTrouble(Frozen):
    """A source or item that went wrong, and why; never silent."""

    id: str
    title: str
    reason: str


class SyncReport(Frozen):
    """The outcome of one run."""

    polled: int = 0
    unchanged: int = 0
    not_due: int = 0
    new: int = 0
    changed: int = 0
    copies: int = 0
    digested: int = 0
    waiting_for_speech: int = 0
    again_later: tuple[SyncTrouble, ...] = ()
    failed_sources: tuple[SyncTrouble, ...] = ()
    failed_items: tuple[SyncTrouble, ...] = ()
    remarks: tuple[SyncTrouble, ...] = ()
    """What was odd about sources that were read all the same: entries left out, mark-up that is broken."""
    embedded: int = 0
    """Passages that got their vector."""
    left: int = 0
    """Items with work still to do: beyond --limit, or cut short."""
    stopped: bool = False
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """True when nothing failed."""
        return not (self.failed_sources or self.failed_items or self.again_later)


def quiet(event: Event) -> None:
    """Tells nobody."""
