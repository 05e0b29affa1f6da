"""File names that are distinct on every file system and the same for the same archive."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST = 80
LONGEST_NOTE = 120
"""Bytes of a note's name: file systems allow some 255, of which other scripts take three a character and endings some."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069\[\]|#^\\<>{}%:/*"?]')
"""What a file name or a wikilink cannot hold, and what turns or hides writing."""


def slug(text: str) -> str:
    """`text` as lower-case ASCII words between hyphens; empty when nothing of it can be written so.

    >>> slug("Ep. 12: Café & You?")
    'ep-12-cafe-you'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > LONGEST:
        words = words[:LONGEST].rpartition("-")[0] or words[:LONGEST]
    return words


def note_name(text: str) -> str:
    """`text` as the name of a note: nothing a file system, a wikilink or a reader would stumble over; may be empty.

    >>> note_name("AC/DC: [live] ."), note_name("con")
    ('AC DC live', 'con_')
    """
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
    if len(plain.encode("utf-8", "ignore")) > LONGEST_NOTE:
        cut = _within(plain, LONGEST_NOTE)
        plain = cut.rpartition(" ")[0] or cut
    plain = plain.strip(". ")
    return f"{plain}_" if _RESERVED.fullmatch(plain) else plain


def date_part(published: str | None) -> str:
    """The day an item was published, `undated` when that is not known."""
    day = (published or "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "undated"


def distinct_names(
    wanted: Iterable[tuple[str, str]], *, taken: Iterable[str] = (), qualifiers: Sequence[str] = ("{name}-{id}",)
) -> dict[str, str]:
    """A name for each id, from pairs of id and wished name, the first comer's wish granted: no two are equal but for case.

    Who comes later to a taken name gets something of its own behind it, so that names of others never change. Of an id like
    `item/a1b2` the part behind the slash counts.

    >>> told_apart([("a1b2c3d4", "mill"), ("b9", "Mill"), ("c3", "")])
    {'a1b2c3d4': 'mill', 'b9': 'Mill-b9', 'c3': 'c3'}
    """
    used = {_same(name) for name in taken}
    given: dict[str, str] = {}
    for id_, wish in wanted:
        own = slug(id_.rpartition("/")[2]) or hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()
        own = own if len(own) >= 6 or own == id_ else hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()
        forms = qualifiers if wish else ("{id}",)
        choices = (wish, *(form.format(name=wish, id=own[:length]) for length in (6, 10, len(own)) for form in forms))
        name = next(choice for choice in choices if choice and _same(choice) not in used)
        used.add(_same(name))
        given[id_] = name
    return given


def _same(name: str) -> str:
    """How a file system that minds neither case nor the way accents are written sees a name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())


def _within(text: str, size: int) -> str:
    """The beginning of `text` that takes at most so many bytes: file systems count those."""
    return text.encode("utf-8", "ignore")[:size].decode("utf-8", "ignore")
