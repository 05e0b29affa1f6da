"""Detects section headings in plain text by emoji, capitals, numbers, underlines, or short lines that stand alone."""

from __future__ import annotations

import re
from typing import NamedTuple

EMOJI = (
    "\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\ufe0e\ufe0f\u200d\u20e3"
)
"""Pictures used as decoration: emoji, flags, dingbats, arrows, and the signs that join and colour them."""

_FRONT = re.compile(f"[{EMOJI}\\s]+")
_PICTURE = re.compile(f"[{EMOJI}]")
_NUMBERED = re.compile(r"(?:(?:chapter|part|section|step|lesson|rule)\s+)?(?:\d{1,3}|[IVX]{1,5})[.):]?\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "my",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "our",
        "out",
        "over",
        "per",
        "so",
        "than",
        "that",
        "the",
        "their",
        "these",
        "this",
        "those",
        "to",
        "up",
        "via",
        "vs",
        "was",
        "we",
        "were",
        "what",
        "when",
        "why",
        "will",
        "with",
        "you",
        "your",
    }
)
_ENDED = (".", ",", ";", ":", "…", "”", '"', "—", "-")
_LONGEST = 140


class Heading(NamedTuple):
    """The words of a heading within its line, and how clearly it is one."""

    first: int
    last: int
    sure: bool
    """True for a heading by its own form; False for one that only its surroundings can confirm."""


def heading_in(line: str) -> Heading | None:
    """The heading a line is, its emoji and number outside its words; None when the line is no heading.

    >>> heading_in("🎥 Studios Meet Software 🍿")
    Heading(first=2, last=23, sure=True)
    """
    if not line.strip() or len(line) > _LONGEST + 40:
        return None
    first, last = core(line)
    words = line[first:last]
    if len(words) > _LONGEST or not any(char.isalpha() for char in words):
        return None
    framed = bool(_PICTURE.search(line[:first]) or _PICTURE.search(line[last:]))
    numbered = _NUMBERED.match(words)
    if framed and _titled(words, few=4):
        return Heading(first, last, sure=True)
    if words.endswith(_ENDED) or words[0] in "\"“‘'(-*•>[":
        return None
    if _capitals(words):
        return Heading(first, last, sure=True)
    if numbered and len(words) <= 90 and _titled(words[numbered.end() :], few=8):
        return Heading(first + numbered.end(), last, sure=False)
    if len(words) <= 90 and not words.endswith("!") and _titled(words, few=0):
        return Heading(first, last, sure=False)
    return None


def core(line: str) -> tuple[int, int]:
    """Where the words of a line stand, white space and decoration at both ends left out."""
    front = _FRONT.match(line)
    first = front.end() if front else 0
    last = len(line)
    while last > first and (line[last - 1].isspace() or _PICTURE.match(line[last - 1])):
        last -= 1
    return first, last


def has_picture(line: str) -> bool:
    """True when a line starts or ends with decoration."""
    first, last = core(line)
    return bool(_PICTURE.search(line[:first]) or _PICTURE.search(line[last:]))


def _titled(words: str, *, few: int) -> bool:
    """True for words in Title Case; `few` words or less need only begin with a capital and not end like a sentence."""
    found = _WORD.findall(words)
    if not found or len(found) > 18 or not (words[0].isupper() or words[0].isdigit() or words[0] in "\"“‘'$€£#"):
        return False
    ends = words.endswith((".", ";", ","))
    if ends and not words.endswith("…"):
        return False
    if len(found) <= few:
        return True
    weighty = [word for word in found if word.lower() not in _SMALL]
    lower = sum(word[0].islower() for word in weighty)
    return len(weighty) >= 2 and lower <= len(weighty) // 6


def _capitals(words: str) -> bool:
    found = _WORD.findall(words)
    return len(words) <= 80 and len(found) >= 1 and sum(map(len, found)) >= 6 and words.upper() == words and words.lower() != words
