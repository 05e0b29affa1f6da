"""Fakes for the tests of durable work: a door with answers written down, stages in this very process, a clock that is told."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from earwitness.config import Settings
from earwitness.errors import EarwitnessError
from earwitness.jobs.services import Services
from earwitness.jobs.worker_functions import digest_transcript
from earwitness.model.archive import Enclosure, Feed, Source, SourceEntry, TranscriptLink
from earwitness.network.client import Fetched, NotModified, Validators
from earwitness.search.open import open_index
from earwitness.sources.content import candidates
from earwitness.storage.engine import Database

SOURCE = Source(id="a" * 16, url="https://quay.example/feed", kind="feed", title="The Quay")
VTT = (
    "WEBVTT\n\n00:00.000 --> 00:06.000\n<v Ada Quill>The mill at Norrby closed in 1987, and 412 people lost their work.\n\n"
    "00:06.000 --> 00:12.000\n<v Bo Rask>We will open a new one by 2031, and it will cost $40 million.\n"
)
AUDIO = Enclosure(url="https://media.example/ep1.mp3", media_type="audio/mpeg")
SPOKEN = SourceEntry(
    guid="ep-1",
    title="The mill",
    published="2026-02-03T08:00:00Z",
    enclosures=(AUDIO,),
    transcripts=(TranscriptLink(url="https://quay.example/1.vtt", media_type="text/vtt"),),
)
UNTRANSCRIBED = SourceEntry(
    guid="ep-2", title="The ferry", enclosures=(Enclosure(url="https://media.example/ep2.mp3", media_type="audio/mpeg"),)
)


class FakeDoor:
    """Answers by address: bytes, an error to raise, or `NotModified` for whoever shows the right validators."""

    def __init__(self, answers: dict[str, bytes | EarwitnessError]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Validators | None]] = []

    def fetch(self, url: str, *, validators: Validators | None = None) -> Any:
        self.asked.append((url, validators))
        answer = self.answers[url]
        if isinstance(answer, EarwitnessError):
            raise answer
        own = Validators(etag=f'"{len(answer)}"')
        if validators == own:
            return NotModified(url, own)
        return Fetched(url, "text/vtt" if url.endswith(".vtt") else None, answer, own)


class FakeClock:
    """Stands still until it is told."""

    def __init__(self, now_ms: int = 1_780_000_000_000) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


def here(function: str, *arguments: Any, limits: object) -> Any:  # noqa: ARG001 - the signature of `isolation.run`
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*arguments)


def services(database: Database, home, *, door: FakeDoor | None = None, clock: FakeClock | None = None, **more: Any) -> Services:
    result: dict[str, Any] = {
        "settings": Settings(home=home, processes=1),
        "database": database,
        "door": door or FakeDoor({}),
        "index": open_index(database),
        "candidates": candidates,
        "isolated": here,
        "digest": digest_transcript,
        "clock": clock or FakeClock(),
    }
    return Services(**{**result, **more})


def feed(*entries: SourceEntry) -> Feed:
    return Feed(title="The Quay", entries=entries)


def step(_name: str, stage: Callable[[], Any]) -> Any:
    """A step without an engine: it is run."""
    return stage()
