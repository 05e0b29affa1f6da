"""A transcript prepared for analysis: sentences and words with their offsets, shared by every analyser."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from earwitness.model.judgement import Judgement
from earwitness.model.media import Item
from earwitness.model.transcript import SegmentKind, Span, Transcript


class Word(NamedTuple):
    """One word of the text: `[start, end)`, its characters, and its case-folded form with plain apostrophes."""

    start: int
    end: int
    text: str
    folded: str


class Sentence(NamedTuple):
    """One sentence: `[start, end)` of the text, free of labels, time stamps, noise and promotion at its ends."""

    start: int
    end: int
    segment: int
    """Index into `transcript.segments`."""
    kind: SegmentKind
    speaker: str | None
    turn: int
    first_word: int
    last_word: int
    """`reading.words[first_word:last_word]` are its words, those inside noise left out."""
    broken: bool
    """True when noise, a label or mark-up stands inside: such a sentence cannot be quoted in one piece."""


@dataclass(frozen=True)
class Reading:
    """What analysers are handed: the item, its transcript, its words and sentences in order.

    Promotion and noise are in the text but in no sentence and no word; headings and code are sentences of their kind.
    """

    item: Item
    transcript: Transcript
    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]
    judgements: tuple[Judgement, ...] = ()
    """One a sentence, or none where no model has judged them."""
    judged_by: str = "rule"
    """Origin of findings that follow from the judgements: `model:<name>`."""

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.transcript.text

    def text_of(self, part: Sentence | Word | Span) -> str:
        """The characters of a sentence, word or span."""
        return self.transcript.text[part[0] : part[1]]

    def words_of(self, sentence: Sentence) -> tuple[Word, ...]:
        """The words of a sentence."""
        return self.words[sentence.first_word : sentence.last_word]

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, position: int) -> Sentence | None:
        """The sentence that holds `position`, or None when it lies in no sentence."""
        at = bisect.bisect_right(self._starts, position) - 1
        if at < 0 or self.sentences[at].end <= position:
            return None
        return self.sentences[at]

    def judgement_of(self, sentence: Sentence) -> Judgement:
        """Return what the reading model says of a sentence of this reading. Raises `LookupError` where none has judged it."""
        return self.judgements[bisect.bisect_left(self._starts, sentence.start)]

    @cached_property
    def prose(self) -> tuple[Sentence, ...]:
        """The sentences somebody said or wrote as such: no headings, no code."""
        return tuple(s for s in self.sentences if s.kind not in ("heading", "code"))
