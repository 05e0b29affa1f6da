"""Response models of the API's lists; digests and transcripts use the schema of `model`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from earwitness.model.archive import ArchivedItem, Source
from earwitness.web.api.answers import ApiPage


class Items(ApiPage):
    """Items, newest first."""

    items: list[ArchivedItem]
    total: int = Field(description="how many the filters let through in all")


class HitOut(BaseModel):
    """A passage that answers a search."""

    item_id: str
    title: str
    source: str
    published: str | None
    url: str | None
    speaker: str | None
    start: int = Field(description="first character of the passage in the transcript's text")
    end: int
    t0_ms: int | None = Field(examples=[754_000])
    t1_ms: int | None
    text: str
    highlights: list[tuple[int, int]] = Field(description="half-open ranges of `text`")
    score: float


class Hits(ApiPage):
    """Passages, best first or newest first."""

    query: str
    hits: list[HitOut]


class EntityOut(BaseModel):
    """A name over the whole archive."""

    id: str
    name: str = Field(examples=["Cambricon"])
    kind: str = Field(examples=["organization"])
    category: str
    items: int
    mentions: int
    first: str | None = None
    last: str | None = None


class Entities(ApiPage):
    """Names, those in the most items first."""

    entities: list[EntityOut]


class SpellingOut(BaseModel):
    """How a name was heard."""

    text: str
    mentions: int
    items: int
    why: list[str]


class EntityFull(EntityOut):
    """All that is known of a name."""

    ids: dict[str, str]
    spellings: list[SpellingOut]
    counts_as: str = Field(description="the id this one counts as; its own for most")


class FindingOut(BaseModel):
    """A quote, number or prediction with its place."""

    item_id: str
    finding_id: str
    title: str
    source_id: str
    source: str
    published: str | None
    text: str
    speaker: str | None
    start: int
    end: int
    t0_ms: int | None
    fields: dict[str, Any] = Field(description="further fields of the finding: value, unit, subject, due ...")


class ItemFindings(ApiPage):
    """Findings of one type, newest first."""

    findings: list[FindingOut]
    total: int


class SourceOut(Source):
    """A followed source and how it goes."""

    items: int
    states: dict[str, int]
    last_polled_ms: int | None
    failures: int
    last_error: str


class Sources(ApiPage):
    """Sources by title."""

    sources: list[SourceOut]


class Followed(BaseModel):
    """What an address stood for."""

    sources: list[SourceOut]
    new: list[str] = Field(description="ids of those that were not followed before")
    note: str = Field(default="", description="how it was found, where that was not plain")


class Accepted(BaseModel):
    """Files that were handed in."""

    names: list[str] = Field(description="what they are called now")


class Retried(BaseModel):
    """An item after it was asked to be tried again."""

    id: str
    retried: bool = Field(description="false when it had not failed")
    state: str = Field(examples=["new"])
