"""Finds proposed words in a transcript: exactly, folded, with marked gaps, or as the source's own words behind a near miss."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from earwitness.model.evidence import RejectionReason, Tier
from earwitness.model.transcript import Span, Transcript
from earwitness.text.folding import FoldedWord, folded_words
from earwitness.text.negation import is_negation, negates_compound
from earwitness.text.units import SCALES
from earwitness.verification.canonical import canonical
from earwitness.verification.differences import Difference, DiffPiece, judge, pieces, stem
from earwitness.verification.word_index import COMMON, WordIndex

GAP_MARK = re.compile(r"\s*(?:\[\s?(?:\.{3}|…)\s?\]|\(\s?(?:\.{3}|…)\s?\)|\.{3,6}|…|\. \. \.)\s*")
"""What stands for words left out."""

_ASIDE = re.compile(r"\[[^\[\]\n]{1,40}\]|\([^()\n]{1,40}\)|>>|♪")
"""Noise and turn signs a proposer may have copied; tried without when the words are not found with them."""

PART_WORDS = 3
"""A part of an elided proposal needs this many words: fewer stand anywhere."""

GAP_WORDS = 80
"""The most words a gap may skip; about half a minute of speech, so that no statement is assembled from two topics."""

NEAR_WORDS = 4
"""A near miss needs this many words to be told from a coincidence."""

MATCHED = 0.6
"""Share of the proposal's words a near miss must have in common with the source; below, it is not found. See docs/evidence.md."""

CANDIDATES = 3
_CLOSING = re.compile(r"[.!?…,;:]?[\"'”’)\]]{0,2}")


class Alignment(NamedTuple):
    """Where proposed words stand, or why they do not."""

    spans: tuple[Span, ...] = ()
    """The source's words: one span, or several where the proposal marks a gap. Empty when rejected."""
    tier: Tier | None = None
    occurrences: int = 0
    similarity: float = 0.0
    """Share of the proposal's words that stand there: 1 for exact, folded and elided."""
    reason: RejectionReason | None = None
    nearest: Span | None = None
    """For a rejection: the source's words that come nearest."""
    cut: RejectionReason | None = None
    """Set when the source goes on in a way that the cut hides: `not` before the first word, `million` behind a last number."""

    near: bool = False
    """True when the proposal differs from the source's words in nothing but disfluencies: print the source's."""

    @property
    def found(self) -> bool:
        """True when the words stand in the source."""
        return bool(self.spans)


class Aligner:
    """Aligns any number of proposals with one transcript; the index is built at the first call."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._text = transcript.text

    @cached_property
    def index(self) -> WordIndex:
        """The transcript's words."""
        return WordIndex(self._transcript)

    def align(self, words: str, *, near: int | None = None) -> Alignment:
        """Where `words` stand. `near` prefers the occurrence closest to that position; otherwise the first is taken."""
        proposal = folded_words(words)
        if not proposal:
            return Alignment(reason="empty")
        for version in _versions(words, proposal):
            if found := self._whole(words, version, near):
                return found
        parts = [part for part in GAP_MARK.split(words) if part.strip()]
        if len(parts) > 1 and (elided := self._elided(parts, near)):
            return elided
        if len(proposal) < NEAR_WORDS:
            return Alignment(reason="not found")
        return self._near(words, proposal, near)

    def _whole(self, words: str, proposal: list[FoldedWord], near: int | None) -> Alignment | None:
        forms = [word.form for word in proposal]
        places = [at for at in self.index.occurrences(forms) if self._starts_and_ends_words(at, at + len(forms))]
        if not places:
            return None
        whole = words.strip()
        lead = proposal[0].start - (len(words) - len(words.lstrip()))
        exact = [at for at in places if self._text.startswith(whole, self.index.words[at].start - lead)]
        first = _closest(exact or places, self.index.words, near)
        if len(forms) < PART_WORDS and len(places) > 1 and near is None:
            return Alignment(reason="too short", occurrences=len(places), nearest=self._span(first, first + len(forms)))
        if exact:
            begin = self.index.words[first].start - lead
            span = self._spoken(begin, begin + len(whole))
        else:
            span = self._closed(self._span(first, first + len(forms)), words[proposal[-1].end :])
        cut = self._cut(first, first + len(forms))
        return Alignment((span,), "exact" if exact else "folded", len(places), 1.0, cut=cut)

    def _span(self, first: int, last: int) -> Span:
        return Span(self.index.words[first].start, self.index.words[last - 1].end)

    def _spoken(self, start: int, end: int) -> Span:
        """The span without unspoken marks and white space at its ends."""
        for mark in self._transcript.unspoken_in(start, end):
            if mark.start <= start:
                start = mark.end
            elif mark.end >= end:
                end = mark.start
        while start < end and self._text[start].isspace():
            start += 1
        while start < end and self._text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    def _closed(self, span: Span, tail: str) -> Span:
        """The span with the source's closing punctuation where the proposal closes too."""
        if not tail.strip():
            return span
        match = _CLOSING.match(self._text, span.end)
        end = match.end() if match else span.end
        return Span(span.start, end) if not self._transcript.is_unspoken(span.end, end) else span

    def _starts_and_ends_words(self, first: int, last: int) -> bool:
        """False when a hyphen ties the first or last word to one left out: `profit` does not stand in `non-profit`."""
        return not (self._tied(first) or self._tied(last))

    def _tied(self, at: int) -> bool:
        words = self.index.words
        if not 0 < at < len(words):
            return False
        between = self._text[words[at - 1].end : words[at].start]
        return between in ("-", "‐", "‑") and (negates_compound(words[at - 1].form) or words[at].form[-1].isdecimal())

    def _cut(self, first: int, last: int) -> RejectionReason | None:
        """What the cut hides, if the same sentence goes on so."""
        words, forms = self.index.words, self.index.forms
        if first > 0 and is_negation(forms[first - 1]) and not self._sentence_ends(words[first - 1].end, words[first].start):
            return "altered: negation"
        if last < len(words) and not self._sentence_ends(words[last - 1].end, words[last].start):
            counts = forms[last - 1][-1].isdecimal()
            if counts and (forms[last] in SCALES or forms[last] in ("%", "percent", "point")):
                return "altered: number"
        return None

    def _sentence_ends(self, start: int, end: int) -> bool:
        between = self._text[start:end]
        return any(char in ".?!;:," for char in between) or "\n\n" in between

    def _elided(self, parts: list[str], near: int | None) -> Alignment | None:
        """The parts in order, each exact or folded, near one another, hiding no negation; None when they are not found so."""
        folded = [[word.form for word in folded_words(part)] for part in parts]
        folded = [forms for forms in folded if forms]
        if len(folded) < 2 or any(len(forms) < PART_WORDS for forms in folded):
            return None
        occurrences = [self.index.occurrences(forms) for forms in folded]
        chains: list[list[int]] = []
        for start in occurrences[0]:
            chain = [start]
            for before, _, places in zip(folded, folded[1:], occurrences[1:], strict=False):
                end = chain[-1] + len(before)
                at = bisect_right(places, end - 1)
                if at >= len(places) or places[at] - end > GAP_WORDS:
                    break
                chain.append(places[at])
            if len(chain) == len(folded):
                chains.append(chain)
        if not chains:
            return None
        first = _closest([chain[0] for chain in chains], self.index.words, near)
        chain = next(chain for chain in chains if chain[0] == first)
        ends = [at + len(forms) for at, forms in zip(chain, folded, strict=True)]
        spans = tuple(self._span(at, end) for at, end in zip(chain, ends, strict=True))
        hidden = next((why for end, at in zip(ends, chain[1:], strict=False) if (why := self._hidden(end, at))), None)
        if hidden:
            return Alignment(reason=hidden, nearest=Span(spans[0].start, spans[-1].end), occurrences=len(chains))
        tier: Tier = "elided" if any(at > end for end, at in zip(ends, chain[1:], strict=False)) else "folded"
        if tier == "folded":
            spans = (Span(spans[0].start, spans[-1].end),)
        return Alignment(spans, tier, len(chains), 1.0, cut=self._cut(chain[0], ends[-1]))

    def _hidden(self, start: int, end: int) -> RejectionReason | None:
        """A negation in the gap that belongs to the words around it: in the sentence left or in the sentence entered."""
        if start >= end:
            return None
        words, forms = self.index.words, self.index.forms
        stops = [at for at in range(start, end + 1) if _stops(self._text[words[at - 1].end : words[at].start])]
        shown = [*range(start, stops[0]), *range(stops[-1], end)] if stops else range(start, end)
        if any(is_negation(forms[at]) for at in shown):
            return "altered: negation"
        if forms[start - 1][-1].isdecimal() and forms[start] in SCALES:
            return "altered: number"
        return None

    def _near(self, words: str, proposal: list[FoldedWord], near: int | None) -> Alignment:
        """The source's own words where the differences change nothing; else the rejection with its reason."""
        canon = canonical(words, proposal)
        if len(canon) < 2:
            return Alignment(reason="not found")
        offered = pieces(words, canon, lambda at: proposal[at].start, self.index.lower)
        best: Alignment | None = None
        for diagonal in self._candidates([word.form for word in proposal], near):
            found = self._extend(offered, diagonal, len(proposal))
            if found.found:
                return found
            if best is None or found.similarity > best.similarity:
                best = found
        return best or Alignment(reason="not found")

    def _candidates(self, forms: list[str], near: int | None) -> list[int]:
        """Where the proposal would begin in the text, by the votes of the rarest runs of words both have."""
        for size in (3, 2, 1):
            votes: Counter[int] = Counter()
            width = max(4, len(forms) // 4)
            for at, places in self.index.seeds(forms, size):
                if len(places) > COMMON:
                    continue
                for place in places:
                    votes[(place - at) // width] += 1 if len(places) > 4 else 2
            if votes:
                pairs = {bucket: votes[bucket] + votes.get(bucket + 1, 0) for bucket in votes}
                distance = near if near is not None else 0
                at = self.index.word_at(distance)
                ranked = sorted(pairs, key=lambda bucket: (-pairs[bucket], abs(bucket * width - at)))[:CANDIDATES]
                return [bucket * width for bucket in ranked if 2 * pairs[bucket] > pairs[ranked[0]] or bucket == ranked[0]]
        return []

    def _extend(self, offered: list[DiffPiece], start: int, length: int) -> Alignment:
        """The best local alignment of the proposal with the words around `start`, judged."""
        from rapidfuzz.distance import Indel  # noqa: PLC0415  loads in 80 ms and most runs have no near miss

        margin = max(10, length)
        low, high = max(0, start - margin), min(len(self.index.words), start + length + max(4, length // 4) + margin)
        window = self.index.words[low:high]
        canon = canonical(self._text, window)
        source = pieces(self._text, canon, lambda at: window[at].start, self.index.lower)
        own, theirs = [stem(piece.form) for piece in offered], [stem(piece.form) for piece in source]
        pairs = [
            (op.src_start + step, op.dest_start + step)
            for op in Indel.opcodes(own, theirs)
            if op.tag == "equal"
            for step in range(op.src_end - op.src_start)
        ]
        pairs = _extended(_densest(_late(pairs, own, theirs)), own, theirs)
        if not pairs:
            return Alignment(reason="not found")
        similarity = len(pairs) / max(1, len(offered))
        begin = max(0, pairs[0][1] - pairs[0][0])
        end = min(len(source), pairs[-1][1] + 1 + len(offered) - 1 - pairs[-1][0])
        while end < len(canon) and canon[end].first < canon[end - 1].last:
            end += 1  # `do` of `don't` is not said without its `not`
        while begin > 0 and canon[begin - 1].last > canon[begin].first:
            begin -= 1
        nearest = Span(window[canon[begin].first].start, window[canon[end - 1].last - 1].end)
        if similarity < MATCHED:
            return Alignment(reason="not found", similarity=similarity, nearest=nearest)
        if reason := judge(_differences(offered, source, pairs, (begin, end))):
            return Alignment(reason=reason, similarity=similarity, nearest=nearest)
        first, last = low + canon[pairs[0][1]].first, low + canon[pairs[-1][1]].last
        if not self._starts_and_ends_words(first, last):
            return Alignment(reason="altered: negation", similarity=similarity, nearest=nearest)
        return Alignment((self._span(first, last),), "exact", 1, similarity, cut=self._cut(first, last), near=True)


def _versions(words: str, proposal: list[FoldedWord]) -> list[list[FoldedWord]]:
    """The proposal's words, and the same without noise and turn signs where it has any."""
    asides = [match.span() for match in _ASIDE.finditer(words)]
    retained = [word for word in proposal if not any(start <= word.start < end for start, end in asides)] if asides else []
    return [proposal, retained] if retained and len(retained) < len(proposal) else [proposal]


def _closest(places: Sequence[int], words: Sequence[FoldedWord], near: int | None) -> int:
    return places[0] if near is None else min(places, key=lambda at: (abs(words[at].start - near), at))


def _stops(between: str) -> bool:
    return any(char in ".?!" for char in between) or "\n\n" in between


def _late(pairs: list[tuple[int, int]], mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The matches moved to the last of several equal places: of a start made twice, the second is meant."""
    out = list(pairs)
    for at in range(len(out) - 2, -1, -1):
        (one, other), (after, place) = out[at], out[at + 1]
        if after == one + 1 and other < place - 1 and theirs[place - 1] == mine[one]:
            out[at] = (one, place - 1)
    return out


def _extended(pairs: list[tuple[int, int]], mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The matches with those right beside them that were matched elsewhere and lost."""
    out = list(pairs)
    while out and out[0][0] > 0 < out[0][1] and mine[out[0][0] - 1] == theirs[out[0][1] - 1]:
        out.insert(0, (out[0][0] - 1, out[0][1] - 1))
    while out and out[-1][0] + 1 < len(mine) and out[-1][1] + 1 < len(theirs) and mine[out[-1][0] + 1] == theirs[out[-1][1] + 1]:
        out.append((out[-1][0] + 1, out[-1][1] + 1))
    return out


def _densest(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The run of matched words worth most: each match counts 1, each word of the source skipped between two costs 0.3."""
    best, best_range = 0.0, (0, 0)
    score, begin = 0.0, 0
    for at, (_, other) in enumerate(pairs):
        skipped = other - pairs[at - 1][1] - 1 if at else 0
        if score - 0.3 * skipped <= 0:
            score, begin = 0.0, at
        else:
            score -= 0.3 * skipped
        score += 1
        if score > best:
            best, best_range = score, (begin, at + 1)
    return pairs[best_range[0] : best_range[1]]


def _differences(
    offered: Sequence[DiffPiece], source: Sequence[DiffPiece], pairs: Sequence[tuple[int, int]], ends: tuple[int, int]
) -> list[Difference]:
    """What stands between the matched words, and at both ends as many words of the source as the proposal has more."""
    found: list[Difference] = []
    before = (-1, ends[0] - 1)
    for one, other in [*pairs, (len(offered), ends[1])]:
        proposed, actual = tuple(offered[before[0] + 1 : one]), tuple(source[before[1] + 1 : other])
        if proposed or actual:
            around = tuple(source[max(0, before[1] - 7) : before[1] + 1]), tuple(source[other : other + 8])
            found.append(Difference(proposed, actual, *around))
        if one < len(offered) and offered[one].form != source[other].form:
            found.append(Difference((offered[one],), (source[other],)))
        before = (one, other)
    return found
