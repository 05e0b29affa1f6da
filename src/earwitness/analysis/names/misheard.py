"""Finds known names behind unlisted spellings: split into words, or misrecognised.

What a recogniser wrote is taken for a known name when its letters are the same but for spaces, or its consonants sound the same
and its letters are much alike. Ordinary words are left alone unless something (a capital, an unusual piece) speaks for a name.
"""

from __future__ import annotations

from collections.abc import Sequence

from earwitness.analysis.names.candidates import Scan, joined
from earwitness.analysis.names.gazetteer import Gazetteer, GazetteerEntry, compact_of
from earwitness.analysis.names.lookup import NameMention
from earwitness.analysis.names.repair import alike, plain, skeleton
from earwitness.analysis.names.words import AI_KINDS

LEAST_ALIKE = 0.93
"""Below, two spellings of the same consonants are too often two names (read on podcasts and calls)."""


def as_entry(mention: NameMention, entry: GazetteerEntry, reason: str) -> NameMention:
    """The mention under a known name."""
    return mention._replace(
        name=entry.name, kind=entry.kind, category=entry.category, entry=entry, confidence=min(mention.confidence, 0.8), reason=reason
    )


def by_known_sound(table: Gazetteer, companies: frozenset[str], mention: NameMention) -> NameMention:
    """An unlisted mention as the one known name it sounds like; else the mention as it is."""
    if mention.entry or mention.reason in ("speaker label", "short for a person named in full"):
        return mention
    short = compact_of(mention.name)
    for messages in (short, short.removesuffix("s")):
        if (key := table.compact.get(messages)) and (match := table.find(key)) and not match.misheard:
            return as_entry(mention, match.entry, "known name written apart")
    meant = sounds_like(table, mention.name, companies)
    if meant is None or (meant.kind == "person" and not _each_part_alike(mention.name, meant.name)):
        return mention
    if mention.kind == "person" and meant.kind != "person" and mention.name.split()[0].casefold() in table.given and " " in mention.name:
        return mention if alike(mention.name, meant.name) < 0.97 else as_entry(mention, meant, f"sounds like {meant.name}")
    return as_entry(mention._replace(confidence=max(0.6, mention.confidence)), meant, f"sounds like {meant.name}")


def _each_part_alike(heard: str, name: str) -> bool:
    """True when first name and surname each sound alike: `Tomasz Lem` has the consonants of `Thomas Scialom` and is somebody else."""
    one, other = heard.split(), name.split()
    if len(other) == 1:
        return True
    return len(plain(heard)) >= 7 and len(one) == len(other) and all(alike(*pair) >= 0.8 for pair in zip(one, other, strict=True))


def implied_companies(table: Gazetteer, mentions: Sequence[NameMention]) -> frozenset[str]:
    """Companies whose heads are named together by first names alone: three of them, one of a name no other known person has."""
    firsts = dict.fromkeys(m.name.casefold() for m in mentions if m.kind == "person" and " " not in m.name)
    heads = {first: [e for e in table.people.get(first, ()) if e.company] for first in firsts}
    heads = {first: entries for first, entries in heads.items() if len(entries) == 1}
    if len(heads) < 3 or not any(len(table.people[first]) == 1 for first in heads):
        return frozenset()
    fields = {entries[0].category for entries in heads.values()}
    return frozenset(name for entries in table.people.values() for e in entries if e.company and e.category in fields for name in e.company)


def leader_by_sound(table: Gazetteer, companies: frozenset[str], mention: NameMention) -> NameMention:
    """A lone unusual word as the head of a company in the text whose first name sounds so (`Daario`)."""
    word = mention.name.casefold()
    if mention.entry or " " in word or len(word) < 5 or not word.isalpha() or mention.kind not in ("person", "organization"):
        return mention
    if word in table.given or word in table.people or table.word_class(word) >= 0 or mention.reason == "speaker label":
        return mention
    sound = skeleton(word)
    meant = {
        e.name: e
        for first, e in table.leaders.get(word[0], ())
        if companies.intersection(e.company) and len(first) >= 5 and skeleton(first) == sound and alike(word, first) >= 0.9
    }
    if len(meant) != 1:
        return mention
    entry = next(iter(meant.values()))
    return as_entry(mention, entry, f"sounds like {entry.name}, whose company is in the text")


def sounds_like(table: Gazetteer, heard: str, companies: frozenset[str]) -> GazetteerEntry | None:
    """The one known name with the consonants of `heard`: most alike, or helped by being named elsewhere in the text."""
    if len(plain(heard)) < 5:
        return None
    scored: dict[str, float] = {}
    entries: dict[str, GazetteerEntry] = {}
    for key in table.sounds.get(skeleton(heard), ()):
        match = table.find(key)
        if match and plain(key)[0] == plain(heard)[0]:
            entries[match.entry.name] = match.entry
            score = alike(heard, key) + (0.06 if match.entry.name in companies else 0)
            scored[match.entry.name] = max(scored.get(match.entry.name, 0), score)
    best = sorted(scored, key=lambda name: (-scored[name], name))
    if not best or scored[best[0]] < LEAST_ALIKE or (len(best) > 1 and scored[best[1]] > scored[best[0]] - 0.04):
        return None
    return entries[best[0]]


def unusual_words(scanned: Scan, table: Gazetteer, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Words in lower case that are in no list of English and sound like a known name (`codeex`), alone or with a neighbour."""
    used = {i for m in mentions for i in range(m.first, m.last)}
    companies = frozenset(m.name for m in mentions)
    if sum(m.category in AI_KINDS for m in mentions) < 2:
        return []
    result = []
    for at, token in enumerate(scanned.tokens):
        if token.capital or at in used or len(token.folded) < 4 or not token.folded.isalpha() or token.folded in table.words:
            continue
        if token.folded in table.given or scanned.capital[token.folded]:
            continue
        for first, last in ((at, at + 2), (at - 1, at + 1), (at, at + 1)):
            if first < 0 or last > len(scanned.tokens) or any(i in used for i in range(first, last)) or not joined(scanned, first, last):
                continue
            pieces = scanned.tokens[first:last]
            meant = sounds_like(table, " ".join(t.folded for t in pieces), companies)
            if meant and meant.kind in ("product", "organization") and (meant.category in AI_KINDS or meant.name in companies):
                result.append(
                    NameMention(
                        pieces[0].start,
                        pieces[-1].end,
                        first,
                        last,
                        meant.name,
                        meant.kind,
                        meant.category,
                        0.6,
                        f"sounds like {meant.name}",
                        meant,
                    )
                )
                break
    return result


def split_names(scanned: Scan, table: Gazetteer, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Known names written as two or three words (`Poly Market`), where at least one is no ordinary word or has a capital."""
    used = {i for m in mentions if m.entry and m.entry.known for i in range(m.first, m.last)}
    about_ai = sum(m.category in AI_KINDS for m in mentions) >= 2
    tokens, result, at = scanned.tokens, [], 0
    while at < len(tokens) - 1:
        found = None if at in used else _split_at(scanned, table, at, used, about_ai=about_ai)
        if found:
            result.append(found)
        at = found.last if found else at + 1
    return result


def _split_at(scanned: Scan, table: Gazetteer, at: int, taken: set[int], *, about_ai: bool) -> NameMention | None:
    tokens = scanned.tokens
    two = tokens[at].folded + tokens[at + 1].folded
    for n in (3, 2):
        if at + n > len(tokens):
            continue
        key = table.compact.get(two if n == 2 else two + tokens[at + 2].folded)
        pieces = tokens[at : at + n]
        if key is None or " " in key or min(len(t.folded) for t in pieces) < 2:
            continue
        if not joined(scanned, at, at + n) or any(i in taken for i in range(at, at + n)):
            continue
        odd = any(table.word_class(t.folded) < 0 for t in pieces)
        capital = any(t.capital and t.cased and not t.first for t in pieces)
        match = table.find(key)
        if match is None or match.misheard:
            continue
        parted = match.entry.name[len(pieces[0].text) : len(pieces[0].text) + 1].isupper() and about_ai and match.entry.category in AI_KINDS
        if odd or capital or parted:
            entry = match.entry
            return NameMention(
                pieces[0].start, pieces[-1].end, at, at + n, entry.name, entry.kind, entry.category, 0.8, "known name written apart", entry
            )
    return None
