"""Invisible characters: control, zero-width and bidirectional characters, and lone surrogates."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SUSPECTS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e01ef]"
)
_JOINING_SCRIPTS = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af]")
"""Arabic, Indic, Tibetan, Burmese, Khmer, Mongolian: there the (non-)joiner is spelling."""
_EMOJI_BASE = re.compile("[#*0-9\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]")


def strip_invisible(text: str) -> tuple[str, int]:
    """The text with LF line ends and without characters a reader cannot see, and how many of these were removed.

    Kept: tabs; joiners and variation selectors inside emoji, flags, and scripts that spell with them.
    """
    if _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
    if not _SUSPECTS.search(text):
        return text, 0
    removed = 0

    def judge(match: re.Match[str]) -> str:
        nonlocal removed
        at = match.start()
        if _is_needed(match.group(), text[at - 1 : at], text[at + 1 : at + 2]):
            return match.group()
        removed += 1
        return ""

    return _SUSPECTS.sub(judge, text), removed


def replace_surrogates(text: str) -> str:
    r"""The text without lone surrogates, which JSON escapes can smuggle in and UTF-8 cannot hold.

    >>> replace_surrogates("a\ud800b")
    'a�b'
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _is_needed(char: str, before: str, after: str) -> bool:
    """True where an invisible character is part of an emoji or of a script's spelling."""
    if char in "\u200c\u200d" and before and after:
        if _JOINING_SCRIPTS.match(before):
            return True
        return char == "\u200d" and bool(_EMOJI_BASE.match(before) and _EMOJI_BASE.match(after))
    if char in "\ufe0e\ufe0f":
        return bool(before and _EMOJI_BASE.match(before))
    return char in "\u180b\u180c\u180d\u180e" and bool(before and before.isalpha() and _JOINING_SCRIPTS.match(before))


def one_line(text: str) -> str:
    r"""Return the text on one line without control characters, safe to print on a terminal.

    >>> one_line("a\x1b[31m b\n c")
    'a [31m b c'
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
