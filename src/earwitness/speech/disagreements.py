"""Differences between two transcriptions of the same audio, with negations and figures first because they invert meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.text.folding import folded_words
from earwitness.text.negation import CONTRACTED, is_negation
from earwitness.text.numerals import quantities

Kind = Literal["negation", "figure", "word"]
_ORDER: tuple[Kind, ...] = ("negation", "figure", "word")
_FILLERS = frozenset(("uh", "um", "uhm", "er", "erm", "mm", "hmm", "ah", "oh"))
"""Engines drop or write these as they please."""


class Dispute(NamedTuple):
    """Words of the transcript for which a second hearing has others; either side may be empty."""

    start_ms: int
    end_ms: int
    heard: str
    instead: str
    kind: Kind

    @property
    def note(self) -> str:
        """One line for a reader."""
        if not self.heard:
            return f"disputed: a second listening has “{self.instead}” more"
        return f"disputed: “{self.heard}”, a second listening heard " + (f"“{self.instead}”" if self.instead else "nothing there")


class _Form(NamedTuple):
    form: str
    word: int
    """Which of the words it comes from: `can't` gives two forms."""


def disputes(ours: Sequence[RecognizedWord], again: Sequence[RecognizedWord], start_ms: int, end_ms: int) -> tuple[Dispute, ...]:
    """What the two hearings do not agree on between two moments, gravest first. Both should begin earlier and end later than these."""
    one, other = _forms(ours), _forms(again)
    matcher = SequenceMatcher(None, [form.form for form in one], [form.form for form in other], autojunk=False)
    found: list[Dispute] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        own, theirs = _words(ours, one[a:b]), _words(again, other[c:d])
        begin, end = _moment(ours, one, a, b)
        if end <= start_ms or begin >= end_ms or (a == b and not start_ms < (begin + end) // 2 < end_ms):
            continue
        transcribed, instead = _said(own), _said(theirs)
        if not _same_figures(transcribed, instead):
            found.append(Dispute(begin, end, transcribed, instead, _kind(transcribed, instead)))
    return gravest_first(found)


def gravest_first(found: Iterable[Dispute]) -> tuple[Dispute, ...]:
    """Negations, then figures, then other words, each in the order they were said."""
    return tuple(sorted(found, key=lambda dispute: (_ORDER.index(dispute.kind), dispute.start_ms)))


def _forms(words: Sequence[RecognizedWord]) -> list[_Form]:
    return [
        _Form(part, at)
        for at, word in enumerate(words)
        for folded in folded_words(word.text)
        for part in CONTRACTED.get(folded.form, (folded.form,))
        if part not in _FILLERS
    ]


def _words(words: Sequence[RecognizedWord], forms: Sequence[_Form]) -> list[RecognizedWord]:
    return [words[at] for at in sorted({form.word for form in forms})]


def _moment(words: Sequence[RecognizedWord], forms: Sequence[_Form], first: int, last: int) -> tuple[int, int]:
    """When the differing words were said; between their neighbours where our side has none."""
    if first < last:
        return words[forms[first].word].start_ms, words[forms[last - 1].word].end_ms
    begin = words[forms[first - 1].word].end_ms if first else 0
    end = words[forms[first].word].start_ms if first < len(forms) else begin
    return begin, max(begin, end)


def _said(words: Sequence[RecognizedWord]) -> str:
    return " ".join(word.text for word in words).strip(" .,!?;:")


def _same_figures(heard: str, instead: str) -> bool:
    """True for `400` and `four hundred`: the same said in digits and in words."""
    one, other = (list(_values(text)) for text in (heard, instead))
    return bool(one) and one == other


def _values(text: str) -> Iterator[tuple[float, float | None]]:
    for quantity in quantities(text):
        yield quantity.value, quantity.value_high


def _kind(heard: str, instead: str) -> Kind:
    forms = [folded.form for text in (heard, instead) for folded in folded_words(text)]
    if any(is_negation(form) for form in forms):
        return "negation"
    return "figure" if quantities(heard) or quantities(instead) else "word"
