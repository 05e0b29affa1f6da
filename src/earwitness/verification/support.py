"""Whether a generated sentence is supported by the words it cites."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from earwitness.model.evidence import RejectionReason
from earwitness.text.folding import folded_words
from earwitness.text.negation import is_negation
from earwitness.verification.canonical import canonical
from earwitness.verification.differences import DiffPiece, pieces, stem

_FUNCTION = frozenset(
    "a an the and or but if so as at by for from in into of on onto to with about after before over under than then that this these "  # noqa: SIM905
    "those it its he she they we you i him her them us his their our my your who whom whose which what when where why how is are was "
    "were be been being am do does did has have had will would can could may might shall should must there here also just very too "
    "more most some any all both each such only own same other s t re ve ll d up out off down again".split()
)
"""Words whose presence proves nothing."""


SHORT = 3
"""Up to so many times the sentence's length, a negation of the cited words must stand in the sentence too; longer passages negate
other things."""


def supports(sentence: str, cited: str) -> RejectionReason | None:
    """None when every number, name and negation of `sentence` stands in `cited`; else the first that does not.

    It tells what is certainly not supported; it does not prove that the rest follows.

    >>> supports("Revenue grew by 20 percent.", "Revenue, um, grew 20% last year") is None
    True
    >>> supports("Revenue grew by 30 percent.", "Revenue grew 20%"), supports("It did not grow.", "It grew.")
    ('altered: number', 'altered: negation')
    """
    source_text, source = _pieces(sentence), _pieces(cited)
    have = Counter(piece.form for piece in source)
    if _negations(source_text) and not _negations(source):
        return "altered: negation"
    if _negations(source) and not _negations(source_text) and len(source) <= SHORT * max(1, len(source_text)):
        return "altered: negation"
    if any(piece.form not in have for piece in source_text if piece.form[0] == "#"):
        return "altered: number"
    stems = {stem(form) for form in have}
    stems |= {one + other for one, other in pairwise(piece.form for piece in source)}
    if any(piece.name and stem(piece.form) not in stems and piece.form not in stems for piece in source_text):
        return "altered: name"
    return None


def has_number(sentence: str) -> bool:
    """True when the sentence has a number that `supports` would look for in the words cited."""
    return any(piece.form[0] == "#" for piece in _pieces(sentence))


def support_score(sentence: str, cited: str) -> float:
    """How much of a sentence stands in the words it cites, 0 to 1: the mean of its content words and of their neighbours found there.

    A refusal by `supports` halves it: such a sentence is wrong more often than not, but a name may only be spelled out.
    """
    source_text = [stem(piece.form) for piece in _pieces(sentence)]
    source = [stem(piece.form) for piece in _pieces(cited)]
    content = [form for form in source_text if form not in _FUNCTION]
    if not content:
        return 1.0
    have = set(source)
    words = sum(form in have for form in content) / len(content)
    pairs = set(pairwise(source))
    own = list(pairwise(source_text))
    neighbours = sum(pair in pairs for pair in own) / len(own) if own else words
    score = (words + neighbours) / 2
    return score / 2 if supports(sentence, cited) else score


def _pieces(text: str) -> list[DiffPiece]:
    words = folded_words(text)
    lower = frozenset(word.form for word in words if text[word.start].islower()) | _FUNCTION
    return pieces(text, canonical(text, words), lambda at: words[at].start, lower)


def _negations(words: list[DiffPiece]) -> int:
    return sum(is_negation(piece.form) for piece in words)
