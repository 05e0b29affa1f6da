"""A document between input and analysis: decoded, then parsed."""

from __future__ import annotations

from typing import NamedTuple

from earwitness.model.base import Frozen
from earwitness.model.media import ItemKind, Person, RawDocument
from earwitness.model.transcript import Transcript


class DecodedDocument(NamedTuple):
    """A raw document as text: newlines are LF, no byte-order mark, no invisible or bidirectional control characters."""

    raw: RawDocument
    text: str
    warnings: tuple[str, ...] = ()


class ItemDraft(Frozen):
    """What a document says of itself; None where it says nothing."""

    title: str | None = None
    source: str | None = None
    kind: ItemKind | None = None
    url: str | None = None
    published: str | None = None
    duration_ms: int | None = None
    language: str | None = None
    people: tuple[Person, ...] = ()


class ParsedDocument(NamedTuple):
    """Metadata and transcript of one document."""

    draft: ItemDraft
    transcript: Transcript
