"""Finds organizations, people, products, works and places: every mention, grouped by name, with kind, category and ids.

Names come from the package's table, from the item's own people and labels, and from the shape and company of unlisted
capitals. Rules, kinds and figures: docs/entities.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from earwitness.analysis.names.candidates import Scan, joined, runs, scan
from earwitness.analysis.names.gazetteer import Gazetteer, gazetteer, key_of, tokens_of
from earwitness.analysis.names.kinds import name_in
from earwitness.analysis.names.linking import link
from earwitness.analysis.names.lookup import NameMention, known_mentions
from earwitness.analysis.names.titles import titled_works
from earwitness.model.findings import Entity, Finding
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

LEAST = 0.4
"""Mentions less sure than this are not proposed; an entity needs one mention of at least `LEAST_ALONE`."""
LEAST_ALONE = 0.45
_CONTEXT = 240
"""Longest context in characters."""


class EntitiesAnalyzer:
    """Proposes one entity for each particular thing named in the item."""

    name = "entities"
    requires: frozenset[str] = frozenset()
    provides = frozenset({"entity"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """Entities in order of first mention, each with all its mentions."""
        table = gazetteer()
        scanned = scan(reading)
        mentions = find_mentions(reading, scanned, table)
        groups: dict[tuple[str, str], list[NameMention]] = {}
        for mention in mentions:
            groups.setdefault((key_of(mention.name), ""), []).append(mention)
        for group in groups.values():
            if max(m.confidence for m in group) >= LEAST_ALONE:
                yield _entity(reading, group)


def find_mentions(reading: Reading, scanned: Scan, table: Gazetteer) -> list[NameMention]:
    """Every mention in reading order, none overlapping, linked to the name it stands for."""
    known = known_mentions(scanned, table)
    used = {i for m in known for i in range(m.first, m.last)}
    works = list(_own_show(scanned, reading, used))
    used |= {i for m in works for i in range(m.first, m.last)}
    works += titled_works(scanned, used)
    used |= {i for m in works for i in range(m.first, m.last)}
    unlisted = _unlisted(scanned, table, used)
    linked = link(scanned, table, reading.item, sorted((*known, *works, *unlisted)))
    linked = [m for m in linked if m.confidence >= LEAST]
    return list(_apart(sorted(linked, key=lambda m: (m.start, -m.end))))


def _own_show(scanned: Scan, reading: Reading, taken: set[int]) -> Iterator[NameMention]:
    """The show or paper the item is from, where its name stands in the text: two words or more."""
    source = tokens_of(reading.item.source or "")
    if len(source) < 2:
        return
    tokens = scanned.tokens
    for at in range(len(tokens) - len(source) + 1):
        last = at + len(source)
        if tokens[at].folded != source[0] or [t.folded for t in tokens[at:last]] != source or taken.intersection(range(at, last)):
            continue
        if tokens[at].capital and tokens[last - 1].capital and joined(scanned, at, last):
            name = " ".join((reading.item.source or "").split())
            yield NameMention(tokens[at].start, tokens[last - 1].end, at, last, name, "organization", "show", 0.9, "where the item is from")


def _unlisted(scanned: Scan, table: Gazetteer, taken: set[int]) -> Iterator[NameMention]:
    for run in runs(scanned, taken):
        if mention := name_in(scanned, table, run):
            yield mention


def _apart(mentions: Iterable[NameMention]) -> Iterator[NameMention]:
    end = -1
    for mention in mentions:
        if mention.start >= end:
            end = mention.end
            yield mention


def _entity(reading: Reading, group: list[NameMention]) -> Entity:
    kinds = dict.fromkeys((m.kind for m in group), 0.0)
    for m in group:
        kinds[m.kind] += m.confidence + (1 if m.entry else 0)
    kind = max(kinds, key=lambda k: kinds[k])
    lead = next((m for m in group if m.entry), group[0])
    name = group[0].name if not lead.entry else lead.name
    surfaces = dict.fromkeys(" ".join(reading.text[m.start : m.end].split()) for m in group)
    confidence = 1.0
    for sure in sorted((m.confidence for m in group), reverse=True)[:3]:
        confidence *= 1 - sure
    return Entity(
        spans=tuple(Span(m.start, m.end) for m in group),
        name=name,
        kind=kind,
        category=next((m.category for m in group if m.category), ""),
        confidence=round(min(0.99, 1 - confidence), 3),
        reasons=tuple(dict.fromkeys(m.reason for m in group)),
        aliases=tuple(s for s in surfaces if s != name),
        context=_context(reading, group),
        ids=dict(lead.entry.ids) if lead.entry and lead.name == lead.entry.name else {},
    )


def _context(reading: Reading, group: list[NameMention]) -> str:
    """The source's words around the first mention that stands in a sentence of some length."""
    for mention in group[:5]:
        sentence = reading.sentence_at(mention.start)
        if sentence and sentence.last_word - sentence.first_word >= 6 and not sentence.broken:
            if sentence.end - sentence.start <= _CONTEXT:
                return reading.text[sentence.start : sentence.end]
            start = max(sentence.start, mention.start - _CONTEXT // 2)
            start = reading.text.find(" ", start, mention.start) + 1 if start > sentence.start else start
            end = min(sentence.end, start + _CONTEXT)
            cut = reading.text.rfind(" ", mention.end, end) if end < sentence.end else end
            return reading.text[start or sentence.start : cut if cut > 0 else end]
    return ""
