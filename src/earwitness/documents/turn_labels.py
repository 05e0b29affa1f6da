"""Finds possible speaker labels at line starts, and decides which of them are speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from earwitness.documents.captions.timeline import longest_rising
from earwitness.documents.noise import is_noise
from earwitness.documents.speaker_labels import initials_in, is_role, looks_like_handle, looks_like_name, tidy
from earwitness.model.media import Person
from earwitness.text.clock import parse_clock

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME = re.compile(
    rf"(?:\\?[\[(<]\s?)?({_CLOCK})(?!\d|:\d)(?:\s{{0,2}}(?:-->|[-–—]|to)\s{{0,2}}{_CLOCK})?(?:\s?\\?[\])>])?(?:\(https?://[^\s()]{{1,300}}\))?"
)
_CHEVRON = re.compile(r">>>?(?=[\s\w\"“'‘\[(])")
_BOLD = re.compile(r"(\*\*|__|\*)([^*_\n\[\]]{1,70}?)(\s{0,2}(?:\\?[\[(]\s?" + _CLOCK + r"\s?\\?[\])])?\s{0,2}:?\s?)\1")
_VOICE_TAG = re.compile(r"<v(?:\.[\w.]{1,40})?\s([^<>\n]{1,80})>")
_BRACKETED = re.compile(r"\[([^\[\]\n:]{1,50})\](?=\s)|\[([^\[\]\n:]{1,50})\](?=\s{0,2}:)")
_SIGNS = r"\s:：*\[\](){}<>#>|`\-–—•\"“‘'"
_INSIDE = r"\n:：*\[\](){}<>|`\"“"
_TIMED_NAME = re.compile(rf"([^{_SIGNS}][^{_INSIDE}]{{0,58}}?)\s{{1,8}}(?=\\?[\[(]?\s?\d{{1,3}}:\d{{2}})")
_PLAIN = re.compile(rf"([^{_SIGNS}][^{_INSIDE}]{{0,58}}(?:\([^()\n:]{{1,40}}\))?)(?=\s{{0,2}}[:：])")
_ALONE = re.compile(r"([^\s:*\[\](){}<>#>|`\d\-–—•\"“‘'][^\n:*\[\](){}<>|`\"“.?!]{0,58})[ \t]{0,8}$")
_GAP = re.compile(r"[ \t]{0,8}(?:[-–—|][ \t]{1,4})?")
_COLON = re.compile(r"[ \t]{0,3}(?:：|:(?=\s|$|[A-Z\"“]))")
_INDENT = re.compile(r"[ \t]{0,12}")
_PRODUCTION = frozenset(
    ("break", "ad break", "commercial break", "sponsor break", "intro", "outro", "jingle", "theme music", "music", "ad", "ads")
)
_SMALL_WORD = re.compile(r"(?<=\s)[a-z]{2,20}(?=[\s,.])")
_SAMPLE = 300_000
_THING_ENDINGS = ("ing", "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ware", "ship", "ology")
_MIN_TURNS, _MIN_CHANGES = 4, 3
_MIN_HANDLE_TURNS = 4
_MAX_TURN = 9000
"""Characters a turn may have on average. Real transcripts have 150 to 1,500; an article that quotes two people twice has far more."""
_EARLY = 0.4
"""Share of the text within which the first turn must begin."""


class Label(NamedTuple):
    """A possible start of a turn. `words` is where its words begin; `name` and `time_ms` are what the line states."""

    start: int
    words: int
    name: str | None = None
    time_ms: int | None = None
    bold: bool = False
    chevron: bool = False
    time: tuple[int, int] | None = None
    """Place of the time stamp."""
    label: tuple[int, int] | None = None
    """Place of the name with its mark-up and colon."""


def find_label(text: str, start: int, end: int) -> Label | None:
    """What the line `text[start:end]` begins with: a name, a time, both, or None."""
    at = _behind(_INDENT, text, start, end)
    first = at
    chevron = _CHEVRON.match(text, at, end)
    if chevron:
        at = _behind(_INDENT, text, chevron.end(), end)
    time = _TIME.match(text, at, end)
    if time:
        at = time.end()
        colon = _COLON.match(text, at, end)
        at = _behind(_GAP, text, colon.end() if colon else at, end)
    named = _name_at(text, at, end, timed=time is not None)
    if named is None:
        if time is None and chevron is None:
            return None
        return Label(first, at, None, _ms(time), chevron=chevron is not None, time=time.span() if time else None)
    name, label_end, bold, later = named
    used = time or later
    return Label(
        first, label_end, name, _ms(used), bold=bold, chevron=chevron is not None, time=used.span() if used else None, label=(at, label_end)
    )


def _name_at(text: str, at: int, end: int, *, timed: bool) -> tuple[str, int, bool, re.Match[str] | None] | None:
    """Name, where its label ends, whether it is bold, and the time behind it."""
    for pattern in (_BOLD, _VOICE_TAG, _BRACKETED, _TIMED_NAME, _PLAIN):
        match = pattern.match(text, at, end)
        if match is None:
            continue
        name = match.group(2) if pattern is _BOLD else match.group(1) or match.group(2)
        inner = match.group(3) if pattern is _BOLD else ""
        time, after, colon = _behind_name(text, match.end(), end)
        if time is None and inner:
            time = _TIME.search(text, match.start(3), match.end(3))
        if pattern is _BRACKETED and not colon and time is None:
            colon = not is_noise(name) and (is_role(name) or (len(name.split()) > 1 and looks_like_name(tidy(name))))
        if colon or time is not None or ":" in inner or pattern is _VOICE_TAG:
            return name.strip(), after, pattern is _BOLD, time
        if pattern is not _TIMED_NAME:
            return None
    alone = _ALONE.match(text, at, end) if timed else None
    if alone and looks_like_name(tidy(alone.group(1))) and len(alone.group(1).split()) < 5:
        return alone.group(1).strip(), alone.end(), False, None
    return None


def _behind_name(text: str, at: int, end: int) -> tuple[re.Match[str] | None, int, bool]:
    """The time behind a name, where its words begin, and whether a colon stands there.

    A bare time counts only at the end of the line or before a colon: `Paris 12:30 train` is prose.
    """
    colon = _COLON.match(text, at, end)
    reached = colon.end() if colon else at
    time = _TIME.match(text, _behind(_INDENT, text, reached, end), end)
    if time is None:
        return None, reached, colon is not None
    late = _COLON.match(text, time.end(), end)
    if late or text[time.start()] in "[(\\<" or not text[time.end() : end].strip():
        return time, late.end() if late else time.end(), True
    return None, reached, colon is not None


def _behind(pattern: re.Pattern[str], text: str, at: int, end: int) -> int:
    """Where `text` goes on behind `pattern`, at `at` when it does not match there."""
    found = pattern.match(text, at, end)
    return found.end() if found else at


def _ms(match: re.Match[str] | None) -> int | None:
    return parse_clock(match.group(1)) if match else None


def is_possible(label: Label) -> bool:
    """True when the label's name could be a person, a role or at least a handle."""
    if label.name is None or is_noise(label.name):
        return False
    name = tidy(label.name)
    return looks_like_name(name) or (looks_like_handle(name) and not name.isdigit())


def _is_common_noun(label: Label, small: frozenset[str]) -> bool:
    """True for the labels of a list of points, `Pricing: ...`: a word that ends as nouns of things do, or is also written small."""
    name = label.name or ""
    if label.time_ms is not None or label.chevron or " " in name or is_role(name) or not name.isascii():
        return False
    lower = name.casefold()
    return lower.endswith(_THING_ENDINGS) or lower in small or f"{lower}s" in small


def is_production(label: Label) -> bool:
    """True for `**Break:** [15:27]`, `Outro:`: a label of the show's making, no speaker and no words."""
    return label.name is not None and tidy(label.name).casefold() in _PRODUCTION


def believed_names(labels: Sequence[Label], declared: Iterable[Person] = ()) -> frozenset[str]:
    """The label names that are speakers, given that the text is a transcript."""
    known = {part.casefold() for person in declared for part in (person.name, *person.name.split())}
    known |= {short.casefold() for label in labels if label.name and (short := initials_in(label.name))}
    counts = Counter(label.name for label in labels if label.name)
    believed: set[str] = set()
    for label in labels:
        name = label.name
        if name is None or name in believed or not is_possible(label):
            continue
        tidied = tidy(name)
        real = looks_like_name(tidied)
        certain = tidied.casefold() in known or is_role(tidied)
        marked = real and (label.time_ms is not None or label.bold or label.chevron or 1 < len(tidied.split()) < 4)
        if certain or marked or counts[name] >= (2 if real else _MIN_HANDLE_TURNS):
            believed.add(name)
    return frozenset(believed)


def is_named_transcript(text: str, labels: Sequence[Label], lines: int) -> bool:
    """True when names announce turns as speech has them: they recur, alternate and cover the text.

    A newsletter that twice gives a paragraph to one `Stephen Smith:` does not.
    """
    distinct = {label.name: label for label in labels if label.name}
    small = frozenset(_SMALL_WORD.findall(text[:_SAMPLE]))
    possible = {name for name, label in distinct.items() if is_possible(label)}
    candidates = [label for label in labels if label.name in possible and not _is_common_noun(label, small)]
    counts = Counter(label.name for label in candidates)
    needed = {name: 2 if looks_like_name(tidy(name)) else _MIN_HANDLE_TURNS for name in counts if name}
    turns = [label for label in labels if label.name and counts[label.name] >= needed.get(label.name, 99)]
    timed = [label for label in labels if label.name and label.time_ms is not None and looks_like_name(tidy(label.name))]
    if len(timed) >= 2 and len(timed) >= len(turns) / 2:
        turns = sorted({*turns, *timed}, key=lambda label: label.start)
        return len(text) <= _MAX_TURN * 4 * len(turns) and turns[0].start <= _EARLY * len(text)
    changes = sum(one.name != other.name for one, other in pairwise(turns))
    if len(turns) >= _MIN_TURNS and changes >= _MIN_CHANGES and len({label.name for label in turns}) > 1:
        return len(text) <= _MAX_TURN * len(turns) and turns[0].start <= _EARLY * len(text)
    full = [label for label in candidates if 1 < len(tidy(label.name or "").split()) < 4]
    if len(full) >= 3 and sum(one.name != other.name for one, other in pairwise(full)) >= 2:  # an excerpt of a few long turns
        return len(text) <= _MAX_TURN / 3 * len(full) and lines <= 8 * len(full) and full[0].start <= _EARLY * len(text)
    short = candidates
    return len(short) >= 2 and len({label.name for label in short}) >= 2 and len(short) >= 0.5 * lines and lines <= 12


def is_timed_transcript(text: str, labels: Sequence[Label]) -> bool:
    """True when time stamps alone part the text as speech is parted: many, rising, with sentences between (a chapter list has titles)."""
    timed = [label for label in labels if label.time_ms is not None]
    if len(timed) < 3 or timed[0].start > _EARLY * len(text):
        return False
    if sum(longest_rising([label.time_ms for label in timed])) < 0.8 * len(timed):
        return False
    sizes = [len(text[one.words : other.start].split()) for one, other in pairwise(timed)]
    return median(sizes) >= 8


def labels_behind_chevrons(text: str, start: int) -> Iterator[Label]:
    """The labels that stand behind turn marks inside lines."""
    for match in _INLINE_CHEVRON.finditer(text, start):
        label = find_label(text, match.end(), min(len(text), match.end() + 120))
        if label is not None and label.name is not None:
            yield label._replace(chevron=True)


def chevrons(text: str) -> Iterator[re.Match[str]]:
    """Every `>>` or `>>>` that marks a change of speaker: after white space, before words; none of code or mail quotes."""
    return _INLINE_CHEVRON.finditer(text)


_INLINE_CHEVRON = re.compile(r"(?:(?<=\s)|(?<![^\n]))>>>?(?=[ \t\n][ \t]{0,4}[\w\"“'‘\[(♪$-]|[A-Z])")
_AFTER_SPEECH = re.compile(r"[.?!,…\])”\"'’-]\s{0,3}$|\A\s{0,3}$|\n\s{0,3}$")


def is_chevron_transcript(text: str) -> bool:
    """True when `>>` marks changes of speaker: often enough, and mostly behind ended sentences or at line starts."""
    found = list(chevrons(text))
    if len(found) < 3 or len(found) * 8000 < len(text):
        return False
    quoted = text.count("\n> ") + text.count("\n>> > ")
    ended = sum(_AFTER_SPEECH.search(text, max(0, match.start() - 6), match.start()) is not None for match in found)
    return quoted < len(found) and ended >= 0.5 * len(found)
