"""Where text comes from: the raw input document and the item it belongs to."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from earwitness.model.base import Frozen

ItemKind = Literal["podcast", "video", "newsletter", "article", "talk"]
PersonRole = Literal["host", "guest", "author", "speaker", "moderator", "caller"]


class PublishedChapter(NamedTuple):
    """A chapter as the publisher of a recording gives it: when it begins, and its title."""

    start_ms: int
    title: str


class RawDocument(NamedTuple):
    """Bytes as they came, with what the outside said about them (never trusted for the format)."""

    content: bytes
    name: str
    """File name or last part of the URL, for titles and messages only."""
    url: str | None = None
    media_type: str | None = None
    """The Content-Type a server stated, if any."""


class Person(Frozen):
    """Somebody who takes part in an item; `why` names the evidence for the name."""

    name: str
    role: PersonRole = "speaker"
    why: str = ""
    """`label` (caption or turn label), `metadata`, `byline`, `introduction`, `address`, `option` (given by the user)."""


class Item(Frozen):
    """One episode, video, talk, newsletter issue or article."""

    id: str
    """16 hex digits, stable: from the URL when there is one, else from title, source and fingerprint."""
    title: str
    source: str | None = None
    kind: ItemKind = "article"
    url: str | None = None
    published: str | None = Field(default=None, description="ISO 8601 date or date-time")
    duration_ms: int | None = None
    language: str | None = Field(default=None, description="BCP 47")
    people: tuple[Person, ...] = ()
    recording: str | None = Field(default=None, description="name of the recording that was transcribed")
    fingerprint: str = ""
    """`Transcript.fingerprint` of the transcript this item was digested from."""
