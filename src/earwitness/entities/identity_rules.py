"""When two names of the archive denote one entity, and when a person should decide. Pure; figures in docs/identity.md.

Joined without asking, strongest first: a shared id (Wikidata, ticker, CIK, ISO); the same words but for signs, case and capitals that
stand for spaces; the same but for a legal suffix or for the article before several words; a spelling that our own tables list for the
other; one name taken for a product here and for an organization there, where our tables know it as one of them. Never where digits
differ or ids contradict each other.
Suggested only: names that differ in accents, in where their words are parted, in the article before one word or in the kind of their
suffixes; the same name of another kind, a spelling our tables list as misheard, names that sound alike and share their surroundings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from earwitness.analysis.names.gazetteer import GazetteerEntry, gazetteer, key_of
from earwitness.analysis.names.repair import alike, plain, skeleton

RANKS: Mapping[str, int] = {"same id": 0, "spelling": 1, "legal suffix": 2, "own tables": 3, "one kind": 4}
"""The rules that join without asking, strongest first."""
LEAST_LETTERS = 3
"""A shorter name is shared by too many things."""
LEAST_SOUND = 3
LEAST_ALIKE = 0.9
"""Of names whose consonants sound the same; see `alike`."""

_SUFFIX = re.compile(
    r"(?:,? (?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|se|sa|nv|bv|oy|ab|as|kk|pty ltd|pte ltd))+$"
)
_LONG_SUFFIXES = {"incorporated": "inc", "corporation": "corp", "company": "co", "limited": "ltd"}
_DIGITS = re.compile(r"\d+")
_CAPITALS = re.compile(r"(?<=[^\W\d_])(?<![A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a capital within a word begins another: `Open|AI`, `AI|Lab`."""
_SILENT = re.compile(r"[®™©℠°'’‘`´]")
_WORDS = re.compile(r"[^\W_]+|[+#%@$€£]")
_TRADES = frozenset({"organization", "product"})


class Name(NamedTuple):
    """An entity as the rules see it."""

    id: str
    name: str
    kind: str
    ids: Mapping[str, str]


class Judgement(NamedTuple):
    """Why two names may be one thing; `certain` where that is enough, `nearby` where shared surroundings must speak for it too."""

    rule: str
    reason: str
    certain: bool
    nearby: bool = False


def keys_of(one: Name) -> frozenset[str]:
    """What another entity must share to be compared with this one."""
    keys = {f"id {kind} {value}" for kind, value in one.ids.items() if value}
    compact = letters_only(one.name)
    if len(compact) >= LEAST_LETTERS:
        keys.add(f"letters {compact}")
        keys.add(f"letters {letters_only(_core(one))}")
    if (listed := _listed(one)) is not None:
        keys.add(f"table {listed.kind} {listed.name}")
    sound = skeleton(one.name)
    if len(sound) >= LEAST_SOUND and one.kind != "place":
        keys.add(f"sound {one.kind} {sound}")
    return frozenset(key for key in keys if not key.endswith(" "))


def judge(one: Name, other: Name) -> Judgement | None:
    """Why the two may be one thing; None where nothing says so or something speaks against it. Which comes first makes no difference."""
    one, other = sorted((one, other), key=lambda name: (name.name, name.kind, name.id))
    shared = [kind for kind, value in one.ids.items() if value and other.ids.get(kind) == value]
    if any(other.ids.get(kind, value) != value for kind, value in one.ids.items()):
        return None
    if shared:
        kind = min(shared)
        return Judgement("same id", f"both have the {kind} id {one.ids[kind]}", certain=True)
    if _DIGITS.findall(one.name) != _DIGITS.findall(other.name):
        return None
    return _by_letters(one, other) or _by_table(one, other) or _by_kind(one, other) or _by_sound(one, other)


def letters_only(name: str) -> str:
    """Letters, digits and meaningful signs alone, without case and accents: equal for `Open AI` and `OpenAI`, not for `C` and `C++`.

    >>> letters_only("Open-AI") == letters_only("OpenAI"), letters_only("C++"), letters_only("Beyoncé"), letters_only("A&B")
    (True, 'c++', 'beyonce', 'aandb')
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold()).replace("&", "and")
    return "".join(char for char in decomposed if char.isalnum() or char in "+#")


def _accented(name: str) -> str:
    """The letters with their accents: of brands that differ in them alone, more are two than one (docs/identity.md)."""
    return "".join(char for char in unicodedata.normalize("NFC", name.casefold()).replace("&", "and") if char.isalnum() or char in "+#")


def _core(one: Name) -> str:
    """An organization's name without article and legal suffix; any other as it is."""
    return _parts(one)[1]


def _parts(one: Name) -> tuple[bool, str, tuple[str, ...]]:
    """Whether an organization's name begins with the article, the name without it and without the legal suffix, and that suffix."""
    if one.kind != "organization":
        return False, one.name, ()
    spaced = " ".join(one.name.replace(".", "").split())
    bare = spaced[4:] if spaced[:4].casefold() == "the " else spaced
    match = _SUFFIX.search(bare.casefold())
    if match is None or match.start() == 0 or len(bare.casefold()) != len(bare):
        return bare is not spaced, bare, ()
    suffix = match.group().replace(",", " ").split()
    return bare is not spaced, bare[: match.start()], tuple(_LONG_SUFFIXES.get(word, word) for word in suffix)


def _wordings(name: str) -> frozenset[tuple[str, ...]]:
    """The ways in which a name may be taken apart into words: with capitals as beginnings or not, with points as ends or not.

    >>> _wordings("OpenAI") & _wordings("Open AI"), _wordings("Solo.io") & _wordings("Solo io"), _wordings("U-Save") & _wordings("Usave")
    (frozenset({('open', 'ai')}), frozenset({('solo', 'io')}), frozenset())
    """
    plain = _SILENT.sub("", unicodedata.normalize("NFKC", name)).replace("&", " and ")
    spelled = {plain, _CAPITALS.sub(" ", plain)}
    spelled |= {one.replace(".", "") for one in spelled}
    return frozenset(tuple(_WORDS.findall(one.casefold())) for one in spelled)


def _by_letters(one: Name, other: Name) -> Judgement | None:
    if one.kind != other.kind:
        return None
    compact = letters_only(one.name)
    if len(compact) >= LEAST_LETTERS and compact == letters_only(other.name):
        if _accented(one.name) != _accented(other.name):
            return Judgement("accents", f"“{one.name}” and “{other.name}” differ in accents only", certain=False)
        if not _wordings(one.name) & _wordings(other.name):
            return Judgement("spacing", f"“{one.name}” and “{other.name}” differ in where their words are parted", certain=False)
        return Judgement("spelling", f"“{one.name}” and “{other.name}” differ in spacing or punctuation only", certain=True)
    return _by_suffix(one, other) if one.kind == "organization" else None


def _by_suffix(one: Name, other: Name) -> Judgement | None:
    """Organizations whose names are the same without article and legal suffix."""
    (article, core, suffix), (other_article, other_core, other_suffix) = _parts(one), _parts(other)
    compact = letters_only(core)
    if len(compact) < LEAST_LETTERS or compact != letters_only(other_core):
        return None
    both = f"“{one.name}” and “{other.name}”"
    if _accented(core) != _accented(other_core) or not (common := _wordings(core) & _wordings(other_core)):
        return Judgement("spacing", f"{both} differ in spacing or accents besides article and suffix", certain=False)
    if suffix and other_suffix and suffix != other_suffix:
        return Judgement("other suffix", f"{both} have different legal suffixes: perhaps two companies", certain=False)
    lone = len(min(common, key=len)) == 1 and not (suffix if article else other_suffix)  # `the Norrby Corporation` is how one speaks
    if article != other_article and lone:
        return Judgement("article", f"{both} differ in the article only: perhaps a common word and a name", certain=False)
    return Judgement("legal suffix", f"{both} differ in the article or legal suffix only", certain=True)


def _by_table(one: Name, other: Name) -> Judgement | None:
    """A name under which our tables list the other."""
    table = gazetteer()
    for name, meant in ((one, other), (other, one)):
        match = table.find(key_of(name.name))
        if match is None or match.entry.name != meant.name or name.name == meant.name or match.entry.kind != meant.kind:
            continue
        if match.misheard:
            return Judgement("misheard", f"“{name.name}” is how recognisers are known to write “{meant.name}”", certain=False)
        if name.kind == meant.kind and match.entry.known:
            return Judgement("own tables", f"our tables list “{name.name}” as another name of “{meant.name}”", certain=True)
    return None


def _by_kind(one: Name, other: Name) -> Judgement | None:
    """The same name, once taken for a product and once for an organization, or for something else."""
    if one.kind == other.kind or letters_only(one.name) != letters_only(other.name) or len(letters_only(one.name)) < LEAST_LETTERS:
        return None
    kinds = {one.kind, other.kind}
    listed = _listed(one)
    if kinds == _TRADES and one.name == other.name and listed is not None and listed.known and listed.kind in kinds:
        return Judgement("one kind", f"our tables know “{one.name}” as one thing, {_a(listed.kind)}", certain=True)
    if "place" in kinds and "person" in kinds:
        return None
    return Judgement("same name", f"the same name was taken for {_a(one.kind)} and for {_a(other.kind)}", certain=False)


def _by_sound(one: Name, other: Name) -> Judgement | None:
    """Names of one kind that sound alike, word by word; of two people's names both must be full."""
    first, second = one.name.split(), other.name.split()
    if one.kind != other.kind or len(first) != len(second) or skeleton(one.name) != skeleton(other.name):
        return None
    if (one.kind == "person" and len(first) < 2) or min(len(plain(one.name)), len(plain(other.name))) < 5:
        return None
    if _listed(one) is not None and _listed(other) is not None:
        return None
    if any(alike(a, b) < LEAST_ALIKE for a, b in zip(first, second, strict=True) if a.casefold() != b.casefold()):
        return None
    return Judgement("sound", f"“{one.name}” and “{other.name}” sound alike", certain=False, nearby=True)


def _listed(one: Name) -> GazetteerEntry | None:
    match = gazetteer().find(key_of(one.name))
    return match.entry if match is not None else None


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
