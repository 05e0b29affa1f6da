"""Parses values of feeds in the spellings publishers use: dates, durations, languages, numbers, booleans, people."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from earwitness.model.media import Person, PersonRole
from earwitness.sources.feed_text import plain
from earwitness.text.clock import parse_clock

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$", re.IGNORECASE
)
_SPOKEN = re.compile(
    r"(?:(\d{1,3})\s?h(?:ours?|rs?)?)?[,\s]{0,3}(?:(\d{1,4})\s?m(?:in(?:ute)?s?)?)?[,\s]{0,3}(?:(\d{1,6})(?:\.\d{1,9})?\s?s(?:ec(?:ond)?s?)?)?\.?$",
    re.IGNORECASE,
)
_ISO_DURATION = re.compile(r"P(?:(\d{1,2})D)?T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d{1,9})?S)?$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$")
_EMAIL = re.compile(r"[^\s@<>()]{1,100}@[^\s@<>()]{1,200}")
_LONGEST_MS = 14 * 24 * 3_600_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_JOINED = re.compile(r"\s{0,5}(?:[,;|]|\s&\s|\s(?:and|und|et|y|with)\s)\s{0,5}", re.IGNORECASE)
_BY = re.compile(r"^.{0,80}?\b(?:hosted|written|presented|edited) by\s{1,5}|^.{1,80}?\sby\s{1,5}", re.IGNORECASE)
"""`Hosted by Ada Moor`, `The Tide by Ada Moor`."""
_NO_PERSON = re.compile(
    r"\b(?:admin|administrator|association|bbc|blog|broadcast(?:ing)?|co|company|corp(?:oration)?|daily|digest|editor(?:ial|s)?|foundation|gmbh"
    r"|group|inc|institute|journal|limited|llc|ltd|magazine|media|network|news|newsletter|npr|podcasts?|press|productions?|public|publishing"
    r"|radio|report|review|show|society|staff|studios?|support|team|the|times|tv|university|webmaster|weekly)\b",
    re.IGNORECASE,
)
_ROLES: dict[str, PersonRole] = {
    "host": "host",
    "co-host": "host",
    "cohost": "host",
    "guest host": "host",
    "guest": "guest",
    "interviewee": "guest",
    "author": "author",
    "writer": "author",
    "moderator": "moderator",
    "caller": "caller",
}


def utc(parsed: time.struct_time | None, text: str | None = None) -> str | None:
    """A date as ISO 8601 in UTC, from what feedparser made of it or from the text itself; None when neither is a date.

    >>> utc(None, "Fri, 09 Oct 2020 04:30:38 -0100")
    '2020-10-09T05:30:38+00:00'
    """
    if parsed is not None:
        try:
            found = dt.datetime(*parsed[:5], min(59, parsed[5]), tzinfo=dt.UTC)
        except (ValueError, TypeError):
            return utc(None, text)
        return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
    return _from_text(" ".join((text or "").split())[:100])


def _from_text(text: str) -> str | None:
    if not text:
        return None
    try:
        if match := _ISO.match(text):
            year, month, day, hour, minute, second, zone = match.groups()
            found = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=dt.UTC)
            if zone and zone.upper() != "Z":
                shift = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
                if shift > dt.timedelta(hours=15):
                    return None
                found = found - shift if zone[0] == "+" else found + shift
        else:
            found = parsedate_to_datetime(text)
            found = (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(microsecond=0).isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def duration_ms(text: str | None) -> int | None:
    """Milliseconds of `3723`, `62:03`, `1:02:03.5`, `1h 2m 3s`, `62 minutes`, `PT1H2M3S`; None for anything else and for zero.

    >>> duration_ms("1:02:03")
    3723000
    """
    text = " ".join((text or "").split())[:60].replace("：", ":")
    if not text:
        return None
    found = parse_clock(text)
    if found is None:
        found = _spelled(text)
    return found if found and 0 < found <= _LONGEST_MS else None


def _spelled(text: str) -> int | None:
    parts = text.split(":")
    try:
        if 1 <= len(parts) <= 4 and all(re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", part) for part in parts):
            seconds = 0.0
            for part, unit in zip(reversed(parts), (1, 60, 3600, 86400), strict=False):
                seconds += float(part) * unit
            return round(seconds * 1000)
    except (ValueError, OverflowError):
        return None
    if iso := _ISO_DURATION.match(text):
        days, hours, minutes, rest = (int(part or 0) for part in iso.groups())
        return ((days * 24 + hours) * 3600 + minutes * 60 + rest) * 1000
    if (spoken := _SPOKEN.match(text)) and any(spoken.groups()):
        hours, minutes, rest = (int(part or 0) for part in spoken.groups())
        return (hours * 3600 + minutes * 60 + rest) * 1000
    return None


def seconds_ms(text: str | None) -> int | None:
    """Milliseconds of a number of seconds such as `33.833`, zero included; None for anything else."""
    text = (text or "").strip()[:30]
    return round(float(text) * 1000) if re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?", text) else None


def language(text: str | None) -> str | None:
    """A BCP 47 tag, `en_us` written as `en-us`; None when it is none."""
    text = (text or "").strip()
    return text.replace("_", "-") if _LANGUAGE.match(text) else None


def whole(text: object) -> int | None:
    """A whole number from 0 to 2^53; None for anything else."""
    digits = str(text or "").strip().replace(",", "") if not isinstance(text, bool) else ""
    return int(digits) if re.fullmatch(r"\d{1,15}", digits) else None


def explicit(text: str | None) -> bool | None:
    """True for yes, true, explicit; False for no, false, clean; None for anything else."""
    return {"yes": True, "true": True, "explicit": True, "no": False, "false": False, "clean": False, "not explicit": False}.get(
        (text or "").strip().casefold()
    )


def role(text: str, group: str = "") -> PersonRole | None:
    """The role of a `podcast:person`; None for people who are not heard (cover artists, editors, composers).

    The podcast namespace's default is the host, its default group the cast.
    """
    wanted, of = text.strip().casefold(), group.strip().casefold() or "cast"
    if not wanted and of == "cast":
        return "host"
    if wanted in _ROLES:
        return _ROLES[wanted]
    return "speaker" if of == "cast" else None


def authors(names: Iterable[str], *, but: str = "") -> tuple[Person, ...]:
    """The people among the names a feed gives as authors: `A and B` are two, a company or the feed's own title is none."""
    found: dict[str, Person] = {}
    for raw in names:
        text = plain(raw[:600])
        if not text:
            continue
        bare = _BY.sub("", _EMAIL.sub(" ", text)).strip(" ()<>,;\"'")
        pieces = [piece.strip(" ()<>\"'") for piece in _JOINED.split(bare) if piece.strip(" ()<>\"'")]
        for name in pieces if 1 < len(pieces) <= 12 and all(map(is_person, pieces)) else [" ".join(bare.split())]:
            if is_person(name) and name.casefold() != but.casefold():
                found.setdefault(name.casefold(), Person(name=name, role="author", why="metadata"))
    return tuple(found.values())[:40]


def is_person(name: str) -> bool:
    """True for two to five capitalised words, or a short name in a script without capitals, that hold no word of a company or a show."""
    words = name.split()
    if not words or len(name) > 60 or any(char in name for char in "/\\|:@#_0123456789!?") or _NO_PERSON.search(name):
        return False
    caseless = all(word.lower() == word.upper() for word in words)
    if caseless:
        return len(words) <= 5 and all(any(char.isalpha() for char in word) for word in words) and (len(words) > 1 or len(name) <= 6)
    small = {
        "van",
        "von",
        "de",
        "der",
        "den",
        "da",
        "di",
        "del",
        "della",
        "la",
        "le",
        "bin",
        "ibn",
        "al",
        "el",
        "of",
        "dos",
        "du",
        "ter",
        "zu",
    }
    capitalised = [word for word in words if word[0].isupper()]
    return 2 <= len(words) <= 5 and len(capitalised) >= 2 and all(word[0].isupper() or word.lower() in small for word in words)
