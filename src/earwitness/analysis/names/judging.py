"""Whether a name found by someone else is a name at all, judged by its own words alone.

A name alone says less than a text, so only what its words show is judged: `But I` and `LLM APIs` name nothing, `And Google` is a name
with a word too many. What the words do not show (is `Vistensor` misheard?) is left to a transcript.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from earwitness.analysis.names.gazetteer import TOKEN, Gazetteer, gazetteer
from earwitness.analysis.names.words import CALENDAR, CONCEPTS, CONNECTORS, FUNCTION, GENERIC, NATIONALITIES, SUFFIXES, TIERS, TITLES
from earwitness.model.findings import EntityKind

NoName = Literal["function words", "ends in a pronoun", "job title", "calendar", "a class of things", "an ordinary word", "no letters"]
ORDINARY = 3
"""Class of a word in the word list from which it is no name by itself (0 rare to 9 commonest)."""

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,120}[)\]]")
_PRONOUNS = frozenset(
    [
        "i",
        "he",
        "she",
        "we",
        "they",
        "you",
        "it",
        "me",
        "him",
        "us",
        "them",
        "this",
        "that",
        "these",
        "those",
        "i'm",
        "i've",
        "i'd",
        "i'll",
        "it's",
        "we're",
        "they're",
        "you're",
    ]
)
_LEGAL = frozenset(["inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "plc", "gmbh", "ag", "sa"])
_JOBS = TITLES - {"general", "saint", "st", "justice", "king", "queen", "pope", "dr", "doctor", "coach", "guest", "host", "vice", "author"}
_NAMED_SO = frozenset(("ai", "io"))


class JudgedName(NamedTuple):
    """What the words of a name show."""

    no_name: NoName | None
    """Why it names nothing in particular; None when it may."""
    swallowed: str = ""
    """The words before the name that do not belong to it: `And` of `And Google`."""
    name: str = ""
    """The name without them."""
    kind: EntityKind | None = None
    """Its kind, where our tables know the name."""
    key: str = ""
    """Equal for spellings of one name: legal suffixes, asides and swallowed words left out, known aliases under their name."""


def judge_name(text: str) -> JudgedName:
    """What the words of `text` show of it.

    >>> judge_name("But I").no_name, judge_name("And Google").name, judge_name("Amazon Web Services (AWS)").no_name
    ('function words', 'Google', None)
    """
    table = gazetteer()
    plain = " ".join(_ASIDE.sub(" ", text).split())
    words = TOKEN.findall(plain)
    if not any(character.isalpha() for word in words for character in word):
        return JudgedName("no letters")
    if (known := _known(table, words)) is not None:
        return known
    last = words[-1].casefold().replace("’", "'")
    if all(_is_function(word) for word in words):
        return JudgedName("function words")
    if last in _PRONOUNS and not _is_capitals(words[-1]):
        return JudgedName("ends in a pronoun")
    first = _first_of_name(words)
    name = " ".join(words[first:])
    led = [word for word in words[:first] if word.casefold() != "the"]
    swallowed = " ".join(words[:first]) if led else ""
    if first and (known := _known(table, words[first:])) is not None:
        return known._replace(swallowed=swallowed, name=name)
    rest = words[first:]
    while len(rest) > 1 and rest[-1].casefold() in _LEGAL:
        rest = rest[:-1]
    signed = len(rest) < len(words) - first
    why = None if signed else _no_name(table, rest)
    return JudgedName(why) if why else JudgedName(None, swallowed, name, "organization" if signed else _person(table, rest), _key(rest))


def _known(table: Gazetteer, words: list[str]) -> JudgedName | None:
    """The name as our tables have it; a spelling known to be misheard stands for nothing by itself."""
    for some in (words, [word for word in words if word.casefold() not in _LEGAL]):
        folded = [word.casefold().replace("’", "'") for word in some]
        match = table.find(" ".join(folded)) if folded else None
        if match is None or match.misheard or not any(word != word.lower() for word in some):
            continue
        plain = all(word in FUNCTION or word in GENERIC or word in CALENDAR for word in folded)
        if match.entry.known or not plain:
            return JudgedName(None, "", " ".join(some), match.entry.kind, match.entry.name.casefold())
    return None


def _first_of_name(words: list[str]) -> int:
    """Where the name begins behind function words; at least one word is left."""
    at = 0
    while at < len(words) - 1 and _is_function(words[at]):
        at += 1
    return at


def _is_function(word: str) -> bool:
    """Case tells `IT` and `US` from `it` and `us`, except in one letter."""
    return (word.casefold().replace("’", "'") in FUNCTION or word.casefold() in CONNECTORS) and not _is_capitals(word)


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _no_name(table: Gazetteer, words: list[str]) -> NoName | None:
    folded = [word.casefold().replace("’", "'") for word in words]
    last = folded[-1].removesuffix("'s")
    if all(word in CALENDAR or word.isdigit() for word in folded):
        return "calendar"
    if last in CALENDAR and last not in {"fall", "may", "march", "august", "ad", "am", "summer", "spring", "winter"}:
        return "calendar"
    if last in _JOBS or last in {"ceos", "ctos", "cfos"}:
        return "job title"
    if all(_is_class(word) for word in folded) or (last in GENERIC and last not in _NAMED_SO) or (len(words) > 1 and last in CONCEPTS):
        return "a class of things"
    if len(words) == 1 and table.word_class(last) >= ORDINARY and not _is_capitals(words[0]) and words[0][1:] == words[0][1:].lower():
        return "an ordinary word"
    if all(word == word.lower() and table.word_class(word) >= 0 for word in words):
        return "an ordinary word"
    return None


def _is_class(word: str) -> bool:
    stem = word.removesuffix("'s")
    return stem in GENERIC or stem in NATIONALITIES or stem in TIERS or stem in CALENDAR or len(stem) == 1


def _person(table: Gazetteer, words: list[str]) -> EntityKind | None:
    """`person` for a given name with a surname that is no ordinary word and no organization's last word."""
    folded = [word.casefold() for word in words]
    named = 2 <= len(words) <= 3 and all(word[:1].isupper() for word in words) and folded[0] in table.given
    return "person" if named and folded[-1] not in SUFFIXES and table.word_class(folded[-1]) < 0 else None


def _key(words: list[str]) -> str:
    return " ".join(word.casefold().replace("’", "'").removesuffix("'s") for word in words)
