"""The sections of the HTML page, in reading order; empty ones are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from earwitness.model.digest import Digest, VerifiedChapter, VerifiedEntity, VerifiedNumber, VerifiedPrediction, VerifiedQuote
from earwitness.model.findings import Reference
from earwitness.publish.html_parts.elements import Elements, claim, data
from earwitness.publish.labels import amount, by_kind, gap_reasons, percent
from earwitness.publish.stamps import Place
from earwitness.publish.writing import escape_html, safe_url
from earwitness.text.words import single_line

REL = 'rel="noopener noreferrer nofollow"'
REJECTED_SHOWN = 50
"""Rejections printed in full; all are counted, and all stand in the data."""


class Section(NamedTuple):
    """A heading with its anchor and content."""

    anchor: str
    heading: str
    content: str


def sections(digest: Digest, elements: Elements) -> tuple[Section, ...]:
    """Every section that has something to say, the transcript excepted."""
    made = (
        Section("summary", "Summary", "".join(_summary(digest, elements))),
        Section("insights", "Insights", _listed(digest.insights, elements)),
        Section("principles", "Principles", _listed(digest.principles, elements)),
        Section("practice", "In practice", _listed(digest.practices, elements)),
        Section("chapters", "Chapters", _chapters(digest.chapters, elements)),
        Section("quotes", "Quotes", "".join(_quote(quote, elements) for quote in digest.quotes)),
        Section("numbers", "Numbers", _numbers(digest.numbers, elements)),
        Section("predictions", "Predictions", _predictions(digest.predictions, elements)),
        Section("names", "Names", "".join(_names(digest.entities, elements))),
        Section("topics", "Topics", _topics(digest, elements)),
        Section("references", "References", _references(digest, elements)),
    )
    return tuple(section for section in made if section.content)


def _summary(digest: Digest, elements: Elements) -> Iterator[str]:
    heading = ""
    for sentence in digest.summary:
        if sentence.heading != heading:
            heading = sentence.heading
            yield f"<h3>{text(heading)}</h3>"
        yield f"<p {claim(sentence)}>{elements.words(sentence)}&nbsp;{elements.where(sentence)}</p>"


def _listed(findings: Iterable, elements: Elements) -> str:  # type: ignore[type-arg]
    rows = "".join(f"<li {claim(finding)}>{elements.words(finding)}&nbsp;{elements.where(finding)}</li>" for finding in findings)
    return f'<ul class="found">{rows}</ul>' if rows else ""


def _chapters(chapters: Iterable[VerifiedChapter], elements: Elements) -> str:
    rows = ""
    for chapter in chapters:
        place = Place(chapter.start, chapter.end, *elements.transcript.time_of(chapter.start, chapter.end)[:2])
        link = elements.link(place, elements.passages.at(chapter.start).anchor)
        rows += f"<li {data('chapter', chapter.id, [place])}>{link}<span>{text(chapter.title)}</span></li>"
    return f'<ol class="chapters">{rows}</ol>' if rows else ""


def _quote(quote: VerifiedQuote, elements: Elements) -> str:
    notes = " · ".join(text(note) for note in (quote.reason, ", ".join(quote.topics)) if note)
    return (
        f'<figure class="quote" id="q-{quote.id}" {claim(quote)}><blockquote>{elements.quoted(quote)}</blockquote>'
        f'<figcaption>{elements.where(quote)}<span class="score">{quote.relevance_score}/10</span>'
        f'<button type="button" class="copy" data-copy="q-{quote.id}">Copy link</button>'
        + (f'<span class="note">{notes}</span>' if notes else "")
        + "</figcaption></figure>"
    )


def _numbers(numbers: Iterable[VerifiedNumber], elements: Elements) -> str:
    rows = "".join(
        f'<tr {claim(number)}><td class="n">{text(amount(number))}</td><td>{elements.quoted(number)} {elements.where(number)}</td>'
        f"<td>{text(' · '.join(part for part in (number.subject, number.hedge, number.as_of) if part))}</td></tr>"
        for number in numbers
    )
    return _table(("Value", "In the source’s words", "About"), rows)


def _predictions(predictions: Iterable[VerifiedPrediction], elements: Elements) -> str:
    rows = "".join(
        f"<tr {claim(found)}><td>{elements.quoted(found)} {elements.where(found)}</td>"
        f"<td>{text(' → '.join(part for part in (found.horizon, found.due or '') if part))}</td>"
        f"<td>{text(' · '.join(part for part in (found.condition, found.hedge) if part))}</td></tr>"
        for found in predictions
    )
    return _table(("In the source’s words", "By when", "Terms"), rows)


def _names(entities: tuple[VerifiedEntity, ...], elements: Elements) -> Iterator[str]:
    for heading, of_kind in by_kind(entities):
        yield f"<h3>{heading}</h3>"
        yield _table(
            ("Name", "Category", "Mentions", "First places"), "".join(_entity(entity, elements) for entity in of_kind), "rows names"
        )


def _entity(entity: VerifiedEntity, elements: Elements) -> str:
    also = ", ".join(alias for alias in entity.aliases if alias != entity.name)
    also = f' <span class="note">also {text(also)}</span>' if also else ""
    count = max(len(entity.mentions), len(entity.evidence))
    return (
        f"<tr {claim(entity)}><td><b>{text(entity.name)}</b>{also}</td><td>{text(entity.category)}</td>"
        f'<td class="c">{count}</td><td>{elements.links(entity)}</td></tr>'
    )


def _topics(digest: Digest, elements: Elements) -> str:
    rows = "".join(
        f'<li {claim(topic)}><b>{text(topic.topic)}</b> <span class="note">{text(", ".join(topic.keywords))} · '
        f"{topic.mentions:,} mentions, prominence {percent(topic.prominence)}</span> {elements.links(topic)}</li>"
        for topic in digest.topics
    )
    return f'<ul class="found">{rows}</ul>' if rows else ""


def _references(digest: Digest, elements: Elements) -> str:
    rows = "".join(
        f'<li {claim(one)}>{_linked(one)} <span class="note">{one.kind}</span> {elements.links(one)}</li>' for one in digest.references
    )
    return f'<ul class="found">{rows}</ul>' if rows else ""


def _linked(reference: Reference) -> str:
    url = safe_url(reference.url)
    title = text(reference.title or reference.url or "")
    return f'<a href="{escape_html(url)}" {REL}>{title}</a>' if url else title


def _table(heads: tuple[str, ...], rows: str, kind: str = "rows") -> str:
    if not rows:
        return ""
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return f'<div class="scroll"><table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>'


def audit(digest: Digest) -> str:
    """What was proposed, proven and refused, and what was not read."""
    sums = digest.audit
    rows = [f"Proposed {sums.proposed:,}, proven {sums.verified:,}, rejected {len(sums.rejected):,}."]
    if sums.rejected_by_reason:
        rows.append("Rejected by reason: " + ", ".join(f"{why} {count:,}" for why, count in sorted(sums.rejected_by_reason.items())) + ".")
    rows += [f"Not read: {gap}." for gap in gap_reasons(digest.coverage, digest.transcript.characters)]
    listed = "".join(f"<li>{text(row)}</li>" for row in rows)
    listed += "".join(f'<li class="warn">Warning: {text(warning)}</li>' for warning in sums.warnings)
    return f'<ul class="found">{listed}</ul>' + _rejected(digest)


def _rejected(digest: Digest) -> str:
    rejected = digest.audit.rejected
    if not rejected:
        return ""
    rows = "".join(
        f"<tr><td>{text(one.kind)}</td><td>{text(one.reason)}</td><td>{text(one.proposal[:300])}</td><td>{text(one.nearest[:300])}</td></tr>"
        for one in rejected[:REJECTED_SHOWN]
    )
    left = len(rejected) - REJECTED_SHOWN
    more = f'<p class="note">and {left:,} more, in the data of this page</p>' if left > 0 else ""
    table = _table(("Kind", "Reason", "Proposed words", "Nearest words of the source"), rows)
    return f"<details><summary>Not proven, so not printed above</summary>{table}{more}</details>"


def text(words: str) -> str:
    """`words` on one line, escaped."""
    return escape_html(single_line(words))
