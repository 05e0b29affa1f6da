"""The whole transcript on the page with all evidence highlighted; overlapping evidence is split at its boundaries."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.digest import Digest
from earwitness.model.transcript import Span, Transcript
from earwitness.renderers.html.elements import Elements, evidence_key
from earwitness.renderers.passages import PrintedPassage
from earwitness.renderers.stamps import StampPlace
from earwitness.renderers.writing import escape_html, moment_of, player_url
from earwitness.text.clock import clock

LEAST_LINES = 2
"""A passage of one cue is its own line."""
LEAST_TENTHS = 50
"""Cues that begin sooner after the last line belong to it: captions may have a cue a second, an eye follows some five seconds of talk."""


class Cited(NamedTuple):
    """A piece of evidence and its key."""

    start: int
    end: int
    key: str
    name: bool = False
    """True for evidence of names, topics, chapters and references: marked more quietly than statements."""
    t0_ms: int | None = None
    t1_ms: int | None = None


def cited_in(digest: Digest) -> tuple[Cited, ...]:
    """Every piece of evidence of the digest, in text order."""
    return tuple(
        sorted(
            Cited(part.start, part.end, evidence_key(finding.id, at), not finding.VERBATIM, part.t0_ms, part.t1_ms)
            for finding in digest.findings()
            for at, part in enumerate(finding.evidence)
        )
    )


def passages_html(elements: Elements, cited: tuple[Cited, ...], url: str | None) -> Iterator[str]:
    """One paragraph for each passage."""
    ends = _running_ends(cited)
    for passage in elements.passages.all:
        first = bisect.bisect_right(ends, passage.start)
        last = bisect.bisect_left(cited, (passage.end, 0, "", False))
        held = [one for one in cited[first:last] if one.end > passage.start]
        yield _passage(elements, passage, held, url)


def _running_ends(cited: tuple[Cited, ...]) -> list[int]:
    """The greatest end so far: lets a search find the first evidence that may reach into a passage."""
    ends: list[int] = []
    for one in cited:
        ends.append(max(one.end, ends[-1] if ends else 0))
    return ends


def _passage(elements: Elements, passage: PrintedPassage, held: list[Cited], url: str | None) -> str:
    times = elements.transcript.time_of(passage.start, passage.end)
    place = StampPlace(passage.start, passage.end, times.t0_ms, times.t1_ms)
    head = (
        [f'<a class="t" href="#{passage.anchor}">¶{passage.number}</a>'] if place.t0_ms is None else [_time(elements, place, passage, url)]
    )
    if passage.speaker:
        head.append(f'<b class="who">{escape_html(passage.speaker)}</b>')
    kind: str = "quote_" if passage.kind == "quote" else passage.kind
    if _is_aside(elements.transcript, passage):
        kind = "aside_"
    words = "".join(_pieces(elements, passage, held))
    lines = lines_of(elements.transcript, passage)
    return (
        f'<p class="passage {kind}" id="{passage.anchor}" data-ew="passage" data-at="{place.write_short()}"{lines}>'
        f'<span class="head">{" ".join(head)}</span><span class="w">{words}</span></p>'
    )


def _is_aside(transcript: Transcript, passage: PrintedPassage) -> bool:
    """Whether nobody says a word of it: labels, time stamps, front matter, which are there because a name in them is cited."""
    at = passage.start
    for span in sorted(transcript.unspoken_in(passage.start, passage.end)):
        if any(char.isalnum() for char in transcript.text[at : span.start]):
            return False
        at = max(at, span.end)
    return not any(char.isalnum() for char in transcript.text[at : passage.end])


def lines_of(transcript: Transcript, passage: PrintedPassage) -> str:
    """The cues of a passage that has several, for who follows the recording: `data-l="84:42 46:53"`.

    Each is the UTF-16 units, as browsers count, and the tenths of a second from the one before it, the first from the passage's start.
    """
    timed = [one for one in transcript.segments_in(passage.start, passage.end) if one.start_ms is not None and one.start >= passage.start]
    if passage.t0_ms is None or len(timed) < LEAST_LINES:
        return ""
    pairs: list[str] = []
    at, tenths = passage.start, 0
    for one in timed:
        if pairs and ((one.start_ms or 0) - passage.t0_ms) // 100 - tenths < LEAST_TENTHS:
            continue
        units = len(transcript.text[at : one.start].encode("utf-16-le", "surrogatepass")) // 2
        since = max(tenths, ((one.start_ms or 0) - passage.t0_ms) // 100)
        pairs.append(f"{units}:{since - tenths}")
        at, tenths = one.start, since
    return f' data-l="{" ".join(pairs)}"'


def _time(elements: Elements, place: StampPlace, passage: PrintedPassage, url: str | None) -> str:
    player = None if elements.playable else player_url(url, place.t0_ms)
    if player:
        return f'<a class="t" href="{escape_html(player)}" rel="noopener noreferrer nofollow">{clock(place.t0_ms or 0)}</a>'
    return elements.link(place, passage.anchor)


def _pieces(elements: Elements, passage: PrintedPassage, held: list[Cited]) -> Iterable[str]:
    """The passage's characters, cut wherever evidence or an unspoken mark begins or ends."""
    transcript = elements.transcript
    unspoken = transcript.unspoken_in(passage.start, passage.end)
    edges = {passage.start, passage.end}
    for span in (*(Span(one.start, one.end) for one in held), *unspoken):
        edges.update((max(span.start, passage.start), min(span.end, passage.end)))
    ordered = sorted(edges)
    active: list[Cited] = []
    waiting = 0
    for start, end in pairwise(ordered):
        active = [one for one in active if one.end > start]
        begun: list[Cited] = []
        while waiting < len(held) and held[waiting].start <= start:
            if held[waiting].start == start:
                begun.append(held[waiting])
            active.append(held[waiting])
            waiting += 1
        words = escape_html(transcript.text[start:end])
        if transcript.is_unspoken(start, end):
            words = f'<span class="u">{words}</span>'
        yield _marked(words, active, begun)


def _marked(words: str, held: list[Cited], begun: list[Cited]) -> str:
    """`words` as a piece of evidence; the anchors of those that begin here enclose it, so that `:target` lights it.

    There are two: the permanent address `#t=754&s=KEY`, which browsers find without script, and `#e-KEY`, which came before it.
    """
    if not held:
        return words
    for one in begun:
        words = f'<span id="{escape_html(moment_of(one.t0_ms, one.key))}">{words}</span>'
    for one in begun[1:]:
        words = f'<span id="e-{one.key}">{words}</span>'
    own = f' id="e-{begun[0].key}"' if begun else ""
    kind = "e n" if all(one.name for one in held) else "e"
    return f'<span class="{kind}"{own} data-e="{" ".join(one.key for one in held)}">{words}</span>'
