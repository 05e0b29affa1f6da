"""Hints for a speech engine: names and terms known before transcription."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earwitness.model.speech import Hints

MAX_TERMS, MAX_CHARACTERS = 24, 300
"""Whisper reads at most 223 tokens of hints; long lists make it write names nobody said."""
_NAME = re.compile(r"[A-Z][\w'’.-]{1,30}(?: (?:[A-Z][\w'’.-]{1,30}|of|de|van|von)){0,4}")
_TERM = re.compile(r"\b(?=\w{0,20}(?:[A-Z]\w{0,20}[A-Z]|[a-z][A-Z]|\d))[A-Za-z][\w-]{1,24}\b")


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


_COMMON = _words(
    """
    a an the this that these those in on at of for from with and or but if we you they he she it i my our your his her how what
    why when where who which is are was were do does did can will episode show podcast part season today tomorrow listen subscribe
    follow links link notes chapters chapter twitter website email sponsor sponsors produced hosted host guest monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october november
    december welcome thanks please new also all more
    """
)
_MAX_NOTES = 8_000


def hints_for(*, people: Iterable[str] = (), title: str | None = None, notes: str | None = None, glossary: Iterable[str] = ()) -> Hints:
    """The hotwords of an item: the user's glossary first, then its people, then names out of its title and notes.

    >>> hints_for(people=["Ines Okafor"], title="Why KiteDB moved to Rust").hotwords
    'Ines Okafor, KiteDB, Rust'
    """
    terms: dict[str, str] = {}
    for term in (*glossary, *people, *_names(title or ""), *_names((notes or "")[:_MAX_NOTES])):
        shown = " ".join(term.split())[:60]
        if shown and not any(shown.casefold() in known for known in terms):
            terms[shown.casefold()] = shown
    chosen: list[str] = []
    for term in terms.values():
        if len(chosen) == MAX_TERMS or sum(map(len, chosen)) + len(term) > MAX_CHARACTERS:
            break
        chosen.append(term)
    return Hints(hotwords=", ".join(chosen))


def _names(text: str) -> Iterable[str]:
    """Runs of capitalised words that do not merely begin a sentence, and words of mixed signs such as `GPT-5` or `KiteDB`."""
    for line in re.split(r"https?://\S+|[\n.!?:|()]", text):
        found = [(match.start(), match.group()) for match in _NAME.finditer(line)]
        found += [(match.start(), match.group()) for match in _TERM.finditer(line)]
        for at, name in sorted(found):
            words = name.split()
            while words and words[0].casefold() in _COMMON:
                words = words[1:]
            alone_at_start = len(words) == 1 and not line[:at].strip() and words[0][1:].islower()
            if words and not alone_at_start and len(words[0]) > 1:
                yield " ".join(words).rstrip(",.-'’")
