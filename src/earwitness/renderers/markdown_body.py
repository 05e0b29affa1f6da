"""The body that pages of the Markdown family share: sections in reading order, empty ones left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from earwitness.model.digest import Digest, VerifiedReference, VerifiedTopic
from earwitness.model.transcript import Span, Transcript
from earwitness.renderers.dialects import Dialect
from earwitness.renderers.labels import by_kind, byline, coverage_line, duration, gap_reasons, percent
from earwitness.renderers.markdown_lines import Lines
from earwitness.renderers.passages import passages_of
from earwitness.renderers.stamps import StampPlace, manifest
from earwitness.renderers.transcript_file import full_record
from earwitness.renderers.writing import comment_json, escape_markdown, safe_url

REJECTED_SHOWN = 25
"""Rejections printed in full; all are counted."""


def body(digest: Digest, transcript: Transcript, dialect: Dialect, *, with_transcript: bool) -> str:
    """The page below its front matter, up to the manifest."""
    cited = [Span(part.start, part.end) for finding in digest.findings() for part in finding.evidence]
    cited += [Span(chapter.start, chapter.end) for chapter in digest.chapters]
    lines = Lines(dialect, transcript, passages_of(transcript, cited), digest.item.url)
    blocks = [
        *_head(digest, lines),
        *_prose(digest, lines),
        *_chapters(digest, lines),
        *_quotes(digest, lines),
        *_figures(digest, lines),
        *_entities(digest, lines),
        *_subjects(digest, lines),
        *_audit(digest),
        *_passages(digest, lines, with_transcript=with_transcript),
    ]
    if with_transcript:
        record = full_record(digest.transcript, transcript).model_dump(mode="json", exclude_none=True)
        blocks.append(f"<!-- ew:transcript {comment_json(record)} -->")
    return "\n\n".join(blocks) + "\n\n"


def page(digest: Digest, transcript: Transcript, dialect: Dialect, *, front: str = "", with_transcript: bool = False) -> str:
    """Front matter, body and manifest. Obsidian pages are not sealed as a whole: people write into their notes."""
    text = front + body(digest, transcript, dialect, with_transcript=with_transcript)
    return text + manifest(digest, dialect.name, text, sealed=not dialect.wiki)


def _head(digest: Digest, lines: Lines) -> Iterator[str]:
    yield f"# {escape_markdown(digest.item.title)}"
    parts = [escape_markdown(part) for part in byline(digest)]
    if url := safe_url(digest.item.url):
        parts.append(f"[original]({url})")
    yield " · ".join(parts)
    if digest.takeaway:
        yield lines.prose(digest.takeaway, lead="**Takeaway:** ")
    if digest.best_for:
        yield "**Best for:** " + "; ".join(
            escape_markdown(role.role) + (f" ({escape_markdown(role.reason)})" if role.reason else "") for role in digest.best_for
        )
    if digest.tags:
        yield "**Tags:** " + ", ".join(escape_markdown(tag) for tag in digest.tags)
    yield f"*{escape_markdown(coverage_line(digest))}.*"


def _prose(digest: Digest, lines: Lines) -> Iterator[str]:
    between = "\n\n" if lines.dialect.wiki else "\n"  # a block id marks a whole paragraph
    if digest.summary:
        yield "## Summary"
        heading = ""
        held: list[str] = []
        for sentence in digest.summary:
            if sentence.heading != heading:
                if held:
                    yield between.join(held)
                heading, held = sentence.heading, []
                if heading:
                    yield f"### {escape_markdown(heading)}"
            held.append(lines.prose(sentence))
        yield between.join(held)
    for title, findings in (("Insights", digest.insights), ("Principles", digest.principles), ("In practice", digest.practices)):
        if findings:
            yield f"## {title}"
            yield "\n".join(lines.prose(finding, lead="- ") for finding in findings)


def _chapters(digest: Digest, lines: Lines) -> Iterator[str]:
    if digest.chapters:
        yield "## Chapters"
        yield "\n".join(lines.chapter(chapter) for chapter in digest.chapters)


def _quotes(digest: Digest, lines: Lines) -> Iterator[str]:
    if digest.quotes:
        yield "## Quotes"
        yield from (lines.quote(quote) for quote in digest.quotes)


def _figures(digest: Digest, lines: Lines) -> Iterator[str]:
    if digest.numbers:
        yield "## Numbers"
        yield _table(lines, ("Value", "In the source’s words", "About", "Where"), (lines.number(number) for number in digest.numbers))
    if digest.predictions:
        yield "## Predictions"
        rows = (lines.prediction(prediction) for prediction in digest.predictions)
        yield _table(lines, ("In the source’s words", "By when", "Terms", "Where"), rows)


def _entities(digest: Digest, lines: Lines) -> Iterator[str]:
    if digest.entities:
        yield "## Names"
        for heading, entities in by_kind(digest.entities):
            yield f"### {heading}"
            yield _table(lines, ("Name", "Category", "Mentions", "First places"), (lines.entity(entity) for entity in entities))


def _table(lines: Lines, heads: tuple[str, ...], rows: Iterable[str]) -> str:
    if lines.dialect.wiki:
        return "\n".join(rows)
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *rows])


def _subjects(digest: Digest, lines: Lines) -> Iterator[str]:
    if digest.topics:
        yield "## Topics"
        yield "\n".join(lines.listed(_topic(topic, lines.dialect), topic) for topic in digest.topics)
    if digest.references:
        yield "## References"
        yield "\n".join(lines.listed(_reference(reference), reference) for reference in digest.references)


def _topic(topic: VerifiedTopic, dialect: Dialect) -> str:
    keywords = f" {escape_markdown(', '.join(topic.keywords))} ·" if topic.keywords else ""
    return f"{dialect.topic(topic.topic)} ·{keywords} {topic.mentions:,} mentions, prominence {percent(topic.prominence)} ·"


def _reference(reference: VerifiedReference) -> str:
    url = safe_url(reference.url)
    title = escape_markdown(reference.title or reference.url or "")
    return (f"[{title}]({url})" if url else title) + f" ({reference.kind})"


def _audit(digest: Digest) -> Iterator[str]:
    audit = digest.audit
    yield "## Audit"
    listed = [f"- Proposed: {audit.proposed:,}. Proven: {audit.verified:,}. Rejected: {len(audit.rejected):,}."]
    if audit.rejected_by_reason:
        counts = ", ".join(f"{reason} {count:,}" for reason, count in sorted(audit.rejected_by_reason.items()))
        listed.append(f"- Rejected by reason: {escape_markdown(counts)}.")
    listed += [f"- Not read: {escape_markdown(gap)}." for gap in gap_reasons(digest.coverage, digest.transcript.characters)]
    listed += [f"- Warning: {escape_markdown(warning)}" for warning in audit.warnings]
    yield "\n".join(listed)
    if audit.rejected:
        shown = [
            _rejected(rejected.kind, rejected.reason, rejected.proposal, rejected.nearest) for rejected in audit.rejected[:REJECTED_SHOWN]
        ]
        if len(audit.rejected) > REJECTED_SHOWN:
            shown.append(f"- and {len(audit.rejected) - REJECTED_SHOWN:,} more, all in the JSON")
        yield "### Not proven, so not printed above\n\n" + "\n".join(shown)


def _rejected(kind: str, reason: str, proposal: str, nearest: str) -> str:
    tail = f" · nearest words: *{escape_markdown(nearest[:300])}*" if nearest.strip() else ""
    words = f": *{escape_markdown(proposal[:300])}*" if proposal.strip() else ""
    return f"- {escape_markdown(kind)}, {escape_markdown(reason)}{words}{tail}"


def _passages(digest: Digest, lines: Lines, *, with_transcript: bool) -> Iterator[str]:
    if with_transcript:
        shown = lines.passages.all
    else:
        unplayed = [part for finding in digest.findings() for part in finding.evidence if not lines.player(StampPlace.of(part))]
        places = {place for part in unplayed for place in (part.start, part.end - 1)}
        places |= {chapter.start for chapter in digest.chapters if not lines.player(lines.stretch(chapter))}
        shown = tuple(sorted({lines.passages.at(start) for start in places}))
    if not shown:
        return
    length = f", {duration(digest.item.duration_ms)}" if with_transcript and digest.item.duration_ms else ""
    yield "## Transcript" if with_transcript else "## Passages cited"
    yield (
        f"*The whole source{escape_markdown(length)}.*"
        if with_transcript
        else "*The source’s own paragraphs that the links above lead to.*"
    )
    yield from (lines.passage(passage) for passage in shown)
