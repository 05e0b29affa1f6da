"""Negating words. Never removed by folding, and never dropped silently."""

from __future__ import annotations

NEGATORS: frozenset[str] = frozenset(
    "not no never none nobody nothing nowhere neither nor without hardly scarcely barely rarely seldom cannot cant dont doesnt didnt "  # noqa: SIM905
    "isnt arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt mustnt neednt mightnt shant aint unable nope nah".split()
)
"""In the folded form, where `don't` is `dont`. `cant` and `wont` are read as the contractions they almost always are in speech."""

_PREFIXES = ("un", "in", "im", "il", "ir", "non", "dis", "de", "anti", "mis")

CONTRACTED: dict[str, tuple[str, ...]] = {
    "cannot": ("can", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "shant": ("shall", "not"),
    "aint": ("is", "not"),
    **{
        f"{verb}nt": (verb, "not")
        for verb in "do does did is are was were would should could has have had must need might".split()  # noqa: SIM905
    },
}
"""What a contracted negation says in full."""


def is_negation(form: str) -> bool:
    """True for a folded word that negates.

    >>> is_negation("never"), is_negation("dont"), is_negation("note")
    (True, True, False)
    """
    return form in NEGATORS


def are_opposites(one: str, other: str) -> bool:
    """True when one folded word is the other behind a negating prefix, or with `-less` for `-ful`.

    >>> are_opposites("profitable", "unprofitable"), are_opposites("hopeful", "hopeless"), are_opposites("rest", "interest")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and any(long == prefix + short for prefix in _PREFIXES):
        return True
    hopeful, hopeless = (one, other) if one.endswith("ful") else (other, one)
    return hopeful.endswith("ful") and hopeless.endswith("less") and len(hopeful) > 3 and hopeful[:-3] == hopeless[:-4]


def negates_compound(form: str) -> bool:
    """True for a word that, joined by a hyphen, negates the next: `non-profit`, `anti-growth`, `un-American`."""
    return form in _PREFIXES or form in ("not", "no")
