"""Values of the archive: followed sources, their entries, and the state of each item's work."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from earwitness.model.base import Frozen
from earwitness.model.media import Item, Person
from earwitness.text.redaction import may_hold_secret, redacted, redacted_url, reduced_url

SourceKind = Literal["feed", "youtube", "folder", "mailbox", "imap", "page", "hub"]
Privacy = Literal["", "private", "public"]
ItemState = Literal["new", "fetched", "waiting for speech", "digested", "failed", "copy", "imported"]


_ASKED_ON_THE_WEB = frozenset({"feed", "page"})
"""Kinds whose address may be a key of its own. Folders and mailboxes have none, channels and hubs are everybody's."""


class Source(Frozen):
    """A feed, channel, mailbox, folder or page that is followed."""

    id: str
    """16 hex digits of the canonical URL or path."""
    url: str
    kind: SourceKind
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    privacy: Privacy = Field(default="", description="what somebody decided; else its address tells whether it is private")

    @property
    def is_private(self) -> bool:
        """Whether its addresses are for its subscriber alone: they let in whoever has them."""
        if self.privacy:
            return self.privacy == "private"
        return self.kind in _ASKED_ON_THE_WEB and may_hold_secret(self.url)

    @property
    def shown_url(self) -> str:
        """Its address as others may see it."""
        if self.is_private and "://" in self.url:
            return reduced_url(self.url)
        return redacted_url(self.url) if "://" in self.url else self.url

    @property
    def name(self) -> str:
        """What it is called: its title, else its address as others may see it."""
        return redacted(self.title) or self.shown_url


class PollState(Frozen):
    """What polling a source politely needs to remember. Times are integer milliseconds since 1970 in UTC."""

    etag: str | None = Field(default=None, description="byte for byte as the server sent it")
    last_modified: str | None = Field(default=None, description="byte for byte as the server sent it")
    last_polled_ms: int | None = None
    next_poll_ms: int = 0
    failures: int = 0
    last_error: str = ""


class Enclosure(Frozen):
    """A media file of an episode."""

    url: str
    media_type: str = ""
    length: int | None = None


class TranscriptLink(Frozen):
    """A transcript the publisher offers (`podcast:transcript`)."""

    url: str
    media_type: str = ""
    language: str | None = None
    rel: str = ""


class Soundbite(Frozen):
    """A passage the publisher recommends (`podcast:soundbite`)."""

    start_ms: int
    duration_ms: int
    title: str = ""


class SourceEntry(Frozen):
    """What a source says of one item, before anything is fetched for it."""

    guid: str
    title: str = ""
    url: str | None = None
    published: str | None = Field(default=None, description="ISO 8601")
    updated: str | None = None
    duration_ms: int | None = None
    language: str | None = None
    people: tuple[Person, ...] = ()
    summary_html: str = ""
    content_html: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str | None = None
    soundbites: tuple[Soundbite, ...] = ()
    season: str | None = None
    episode: str | None = None
    image_url: str | None = None
    explicit: bool | None = None
    podcast_tags: tuple[tuple[str, str], ...] = ()
    """Every tag of the podcast namespace as (name, compact JSON of text and attributes), in order: nothing is dropped."""
    content_key: str = ""
    """Changes when the content does, where that is known without fetching (a file's or message's hash); else empty."""


class Feed(Frozen):
    """One reading of a source: what it says of itself and its entries, newest first as published."""

    title: str = ""
    site_url: str | None = None
    language: str | None = None
    people: tuple[Person, ...] = ()
    podcast_guid: str | None = None
    ttl_minutes: int | None = None
    entries: tuple[SourceEntry, ...] = ()
    podcast_tags: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


class ArchivedItem(Frozen):
    """An item with its place in the archive and the state of its work."""

    item: Item
    source_id: str
    guid: str
    state: ItemState = "new"
    reason: str = ""
    """Why it failed, waits, or what it is a copy of; a sentence for the user."""
    revision: int = 0
    """Counts transcripts with changed words; 0 before the first."""
    copy_of: str | None = None
    enclosure_url: str | None = None
    first_seen_ms: int = 0


class StoredPassage(NamedTuple):
    """The unit of search: one turn, paragraph or run of cues, at most about 120 words."""

    item_id: str
    ordinal: int
    start: int
    end: int
    text: str
    speaker: str | None
    t0_ms: int | None
    t1_ms: int | None


Way = Literal["words", "meaning"]


class Hit(NamedTuple):
    """A passage that answers a query, with where it comes from and what to highlight."""

    passage: StoredPassage
    title: str
    url: str | None
    source: str
    published: str | None
    score: float
    highlights: tuple[tuple[int, int], ...]
    """Half-open ranges of the passage's text."""
    found_by: tuple[Way, ...] = ("words",)
    """Which ranking it stands in; filters alone count as words."""
    cosine: float | None = None
    """How near it is to the query in the embedding model's space, where that was asked."""
