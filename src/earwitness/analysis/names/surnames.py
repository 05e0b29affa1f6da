"""Surnames used alone that are also listed companies: `Vale` where Henrietta Vale is interviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from earwitness.analysis.names.candidates import Scan
from earwitness.analysis.names.gazetteer import Gazetteer, key_of, tokens_of
from earwitness.analysis.names.lookup import NameMention
from earwitness.analysis.names.words import ORG_AFTER, PERSON_AFTER
from earwitness.text.units import word_set

_COMPANY_BEFORE = word_set("at ceo cto company startup acquired acquires bought joined founded shares stock competitor rival invested")
_COMPANY_AFTER = ORG_AFTER | word_set("inc inc. corp corporation ltd plc group holdings sa ag gmbh co company")
_TITLE = word_set("mr mr. mrs mrs. ms ms. dr dr. professor prof prof. sir lady judge senator minister president captain")
_STEPPED_OVER = word_set("also then later once still now never always had has would often already herself himself")


def surnames_of_people(
    scanned: Scan, table: Gazetteer, mentions: Sequence[NameMention], spoken: frozenset[str], named: Callable[[str], str | None]
) -> frozenset[str]:
    """The folded words that stand alone for a person named in full, whatever company the table has under that name.

    The person takes part or some lone mention speaks or bears a title; no lone mention has a company's signs; and the person is not
    one the table ties to a company (Michael Dell's name is Dell's too).
    """
    lone: dict[str, list[NameMention]] = {}
    for mention in mentions:
        if mention.entry is not None and mention.kind in ("organization", "product") and mention.last - mention.first == 1:
            lone.setdefault(scanned.tokens[mention.first].folded.removesuffix("'s"), []).append(mention)
    people = {word: name for word in lone if (name := named(word)) and tokens_of(name)[-1] == word and not _has_company(table, name)}
    cues = {word: set(_signs(scanned, lone[word])) for word in people}
    return frozenset(word for word, name in people.items() if "company" not in cues[word] and (name in spoken or "person" in cues[word]))


def _has_company(table: Gazetteer, name: str) -> bool:
    known = table.find(key_of(name))
    return bool(known and known.entry.company)


def _signs(scanned: Scan, lone: Sequence[NameMention]) -> Iterator[str]:
    """`company` and `person` for each mention whose neighbours say so."""
    tokens = scanned.tokens
    for mention in lone:
        before = tokens[mention.first - 1].folded if mention.first else ""
        after = [token.folded for token in tokens[mention.last : mention.last + 2]]
        follows = next((one for one in after if one not in _STEPPED_OVER), "")
        if before in _TITLE or follows in PERSON_AFTER:
            yield "person"
        elif before in _COMPANY_BEFORE or follows in _COMPANY_AFTER:
            yield "company"
