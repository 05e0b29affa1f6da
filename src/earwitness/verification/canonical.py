"""Normalises words for near-match comparison: numbers by value, contractions expanded, fillers and repeats removed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.text.folding import FoldedWord
from earwitness.text.negation import CONTRACTED
from earwitness.text.number_words import TENS, UNITS
from earwitness.text.units import GLUED_SCALES, SCALES

FILLERS = frozenset("uh um er erm ah eh hm hmm mm mhm uhm umm uhh mmm".split())  # noqa: SIM905
_FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of")})
_SPOKEN_FORMS: dict[str, tuple[str, ...]] = {
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"), "kinda": (), "sorta": (), "cuz": ("because",),
    "coz": ("because",), "cause": ("because",), "til": ("until",), "till": ("until",), "ok": ("okay",), "yep": ("yes",),
    "yeah": ("yes",), "yup": ("yes",), "alright": ("all", "right"), "percent": ("%",), "em": ("them",), "dunno": ("do", "not", "know"),
    "lets": ("let", "us"), "im": ("i", "am"), "gimme": ("give", "me"), "lemme": ("let", "me"), "usd": ("$",),
    "dollars": ("$",), "dollar": ("$",), "bucks": ("$",), "euros": ("€",), "euro": ("€",), "thats": ("that", "is"),
    "its": ("it", "is"), "hes": ("he", "is"), "shes": ("she", "is"), "theres": ("there", "is"), "whats": ("what", "is"),
    "youre": ("you", "are"), "theyre": ("they", "are"), "ive": ("i", "have"), "youve": ("you", "have"), "weve": ("we", "have"),
    "theyve": ("they", "have"), "plus": ("+",),
    **CONTRACTED,
}  # fmt: skip
_SIGNS = frozenset("$€£¥₹")
_TAILS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am", "s": "is"}
_ORDINALS = {
    word: value
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1)  # noqa: SIM905
}
_FRACTIONS = {"half": 0.5, "quarter": 0.25}
_DIGITS = re.compile(r"(-?)[^\w\s.\-]{0,2}(-?)(\d{0,18}(?:\.\d{1,12})?)([a-z]{0,6})")
_GLUED = {**{key.casefold(): value for key, value in GLUED_SCALES.items()}}
LONGEST_REPEAT = 5
"""Words of the longest run whose immediate repetition counts as a stumble: `I was going to, I was going to say`."""


class Canon(NamedTuple):
    """One judged word: its form (`#` and a value for a number) and the words `[first, last)` it stands for."""

    form: str
    first: int
    last: int


def canonical(text: str, words: Sequence[FoldedWord]) -> list[Canon]:
    """The judged form of folded words of `text`."""
    out: list[Canon] = []
    at = 0
    while at < len(words):
        number = _number(words, at)
        if number is not None:
            out.append(Canon(f"#{number[0]}", at, number[1]))
            if (symbol := words[at].form[:2].lstrip("-")[:1]) in _SIGNS:
                out.append(Canon(symbol, at, number[1]))
            at = number[1]
            continue
        if not _broken_off(text, words, at):
            out.extend(Canon(form, at, at + 1) for form in _in_full(text, words[at]))
        at += 1
    return _without_repeats(_without_fillers(out))


def _in_full(text: str, word: FoldedWord) -> tuple[str, ...]:
    """The words that a contraction or a spoken spelling stands for; nothing for a filler."""
    form = word.form
    if form in FILLERS:
        return ()
    if form in _SPOKEN_FORMS:
        return _SPOKEN_FORMS[form]
    raw = text[word.start : word.end].replace("’", "'")
    stem, apostrophe, tail = raw.rpartition("'")
    if apostrophe and tail.casefold() in _TAILS and stem.isalpha():
        return (stem.casefold(), _TAILS[tail.casefold()])
    return (form,)


def _broken_off(text: str, words: Sequence[FoldedWord], at: int) -> bool:
    """True for a word cut short and begun again (`wor- word`); `that- that` are whole words, and a repeat."""
    word = words[at]
    if text[word.end : word.end + 1] not in ("-", "–", "—", "…"):
        return False
    following = [other.form for other in words[at + 1 : at + 4]]
    return any(form.startswith(word.form) and form != word.form for form in following) or (
        len(word.form) == 1 and word.form.isalpha() and word.form not in ("a", "i")
    )


def _without_fillers(words: list[Canon]) -> list[Canon]:
    out: list[Canon] = []
    for word in words:
        if out and (out[-1].form, word.form) in _FILLER_PAIRS:
            out.pop()
        else:
            out.append(word)
    return out


def _without_repeats(words: list[Canon]) -> list[Canon]:
    """Runs said twice in a row kept once, the last time; a repeated number stays, it may be two numbers."""
    out: list[Canon] = []
    for word in words:
        out.append(word)
        for size in range(min(LONGEST_REPEAT, len(out) // 2), 0, -1):
            if out[-1 - size].form != word.form:
                continue
            tail = [canon.form for canon in out[-size:]]
            if tail == [canon.form for canon in out[-2 * size : -size]] and not any(form[0] == "#" for form in tail):
                del out[-2 * size : -size]
                break
    return out


def _number(words: Sequence[FoldedWord], at: int) -> tuple[str, int] | None:
    """The value of the number that begins at word `at`, as text, and the word behind it."""
    form = words[at].form
    if form in _ORDINALS and not (form == "second" and at and _counts(words[at - 1].form)):
        return f"{_ORDINALS[form]}th", at + 1
    article = form in ("a", "an")
    start = at + 1 if article else at
    if start >= len(words):
        return None
    form = words[start].form
    if article and form not in SCALES and form not in ("half", "dozen"):
        return None
    read = _digits(form) if form[-1:].isalnum() and any(char.isdecimal() for char in form) else None
    if read is not None:
        value, suffix = read
        if suffix:
            return f"{value:g}{suffix}", start + 1
        return _scaled(words, start + 1, value)
    if form in UNITS or form in TENS or form in SCALES:
        return _spelled(words, start)
    if form in _FRACTIONS and (article or form == "half"):
        end = start + 2 if start + 1 < len(words) and words[start + 1].form in ("a", "an") and _is_scale(words, start + 2) else start + 1
        return _scaled(words, end, _FRACTIONS[form])
    return (f"{12:g}", start + 1) if form == "dozen" else None


def _counts(form: str) -> bool:
    return form in UNITS or form in TENS or form[-1:].isdecimal()


def _is_scale(words: Sequence[FoldedWord], at: int) -> bool:
    return at < len(words) and words[at].form in SCALES


def _digits(form: str) -> tuple[float, str] | None:
    match = _DIGITS.fullmatch(form)
    if match is None or not match[3]:
        return None
    value = float(match[3]) * (-1 if match[1] or match[2] else 1)
    suffix = match[4]
    if suffix in _GLUED:
        return value * _GLUED[suffix], ""
    if suffix in ("st", "nd", "rd", "th"):
        return value, "th"
    return value, suffix


def _spelled(words: Sequence[FoldedWord], at: int) -> tuple[str, int]:
    """A number in words; two pairs of digits are a year (`twenty twenty five`), lone digits are numbers of their own."""
    total = group = 0.0
    space_left, start = 0.0, at
    year = False
    while at < len(words):
        form = words[at].form
        if form == "and" and (group >= 100 or (total and not group)) and at + 1 < len(words) and _is_spelled(words[at + 1].form):
            at += 1
            continue
        if form in UNITS or form in TENS:
            value = float(UNITS.get(form, TENS.get(form, 0)))
            if at > start and value >= space_left:
                if not (10 <= group < 100 and value >= 10 and not total and not year):
                    break
                group, year, space_left = group * 100 + value, True, 10.0 if form in TENS else 0.0
            else:
                group, space_left = group + value, 10.0 if form in TENS else 0.0
        elif form == "hundred" and group < 100 and not year:
            group, space_left = (group or 1.0) * 100, 100.0
        elif form in SCALES:
            total, group, space_left = total + (group or 1.0) * SCALES[form], 0.0, 1000.0
        else:
            break
        at += 1
    return _scaled(words, at, total + group)


def _is_spelled(form: str) -> bool:
    return form in UNITS or form in TENS


def _scaled(words: Sequence[FoldedWord], at: int, value: float) -> tuple[str, int]:
    """What may follow any number: `point five`, `and a half`, scale words."""
    forms = [word.form for word in words[at : at + 4]]
    if len(forms) > 1 and forms[0] == "point" and forms[1] in UNITS and UNITS[forms[1]] < 10:
        digits = ""
        at += 1
        while at < len(words) and words[at].form in UNITS and UNITS[words[at].form] < 10:
            digits += str(UNITS[words[at].form])
            at += 1
        value = float(f"{value:.0f}.{digits[:12]}")
    elif forms[:2] in (["and", "a"], ["and", "an"]) and len(forms) > 2 and forms[2] in _FRACTIONS:
        value, at = value + _FRACTIONS[forms[2]], at + 3
    while _is_scale(words, at):
        value, at = value * SCALES[words[at].form], at + 1
    return f"{value:.12g}", at
