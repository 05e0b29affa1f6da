"""Marks promotional parts of a transcript: sponsor reads, calls to subscribe, footers. Favours precision.

What talks about advertising, sponsors or subscriptions as its subject is content; only what asks the listener or reader to
do something for the show or its sponsor is promotion.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.documents import promotion_patterns as signs
from earwitness.model.transcript import Mark, Segment, Span, Transcript

_END = re.compile(r"[.!?…][\"”’')\]]{0,3}\s+(?=\S)")
_NOT = re.compile(
    r"\b(?:not|isn['’]t|wasn['’]t|never|used to be|had been|were) (?:\w+ )?(?:sponsored|brought to you|supported)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_LONGEST_UNIT = 400
"""Characters; text without punctuation is cut at cues instead."""
_READ_AHEAD = 30
"""Sentences a sponsor read may have."""
_GAP = 6
"""Sentences of a read that may pass without a sign of it."""
_LONG_GAP = 16
"""The same once the sponsor is named and the sentence that closes the read names it again."""
_BACK = 14
_FAR = 120
"""Sentences before and after a call to act that tell which of its words belong to the show at large."""
_THANKS = re.compile(r"\b(?:thank(?:s| you)|support(?:ing|ed)? (?:the|this|our)|sponsor(?:ing)?)\b", re.IGNORECASE)
_GOES_ON = (signs.SPONSOR, signs.OFFER, signs.CODE, signs.PLEA)
_DOMAIN = re.compile(r"[\w-]{2,40}(?=(?:\.|\sdot\s)[a-z]{2,3}\b)", re.IGNORECASE)
_PLEA_WORDS = 60
_COMMON = frozenset({
    "about", "also", "because", "been", "could", "every", "from", "get", "going", "have", "here", "into", "just", "know", "like",
    "make", "more", "most", "much", "only", "other", "over", "people", "really", "should", "some", "than", "that", "their",
    "them", "then", "there", "these", "they", "think", "this", "those", "very", "want", "were", "what", "when", "where", "which",
    "will", "with", "would", "your",
})  # fmt: skip


class _Unit(NamedTuple):
    """A sentence, or a written block when it is short."""

    start: int
    end: int
    segment: int
    voice: int
    """Counts changes of voice or block."""
    text: str


def promotion_marks(transcript: Transcript) -> tuple[Mark, ...]:
    """Marks over every promotional passage, in order and apart from each other."""
    lowered = transcript.text.lower()
    places = sorted(place for cue in signs.CUES for place in _places(cue, lowered)) if len(lowered) == len(transcript.text) else None
    spans = [*_spoken(transcript, places), *_written(transcript, places)]
    return tuple(Mark(start=start, end=end, kind="promotion") for start, end in _merged(spans, transcript.text))


def _places(cue: str, text: str) -> Iterator[int]:
    at = text.find(cue)
    while at >= 0:
        yield at
        at = text.find(cue, at + len(cue))


# Speech: runs of sentences.


def _spoken(transcript: Transcript, places: Sequence[int] | None) -> Iterator[Span]:
    units = list(_units(transcript))
    if not units:
        return
    starts = [unit.start for unit in units]
    near = range(len(units)) if places is None else sorted({bisect.bisect_right(starts, place) - 1 for place in places} - {-1})
    done = -1
    for at in near:
        if at <= done:
            continue
        first, last = _passage(units, at)
        if last >= first:
            done = last
            yield Span(units[first].start, units[last].end)


def _passage(units: Sequence[_Unit], at: int) -> tuple[int, int]:
    """The run of sentences that promotes, found from the sentence at `at`; an empty run when it does not."""
    text = units[at].text
    if signs.SPONSOR.search(text) and not _is_question(text) and not _NOT.search(text):
        return at, _read_end(units, at)
    if signs.CODE.search(text) or signs.OFFER.search(text):
        last = _read_end(units, at)
        return (_read_begin(units, at, last), last) if signs.CODE.search(text) or last > at or signs.VISIT.search(text) else (0, -1)
    if signs.PLEA.search(text) and not _is_question(text):
        last = _plea_end(units, at)
        return (_read_begin(units, at, last) if signs.VISIT.search(text) else at), last
    return 0, -1


def _is_question(text: str) -> bool:
    return text.rstrip().endswith("?")


def _read_end(units: Sequence[_Unit], at: int) -> int:
    """Last sentence of a read open at `at`: where the show resumes, else the last with an offer, an address or the name."""
    brand = _brand(units[at].text)
    sites = _sites(units[at].text)
    last, closed = at, at
    for ahead in range(at + 1, min(len(units), at + _READ_AHEAD)):
        unit = units[ahead]
        if unit.voice != units[at].voice or ahead - last > (_LONG_GAP if brand else _GAP):
            break
        text = unit.text
        named = bool(brand) and brand in text.lower()
        if signs.RESUME.search(text) and ahead - last <= _GAP:
            return ahead
        if ahead - last <= 4 and any(symbol.search(text) for symbol in _GOES_ON):
            last = closed = ahead
            brand = _brand(text) or brand
        elif found := _sites(text):
            if named or found & sites or ahead - last <= (1 if closed > at else _GAP):
                last = closed = ahead
                sites |= found
        elif named and (_THANKS.search(text) or ahead - last <= 3):
            last = ahead
            closed = ahead if ahead == closed + 1 or _THANKS.search(text) else closed
    return closed


def _brand(text: str) -> str:
    match = signs.BRAND.search(text)
    name = match[1].split()[0].rstrip(".").lower() if match else ""
    return name.removesuffix("'s").removesuffix(".org").removesuffix(".com") if len(name) > 2 else ""


def _sites(text: str) -> set[str]:
    """The names of the sites a sentence sends its hearer to."""
    return {site.lower() for match in signs.VISIT.finditer(text) for site in _DOMAIN.findall(match.group())}


def _read_begin(units: Sequence[_Unit], at: int, last: int) -> int:
    """First sentence of a passage that ends in a call to act: reaching back over those that share words found hardly elsewhere."""
    called = {word for unit in units[at : last + 1] for word in _content(unit.text)}
    near = range(max(0, at - _BACK), last + 1)
    here = Counter(word for index in near for word in _content(units[index].text) if word in called)
    far = range(max(0, at - _FAR), min(len(units), last + _FAR))
    there = Counter(word for index in far if index not in near for word in _content(units[index].text) if word in called)
    own = {word for word, count in here.items() if count >= 2 and there[word] <= count}
    first = at
    for before in range(at - 1, max(-1, at - _BACK), -1):
        if units[before].voice != units[at].voice or first - before > 3:
            break
        if own.intersection(_content(units[before].text)):
            first = before
    return first


def _content(text: str) -> list[str]:
    return [word for match in _WORD.finditer(text) if (word := match.group().lower()) not in _COMMON]


def _plea_end(units: Sequence[_Unit], at: int) -> int:
    """A plea runs on over the sentences that plead too, and up to where the show resumes when that is near."""
    last = at
    for ahead in range(at + 1, min(len(units), at + 5)):
        if units[ahead].voice != units[at].voice:
            break
        text = units[ahead].text
        if signs.RESUME.search(text):
            return ahead
        if signs.PLEA.search(text) or signs.OFFER.search(text):
            last = ahead
    return last


def _units(transcript: Transcript) -> Iterator[_Unit]:
    """Sentences of speech; those that run over several cues of one voice are one."""
    for voice, (first, run) in enumerate(_runs(transcript.segments)):
        cuts = [segment.start for segment in run[1:]]
        start, end = run[0].start, run[-1].end
        at = start
        for match in (*_END.finditer(transcript.text, start, end), None):
            stop = match.end() if match else end
            for one, other in _short(at, stop, cuts):
                index = first + bisect.bisect_right(cuts, one)
                yield _Unit(one, other, index, voice, transcript.text[one:other].replace("\n", " "))
            at = stop


def _short(start: int, end: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The piece itself, or cut at cue starts where it is too long to be a sentence."""
    if end - start <= _LONGEST_UNIT:
        if start < end:
            yield start, end
        return
    inner = cuts[bisect.bisect_right(cuts, start) : bisect.bisect_left(cuts, end)]
    places = [start, *inner, end]
    for one, other in pairwise(places):
        yield from ((at, min(other, at + 2_000)) for at in range(one, other, 2_000))


def _runs(segments: Sequence[Segment]) -> Iterator[tuple[int, list[Segment]]]:
    run: list[Segment] = []
    first = 0
    for at, segment in enumerate(segments):
        if segment.kind != "speech":
            continue
        if run and (segment.speaker, segment.turn) != (run[-1].speaker, run[-1].turn):
            yield first, run
            run = []
        if not run:
            first = at
        run.append(segment)
    if run:
        yield first, run


# Writing: blocks.


def _written(transcript: Transcript, places: Sequence[int] | None) -> Iterator[Span]:
    """Promotional blocks; in long blocks only the sentences that promote."""
    blocks = [segment for segment in transcript.segments if segment.kind not in ("speech", "code")]
    until = -1
    for at, block in enumerate(blocks):
        text = transcript.text[block.start : block.end]
        if at <= until:
            yield Span(block.start, block.end)
            continue
        if block.kind == "heading":
            if signs.SPONSOR_HEADING.fullmatch(text):
                yield Span(block.start, block.end)
                until = _section_end(blocks, at)
            continue
        cued = places is None or bisect.bisect_left(places, block.start) < bisect.bisect_left(places, block.end)
        if (len(text) < 80 and signs.BUTTON.fullmatch(text)) or (len(text) <= 200 and signs.ADDRESS.search(text)):
            yield Span(block.start, block.end)
        elif not cued:
            continue
        elif _is_footer(text) or (len(text) < 120 and signs.SPONSOR_HEADING.fullmatch(text)):
            yield Span(block.start, block.end)
        else:
            yield from _sentences(block, text)


def _is_footer(text: str) -> bool:
    return len(text) <= 600 and bool(signs.FOOTER.search(text))


def _section_end(blocks: Sequence[Segment], at: int) -> int:
    """Index of the last block of the section opened at `at`, when it is short enough to be an advertisement."""
    for behind in range(at + 1, min(len(blocks), at + 10)):
        if blocks[behind].kind == "heading":
            return behind - 1
    return len(blocks) - 1 if len(blocks) - at <= 10 else at


def _sentences(block: Segment, text: str) -> Iterator[Span]:
    found: list[tuple[int, int]] = []
    at = 0
    words = len(text.split())
    for match in (*_END.finditer(text), None):
        stop = match.end() if match else len(text)
        sentence = text[at:stop].replace("\n", " ")
        asks = signs.SPONSOR.search(sentence) or signs.PLEA.search(sentence) or signs.CODE.search(sentence)
        if asks and block.kind != "quote" and not _is_question(sentence) and not _NOT.search(sentence):
            found.append((at, stop))
        at = stop
    if not found:
        return
    marked = sum(stop - start for start, stop in found)
    if words <= _PLEA_WORDS and marked >= 0.4 * len(text):
        yield Span(block.start, block.end)
    else:
        yield from (Span(block.start + start, block.start + stop) for start, stop in found)


def _merged(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """The spans in order, overlapping and touching ones joined, white space at their ends cut off."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    for span in joined:
        words = text[span.start : span.end]
        yield Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))
