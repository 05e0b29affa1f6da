"""Compares what an HTML page shows with its digest: each finding once, at its places, with its values and speaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from earwitness.model.digest import (
    Digest,
    Verified,
    VerifiedChapter,
    VerifiedEntity,
    VerifiedNumber,
    VerifiedPrediction,
    VerifiedQuote,
    VerifiedTopic,
)
from earwitness.renderers.html.cards import due_of
from earwitness.renderers.html.elements import evidence_key
from earwitness.renderers.labels import amount
from earwitness.renderers.stamps import StampPlace
from earwitness.renderers.writing import printed
from earwitness.text.clock import clock
from earwitness.text.words import single_line

SHOWN = frozenset({"big", "due", "score", "title", "name"})
"""Classes of the elements that show a value of a finding."""
SHORTEST = 100
"""Characters of the takeaway a description has at least."""
UNSAID = frozenset({"chapter", "entity", "topic", "reference"})
"""Types that name no speaker."""


@dataclass
class Element:
    """An element with evidence, as shown."""

    kind: str
    finding: str
    places: tuple[StampPlace, ...] | None
    line: int
    words: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    speaker: str | None = None
    shown: dict[str, str] = field(default_factory=dict)
    """Values beside the words, by their part in the page."""
    links: list[tuple[str, str]] = field(default_factory=list)


def compare(digest: Digest, elements: list[Element], faults: list[str]) -> None:
    """The claims shown must be the digest's findings, each once."""
    shown: dict[tuple[str, str], Element] = {}
    for element in elements:
        key = (element.kind, element.finding)
        if element.kind != "passage" and key in shown:
            faults.append(f"line {element.line}: {element.kind} {element.finding} is shown twice")
        shown[key] = element
    for finding in digest.findings():
        element_shown = shown.pop((finding.TYPE, finding.id), None)
        if element_shown is None:
            faults.append(f"{finding.TYPE} {finding.id} is in the data and not on the page: it was removed")
        elif finding.TYPE != "chapter" and element_shown.places != tuple(StampPlace.of(part) for part in finding.evidence):
            faults.append(f"line {element_shown.line}: {finding.TYPE} {finding.id} points elsewhere than the data inside the page")
        else:
            faults.extend(
                f"line {element_shown.line}: {finding.TYPE} {finding.id} {fault}" for fault in _value_faults(finding, element_shown)
            )
    for kind, found in shown:
        if kind != "passage":
            faults.append(f"{kind} {found} is on the page and not in the data: it was added")


def _value_faults(finding: Verified, element: Element) -> Iterator[str]:
    for name, value in _values(finding).items():
        if single_line(element.shown.get(name, "")) != single_line(value):
            yield f"shows {single_line(element.shown.get(name, '')) or 'nothing'} where its digest says {single_line(value)}"
    if finding.TYPE in UNSAID:
        return
    speakers = {part.speaker for part in finding.evidence}
    who = speakers.pop() if len(speakers) == 1 else None
    if (element.speaker or None) != (who or None):
        yield f"is given to {element.speaker or 'nobody'}, its digest says {who or 'nobody'}"


def _values(finding: Verified) -> dict[str, str]:
    """The values an element must show, by the class of the part that shows each."""
    match finding:
        case VerifiedNumber():
            return {"big": amount(finding)}
        case VerifiedPrediction():
            return {"due": due_of(finding)}
        case VerifiedQuote():
            return {"score": f"{finding.relevance_score}/10"}
        case VerifiedChapter():
            return {"title": finding.title}
        case VerifiedEntity():
            return {"name": finding.name}
        case VerifiedTopic():
            return {"name": finding.topic}
    return {}


def check_marks(digest: Digest, marked: Mapping[str, Sequence[str]], faults: list[str]) -> None:
    """The pieces marked in the transcript must be the words of the evidence they are marked as."""
    for finding in digest.findings():
        for at, part in enumerate(finding.evidence):
            words = single_line("".join(marked.get(evidence_key(finding.id, at), ())))
            if words.replace(" ", "") != single_line(part.text).replace(" ", ""):
                faults.append(f"{finding.TYPE} {finding.id}: other words are marked in the transcript than its evidence")


def check_labels(digest: Digest, labels: Mapping[str, Sequence[str]], faults: list[str]) -> None:
    """The summary's headings and the titles on the strip must be those of the digest."""
    headings = [heading for heading, _ in groupby(sentence.heading for sentence in digest.summary) if heading]
    if [single_line(label) for label in labels["heading"]] != [single_line(heading) for heading in headings]:
        faults.append("the summary stands under other headings than in its digest")
    titles = {single_line(chapter.title) for chapter in digest.chapters}
    titles |= {f"{clock(chapter.t0_ms)} {single_line(chapter.title)}" for chapter in digest.chapters if chapter.t0_ms is not None}
    faults.extend(
        f"the strip says {single_line(label)}, which is no chapter of its digest"
        for label in labels["strip"]
        if single_line(label) not in titles
    )
    takeaway = printed(*(part.text for part in digest.takeaway.evidence)) if digest.takeaway else ""
    faults.extend(
        "its description is not the takeaway of its digest"
        for label in labels["description"]
        if single_line(takeaway)[: len(label)] != single_line(label) or len(label) < min(len(takeaway), SHORTEST)
    )
