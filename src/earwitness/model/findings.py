"""Findings as analysers propose them: spans and their attributes, unproven."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from earwitness.model.base import Frozen
from earwitness.model.transcript import Span

EntityKind = Literal["organization", "person", "product", "work", "place"]
ReferenceKind = Literal["link", "code", "paper", "book", "show", "person"]


class FindingFields(Frozen):
    """What proposed and verified findings have in common. Neither is a subclass of the other, so the type checker tells them apart."""

    TYPE: ClassVar[str] = ""
    VERBATIM: ClassVar[bool] = True
    """Whether `text` is the source's own words; False where the finding has a wording of its own (a title, a name)."""

    origin: str = Field(default="rule", description="rule, model:<name>, llm:<name>, or publisher for a chapter the publisher made")
    confidence: float = Field(default=0.5, ge=0, le=1, description="how sure the analyser is, 0 to 1")
    reasons: tuple[str, ...] = Field(default=(), description="what the analyser went by, for a reader")


class TakeawayFields(FindingFields):
    """The one thing to remember."""

    TYPE = "takeaway"
    text: str = ""
    speaker: str | None = None


class SummarySentenceFields(FindingFields):
    """One sentence of the summary, under the heading of the chapter it comes from."""

    TYPE = "summary"
    text: str = ""
    heading: str = ""
    speaker: str | None = None


class InsightFields(FindingFields):
    """Something learnt: a cause, a comparison, a lesson, a surprising fact."""

    TYPE = "insight"
    text: str = ""
    speaker: str | None = None


class PrincipleFields(FindingFields):
    """A general rule that a speaker or author states."""

    TYPE = "principle"
    text: str = ""
    speaker: str | None = None


class PracticeFields(FindingFields):
    """A thing the reader can do or use."""

    TYPE = "practice"
    text: str = ""
    speaker: str | None = None


class ChapterFields(FindingFields):
    """A stretch of the item on one subject; the spans are the words the title comes from, `start` and `end` the stretch."""

    TYPE = "chapter"
    VERBATIM = False
    title: str
    start: int
    end: int
    t0_ms: int | None = None
    t1_ms: int | None = None
    heading: bool = Field(default=False, description="True when the title is the source's own heading")


class TopicFields(FindingFields):
    """A subject with the words that stand for it; the spans are places where it is spoken of."""

    TYPE = "topic"
    VERBATIM = False
    topic: str
    keywords: tuple[str, ...] = ()
    mentions: int = Field(default=0, description="how often the keywords occur in what was read")
    prominence: float = Field(default=0.0, ge=0, le=1, description="share of the strongest topic's weight")


class EntityFields(FindingFields):
    """One particular organization, person, product, work or place; the spans are all its mentions."""

    TYPE = "entity"
    VERBATIM = False
    name: str
    kind: EntityKind
    category: str = ""
    aliases: tuple[str, ...] = Field(default=(), description="other spellings in this item, misheard ones among them")
    context: str = Field(default="", description="what the source says about it at its first important mention, in the source's words")
    ids: dict[str, str] = Field(default_factory=dict, description="wikidata, ticker, cik ...")


class QuoteFields(FindingFields):
    """Words worth repeating, with who said them and why they matter."""

    TYPE = "quote"
    text: str = ""
    speaker: str | None = None
    relevance_score: int = Field(default=5, ge=1, le=10)
    reason: str = ""
    topics: tuple[str, ...] = ()


class NumberFields(FindingFields):
    """A quantity asserted about the world; the value follows from the quoted words and nothing else."""

    TYPE = "number"
    text: str = ""
    value: int | float
    value_high: int | float | None = None
    unit: str = Field(default="", description="ISO 4217 code (with ' per month' and the like), %, x or the noun counted")
    subject: str = ""
    hedge: str = Field(default="", description="about, nearly, at least ...: as said")
    as_of: str = Field(default="", description="the words that give the time")
    speaker: str | None = None


class PredictionFields(FindingFields):
    """An expectation or plan about a state after the time of speaking."""

    TYPE = "prediction"
    text: str = ""
    horizon: str = Field(default="", description="the words that give the time")
    due: str | None = Field(default=None, description="ISO 8601 date, month or year by which it can be settled")
    condition: str = ""
    hedge: str = ""
    speaker: str | None = None


class ReferenceFields(FindingFields):
    """A link, code, paper, book, show or person that the item points to."""

    TYPE = "reference"
    VERBATIM = False
    kind: ReferenceKind
    title: str
    url: str | None = None


class Finding(FindingFields):
    """A proposal about an item. An analyser names spans; `text` is filled in from the source by verification alone.

    A proposer without offsets may name sentences of the reading by their index (`sentences`), or the words themselves (`words`), which
    verification aligns. Only one of the three is needed.
    """

    spans: Annotated[SkipJsonSchema[tuple[Span, ...]], Field(exclude=True, repr=False)] = ()
    words: Annotated[SkipJsonSchema[str], Field(exclude=True, repr=False)] = ""
    sentences: Annotated[SkipJsonSchema[tuple[int, ...]], Field(exclude=True, repr=False)] = ()


class Takeaway(Finding, TakeawayFields):
    """A proposed takeaway."""


class SummarySentence(Finding, SummarySentenceFields):
    """A proposed summary sentence."""


class Insight(Finding, InsightFields):
    """A proposed insight."""


class Principle(Finding, PrincipleFields):
    """A proposed principle."""


class Practice(Finding, PracticeFields):
    """A proposed practice."""


class Chapter(Finding, ChapterFields):
    """A proposed chapter."""


class Topic(Finding, TopicFields):
    """A proposed topic."""


class Entity(Finding, EntityFields):
    """A proposed entity."""


class Quote(Finding, QuoteFields):
    """A proposed quote."""


class Number(Finding, NumberFields):
    """A proposed number."""


class Prediction(Finding, PredictionFields):
    """A proposed prediction."""


class Reference(Finding, ReferenceFields):
    """A proposed reference."""
