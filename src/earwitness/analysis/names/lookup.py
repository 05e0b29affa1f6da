"""Finds mentions of listed names: which are accepted at once, and which need support from their context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from earwitness.analysis.names.candidates import NameToken, Scan, joined, near, quoted
from earwitness.analysis.names.gazetteer import Gazetteer, GazetteerEntry, Match
from earwitness.analysis.names.words import (
    AI_KINDS,
    COMPANY_TOO,
    CONNECTORS,
    FUNCTION,
    GENERIC,
    LOWER,
    ORG_AFTER,
    ORG_BEFORE,
    PRODUCT_BEFORE,
    PRODUCT_HEADS,
    PRODUCT_TOO,
    SUFFIXES,
    TIERS,
    TITLES,
    UNITS,
    USED_BEFORE,
    WITH_COMPANIES,
    WORK_CUES,
)
from earwitness.model.findings import EntityKind

_VERSION = re.compile(r"(?:[ -]?[vV]?(\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?)(?![\w%$]|[.,]\d))")
_GLUED = re.compile(r"([a-z]{3,})(\d[a-z]?)")
"""A model's name with its version: `GPT5`."""
_YEAR = re.compile(r"[\"”’*_]{0,2} ?\((?:19|20)\d\d\)")
_VERSIONED = frozenset({"model", "data center", "chip", "ai tool", "software", "hardware", "programming language", "technology"})


class NameMention(NamedTuple):
    """One place where something particular is named, with the name it is printed under."""

    start: int
    end: int
    first: int
    last: int
    """`tokens[first:last]` of the scan."""
    name: str
    kind: EntityKind
    category: str
    confidence: float
    reason: str
    entry: GazetteerEntry | None = None


class Support(NamedTuple):
    """What is sure to be in the text, for names that are not sure by themselves."""

    names: frozenset[str]
    works: frozenset[int]
    """Indexes of tokens near a work that is sure."""
    about_ai: bool
    caseless: bool
    """True when the text has no capitals to go by."""


class _Hit(NamedTuple):
    """`tokens[at:at + n]` is a key of the table, but for `cut` characters of an ending."""

    at: int
    n: int
    match: Match
    key: str
    cut: int


def known_mentions(scanned: Scan, table: Gazetteer) -> list[NameMention]:
    """Every mention of a name of the table, left to right, longest first, none overlapping."""
    capitals = sum(token.capital for token in scanned.tokens)
    caseless = capitals * 200 < len(scanned.tokens)
    hits = list(_hits(scanned, table))
    sure = _matches(scanned, table, Support(frozenset(), frozenset(), about_ai=False, caseless=caseless), hits)
    names = frozenset(m.name for m in sure)
    works = frozenset(i for m in sure if m.kind == "work" for i in range(m.first - 8, m.last + 8))
    about_ai = sum(m.category in AI_KINDS for m in sure) >= 2
    return _matches(scanned, table, Support(names, works, about_ai, caseless), hits)


def _hits(scanned: Scan, table: Gazetteer) -> Iterator[_Hit]:
    """Every place where a key stands, longest first at each place."""
    tokens, longest, keys = scanned.tokens, table.longest, table.keys
    count = len(tokens)
    for at, token in enumerate(tokens):
        length = 1
        if at + 1 < count:
            pair = f"{token.folded} {tokens[at + 1].folded}"
            length = longest.get(pair) or longest.get(pair.removesuffix("'s")) or longest.get(pair.removesuffix("s"), 1)
        for n in range(min(length, count - at), 1, -1):
            hit = _hit(scanned, table, at, n)
            if hit and joined(scanned, at, at + n):
                yield hit
        if (
            token.capital
            and (glued := _GLUED.fullmatch(token.folded))
            and (model := keys.get(glued[1]))
            and model.entry.category == "model"
        ):
            yield _Hit(at, 1, model, glued[1], 0)
        elif token.folded in keys or (token.capital and token.folded.endswith("s")):
            hit = _hit(scanned, table, at, 1)
            if hit:
                yield hit


def _hit(scanned: Scan, table: Gazetteer, at: int, n: int) -> _Hit | None:
    tokens = scanned.tokens
    key = tokens[at].folded if n == 1 else " ".join([t.folded for t in tokens[at : at + n]])
    if match := table.keys.get(key):
        return _Hit(at, n, match, key, 0)
    if key.endswith("'s") and (match := table.keys.get(key[:-2])):
        return _Hit(at, n, match, key[:-2], 2)
    if key.endswith("s") and len(key) > 3 and (match := table.keys.get(key[:-1])):
        plural = match.entry.known and match.entry.kind == "product" and tokens[at + n - 1].capital
        if plural and table.word_class(tokens[at + n - 1].folded) < 0:
            return _Hit(at, n, match, key[:-1], 1)
    return None


def _matches(scanned: Scan, table: Gazetteer, support: Support, hits: list[_Hit]) -> list[NameMention]:
    result: list[NameMention] = []
    used = 0
    for hit in hits:
        if hit.at < used:
            continue
        case = _Case(scanned, table, support, hit.at, hit.n, scanned.tokens[hit.at : hit.at + hit.n], hit.match, hit.key)
        confidence = _confidence(case)
        if confidence > 0:
            mention = _extend(scanned, table, _mention(case, confidence, hit.cut))
            result.append(mention)
            used = mention.last
    return result


def _mention(case: _Case, confidence: float, cut: int) -> NameMention:
    entry, tokens = case.match.entry, case.tokens
    reason = "misheard spelling of a known name" if case.match.misheard else "known name"
    # The cut of a plural shortens the name, not the evidence: `GB300s` is cited whole, `Google's` without its ending.
    end = tokens[-1].end - (cut if cut == 2 else 0)
    name = entry.name
    if (glued := _GLUED.fullmatch(tokens[-1].folded)) and glued[1] == case.key:
        name = f"{name}-{glued[2]}" if name == "GPT" else f"{name} {glued[2]}"
    if (name.casefold() in COMPANY_TOO or entry.category == "ai tool") and _as_company(case):
        entry = entry._replace(kind="organization")
    elif name.casefold() in PRODUCT_TOO and _used(case):
        entry = entry._replace(kind="product")
    return NameMention(tokens[0].start, end, case.at, case.at + case.n, name, entry.kind, entry.category, confidence, reason, entry)


class _Case(NamedTuple):
    scanned: Scan
    table: Gazetteer
    support: Support
    at: int
    n: int
    tokens: tuple[NameToken, ...]
    match: Match
    key: str


def _confidence(case: _Case) -> float:
    """How sure a hit in the table is a mention; 0 to refuse."""
    entry, tokens, table = case.match.entry, case.tokens, case.table
    words = [t for t in tokens if t.folded not in CONNECTORS and (t.capital or entry.kind != "work" or t.folded not in FUNCTION)] or list(
        tokens
    )
    capitals = all(t.capital for t in words)
    ordinary = all(table.word_class(piece) >= 0 or piece in FUNCTION or piece.isdigit() for piece in case.key.split())
    if case.match.misheard:
        return _misheard(case, ordinary=ordinary, capitals=capitals)
    if case.key.isdigit() or (not entry.known and (case.key in GENERIC or case.key.removesuffix("s") in GENERIC)):
        return 0
    if not entry.known:
        return 0.75 if capitals and _stands_alone(case) and any(t.cased for t in tokens) and not _all_first(tokens, table) else 0
    if entry.kind == "person":
        return _person(case, capitals=capitals)
    if entry.kind == "work":
        return _work(case, ordinary=ordinary, capitals=capitals)
    if entry.kind == "place":
        shouted = tokens[0].text.isupper() and not tokens[0].cased
        return 0.9 if capitals and not shouted and _stands_alone(case) else 0
    return _ordinary(case, capitals=capitals) if ordinary else _unusual(case, capitals=capitals)


def _unusual(case: _Case, *, capitals: bool) -> float:
    """Names that are no ordinary words are taken in lower case too, unless they are short or given names."""
    entry, key = case.match.entry, case.key
    if capitals:
        return 0.95 if _stands_alone(case) else 0
    if case.n > 1:
        return 0.8
    given = key in case.table.given
    if given or len(key) < 3 or not key.isalpha():
        model = given and entry.category == "model" and case.support.about_ai
        return 0.6 if key in LOWER or model else 0
    return 0.8 if len(key) > 4 else 0.5 if entry.name.islower() else 0


def _all_first(tokens: tuple[NameToken, ...], table: Gazetteer) -> bool:
    return len(tokens) == 1 and tokens[0].first and table.word_class(tokens[0].folded) >= 0


def _misheard(case: _Case, *, ordinary: bool, capitals: bool) -> float:
    """A known mishearing needs something of its own: an unusual spelling, a capital, or the right name nearby."""
    entry, tokens = case.match.entry, case.tokens
    supported = entry.name in case.support.names
    if entry.kind == "person":
        return 0.85 if capitals else 0
    if case.n == 1:
        if ordinary:
            return 0.6 if supported and case.tokens[0].capital and not tokens[0].first else 0
        return 0.75 if case.support.about_ai or supported or tokens[0].capital else 0
    if not ordinary or any(t.capital and not t.first for t in tokens):
        return 0.85
    if entry.category in AI_KINDS and (case.support.about_ai or supported):
        return 0.65
    return 0.6 if supported and tokens[0].first and tokens[0].capital else 0


def _stands_alone(case: _Case) -> bool:
    """False when a name of one word is really part of a person's: a given name before it, a surname behind it."""
    if case.n > 1:
        return True
    scanned, table, word = case.scanned, case.table, case.tokens[0]
    before, after = _neighbours(scanned, case.at, case.n)
    if (
        before
        and before.capital
        and before.folded in table.given
        and table.word_class(before.folded) < 3
        and before.folded not in table.keys
    ):
        return False
    if word.folded in table.given and after and after.capital and not after.text[0].isdigit():
        known = table.find(after.folded) or after.folded in TIERS or after.folded in SUFFIXES or table.word_class(after.folded) >= 0
        return bool(known)
    return True


def _neighbours(scanned: Scan, at: int, n: int) -> tuple[NameToken | None, NameToken | None]:
    tokens, text = scanned.tokens, scanned.text
    before = tokens[at - 1] if at and text[tokens[at - 1].end : tokens[at].start] == " " else None
    last = at + n - 1
    after = tokens[last + 1] if last + 1 < len(tokens) and text[tokens[last].end : tokens[last + 1].start] == " " else None
    return before, after


def _person(case: _Case, *, capitals: bool) -> float:
    entry, word = case.match.entry, case.tokens[0]
    if not capitals:
        band = word.capital and case.tokens[-1].folded in {"bros", "brothers"}
        return 0.7 if case.n > 1 and (case.support.caseless or band) else 0
    if case.n > 1:
        return 0.97
    if case.key in case.table.given or entry.name.casefold().startswith(case.key):
        if entry.company and not case.support.names.intersection(entry.company):
            return 0
        shared = len(case.table.people.get(case.key, ())) > 1
        if case.key in case.table.given and not entry.company and shared:
            return 0
    before, after = _neighbours(case.scanned, case.at, case.n)
    if before and before.capital and before.folded in case.table.given and before.folded not in FUNCTION and not word.first:
        return 0
    if before and before.capital and not before.first and before.folded not in FUNCTION and case.table.word_class(before.folded) < 0:
        return 0
    if after and after.capital and case.table.word_class(after.folded) < 0 and after.folded not in case.table.keys:
        return 0
    if case.table.word_class(case.key) >= 0 and (word.first or not word.cased):
        return 0
    return 0.85


def _work(case: _Case, *, ordinary: bool, capitals: bool) -> float:
    """Titles are made of ordinary words: capitals throughout, and quotation marks or a word such as `film` near, unless long."""
    if not capitals and not (case.n > 4 and sum(t.capital for t in case.tokens) * 2 > case.n):
        return 0.6 if not ordinary and len(case.key) > 6 and case.n > 1 else 0
    if not ordinary or case.n >= 4 or (case.n == 3 and not case.tokens[0].first):
        return 0.9
    if case.match.entry.category == "law or programme":
        return 0.85 if case.n > 1 else 0
    dated = _YEAR.match(case.scanned.text, case.tokens[-1].end) is not None
    if dated or case.at in case.support.works or quoted(case.scanned, case.at, case.n) or near(case.scanned, case.at, case.n, WORK_CUES, 7):
        return 0.8
    return 0.7 if case.n == 2 and not case.tokens[0].first and all(t.cased for t in case.tokens) else 0


def _ordinary(case: _Case, *, capitals: bool) -> float:
    """Names that are also ordinary words (`Apple`, `Cursor`, `Scale AI`) live by their capitals and the words beside them."""
    scanned, tokens, word = case.scanned, case.tokens, case.tokens[0]
    if case.n > 1:
        if not capitals:
            return 0.55 if case.support.caseless or (any(t.capital for t in tokens[1:])) else 0
        return 0.9 if any(not t.first and t.cased for t in tokens) else 0.7
    if not capitals or not _stands_alone(case):
        return 0
    rank = case.table.word_class(case.key)
    cue = _cued(case)
    inner = word.text[1:] != word.text[1:].lower() or any(c.isdigit() for c in word.text)
    if inner and word.text != word.text.upper():
        return 0.95
    seen, plain = scanned.capital[case.key] + scanned.capital[case.key + "'s"], scanned.lower[case.key]
    if not word.first and word.cased:
        if rank >= 5:
            return 0.7 if cue else 0
        return 0.9 if plain <= 2 * seen or cue else 0.5
    if seen and plain <= seen and rank < 5:
        return 0.85
    return 0.7 if rank < 5 and (cue or (plain == 0 and rank < 2)) else 0


def _used(case: _Case) -> bool:
    """True when a company's name stands for the service of that name: *on Facebook*, *we use Salesforce*."""
    before, after = _neighbours(case.scanned, case.at, case.n)
    return bool(before and before.folded in USED_BEFORE and not (after and after.folded in ORG_AFTER))


def _as_company(case: _Case) -> bool:
    """True when the words beside a name speak of the company: *the CEO of Slack*, *Slack raised*, *acquired Slack*."""
    before, after = _neighbours(case.scanned, case.at, case.n)
    named = before is not None and before.folded == "of" and case.at > 1 and case.scanned.tokens[case.at - 2].folded in TITLES
    return named or bool(
        (before and before.folded in WITH_COMPANIES)
        or (after and after.folded in ORG_AFTER - {"released", "launched", "releases", "launches", "team"})
    )


def _cued(case: _Case) -> bool:
    scanned, word = case.scanned, case.tokens[-1]
    before, after = _neighbours(scanned, case.at, case.n)
    kind = case.match.entry.kind
    ahead = ORG_BEFORE if kind == "organization" else PRODUCT_BEFORE
    behind = ORG_AFTER if kind == "organization" else PRODUCT_HEADS
    return bool(
        (before and before.folded in ahead)
        or (after and (after.folded in behind or after.text[:1].isdigit()))
        or (word.folded.endswith("'s") and not word.first)
    )


def _extend(scanned: Scan, table: Gazetteer, found: NameMention) -> NameMention:
    """The mention with the version and tier behind a product's name, or the last word of an organization's."""
    if found.kind == "product" and found.category in _VERSIONED:
        return _versioned(scanned, found)
    if found.kind == "organization" and found.last < len(scanned.tokens):
        following = scanned.tokens[found.last]
        gap = scanned.text[found.end : following.start]
        if (
            gap == " "
            and following.capital
            and following.folded in SUFFIXES - {"ai", "io"}
            and following.folded not in table.keys
            and following.cased
        ):
            name = f"{found.name} {following.text}"
            return found._replace(end=following.end, last=found.last + 1, name=name, entry=None, reason="known name with a division")
    return found


def _versioned(scanned: Scan, found: NameMention) -> NameMention:
    tokens, text = scanned.tokens, scanned.text
    end, last = found.end, found.last
    parts: list[str] = []
    while last < len(tokens):
        token = tokens[last]
        match = _VERSION.match(text, end)
        if match and match.start(1) > end - 1 and not any(c.isdigit() for part in parts for c in part):
            after = last
            while after < len(tokens) and tokens[after].start < match.end():
                after += 1
            follows = tokens[after].folded if after < len(tokens) and text[match.end() : tokens[after].start] == " " else ""
            whole = "." not in match[1]
            if (whole and (follows in UNITS or (found.category not in ("model", "chip", "hardware") and len(match[1]) > 2))) or len(
                match[1]
            ) > 5:
                break
            parts.append(match[1] if "v" not in match.group().lower() else match.group().strip(" -"))
            end, last = match.end(), after
        elif (parts and token.folded in TIERS and text[end : token.start] in {" ", "-"} and token.capital) or (
            found.category == "model" and token.folded in TIERS and token.capital and text[end : token.start] in {" ", "-"} and not parts
        ):
            parts.append(token.text)
            end, last = token.end, last + 1
        else:
            break
    if not parts:
        return found
    if parts[-1].casefold() in {"live", "image", "vision", "base", "high", "fast", "large"} and len(parts) == 1:
        return found
    glue = "-" if found.name in {"GPT", "GLM"} or (found.name.endswith("R1")) else " "
    return found._replace(end=end, last=last, name=found.name + glue + " ".join(parts), reason=found.reason + " with its version")
