"""Links mentions of the same entity: short forms, first names, bare version numbers, misrecognised spellings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from earwitness.analysis.names.candidates import Scan
from earwitness.analysis.names.gazetteer import Gazetteer, key_of, tokens_of
from earwitness.analysis.names.kinds import DEFAULT
from earwitness.analysis.names.lookup import NameMention
from earwitness.analysis.names.misheard import as_entry, by_known_sound, implied_companies, leader_by_sound, split_names, unusual_words
from earwitness.analysis.names.neighbours import branches, kinds_by_neighbours
from earwitness.analysis.names.repair import alike, closest, skeleton
from earwitness.analysis.names.surnames import surnames_of_people
from earwitness.analysis.names.words import UNITS
from earwitness.model.media import Item

_BARE = re.compile(r"(?<![\w.$€£])\d{1,2}\.\d{1,2}(?![\w%]|\.\d)")
_ON_X = re.compile(r"[.,;:?!)]| (?:and|that|this|from|by|the|yesterday|today|last|where|who|about|in|at|with|for|or|\(|is|was|as)\b|\n|$")
_TYPED_PRODUCT = re.compile(r"(.+?)[ -](\d{1,2}\.\d{1,2})$")


class Cast:
    """The people who may be meant by a first name or a surname alone: those sure to take part, then those named in full."""

    def __init__(self, scanned: Scan, table: Gazetteer, item: Item, mentions: Sequence[NameMention]) -> None:
        full = [m for m in mentions if m.kind == "person" and " " in m.name]
        sure = [*(p.name for p in item.people), *(m.name for m in full if m.entry or m.reason == "speaker label")]
        sure += _show_people(scanned, table, item, mentions)
        self.present = tuple(dict.fromkeys(sure))
        spoken = [*(p.name for p in item.people), *(m.name for m in full if m.reason == "speaker label")]
        self.spoken = frozenset(spoken)
        self.speakers = frozenset(tokens_of(name)[0] for name in spoken if len(tokens_of(name)) > 1)
        self.firsts, self.lasts = _by_part(self.present)
        # A word is looked up once: text grows faster than the people in it.
        self._named: dict[str, str | None] = {}
        self._heard: dict[str, str | None] = {}
        full = [m for m in full if not m.name.split()[-1].isupper()]
        self._other = _by_part(tuple(dict.fromkeys(m.name for m in full if m.name not in self.present)))

    def named(self, word: str) -> str | None:
        """The one present person with this first name or surname; else the one named in full."""
        if word not in self._named:
            self._named[word] = self._find(word)
        return self._named[word]

    def _find(self, word: str) -> str | None:
        for names in (self.lasts.get(word), self.firsts.get(word), self._short(word), self._other[1].get(word), self._other[0].get(word)):
            if names:
                return names[0] if len(names) == 1 else None
        return None

    def _short(self, word: str) -> list[str]:
        """People whose first name this shortens (`Alex` for Alexander)."""
        if len(word) < 3:
            return []
        return [
            name
            for first, names in self.firsts.items()
            if first != word and first.startswith(word) and len(first) - len(word) >= 3
            for name in names
        ]

    def heard(self, word: str) -> str | None:
        """The present person whose first name or surname this may be a hearing of."""
        if word not in self._heard:
            self._heard[word] = self._hear(word)
        return self._heard[word]

    def _hear(self, word: str) -> str | None:
        sound = skeleton(word)
        if len(word) < 4 or not sound:
            return None
        parts = {part: names[0] for part, names in (*self.firsts.items(), *self.lasts.items()) if len(names) == 1 and len(part) >= 4}
        same = sorted({name for part, name in parts.items() if skeleton(part) == sound and alike(word, part) >= 0.72})
        if len(same) == 1:
            return same[0]
        part = closest(word, parts, 0.9)
        return parts[part] if part and not same else None


def _by_part(names: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names by first name and by surname."""
    firsts: dict[str, list[str]] = {}
    lasts: dict[str, list[str]] = {}
    for name in names:
        parts = tokens_of(name)
        if len(parts) > 1:
            firsts.setdefault(parts[0], []).append(name)
            lasts.setdefault(parts[-1], []).append(name)
    return firsts, lasts


def _show_people(scanned: Scan, table: Gazetteer, item: Item, mentions: Sequence[NameMention]) -> tuple[str, ...]:
    """The regulars of the show this is, by its name, or by three of their first names, one of them unusual."""
    about = {key_of(item.source or ""), key_of(item.title)} | {key_of(m.name) for m in mentions}
    counts = scanned.capital
    for show, names in table.casts.items():
        firsts = [tokens_of(name)[0] for name in names]
        titled = any(key and show in key for key in (key_of(item.source or ""), key_of(item.title)))
        if titled:
            return names
        met = sum(1 for first in firsts if _met(first, counts))
        if (met >= 3 or (met >= 2 and show in about)) and len(firsts) > 1:
            return names
    return ()


def _met(first: str, counts: Counter[str]) -> bool:
    """True when a first name, its short form or a hearing of it stands in the text with a capital."""
    sound = skeleton(first)
    return any(
        count
        and (
            word == first
            or (len(word) >= 3 and first.startswith(word))
            or (len(word) >= 4 and len(first) <= 5 and skeleton(word) == sound and word[0] in "aeiou" and first[0] in "aeiou")
        )
        for word, count in counts.items()
    )


def link(scanned: Scan, table: Gazetteer, item: Item, mentions: Sequence[NameMention]) -> list[NameMention]:
    """The mentions with short and misheard forms under the full name, and those of versions said alone."""
    repaired = [_full_name(table, m) for m in branches(scanned, table, mentions)]
    cast = Cast(scanned, table, item, repaired)
    companies = frozenset(m.name for m in repaired if m.kind != "person")
    companies |= implied_companies(table, repaired)
    surnames = surnames_of_people(scanned, table, repaired, cast.spoken, cast.named)
    linked = [_alone(table, cast, companies, m) if _may_be_short(cast, m) or _said_as(scanned, m) in surnames else m for m in repaired]
    linked = [_by_sound(table, cast, m) if m.entry is None and " " not in m.name else m for m in linked]
    linked = [leader_by_sound(table, companies, m) for m in linked]
    openings = {m.name.split()[0] for m in linked if m.entry is None and " " in m.name}
    linked = [m if m.name in openings else by_known_sound(table, companies, m) for m in linked]
    linked += _cast_mentions(scanned, table, cast, linked)
    linked += _on_x(scanned, linked)
    linked += split_names(scanned, table, linked)
    linked += unusual_words(scanned, table, linked)
    linked += _said_short(scanned, linked)
    linked += _bare_versions(scanned, linked)
    linked = kinds_by_neighbours(scanned, table, linked)
    return _short_forms(_makers(scanned, _usual_kind(linked)))


def _said_as(scanned: Scan, mention: NameMention) -> str:
    """The word of a mention of one word, folded; empty for longer ones."""
    return scanned.tokens[mention.first].folded.removesuffix("'s") if mention.last - mention.first == 1 else ""


def _may_be_short(cast: Cast, mention: NameMention) -> bool:
    """True for a lone word that may be part of a person's name; the first name of a speaker is one, whatever else bears it."""
    if " " in mention.name:
        return False
    if mention.kind == "person" or mention.reason == DEFAULT:
        return True
    word = mention.name.casefold()
    weak = mention.entry is None or not mention.entry.known or mention.kind == "place"
    return (word in cast.speakers or (weak and word in cast.firsts)) and mention.last - mention.first == 1


def _full_name(table: Gazetteer, mention: NameMention) -> NameMention:
    """A person of two words whose first name is right and whose surname sounds like a known one's."""
    parts = mention.name.split()
    if mention.entry or mention.kind == "organization" or len(parts) != 2 or mention.reason == "speaker label":
        return mention
    first, last = tokens_of(parts[0]), tokens_of(parts[1])
    if not first or not last or table.word_class(last[0]) >= 3:
        return mention
    known = {entry.name.split()[-1]: entry for entry in table.people.get(first[0], ()) if len(entry.name.split()) == 2}
    meant = closest(parts[1], known, 0.87)
    if meant is None or last[0] in table.surnames or alike(parts[1], meant) >= 1:
        return mention
    return as_entry(mention, known[meant], f"{parts[1]} sounds like {meant}")


def _alone(table: Gazetteer, cast: Cast, companies: frozenset[str], mention: NameMention) -> NameMention:
    """A first name or surname alone, under the full name of the one person it can mean here."""
    word = tokens_of(mention.name)
    if not word:
        return mention
    key = word[0].removesuffix("'s")
    if name := cast.named(key):
        found = table.find(key_of(name))
        entry = found.entry if found and found.entry.kind == "person" else None
        return mention._replace(
            kind="person",
            name=entry.name if entry else name,
            entry=entry,
            category=entry.category if entry else "",
            confidence=max(0.8, mention.confidence),
            reason="short for a person named in full",
        )
    if key in cast.firsts or key in cast.lasts:
        return mention
    gated = [e for e in table.people.get(key, ()) if e.company and companies.intersection(e.company)]
    gated += [e for e in table.people.get(key, ()) if e.company and not gated and set(e.company) & companies]
    return as_entry(mention, gated[0], "first name, with the company in the text") if len(gated) == 1 else mention


def _by_sound(table: Gazetteer, cast: Cast, mention: NameMention) -> NameMention:
    """A lone unusual word as the person present, or the known name, that it sounds like."""
    word = mention.name.removesuffix("'s")
    if not word.isalpha() or table.word_class(word.casefold()) >= 0 or mention.reason == "speaker label":
        return mention
    name = cast.heard(word)
    if name is None and mention.kind != "person":
        return mention
    if name is None or (word.casefold() in table.given and word.casefold() in {tokens_of(n)[0] for n in cast.present}):
        return mention
    if mention.kind not in ("person", "organization"):
        return mention
    found = table.find(key_of(name))
    entry = found.entry if found and found.entry.kind == "person" else None
    return mention._replace(
        name=entry.name if entry else name,
        kind="person",
        category=entry.category if entry else "",
        entry=entry,
        confidence=0.65,
        reason=f"sounds like {name}, who is present",
    )


def _cast_mentions(scanned: Scan, table: Gazetteer, cast: Cast, mentions: Sequence[NameMention]) -> list[NameMention]:
    """First names and surnames of those present where the word alone would not be taken for a name (`Bill`, `Jumper`)."""
    used = {i for m in mentions for i in range(m.first, m.last)}
    result = []
    for at, token in enumerate(scanned.tokens):
        word = token.folded.removesuffix("'s")
        if at in used or not token.capital or (word not in cast.firsts and word not in cast.lasts):
            continue
        called = scanned.text[token.end : token.end + 1] in {",", ":"} or token.label
        if not called and token.first and scanned.lower[word] > scanned.capital[word] and table.word_class(word) >= 2:
            continue
        name = cast.named(word)
        if name and (called or not token.first or table.word_class(word) < 3) and token.cased:
            found = table.find(key_of(name))
            entry = found.entry if found and found.entry.kind == "person" else None
            end = token.end - (2 if token.folded.endswith("'s") else 0)
            category = entry.category if entry else ""
            result.append(
                NameMention(token.start, end, at, at + 1, name, "person", category, 0.75, "short for a person named in full", entry)
            )
    return result


def _said_short(scanned: Scan, mentions: Sequence[NameMention]) -> list[NameMention]:
    """The first word of a product or organization named in full, alone and with a capital inside a sentence (`Fluid`)."""
    full: dict[str, set[str]] = {}
    by_name: dict[str, NameMention] = {}
    for m in mentions:
        parts = m.name.split()
        if len(parts) == 2 and m.kind in ("product", "organization") and parts[0].isalpha() and not parts[1][0].isdigit():
            full.setdefault(parts[0].casefold(), set()).add(m.name)
            by_name.setdefault(m.name, m)
    used = {i for m in mentions for i in range(m.first, m.last)}
    result = []
    for at, token in enumerate(scanned.tokens):
        names = full.get(token.folded)
        if names is None or len(names) > 1 or at in used or not token.capital or token.first or not token.cased:
            continue
        if scanned.lower[token.folded] or any(t.capital for t in scanned.tokens[at + 1 : at + 2]):
            continue
        m = by_name[next(iter(names))]
        reason = "short for a name given in full"
        result.append(m._replace(start=token.start, end=token.end, first=at, last=at + 1, confidence=0.6, reason=reason))
    return result


def _on_x(scanned: Scan, mentions: Sequence[NameMention]) -> list[NameMention]:
    """The social platform X, known by the words around a letter that means many things."""
    used = {i for m in mentions for i in range(m.first, m.last)}
    return [
        NameMention(t.start, t.end, at, at + 1, "X", "product", "social platform", 0.7, "posted on it")
        for at, t in enumerate(scanned.tokens)
        if t.text == "X" and at not in used and at and scanned.tokens[at - 1].folded in {"on", "via"} and _ON_X.match(scanned.text, t.end)
    ]


def _bare_versions(scanned: Scan, mentions: Sequence[NameMention]) -> list[NameMention]:
    """Versions said without their product (`5.1`), where the text names exactly one product of that version."""
    products: dict[str, Counter[str]] = {}
    for mention in mentions:
        if mention.kind == "product" and (match := _TYPED_PRODUCT.fullmatch(mention.name)):
            products.setdefault(match[2], Counter())[mention.name] += 1
    if not products:
        return []
    starts = {t.start: i for i, t in enumerate(scanned.tokens)}
    used = {i for m in mentions for i in range(m.first, m.last)}
    result = []
    by_name = {m.name: m for m in mentions}
    for match in _BARE.finditer(scanned.text):
        at = starts.get(match.start())
        names = products.get(match.group())
        if at is None or at in used or names is None:
            continue
        following = scanned.tokens[at + 2].folded if at + 2 < len(scanned.tokens) else ""
        if following in UNITS and following not in {"to", "and", "of", "as"}:
            continue
        name = _same_version(names)
        if name:
            model = by_name[min(names)]
            result.append(
                model._replace(
                    start=match.start(),
                    end=match.end(),
                    first=at,
                    last=at + 2,
                    name=name,
                    confidence=0.7,
                    reason="version of a product named in full",
                )
            )
    return result


def _same_version(names: Counter[str]) -> str | None:
    """One name for a version: ChatGPT's is that of the GPT model behind it; two different products share none."""
    folded = {name.replace("ChatGPT ", "GPT-") for name in names}
    return folded.pop() if len(folded) == 1 else None


def _usual_kind(mentions: list[NameMention]) -> list[NameMention]:
    """Unlisted names without a sign of their kind are products in a text whose known names are mostly software."""
    known = Counter(m.kind for m in mentions if m.entry and m.kind in ("product", "organization"))
    if known["product"] < 2 * known["organization"] or known["product"] < 8:
        return mentions
    return [m._replace(kind="product") if m.entry is None and m.reason == DEFAULT else m for m in mentions]


def _makers(scanned: Scan, mentions: Iterable[NameMention]) -> list[NameMention]:
    """A maker's name right before its product joins it: `Nvidia GB300` is one mention."""
    result: list[NameMention] = []
    counts = Counter(m.name for m in mentions)
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        last = result[-1] if result else None
        if last and last.end > mention.start:
            continue
        if (
            last
            and last.entry
            and last.kind == "organization"
            and mention.kind == "product"
            and scanned.text[last.end : mention.start] == " "
        ):
            surface = f"{scanned.text[last.start : last.end]} {mention.name}"
            owns = mention.name.startswith(last.name.split()[0])
            name = mention.name if owns or counts[mention.name] > 1 else surface
            result[-1] = mention._replace(start=last.start, first=last.first, name=name)
        else:
            result.append(mention)
    return result


def _short_forms(mentions: list[NameMention]) -> list[NameMention]:
    """An unlisted name that opens or closes exactly one longer unlisted name of its kind takes the longer name."""
    longer: dict[str, set[str]] = {}
    for m in mentions:
        parts = m.name.split()
        if m.entry is None and len(parts) > 1 and m.kind in ("product", "organization", "person"):
            longer.setdefault(parts[0].casefold(), set()).add(m.name)
    kinds = {m.name: m.kind for m in reversed(mentions)}
    result = []
    for m in mentions:
        names = longer.get(m.name.casefold(), set()) if m.entry is None and " " not in m.name else set()
        if len(names) == 1:
            full = next(iter(names))
            result.append(m._replace(name=full, kind=kinds[full], reason="short for a name given in full"))
        else:
            result.append(m)
    return result
