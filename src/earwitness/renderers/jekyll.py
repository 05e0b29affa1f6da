"""The digest as an episode page of a Jekyll site: the front matter such sites use, and a readable body.

`processing_date` is the item's publication date (the Unix epoch when it has none), never the clock: the same input gives the same page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from earwitness.model.digest import Digest, Verified, VerifiedEntity, VerifiedQuote
from earwitness.model.evidence import Evidence
from earwitness.model.findings import FindingFields
from earwitness.model.pages import AROUND_NAME
from earwitness.model.transcript import Transcript
from earwitness.renderers.dialects import JEKYLL
from earwitness.renderers.front_matter import Moment, front_matter
from earwitness.renderers.markdown_body import page
from earwitness.renderers.writing import escape_markdown, printed, safe_url
from earwitness.text.folding import fold
from earwitness.text.words import single_line

INSIGHTS = ("insight", "principle", "practice", "prediction")
"""Types of findings that such hubs list together as insights."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Known(NamedTuple):
    """The entity that one of a digest's counts as."""

    name: str
    kind: str
    category: str


class JekyllRenderer:
    """Writes `--format jekyll`.

    What is known across items, by kind and name of a digest's entities, names the companies of the front matter; the page has the
    digest's own names.
    """

    name = "jekyll"
    suffix = ".md"

    def __init__(self, known: Mapping[tuple[str, str], Known] | None = None) -> None:
        self._known = known or {}

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """Front matter, readable page and manifest."""
        front = front_matter(_properties(digest, transcript, self._known))
        return page(digest, transcript, JEKYLL, front=front, with_transcript=with_transcript)


def _properties(digest: Digest, transcript: Transcript, known: Mapping[tuple[str, str], Known]) -> dict[str, object]:
    item = digest.item
    date = _date(item.published)
    return {
        "companies": _companies(digest, transcript, known),
        "date": date,
        "duration": round(_length_ms(digest, transcript) / 60_000),
        "has_transcript": bool(transcript.text),
        "insights": [_insight(finding) for finding in digest.findings() if finding.TYPE in INSIGHTS],
        "layout": "episode",
        "llm_enhanced": any(finding.origin.startswith("llm:") for finding in digest.findings()),
        "original_url": safe_url(item.url) or "",
        "processing_date": date,
        "quotes": [_quote(quote) for quote in digest.quotes],
        "source": single_line(item.source or "") or "Unknown Source",
        "summary": _summary(digest),
        "tags": [single_line(tag) for tag in digest.tags],
        "title": single_line(item.title),
        "topics": [
            {
                "keywords": list(topic.keywords),
                "mentions": topic.mentions,
                "prominence": float(topic.prominence),
                "topic": topic.topic,
            }
            for topic in digest.topics
        ],
    }


def _companies(digest: Digest, transcript: Transcript, known: Mapping[tuple[str, str], Known]) -> list[dict[str, object]]:
    """Each company once: entities that count as one are one, at their first mention."""
    companies: dict[str, dict[str, object]] = {}
    for entity in sorted(digest.entities, key=_start) if known else digest.entities:
        counts_as = known.get((str(entity.kind), entity.name)) or Known(entity.name, str(entity.kind), entity.category)
        if counts_as.kind == "organization":
            companies.setdefault(fold(counts_as.name), _company(entity, counts_as, transcript))
    return list(companies.values())


def _start(entity: VerifiedEntity) -> int:
    return min(mention.start for mention in (*entity.mentions, *entity.evidence))


def _company(entity: VerifiedEntity, known: Known, transcript: Transcript) -> dict[str, object]:
    first = min((*entity.mentions, *entity.evidence), key=lambda mention: mention.start)
    around = transcript.text[max(0, first.start - AROUND_NAME) : first.end + AROUND_NAME]
    return {
        "category": known.category or entity.category or "unknown",
        "confidence": _confidence(entity),
        "context": single_line(entity.context or around),
        "name": known.name,
        "position": first.start,
        "source": entity.origin,
    }


def _insight(finding: Verified) -> dict[str, object]:
    return {
        "actionable": finding.TYPE == "practice",
        "confidence": _confidence(finding),
        "extracted": _words(finding.evidence[:1]),
        "text": _words(finding.evidence),
        "type": finding.TYPE,
    }


def _quote(quote: VerifiedQuote) -> dict[str, object]:
    text = _words(quote.evidence)
    return {
        "impact_reason": single_line(quote.reason),
        "length": len(text),
        "relevance_score": quote.relevance_score,
        "source": quote.origin,
        "text": text,
        "topic": quote.topics[0] if quote.topics else "",
        "topics": list(quote.topics),
    }


def _summary(digest: Digest) -> str:
    """Markdown: the takeaway, then the summary's sentences under their headings."""
    blocks: list[str] = [f"**{escape_markdown(_words(digest.takeaway.evidence))}**"] if digest.takeaway else []
    heading = ""
    for sentence in digest.summary:
        words = escape_markdown(_words(sentence.evidence))
        if sentence.heading != heading:
            heading = sentence.heading
            blocks.append(f"### {escape_markdown(heading)}")
            blocks.append(words)
        elif blocks and sentence is not digest.summary[0]:
            blocks[-1] += f" {words}"
        else:
            blocks.append(words)
    return "\n\n".join(blocks)


def _words(evidence: tuple[Evidence, ...]) -> str:
    return printed(*(part.text for part in evidence))


def _confidence(finding: FindingFields) -> str:
    """`low` below 0.5, `high` from 0.8."""
    return "high" if finding.confidence >= 0.8 else "medium" if finding.confidence >= 0.5 else "low"


def _length_ms(digest: Digest, transcript: Transcript) -> int:
    return digest.item.duration_ms or max((segment.end_ms or 0 for segment in transcript.segments[-1:]), default=0)


def _date(published: str | None) -> Moment:
    """`2025-05-14 12:42:12 +0000`, the way static site generators write a moment."""
    try:
        moment = datetime.fromisoformat(published) if published else _EPOCH
    except ValueError:
        moment = _EPOCH
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return Moment(moment.strftime("%Y-%m-%d %H:%M:%S %z"))
