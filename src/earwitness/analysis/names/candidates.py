"""Tokens with the features of names (shape and position), and runs of capitalised words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from earwitness.analysis.names.gazetteer import TOKEN
from earwitness.analysis.names.words import CONNECTORS, HEADS, INNER
from earwitness.model.reading import Reading

_SKIPPED = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[\w-]+\.(?:com|org|io|net|dev|co)\b(?:/\S*)?")
"""Addresses: the names inside them are not mentions."""
_OPENING = " \t\"'“‘([{*_#>-–—•·|"
_ENDS = ".?!:;…"


class NameToken(NamedTuple):
    """One token: its place, characters, folded form, and what may be read from its case."""

    start: int
    end: int
    text: str
    folded: str
    capital: bool
    """Has an upper-case letter, or is a number."""
    first: bool
    """Opens a sentence, a line, a label or a quotation, so that a capital says little."""
    label: bool
    """Stands in a speaker label."""
    cased: bool
    """False in headings and stretches in which nearly every word, or none, has a capital."""


class CapitalRun(NamedTuple):
    """`tokens[first:last]`, a run of capitals with inner connectors."""

    first: int
    last: int


class Scan(NamedTuple):
    """The tokens of a text and how often each stands in lower case and with a telling capital."""

    text: str
    tokens: tuple[NameToken, ...]
    lower: Counter[str]
    capital: Counter[str]


def scan(reading: Reading) -> Scan:
    """Every token outside noise, promotion, time stamps, mark-up, code and addresses, in order."""
    tokens = tuple(_tokens(reading))
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for token in tokens:
        if not token.capital:
            lower[token.folded] += 1
        elif not token.first and token.cased:
            capital[token.folded] += 1
    return Scan(reading.text, tokens, lower, capital)


def _tokens(reading: Reading) -> Iterator[NameToken]:
    transcript, text = reading.transcript, reading.text
    labels = sorted((m.start, m.end) for m in transcript.marks if m.kind == "label")
    barred = sorted(
        [(m.start, m.end) for m in transcript.marks if m.kind in ("noise", "promotion", "time", "turn", "syntax")]
        + [m.span() for m in _SKIPPED.finditer(text)]
        + [(s.start, s.end) for s in transcript.segments if s.kind == "code"]
    )
    starts = {s.start for s in reading.sentences} | {s.start for s in transcript.segments if s.kind != "speech"}
    plain = _uncased(reading)
    at, plain_at, label_at = 0, 0, 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        while at < len(barred) and barred[at][1] <= start:
            at += 1
        if at < len(barred) and barred[at][0] < end and start < barred[at][1]:
            continue
        while plain_at < len(plain) and plain[plain_at][1] <= start:
            plain_at += 1
        while label_at < len(labels) and labels[label_at][1] <= start:
            label_at += 1
        word = match.group()
        capital = word != word.lower() or (not word.isalpha() and any(c.isdigit() for c in word))
        yield NameToken(
            start,
            end,
            word,
            word.casefold().replace("’", "'"),
            capital,
            capital and (start in starts or _opens(text, start)),
            label_at < len(labels) and labels[label_at][0] <= start,
            not (plain_at < len(plain) and plain[plain_at][0] <= start),
        )


def _opens(text: str, start: int) -> bool:
    """True when what stands before `start` ends a sentence, or is nothing."""
    at = start - 1
    while at >= 0 and text[at] in _OPENING and start - at < 12:
        at -= 1
    if at < 0 or text[at] in _ENDS:
        return not (at > 1 and text[at] == "." and text[at - 1].isupper() and not text[at - 2].isalpha())
    if text[at] == ",":
        return start - at > 1 and any(c in '"“' for c in text[at + 1 : start])
    return text[at] == "\n" and at > 0 and text[at - 1] == "\n"


def _uncased(reading: Reading) -> list[tuple[int, int]]:
    """Sentences in which case says nothing: headings, lines in title case or in capitals, texts without capitals."""
    found = []
    for sentence in reading.sentences:
        messages = [w for w in reading.words_of(sentence) if w.text[0].isalpha() and len(w.text) > 3]
        capitals = sum(w.text[0].isupper() for w in messages)
        if sentence.kind == "heading" or (len(messages) >= 4 and capitals >= 0.75 * len(messages)):
            found.append((sentence.start, sentence.end))
    return found


def joined(scanned: Scan, first: int, last: int) -> bool:
    """True when `tokens[first:last]` can be one name: nothing but light punctuation between them."""
    text, tokens = scanned.text, scanned.tokens
    return all(_light(text[tokens[i].end : tokens[i + 1].start], tokens[i], last - first) for i in range(first, last - 1))


def _light(gap: str, before: NameToken, length: int) -> bool:
    if gap in {" ", "-", ".", "&", " & ", "’", "·", "/", "‑", "\n"}:
        return True
    if gap in {". ", ".-", ".&"}:
        return len(before.text) <= 3
    return length >= 3 and gap in {", ", ": ", " – ", "! "}


def quoted(scanned: Scan, at: int, n: int) -> bool:
    """True when the tokens stand between quotation marks or emphasis signs."""
    text, start, end = scanned.text, scanned.tokens[at].start, scanned.tokens[at + n - 1].end
    return text[max(0, start - 1) : start] in set('"“‘*_') and any(c in '"”’*_' for c in text[end : end + 2])


def near(scanned: Scan, at: int, n: int, cues: frozenset[str], width: int) -> bool:
    """True when one of `cues` stands among the `width` tokens before or behind."""
    tokens = scanned.tokens
    return any(t.folded in cues for t in tokens[max(0, at - width) : at]) or any(t.folded in cues for t in tokens[at + n : at + n + width])


def runs(scanned: Scan, taken: set[int]) -> Iterator[CapitalRun]:
    """Runs of capitalised tokens that no known name has taken, with connectors only between two capitals."""
    tokens, at, count = scanned.tokens, 0, len(scanned.tokens)
    while at < count:
        if at in taken or not tokens[at].capital or tokens[at].text[0].isdigit():
            at += 1
            continue
        end = at + 1
        while end < count and end not in taken:
            gap = scanned.text[tokens[end - 1].end : tokens[end].start]
            if gap not in {" ", "-", "&", " & ", "‑"} and not (
                gap == ". " and len(tokens[end - 1].text) <= 2 and tokens[end - 1].text.isupper()
            ):
                break
            if tokens[end].capital:
                end += 1
            elif (
                (tokens[end].folded in INNER or (tokens[end].folded in CONNECTORS and tokens[at].folded in HEADS))
                and end + 1 < count
                and end + 1 not in taken
                and tokens[end + 1].capital
                and scanned.text[tokens[end].end : tokens[end + 1].start] == " "
                and gap == " "
            ):
                end += 2
            else:
                break
        yield CapitalRun(at, end)
        at = end
