"""The dependencies of the stages as one value, so that tests can pass fakes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol, overload

from earwitness.config import Settings
from earwitness.extensions import Embedder
from earwitness.jobs.failpoints import Reach, passing
from earwitness.model.archive import ArchivedItem, Source, SourceEntry, TranscriptLink
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.network.client import Fetched, NotModified, Validators
from earwitness.sandbox import Limits
from earwitness.search.interface import SearchIndex
from earwitness.sources.content import ContentCandidate
from earwitness.sources.youtube import caption_links
from earwitness.storage.engine import Database

Clock = Callable[[], int]
"""Milliseconds since 1970 in UTC."""


class Network(Protocol):
    """The part of the door to the network that jobs use."""

    @overload
    def fetch(self, url: str, *, validators: None = None) -> Fetched: ...
    @overload
    def fetch(self, url: str, *, validators: Validators | None) -> Fetched | NotModified: ...
    def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched | NotModified:
        """The document at an address. Raises `SourceError` or `TooLarge`."""


class Isolated(Protocol):
    """Runs a function named "module:name" on foreign bytes where it can do no harm (`isolation.run`)."""

    def __call__(self, function: str, *arguments: Any, limits: Limits) -> Any:
        """What the function gives back. Raises the `InputError`s it raises, or others when it breaks its limits."""


class Analysis(Protocol):
    """Makes the digest of an item from its transcript (`Analysts.digest`)."""

    def __call__(self, item: Item, transcript: Transcript) -> Digest:
        """The digest. Raises `InputError` when the analysis does not come to an end."""


class AudioTranscription(Protocol):
    """Turns an item's audio into a transcript."""

    def __call__(self, archived: ArchivedItem, entry: SourceEntry, candidate: ContentCandidate) -> Transcript:
        """The transcript. Raises `SourceError` or `InputError`."""


class Aligning(Protocol):
    """Gives a published transcript the times of an item's audio."""

    def __call__(self, archived: ArchivedItem, entry: SourceEntry, candidate: ContentCandidate, transcript: Transcript) -> Transcript:
        """The transcript. Raises `SourceError` or `InputError`."""


class Captions(Protocol):
    """Finds the caption files of a video (`sources.youtube.caption_links`)."""

    def __call__(self, video: str, *, language: str | None = None) -> tuple[TranscriptLink, ...]:
        """Best first. Raises `MissingExtra` where the tool for it is not installed, and `SourceError`."""


class Opening(Protocol):
    """Where an item's content may be had (`sources.content.candidates`)."""

    def __call__(self, entry: SourceEntry, source: Source) -> tuple[ContentCandidate, ...]:
        """In order of trust and cost."""


def no_embedder() -> Embedder | None:
    """None: nothing is compared by meaning."""
    return None


def system_clock() -> int:
    """Now."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Services:
    """Everything a stage may use."""

    settings: Settings
    database: Database
    door: Network
    index: SearchIndex | None
    candidates: Opening
    isolated: Isolated
    digest: Analysis
    hear: AudioTranscription | None = None
    deaf: str = "needs the speech extra: pip install 'earwitness[speech]'"
    """Why nothing is heard, where `hear` is None."""
    embedder: Callable[[], Embedder | None] = no_embedder
    align: Aligning | None = None
    warm: Callable[[], None] = lambda: None
    """Called when work is near: what takes a second to start may start now."""
    captions: Captions = caption_links
    clock: Clock = system_clock
    reach: Reach = passing
    stopping: Event = field(default_factory=Event)
