"""The sections of the HTML page, in reading order; empty ones are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.model.digest import Digest, Verified, VerifiedEntity
from earwitness.model.findings import ReferenceFields
from earwitness.renderers.html.cards import listed, numbers, predictions, quotes
from earwitness.renderers.html.doubt import audit, table_of
from earwitness.renderers.html.elements import Elements, claim, data, text
from earwitness.renderers.html.strip import Axis, chapter_note
from earwitness.renderers.html.transcript import Cited
from earwitness.renderers.labels import by_kind, percent
from earwitness.renderers.stamps import StampPlace
from earwitness.renderers.writing import escape_html, safe_url

REL = 'rel="noopener noreferrer nofollow"'
NAMES_SHOWN = 20
"""Names of a kind before the fold."""


class HtmlSection(NamedTuple):
    """A heading with its anchor and content."""

    anchor: str
    heading: str
    content: str
    entries: int = 0
    """How many, where they are counted."""


def sections(digest: Digest, elements: Elements, cited: Sequence[Cited]) -> tuple[HtmlSection, ...]:
    """Every section that has something to say, the audit last; the transcript stands beside them."""
    result = (
        HtmlSection("summary", "Summary", "".join(_summary(digest, elements))),
        HtmlSection("insights", "Insights", _listed(digest.insights, elements), len(digest.insights)),
        HtmlSection("principles", "Principles", _listed(digest.principles, elements), len(digest.principles)),
        HtmlSection("practice", "In practice", _listed(digest.practices, elements), len(digest.practices)),
        HtmlSection("quotes", "Quotes", quotes(digest.quotes, elements), len(digest.quotes)),
        HtmlSection("numbers", "Numbers", numbers(digest.numbers, elements), len(digest.numbers)),
        HtmlSection("predictions", "Predictions", predictions(digest.predictions, elements), len(digest.predictions)),
        HtmlSection("chapters", "Chapters", _chapters(digest, elements, cited), len(digest.chapters)),
        HtmlSection("names", "Names", "".join(_names(digest.entities, elements)), len(digest.entities)),
        HtmlSection("topics", "Topics", _topics(digest, elements), len(digest.topics)),
        HtmlSection("references", "References", _references(digest, elements), len(digest.references)),
        HtmlSection("audit", "How sure is this?", audit(digest, elements)),
    )
    return tuple(section for section in result if section.content)


def _summary(digest: Digest, elements: Elements) -> Iterator[str]:
    heading = ""
    for sentence in digest.summary:
        if sentence.heading != heading:
            heading = sentence.heading
            if heading:
                yield f'<h3 class="under">{text(heading)}</h3>'
        yield f"<p {claim(sentence)}>{elements.words(sentence)}&nbsp;{elements.where(sentence)}</p>"


def _listed(findings: Iterable[Verified], elements: Elements) -> str:
    return listed(f"<li {claim(finding)}>{elements.words(finding)}&nbsp;{elements.where(finding)}</li>" for finding in findings)


def _chapters(digest: Digest, elements: Elements, cited: Sequence[Cited]) -> str:
    axis = Axis.of(digest, elements.transcript)
    rows = ""
    for chapter in digest.chapters:
        place = StampPlace(chapter.start, chapter.end, *elements.transcript.time_of(chapter.start, chapter.end)[:2])
        link = elements.link(place, elements.passages.at(chapter.start).anchor)
        note = f' <span class="note">{chapter_note(chapter, digest, axis, cited)}</span>'
        rows += f'<li {data("chapter", chapter.id, [place])}>{link}<span><b class="title">{text(chapter.title)}</b>{note}</span></li>'
    return f'<ol class="chapters">{rows}</ol>' if rows else ""


def _names(entities: tuple[VerifiedEntity, ...], elements: Elements) -> Iterator[str]:
    heads = ("Name", "Category", "Mentions", "First places")
    for heading, of_kind in by_kind(entities):
        yield f"<h3>{heading}</h3>"
        rows = [_entity(entity, elements) for entity in of_kind]
        yield table_of(heads, "".join(rows[:NAMES_SHOWN]), "rows names")
        if len(rows) > NAMES_SHOWN:
            table = table_of(heads, "".join(rows[NAMES_SHOWN:]), "rows names")
            yield f'<details class="more"><summary>{len(rows) - NAMES_SHOWN:,} more</summary>{table}</details>'


def _entity(entity: VerifiedEntity, elements: Elements) -> str:
    also = ", ".join(alias for alias in entity.aliases if alias != entity.name)
    also = f' <span class="note">also {text(also)}</span>' if also else ""
    count = max(len(entity.mentions), len(entity.evidence))
    name = led(text(entity.name), elements.leads.entity(entity) if elements.leads else "")
    return (
        f'<tr {claim(entity)}><td><b class="name">{name}</b>{also}</td><td>{text(entity.category)}</td>'
        f'<td class="c">{count}</td><td>{elements.links(entity)}</td></tr>'
    )


def _topics(digest: Digest, elements: Elements) -> str:
    rows = (
        f'<li {claim(topic)}><b class="name">{led(text(topic.topic), elements.leads.topic(topic.topic) if elements.leads else "")}</b> '
        f'<span class="note">{text(", ".join(topic.keywords))} · '
        f"{topic.mentions:,} mentions, prominence {percent(topic.prominence)}</span> {elements.links(topic)}</li>"
        for topic in digest.topics
    )
    return listed(rows)


def _references(digest: Digest, elements: Elements) -> str:
    return listed(
        f'<li {claim(one)}>{_linked(one)} <span class="note">{one.kind}</span> {elements.links(one)}</li>' for one in digest.references
    )


def _linked(reference: ReferenceFields) -> str:
    url = safe_url(reference.url)
    title = text(reference.title or reference.url or "")
    return f'<a href="{escape_html(url)}" {REL}>{title}</a>' if url else title


def led(words: str, address: str) -> str:
    """`words` as a link, where there is somewhere to lead."""
    return f'<a class="of" href="{escape_html(address)}">{words}</a>' if address else words
