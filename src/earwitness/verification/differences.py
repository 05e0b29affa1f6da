"""Differences between proposed words and the source's, and whether they change the meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from earwitness.model.evidence import RejectionReason
from earwitness.text.negation import are_opposites, is_negation
from earwitness.verification.canonical import Canon

LEFT_OUT = frozenset(
    "a an the that and so well okay yes right like just actually basically literally really oh anyway then of to "  # noqa: SIM905
    "you know i mean is am".split()
)
"""Words a clean transcript leaves out of speech without a change of meaning. No modal, quantity, comparison, hedge or preposition
of place or time is among them."""

PUT_IN = frozenset("a an the that and is are am of to".split())  # noqa: SIM905
"""Words a clean transcript puts in."""

INTERJECTIONS = frozenset("yes yeah right okay oh wow exactly like well so and".split())  # noqa: SIM905
"""Words that a listener, or the speaker between two starts, throws in."""

RESTART = 8
"""Words of the longest false start: `What I was, what we were trying to do`."""


class DiffPiece(NamedTuple):
    """A judged word with what a reader would see: its raw characters and whether they name something."""

    form: str
    name: bool


class Difference(NamedTuple):
    """Words of the proposal that stand where the source has others; either side may be empty."""

    proposed: tuple[DiffPiece, ...]
    source: tuple[DiffPiece, ...]
    before: tuple[DiffPiece, ...] = ()
    after: tuple[DiffPiece, ...] = ()
    """The source's words around, in which a false start is taken up again or was begun."""


def pieces(text: str, canon: Sequence[Canon], place: Callable[[int], int], lower: frozenset[str]) -> list[DiffPiece]:
    """The judged words with their names found: `place(i)` is where word `i` begins in `text`, `lower` are words known uncapitalised."""
    return [DiffPiece(word.form, _is_name(text, place(word.first), word.form, lower)) for word in canon]


def judge(differences: Sequence[Difference]) -> RejectionReason | None:
    """The gravest thing the differences alter; None when they are the disfluencies a clean transcript mends."""
    if not differences:
        return None
    real = [difference for difference in differences if not (_is_disfluency(difference) or _is_respelled(difference))]
    if any(_negation_altered(difference) for difference in real):
        return "altered: negation"
    if any(_numbers(difference.proposed) != _numbers(difference.source) for difference in real):
        return "altered: number"
    if any(_names(difference.proposed) != _names(difference.source) for difference in real):
        return "altered: name"
    if any(not _same_words(difference) for difference in real):
        return "altered: words"
    return None


def stem(form: str) -> str:
    """The form without a regular ending, for telling an inflection from another word.

    >>> stem("increases") == stem("increased") == stem("increasing"), stem("increase") == stem("decrease")
    (True, False)
    """
    if form.startswith("#") or len(form) < 4:
        return form
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if form.endswith(ending) and len(form) - len(ending) >= 3 and not form.endswith(("ss", "us")):
            form = form[: -len(ending)] + ("i" if ending in ("ied", "ies") else "")
            break
    form = form.removesuffix("e")
    if form.endswith("y"):
        form = form[:-1] + "i"
    if len(form) > 3 and form[-1] == form[-2] and form[-1] not in "aeiouls":
        form = form[:-1]
    return form.replace("isation", "ization").replace("our", "or")


def _is_name(text: str, at: int, form: str, lower: frozenset[str]) -> bool:
    raw = text[at : at + 1]
    if not raw.isupper() or form.startswith("#") or form in ("i", "am", "not"):
        return False
    before = text[max(0, at - 12) : at].rstrip(" \t\n\"'“”‘’([*_>-–—")
    opens = not before or before[-1] in ".?!…:"
    return not opens or (form not in lower and len(form) > 1 and form not in LEFT_OUT)


def _negation_altered(difference: Difference) -> bool:
    proposed = [piece.form for piece in difference.proposed]
    source = [piece.form for piece in difference.source]
    if sum(map(is_negation, proposed)) != sum(map(is_negation, source)) or _qualifies_negation(difference):
        return True
    return any(are_opposites(one, other) for one in proposed for other in source)


def _qualifies_negation(difference: Difference) -> bool:
    """True for a word put in or left out right behind a negation: `not just`, `not that good` say less than `not`."""
    words = [piece.form for piece in (*difference.proposed, *difference.source)]
    one_sided = not difference.proposed or not difference.source
    return one_sided and bool(difference.before) and is_negation(difference.before[-1].form) and words[-1] not in ("a", "an", "the")


def _numbers(side: Sequence[DiffPiece]) -> Counter[str]:
    return Counter(piece.form for piece in side if piece.form[0] == "#" or piece.form in ("%", "$", "€", "£"))


def _names(side: Sequence[DiffPiece]) -> Counter[str]:
    return Counter(piece.form for piece in side if piece.name)


def _is_disfluency(difference: Difference) -> bool:
    """True for words of the source that a clean transcript leaves out: small words, or a start that is taken up again."""
    if difference.proposed:
        return False
    forms = [piece.form for piece in difference.source]
    if _is_repeat(difference):
        return True
    if any(is_negation(form) or form[0] == "#" for form in forms):
        return False
    if _qualifies_negation(difference):
        return False
    if all(form in LEFT_OUT for form in forms):
        return True
    if len(forms) > RESTART or any(piece.name for piece in difference.source):
        return False
    following = [piece.form for piece in difference.after]
    return bool(following) and forms[0] == following[0] and len(forms) <= len(following) + 2


def _is_respelled(difference: Difference) -> bool:
    """True for one word written as two: `home style`, `homestyle`."""
    return "".join(piece.form for piece in difference.proposed) == "".join(piece.form for piece in difference.source)


def _is_repeat(difference: Difference) -> bool:
    """True when the words only say again what stands right before or after them, interjections aside."""
    source_text = [piece.form for piece in difference.source if piece.form not in INTERJECTIONS]
    before = [piece.form for piece in difference.before if piece.form not in INTERJECTIONS]
    after = [piece.form for piece in difference.after if piece.form not in INTERJECTIONS]
    return not source_text or source_text == before[-len(source_text) :] or source_text == after[: len(source_text)]


def _same_words(difference: Difference) -> bool:
    """True when what is left are inflections of the same words and small words put in or left out."""
    proposed = [stem(piece.form) for piece in difference.proposed if piece.form not in PUT_IN]
    source = [stem(piece.form) for piece in difference.source if piece.form not in LEFT_OUT]
    return proposed == source
