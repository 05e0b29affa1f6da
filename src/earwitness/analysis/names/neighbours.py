"""Infers the kind of an unlisted name from names beside it: lists share one kind, branches share their first word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from earwitness.analysis.names.candidates import Scan
from earwitness.analysis.names.gazetteer import Gazetteer
from earwitness.analysis.names.kinds import DEFAULT, UNSURE
from earwitness.analysis.names.lookup import NameMention

SITE = "a house named with its town"
_JOINS = frozenset({", ", " and ", ", and ", " or ", ", or ", " & ", " vs ", " versus ", " / ", "/"})
_PLACED = frozenset(("in", "near", "outside"))


def kinds_by_neighbours(scanned: Scan, table: Gazetteer, mentions: Sequence[NameMention]) -> list[NameMention]:
    """The mentions, those whose own words say nothing of their kind under that of the names they stand with."""
    result = [_place(scanned, table.cities, m) for m in mentions]
    ordered = sorted(range(len(result)), key=lambda i: result[i].start)
    row: list[int] = []
    for i in ordered:
        if row and scanned.text[result[row[-1]].end : result[i].start] not in _JOINS:
            _share(result, row)
            row = []
        row.append(i)
    _share(result, row)
    return result


def _sites(scanned: Scan, table: Gazetteer, mentions: Sequence[NameMention]) -> list[NameMention]:
    """An unlisted unusual word right before a town or country is its branch there (`Halvard Oslo`)."""
    result: list[NameMention] = []
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        last = result[-1] if result else None
        if (
            last
            and m.kind == "place"
            and m.entry
            and last.entry is None
            and last.reason in UNSURE
            and last.last == m.first
            and " " not in last.name
            and table.word_class(last.name.casefold()) < 0
            and scanned.text[last.end : m.start] == " "
        ):
            name = f"{last.name} {m.name}"
            result[-1] = last._replace(end=m.end, last=m.last, name=name, kind="organization", reason=SITE)
        else:
            result.append(m)
    return result


def _share(made: list[NameMention], row: list[int]) -> None:
    """Gives the kind all known names of a list have to the others."""
    sure = {made[i].kind for i in row if made[i].reason not in UNSURE}
    if len(sure) != 1 or len(row) < 2:
        return
    kind = next(iter(sure))
    for i in row:
        if made[i].reason in UNSURE and kind != "person":
            made[i] = made[i]._replace(kind=kind, reason="in a list with names of this kind")


def branches(scanned: Scan, table: Gazetteer, found: Sequence[NameMention]) -> list[NameMention]:
    """Pairs of unusual words that share the first with another pair (`Halvard Nord`, `Halvard Sud`) are no people's names."""
    mentions = _sites(scanned, table, found)
    pairs = {m.name for m in mentions if m.entry is None and m.reason in {*UNSURE, SITE} and m.name.count(" ") == 1}
    firsts = Counter(name.split()[0] for name in pairs)
    alone = {m.name for m in mentions if " " not in m.name}
    return [
        m._replace(kind="organization", reason="one of several with this first word")
        if m.name in pairs and firsts[m.name.split()[0]] > 1 and (m.kind == "person" or m.reason == DEFAULT)
        else m._replace(kind="organization")
        if m.name in alone and m.entry is None and m.reason in UNSURE and firsts[m.name] > 1
        else m
        for m in mentions
    ]


def _place(scanned: Scan, cities: frozenset[str], mention: NameMention) -> NameMention:
    """A town, where an unlisted name stands in the list of towns and behind a word of place or beside a country."""
    if mention.entry or mention.reason not in UNSURE or mention.name.casefold() not in cities:
        return mention
    before = scanned.tokens[mention.first - 1].folded if mention.first else ""
    at_home = before in _PLACED or (before in {"from", "of", "to", "at"} and mention.reason == DEFAULT)
    return mention._replace(kind="place", reason="a town") if at_home or mention.reason == DEFAULT else mention
