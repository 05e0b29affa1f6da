"""The compiled gazetteer of names and words, and its lookup in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from earwitness.model.findings import EntityKind

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*[+#]*")
"""The pieces names are compared by: letters and digits with inner apostrophes; `C++` and `C#` keep their signs."""

KINDS: Mapping[str, EntityKind] = {"o": "organization", "p": "person", "r": "product", "w": "work", "l": "place"}
"""Kind by its letter in the table."""


class GazetteerEntry(NamedTuple):
    """One line of the table: a particular organization, person, product, work or place."""

    name: str
    kind: EntityKind
    category: str
    known: bool
    """True when the developers wrote the name down themselves; False for names that come from a registry and are weaker evidence."""
    ids: Mapping[str, str]
    company: tuple[str, ...]
    """Names of which one must be in the text before a lone first name is taken for this person."""


class Match(NamedTuple):
    """A key of the table and what it stands for."""

    entry: GazetteerEntry
    misheard: bool
    """True when the key is a spelling that recognisers are known to write for the name."""


def tokens_of(text: str) -> list[str]:
    """The folded tokens of a name.

    >>> tokens_of("GPT-5.2"), tokens_of("Lenny’s C++")
    (['gpt', '5', '2'], ["lenny's", 'c++'])
    """
    return [token.casefold().replace("’", "'") for token in TOKEN.findall(text)]


def key_of(text: str) -> str:
    """The form under which a name is looked up: folded tokens with single spaces."""
    return " ".join(tokens_of(text))


def compact_of(text: str) -> str:
    """The letters and digits of a name alone: equal for `Poly Market`, `poly-market` and `Polymarket`."""
    return "".join(character for character in text.casefold() if character.isalnum())


@dataclass(frozen=True)
class Gazetteer:
    """Names, words and given names, ready for lookup."""

    keys: Mapping[str, Match]
    longest: Mapping[str, int]
    """For the first two tokens of a key, the number of tokens of the longest key they open."""
    compact: Mapping[str, str]
    """Key by its compact form, for known names of six characters or more."""
    sounds: Mapping[str, tuple[str, ...]]
    """Keys of known names of some length by the sound of their consonants."""
    words: Mapping[str, int]
    """Ordinary English words in lower case with their class: 0 rare, up to 9 the commonest."""
    given: frozenset[str]
    """Given names, folded."""
    surnames: frozenset[str]
    cities: frozenset[str]
    """Towns, folded, that are no ordinary words and no people's names: weak evidence, for names nothing else explains."""
    people: Mapping[str, tuple[GazetteerEntry, ...]]
    """Known people by folded first name."""
    casts: Mapping[str, tuple[str, ...]]
    """Folded name of a show to the names of those who speak on it."""

    @cached_property
    def leaders(self) -> Mapping[str, tuple[tuple[str, GazetteerEntry], ...]]:
        """Known people of a company by the first letter of their folded first name, each with that name."""
        result: dict[str, list[tuple[str, GazetteerEntry]]] = {}
        for first, entries in self.people.items():
            result.setdefault(first[0], []).extend((first, entry) for entry in entries if entry.company)
        return {newsletter: tuple(pairs) for newsletter, pairs in result.items()}

    def find(self, key: str) -> Match | None:
        """What a key stands for."""
        return self.keys.get(key)

    def word_class(self, word: str) -> int:
        """How ordinary a lower-case word is: -1 unknown, 0 rare to 9 commonest; a possessive or plural counts as its stem."""
        found = self.words.get(word, -1)
        if found < 0 and word.endswith("'s"):
            found = self.words.get(word[:-2], -1)
        return found


@cache
def gazetteer() -> Gazetteer:
    """The tables of the package, read once."""
    folder = files("earwitness.analysis.names") / "tables"
    keys: dict[str, Match] = {}
    people: dict[str, list[GazetteerEntry]] = {}
    for line in (folder / "gazetteer.tsv").read_text(encoding="utf-8").splitlines():
        name, kind, known, category, ids, company, transcribed, misheard = line.split("\t")
        entry = GazetteerEntry(
            name=name,
            kind=KINDS[kind],
            category=category,
            known=known == "1",
            ids=dict(pair.split("=") for pair in ids.split("|")) if ids else {},
            company=tuple(company.split("|")) if company else (),
        )
        for key in transcribed.split("|"):
            keys.setdefault(key, Match(entry, misheard=False))
        if misheard:
            for key in misheard.split("|"):
                keys.setdefault(key, Match(entry, misheard=True))
        if kind == "p" and known == "1" and " " in name:
            people.setdefault(tokens_of(name)[0], []).append(entry)
    longest: dict[str, int] = {}
    for key in keys:
        parts = key.split(" ", 2)
        if len(parts) > 1:
            opening = f"{parts[0]} {parts[1]}"
            length = parts[2].count(" ") + 3 if len(parts) > 2 else 2
            if length > longest.get(opening, 0):
                longest[opening] = length
    return Gazetteer(
        keys=keys,
        longest=longest,
        compact=_compact(keys),
        sounds=_sounds((folder / "sounds.txt").read_text(encoding="utf-8")),
        words={line[1:]: int(line[0]) for line in (folder / "words.txt").read_text(encoding="utf-8").splitlines()},
        given=frozenset((folder / "given_names.txt").read_text(encoding="utf-8").split("\n")),
        surnames=frozenset((folder / "surnames.txt").read_text(encoding="utf-8").split("\n")),
        cities=frozenset((folder / "cities.txt").read_text(encoding="utf-8").split("\n")),
        people={first: tuple(entries) for first, entries in people.items()},
        casts=_casts((folder / "shows.txt").read_text(encoding="utf-8")),
    )


def _compact(keys: Mapping[str, Match]) -> dict[str, str]:
    result: dict[str, str] = {}
    for key, match in keys.items():
        if match.entry.known and not match.misheard and match.entry.kind in ("organization", "product"):
            short = "".join(character for character in key if character.isalnum())
            if len(short) >= 6:
                result.setdefault(short, key)
    return result


def _sounds(text: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in text.splitlines())
    return {sound: tuple(names.split("|")) for sound, names in rows}


def _casts(text: str) -> dict[str, tuple[str, ...]]:
    lines = [line.partition(":") for line in text.splitlines() if line and not line.startswith("#")]
    return {key_of(show): tuple(name.strip() for name in names.split(",")) for show, _, names in lines}
