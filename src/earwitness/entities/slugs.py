"""URL slugs of speakers and topics, made from their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from earwitness.text.folding import fold

LONGEST = 80
_ACCENTED = re.compile(r"([a-z])[\u0300-\u036f]+")
_NAMELESS = re.compile(
    r"(?:speaker|voice|host|guest|caller|participant|person|unknown|unidentified|none|narrator)?[\s_#-]*\d*[\s_-]*[a-z]?", re.IGNORECASE
)


def slug(name: str) -> str:
    """A topic's or speaker's key in addresses and file names: letters and digits of any script, parted by hyphens.

    Latin letters lose their accents. Where a sign that makes another name of it or the end of a long one is left out, 8 hex digits of the
    name follow.

    >>> slug("José Ortega"), slug("  AI & Energy: Grids "), slug("李明"), slug("C#") == slug("C")
    ('jose-ortega', 'ai-energy-grids', '李明', False)
    """
    plain = _ACCENTED.sub(r"\1", unicodedata.normalize("NFKD", name.casefold()))
    words = "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in plain).split()
    retained = unicodedata.normalize("NFC", "-".join(words))
    if retained and len(retained) <= LONGEST and not any(symbol in name for symbol in "+#"):
        return retained
    mark = hashlib.sha256(fold(name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{retained[:LONGEST].strip('-')}-{mark}" if retained else mark


def is_named(speaker: str | None) -> bool:
    """True for a name; False for nobody and for a voice that only has a number.

    >>> is_named("Ada Quill"), is_named("Speaker 2"), is_named("SPEAKER_01"), is_named(None)
    (True, False, False, False)
    """
    return bool(speaker) and _NAMELESS.fullmatch((speaker or "").strip()) is None


def quantity_of(subject: str, unit: str) -> str:
    """What a number measures, so that competing values can be put side by side; empty where the subject is not known.

    >>> quantity_of("The median wait", "days")
    'median wait|days'
    """
    words = fold(subject).split()
    while words and words[0] in _DETERMINERS:
        words.pop(0)
    return f"{' '.join(words)}|{unit}" if words else ""


_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those", "our", "your", "their", "his", "her", "its", "my"))
