"""Finds unlisted names: which runs of capitalised words are names, and of what kind."""

from __future__ import annotations

import re
from typing import NamedTuple

from earwitness.analysis.names.apposition import apposed
from earwitness.analysis.names.candidates import CapitalRun, NameToken, Scan, near, quoted
from earwitness.analysis.names.gazetteer import Gazetteer
from earwitness.analysis.names.lookup import NameMention
from earwitness.analysis.names.words import (
    CALENDAR,
    CONCEPTS,
    CONNECTORS,
    FUNCTION,
    GENERIC,
    HEADS,
    NATIONAL,
    NATIONALITIES,
    ORG_AFTER,
    ORG_BEFORE,
    PERSON_AFTER,
    PERSON_BEFORE,
    PRODUCT_BEFORE,
    PRODUCT_HEADS,
    SUFFIXES,
    TIERS,
    TITLES,
    WEAK_SUFFIXES,
    WORK_CUES,
)
from earwitness.model.findings import EntityKind

_CODE = re.compile(r"[A-Z]{1,5}\d{1,4}[a-zA-Z]{0,2}|[A-Z][a-zA-Z]*\d[\w.]*|[vV]\d[\w.]*")
_COUNTED = re.compile(r"[QHFG]\d{1,2}|FY\d+|\d.*|[A-Z]\d|CO2|H2O|K12|MP\d|COVID\d*", re.IGNORECASE)
_PLURAL = re.compile(r"[A-Z]{1,6}e?s|[A-Z]s")
_MIXED = re.compile(r"[a-z]+[A-Z]|[A-Z][a-z]+[A-Z]|[A-Z]{2,}[a-z]{2,}")


_BEFORE = (ORG_BEFORE | PRODUCT_BEFORE | {"called", "named"}) - {
    "of",
    "by",
    "into",
    "in",
    "on",
    "to",
    "run",
    "build",
    "open",
    "model",
    "inside",
    "ask",
    "learn",
    "learning",
    "left",
}


DEFAULT = "capitals in mid-sentence"
UNSURE = frozenset({DEFAULT, "two unusual words", "surname"})
"""Reasons that say little of the kind: the names around may know better."""
_CERTAIN = frozenset({"speaker label", "given name", "ends like an organization's name"})
"""Reasons that what stands beside the name does not overrule."""
_NOT_NAMES = ("ing", "ly", "ed", "ies", "tion", "ness")
_WORK_NEAR = WORK_CUES - {"read", "wrote", "written", "called", "play"}
_COMPANY_BEFORE = ORG_BEFORE - {"of", "by", "from", "into"}
_USED_BEFORE = PRODUCT_BEFORE - {"in", "on", "to", "called", "named", "via"}
_VERBS = frozenset(
    ("is", "was", "has", "had", "will", "said", "says", "also", "won", "became", "joined", "founded", "wrote", "makes", "made", "announced")
)


class _KindCues(NamedTuple):
    scanned: Scan
    table: Gazetteer
    tokens: tuple[NameToken, ...]
    at: int
    before: str
    after: str


def name_in(scanned: Scan, table: Gazetteer, run: CapitalRun) -> NameMention | None:
    """The name inside a run of capitals, or None when the run names nothing in particular."""
    first, last = _trim(scanned, table, run)
    if first >= last:
        return None
    tokens = scanned.tokens[first:last]
    words = [t for t in tokens if t.folded not in CONNECTORS]
    if all(_never(t) for t in words) or (len(words) > 1 and words[-1].folded.removesuffix("'s") in CONCEPTS):
        return None
    if words[0].folded in NATIONALITIES and words[-1].folded not in NATIONAL:
        return None
    cues = _signs(scanned, table, first, last)
    given = apposed(scanned, first, last)
    confidence = _single(cues) if len(tokens) == 1 else _several(cues, words)
    if given and not _COUNTED.fullmatch(tokens[0].text) and not _shouted(words) and any(t.cased for t in tokens):
        telling = any(t.cased and not t.first for t in tokens)
        marked = quoted(scanned, first, last - first) or table.word_class(tokens[0].folded) < 0
        confidence = max(0.6 if telling else 0.5 if marked else 0, confidence)
    if confidence <= 0:
        return None
    kind, category, reason = _kind(cues, words)
    if given and reason not in _CERTAIN and not (kind == "organization" and given == "product" and len(words) > 1):
        kind, reason = given, "called so beside the name"
    cut = 2 if tokens[-1].folded.endswith("'s") else 0
    start, end = tokens[0].start, tokens[-1].end - cut
    name = " ".join(scanned.text[start:end].split())
    return NameMention(start, end, first, last, name, kind, category, confidence, reason)


def _shouted(words: list[NameToken]) -> bool:
    """True for capitals throughout that are a known class of things or a word of no more than two letters."""
    return any(t.folded in GENERIC or len(t.text) < 3 for t in words)


def _signs(scanned: Scan, table: Gazetteer, first: int, last: int) -> _KindCues:
    tokens, text = scanned.tokens, scanned.text
    before = tokens[first - 1].folded if first and text[tokens[first - 1].end : tokens[first].start].strip(' "“') == "" else ""
    after = tokens[last].folded if last < len(tokens) and text[tokens[last - 1].end : tokens[last].start].strip(' "”,') == "" else ""
    return _KindCues(scanned, table, tokens[first:last], first, before, after)


def _never(token: NameToken) -> bool:
    folded = token.folded.removesuffix("'s")
    return folded in FUNCTION or folded in TIERS or folded in CALENDAR or folded in NATIONALITIES or folded in GENERIC or (len(folded) == 1)


def _trim(scanned: Scan, table: Gazetteer, run: CapitalRun) -> tuple[int, int]:
    """The run without what can only lead up to a name or follow one."""
    first, last = run
    tokens = scanned.tokens
    while first < last:
        token = tokens[first]
        more = last - first > 1
        rank = table.word_class(token.folded)
        given = token.folded in table.given
        opens = (
            token.first
            and more
            and rank >= 0
            and not given
            and scanned.capital[token.folded] == 0
            and tokens[first + 1].folded not in SUFFIXES
        )
        title = token.folded.rstrip(".") in TITLES and more
        if (
            token.folded in FUNCTION
            or token.folded in CONNECTORS
            or title
            or opens
            or (_never(token) and more and token.folded not in NATIONALITIES)
        ):
            first += 1
        else:
            break
    while last - first == 2 and tokens[first].folded == tokens[first + 1].folded:
        last -= 1
    while last > first and (
        tokens[last - 1].folded in FUNCTION
        or tokens[last - 1].folded in CONNECTORS
        or tokens[last - 1].folded in CALENDAR
        or tokens[last - 1].text.isdigit()
    ):
        last -= 1
    while last - first > 1 and tokens[last - 1].folded.removesuffix("'s") in GENERIC and tokens[last - 1].folded not in SUFFIXES:
        last -= 1
    return first, last


def _single(signs: _KindCues) -> float:
    """How sure one capitalised word is a name."""
    token, table = signs.tokens[0], signs.table
    word = token.folded.removesuffix("'s")
    if _COUNTED.fullmatch(token.text) or _PLURAL.fullmatch(token.text) or len(word) < 2:
        return 0
    if word.rstrip("0123456789") != word or _CODE.fullmatch(token.text):
        return _coded(signs, word)
    if token.text.isupper() and len(word) <= 6:
        organization = signs.before in {"at", "from", "join", "joined"}
        return 0.5 if table.word_class(word) < 0 and token.cased and organization and not token.first else 0
    if token.label:
        return 0.9 if word in table.given or table.word_class(word) < 3 else 0
    listed = table.find(word)
    if word in table.given and table.word_class(word) < 3 and (listed is None or listed.entry.kind == "person"):
        return _given(signs, word)
    if _MIXED.search(token.text):
        return 0.75 if token.cased or signs.scanned.capital[word] else 0.5
    return _ordinary(signs, word) if table.word_class(word) >= 0 else _unusual(signs, word)


def _coded(signs: _KindCues, word: str) -> float:
    """Letters with figures: a product's name when the word begins with a capital and is seen again or used like one."""
    token = signs.tokens[0]
    if word.rstrip("0123456789") in GENERIC or not token.text[0].isupper() or not token.cased:
        return 0
    return 0.55 if _cued(signs) or _seen(signs, word) >= 2 else 0


def _given(signs: _KindCues, word: str) -> float:
    """A given name alone; one that is an ordinary word too needs its capital inside a sentence."""
    token, scanned = signs.tokens[0], signs.scanned
    ordinary = signs.table.word_class(word) >= 0
    if not token.first and token.cased:
        return 0.6 if ordinary else 0.8
    seen, plain = _seen(signs, word), scanned.lower[word]
    if ordinary:
        called = scanned.text[token.end : token.end + 1] == "," or signs.after in PERSON_AFTER
        return 0.45 if called and seen and seen >= plain else 0
    return 0.6 if seen or plain == 0 else 0


def _ordinary(signs: _KindCues, word: str) -> float:
    """An ordinary word with a capital inside a sentence: a name when it is called one, or never stands without."""
    token, rank = signs.tokens[0], signs.table.word_class(word)
    if token.first or not token.cased:
        return 0
    if signs.before in {"called", "named"} or quoted(signs.scanned, signs.at, 1):
        return 0.6 if rank < 4 else 0
    return 0.45 if _seen(signs, word) >= 3 and signs.scanned.lower[word] == 0 and rank < 3 else 0


def _unusual(signs: _KindCues, word: str) -> float:
    """A word that is in no list of English."""
    token = signs.tokens[0]
    seen, plain = _seen(signs, word), signs.scanned.lower[word]
    if not token.cased:
        return 0.3 if seen else 0
    if _derived(word, signs.table):
        return 0
    if token.first and not seen:
        likely = plain == 0 and len(word) > 4 and not word.endswith(_NOT_NAMES)
        return (0.45 if signs.after in _VERBS or _cued(signs) else 0) if likely else 0
    if token.first:
        return 0.6 if not plain else 0
    return 0.65 if plain == 0 else 0.5 if seen > plain else 0


def _seen(signs: _KindCues, word: str) -> int:
    """How often a word stands with a telling capital."""
    return signs.scanned.capital[word] + signs.scanned.capital[word + "'s"]


def _cued(signs: _KindCues) -> bool:
    """True when a word beside the name says what it is."""
    before, after = signs.before, signs.after
    return before in _BEFORE or before.rstrip(".") in TITLES or after in ORG_AFTER or after in PERSON_AFTER or after in PRODUCT_HEADS


def _derived(word: str, table: Gazetteer) -> bool:
    """True for words made from a name (`Googlers`, `Polands`)."""
    return any(
        word.endswith(end) and (word[: -len(end)] in table.keys or word[: -len(end)] + "e" in table.keys)
        for end in ("s", "r", "rs", "n", "ns", "ans", "an", "er", "ers", "ian", "ians", "ism", "ist", "esque")
    )


def _several(signs: _KindCues, words: list[NameToken]) -> float:
    """How sure a run of several words is a name."""
    table = signs.table
    # Two letters are in no list of English and tell nothing: `Milestone SI`.
    ranks = [table.word_class(t.folded.removesuffix("'s")) if len(t.text) > 2 else 3 for t in words]
    telling = sum(not t.first and t.cased for t in words)
    if words[0].label:
        return 0.95 if words[0].folded in table.given or min(ranks) < 3 else 0
    if not telling:
        return 0.7 if words[0].folded in table.given and min(ranks) < 0 and len(words) <= 3 else 0
    if words[0].folded in table.given and ranks[0] < 4 and len(words) <= 4 and not words[0].text.isupper():
        return 0.9 if ranks[-1] < 3 or words[-1].folded in table.surnames else 0.6
    phrase = words[-1].folded.rstrip(".") in WEAK_SUFFIXES and min(ranks[:-1], default=0) >= 1
    if phrase or words[-1].folded.removesuffix("s") in NATIONALITIES:
        return 0
    if words[0].folded in HEADS and len(words) > 1 and len(signs.tokens) > len(words):
        return 0.75
    if words[-1].folded.rstrip(".") in SUFFIXES:
        return 0.8 if min(ranks) < 3 else 0.6
    if min(ranks) < 0:
        return 0.8 if sum(r < 0 for r in ranks) * 2 >= len(ranks) else 0.6
    if any(t.folded in NATIONALITIES or _never(t) for t in words):
        return 0
    return _all_ordinary(signs, words, ranks)


def _all_ordinary(signs: _KindCues, words: list[NameToken], ranks: list[int]) -> float:
    """How sure a run of ordinary words is a name: quoted, called one, or written so again."""
    again = min(signs.scanned.capital[t.folded] for t in words) >= 2
    if quoted(signs.scanned, signs.at, len(signs.tokens)) or signs.before in {"called", "named"}:
        return 0.65
    rare = sum(r < 3 for r in ranks)
    telling = all(not t.first and t.cased for t in words)
    return 0.55 if again and rare else 0.4 if rare == len(ranks) and telling else 0


def _kind(signs: _KindCues, words: list[NameToken]) -> tuple[EntityKind, str, str]:
    """Kind, category and reason of an unlisted name: the first rule that applies."""
    head, tail = words[0].folded.removesuffix("'s"), words[-1].folded.removesuffix("'s").rstrip(".")
    if words[0].label:
        return "person", "", "speaker label"
    if (tail in SUFFIXES or (head in HEADS and len(signs.tokens) > len(words))) and len(words) > 1:
        return "organization", _category(words), "ends like an organization's name"
    rules = (*_person_rules(signs, words, head), *_thing_rules(signs, words), *_surname_rules(signs, words, head, tail))
    for applies, kind, reason in rules:
        if applies:
            return kind, "", reason
    return ("organization" if len(words) == 1 else "product"), "", DEFAULT


def _person_rules(signs: _KindCues, words: list[NameToken], head: str) -> tuple[tuple[bool, EntityKind, str], ...]:
    titled = signs.before.rstrip(".") in TITLES
    shouted = words[0].text.isupper() and words[0].cased
    plain = len(words) > 1 or titled or not _MIXED.search(words[0].text)
    personal = titled and signs.before not in {"ceo", "cto", "founder", "director", "chief", "officer", "vice"}
    return (
        (head in signs.table.given and len(words) <= 4 and not shouted and plain, "person", "given name"),
        (personal and len(words) <= 3, "person", "title before the name"),
    )


def _thing_rules(signs: _KindCues, words: list[NameToken]) -> tuple[tuple[bool, EntityKind, str], ...]:
    count = len(signs.tokens)
    work = near(signs.scanned, signs.at, count, _WORK_NEAR, 2) and (len(words) > 1 or quoted(signs.scanned, signs.at, count))
    tail = words[-1].folded.removesuffix("'s")
    # `Ada Thorne's book`: who has a work is not the work. `for a show`, far behind a name, tells as little.
    work = work and tail == words[-1].folded
    speaks = signs.after in PERSON_AFTER and (len(words) == 2 or tail in signs.table.surnames)
    company = signs.after in ORG_AFTER or (signs.before in _COMPANY_BEFORE and len(words) < 3)
    return (
        (any(c.isdigit() for t in words for c in t.text), "product", "letters and figures like a product's name"),
        (work, "work", "spoken of as a work"),
        (speaks, "person", "speaks"),
        (company, "organization", "spoken of as a company"),
        (signs.after in PRODUCT_HEADS or signs.before in _USED_BEFORE, "product", "used like a product"),
        (_MIXED.search(words[0].text) is not None, "product", "spelt like a product's name"),
    )


def _surname_rules(signs: _KindCues, words: list[NameToken], head: str, tail: str) -> tuple[tuple[bool, EntityKind, str], ...]:
    table, pair = signs.table, len(words) in (2, 3)
    unusual = all(table.word_class(t.folded.removesuffix("'s")) < 0 for t in words)
    return (
        (pair and tail in table.surnames and table.word_class(head) < 2, "person", "surname"),
        (len(words) == 1 and tail in table.surnames and table.word_class(tail) < 0, "person", "surname"),
        (pair and unusual, "person", "two unusual words"),
        (len(words) == 1 and signs.before in PERSON_BEFORE and signs.after in PERSON_AFTER, "person", "spoken of as a person"),
    )


def _category(words: list[NameToken]) -> str:
    found = {t.folded for t in words}
    for category, cues in (
        ("university", {"university", "college", "school"}),
        ("investor", {"capital", "ventures", "partners"}),
        ("research", {"research", "institute", "lab", "laboratory", "labs"}),
        ("media", {"news", "times", "journal", "podcast", "show", "magazine", "newsletter", "review"}),
        ("conference", {"conference", "summit"}),
        ("government", {"department", "agency", "ministry", "committee", "commission"}),
    ):
        if found & cues:
            return category
    return "company"
