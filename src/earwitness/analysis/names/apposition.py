"""Kinds that the text states: `a company called X`, `the pension fund X`, `X, the chief executive of`, `X is a startup that`."""

from __future__ import annotations

from earwitness.analysis.names.candidates import Scan
from earwitness.model.findings import EntityKind


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORGANIZATIONS = _set(
    "company companies startup startups start-up firm fund bank agency lab laboratory institute university nonprofit charity group team "
    "vendor studio publisher retailer manufacturer competitor consultancy brand bookstore newspaper magazine insurer utility "
    "airline chain network broadcaster carmaker automaker chipmaker ngo unicorn incubator accelerator foundation conglomerate "
    "bookshop shop supplier distributor hospital outfit spinoff spinout podcast newsletter"
)
PRODUCTS = _set(
    "app apps product tool tools library libraries framework frameworks service platform model models language program system "
    "spreadsheet website site game device chip plugin package software algorithm dataset editor browser extension database "
    "engine robot bot chatbot assistant agent benchmark protocol sdk toolkit module linter compiler runtime satellite drone headset "
    "telescope supercomputer processor drug medication"
)
WORKS = _set("book novel film movie documentary paper essay memoir album song poem blog musical opera report")
PEOPLE = _set(
    "friend colleague cofounder co-founder wife husband son daughter brother sister boss mentor professor teacher "
    "journalist reporter economist researcher scientist historian philosopher author novelist writer investor entrepreneur engineer "
    "lawyer partner coach mathematician physicist biologist psychologist programmer designer singer actor director founder nurse "
    "analyst president senator ceo cto cfo host guest poet inventor artist"
)
PLACES = _set("city town village island county province region district port suburb")
_ROLES = PEOPLE | _set("chief head chair chairman chairwoman vp vice director creator maintainer inventor leader editor manager executive")
_OF = _set("of at for")
_HOLD_OFFICE = _set(
    "ceo cto cfo coo founder cofounder co-founder director head president chairman chairwoman employee employees engineer engineers vp"
)
_NAMED = _set("called named")
_ARE = _set("is was")
_DETERMINERS = _set("a an the our their this another my his her")

_NOUNS: tuple[tuple[frozenset[str], EntityKind], ...] = (
    (ORGANIZATIONS, "organization"),
    (PRODUCTS, "product"),
    (WORKS, "work"),
    (PEOPLE, "person"),
    (PLACES, "place"),
)


def apposed(scanned: Scan, first: int, last: int) -> EntityKind | None:
    """The kind that the words right before or behind `tokens[first:last]` give it; None when they give none."""
    return _before(scanned, first) or _behind(scanned, last)


def _before(scanned: Scan, first: int) -> EntityKind | None:
    tokens = scanned.tokens
    if first < 2 or scanned.text[tokens[first - 1].end : tokens[first].start].strip(' "“*_'):
        return None
    one, two = tokens[first - 1], tokens[first - 2]
    apart = scanned.text[one.start - 1] != " " or scanned.text[two.end : one.start] != " "
    if one.folded in _NAMED and not apart:
        # Up to three words may stand between the noun and `called`: `a small team in Oslo called X`.
        for back in range(first - 2, max(-1, first - 6), -1):
            if any(c in ".?!,;" for c in scanned.text[tokens[back].end : tokens[back + 1].start]):
                return None
            if kind := _kind_of(tokens[back].folded):
                return kind
        return None
    if one.folded in _OF and two.folded in _HOLD_OFFICE and one.folded != "for":
        return "organization"
    if one.capital or apart:
        return None
    kind = _kind_of(one.folded)
    introduced = two.folded in _DETERMINERS or (first > 2 and tokens[first - 3].folded in _DETERMINERS)
    return kind if kind and introduced and one.folded not in ("partner", "host") else None


def _behind(scanned: Scan, last: int) -> EntityKind | None:
    tokens = scanned.tokens
    if last + 2 >= len(tokens):
        return None
    gap = scanned.text[tokens[last - 1].end : tokens[last].start].lstrip('*_"”')
    at = last
    if gap == ", " and tokens[at].folded == "which" and tokens[at + 1].folded in _ARE:
        at += 2
    elif gap == " " and tokens[at].folded in _ARE:
        at += 1
    elif gap != ", ":
        return None
    if at >= len(tokens) or tokens[at].folded not in _DETERMINERS:
        return None
    for ahead in range(at + 1, min(at + 7, len(tokens))):
        if any(c in ".?!,;" for c in scanned.text[tokens[ahead - 1].end : tokens[ahead].start]):
            return None
        word = tokens[ahead].folded
        closes = ahead + 1 >= len(tokens) or not tokens[ahead + 1].folded.isalpha() or tokens[ahead + 1].folded in _CLOSERS
        closes = closes or scanned.text[tokens[ahead].end : tokens[ahead].end + 1] in {",", ".", ";"}
        if word in _ROLES and ahead + 1 < len(tokens) and tokens[ahead + 1].folded in _OF:
            return "person"
        if closes and (kind := _kind_of(word)):
            return kind
    return None


_CLOSERS = _set("that which who for in from based founded with and by built made we you they i whose to on at")


def _kind_of(noun: str) -> EntityKind | None:
    return next((kind for nouns, kind in _NOUNS if noun in nouns), None)
