"""Judges and normalises speaker labels: whether they are a person's name or role, and the full form of the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from earwitness.model.media import Person, PersonRole


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


_NUMBERED = re.compile(
    r"^(?:speaker|spk|spkr|person|participant|voice|hablante|sprecher|locuteur)[ _#-]{0,2}(\d{1,3}|[a-z])$", re.IGNORECASE
)
_CODE = re.compile(r"^(?:speaker|spk|spkr)_(\d{1,3})$", re.IGNORECASE)
_WITH_INITIALS = re.compile(r"^(.{3,50}?)\s{1,2}\(([A-Z]{1,4})\)$")
"""`Ann Lee (AL)`: the first turn tells whose initials the later ones bear."""
_ROLES: Mapping[str, PersonRole] = {
    "host": "host",
    "co-host": "host",
    "cohost": "host",
    "guest": "guest",
    "moderator": "moderator",
    "caller": "caller",
    "interviewer": "host",
    "interviewee": "guest",
    "narrator": "speaker",
    "announcer": "speaker",
    "operator": "speaker",
    "presenter": "speaker",
    "speaker": "speaker",
    "analyst": "speaker",
    "audience": "speaker",
    "audience member": "speaker",
    "audience question": "speaker",
    "unidentified speaker": "speaker",
    "unidentified analyst": "speaker",
    "unidentified participant": "speaker",
    "unidentified company representative": "speaker",
    "unknown speaker": "speaker",
    "unknown": "speaker",
    "participant": "speaker",
    "man": "speaker",
    "woman": "speaker",
    "male": "speaker",
    "female": "speaker",
    "reporter": "speaker",
    "chair": "moderator",
    "chairman": "moderator",
    "the chair": "moderator",
    "crowd": "speaker",
    "panelist": "speaker",
    "student": "speaker",
    "translator": "speaker",
    "interpreter": "speaker",
    "question": "speaker",
    "answer": "speaker",
    "q": "speaker",
    "a": "speaker",
}
_NOT_NAMES = _words(
    """
    break outro jingle ad ads advertisement
    note notes warning disclaimer summary title date published source
    chapter topic topics example update tip tips transcript sponsor sponsors
    links link resources related credits music part step tldr
    agenda overview introduction intro conclusion background context result results
    key takeaway takeaways pros cons problem solution reason reasons why how what when where who first second third fourth fifth finally
    next here there this that these those it he she they we you i so but and or if then because also however again basically
    translation edit edited editor's correction error reminder fact fun hint bonus caveat reply subject re fwd from to cc bcc sent email
    phone address website web url http https tel fax price cost free total time times duration length location level rating score
    monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december
    january's today tomorrow yesterday image figure table photo video audio
    podcast episode season show book books paper papers code quote quotes
    question answer ps p.s nb eg ie tags category categories
    keywords description abstract author authors references footnote footnotes see read
    watch listen follow subscribe share join click sign like comment feature features requirements usage install version changelog
    everyone everybody remember meaning right well okay ok yes no yeah now look listen great thanks thank please actually
    option case goal goals idea point points lesson lessons principle rule rules myth truth bottom big small good bad best worst
    """
)
_PARTICLES = _words("de da di do del della der den van von zu la le el al bin ibn ben of the y e dos das du ter ten st mc o'")
_NAME_CHARACTERS = re.compile(r"^[^\W_](?:[^\W_]|[ .'’\-&/]){0,58}[^\W_.]?\.?$")
_HANDLE = re.compile(r"^@?[A-Za-z0-9][\w.-]{1,24}$")
_TRAILER = re.compile(r"\s{0,3}(?:[,(\[|]|\s[-–—]{1,2}\s).{0,120}$")
_UPPER_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MAX_TOKENS = 5


class Speakers(NamedTuple):
    """The written form of every label's speaker, and the people they are."""

    name_of: Mapping[str, str]
    people: tuple[Person, ...]


def is_role(label: str) -> bool:
    """True for `Host`, `SPEAKER_01`, `Q`, `Audience member`: no name, yet certainly a voice."""
    folded = " ".join(label.casefold().replace("_", " ").split())
    return folded in _ROLES or _NUMBERED.match(label) is not None or folded.rstrip(" 0123456789") in _ROLES


def looks_like_name(label: str) -> bool:
    """True for a person's name as transcripts write it: a few capitalised words, no sentence and no heading word."""
    if is_role(label):
        return True
    if not _NAME_CHARACTERS.match(label):
        return False
    tokens = label.replace("/", " ").split()
    if not 0 < len(tokens) <= _MAX_TOKENS or any(token.isdigit() for token in tokens):
        return False
    if tokens[0].casefold().strip(".") in _NOT_NAMES or (len(tokens) > 1 and tokens[-1].casefold() in _NOT_NAMES):
        return False
    return all(_is_name_token(token) for token in tokens) and any(token[0].isupper() or not token[0].isascii() for token in tokens)


def looks_like_handle(label: str) -> bool:
    """True for one word such as `0xB10C` or `instagibbs`; needs many more turns to be believed than a name does."""
    return _HANDLE.match(label) is not None and label.casefold() not in _NOT_NAMES and any(c.isalpha() for c in label)


def name_speakers(labels: Sequence[str], declared: Iterable[Person] = ()) -> Speakers:
    """The speaker behind each label (in order of first appearance): roles numbered, capitals undone, short forms made full.

    A short form (`Lenny`) becomes full (`Lenny Rachitsky`) only when exactly one full name has it.
    """
    known = tuple(declared)
    distinct = list(dict.fromkeys(labels))
    tidied = {label: tidy(label) for label in distinct}
    full = list(dict.fromkeys([person.name for person in known] + [name for name in tidied.values() if " " in name and not is_role(name)]))
    short = {found.group(2): tidy(found.group(1)) for label in distinct if (found := _WITH_INITIALS.match(label))}
    base = 1 if any((code := _CODE.match(label)) and int(code.group(1)) == 0 for label in distinct) else 0
    name_of = {label: short.get(label) or _written(label, tidied[label], full, known, base) for label in distinct}
    return Speakers(name_of, _people(name_of, known))


def initials_in(label: str) -> str | None:
    """`AL` of the label `Ann Lee (AL)`, None where a label introduces no initials."""
    found = _WITH_INITIALS.match(label)
    return found.group(2) if found else None


def tidy(label: str) -> str:
    """A label as a name is written: `LENNY RACHITSKY, HOST` becomes `Lenny Rachitsky`."""
    cut = _TRAILER.sub("", label).strip(" *_[]()<>:-") or label.strip()
    cut = " ".join(cut.split())
    messages = [c for c in cut if c.isalpha()]
    if len(messages) > 3 and all(c.isupper() for c in messages) and not any(c.isdigit() for c in cut):
        return _UPPER_WORD.sub(lambda match: _capitalised(match.group()), cut)
    if cut and cut[0].islower() and is_role(cut):
        return cut.capitalize()
    return cut


def role_of(label: str) -> PersonRole | None:
    """The role a label states (`Host`, `Lenny (guest)`), None when it states none."""
    folded = label.casefold()
    if folded in _ROLES:
        return _ROLES[folded]
    trailer = _TRAILER.search(folded)
    words = _UPPER_WORD.findall(trailer.group()) if trailer else []
    return next((_ROLES[word] for word in words if word in ("host", "guest", "moderator", "caller", "interviewer")), None)


def _written(label: str, name: str, full: Sequence[str], known: Sequence[Person], base: int) -> str:
    if numbered := _NUMBERED.match(label):
        which = numbered.group(1)
        shift = base if _CODE.match(label) else 0  # a person's `Speaker 0` keeps its number, a program's SPEAKER_00 counts from 1
        return f"Speaker {int(which) + shift if which.isdigit() else ord(which.lower()) - ord('a') + 1}"
    folded = name.casefold()
    if folded in ("q", "question", "interviewer", "host"):
        return _only(known, "host") or ("Speaker 1" if folded in ("q", "question") else name)
    if folded in ("a", "answer", "interviewee", "guest"):
        return _only(known, "guest") or ("Speaker 2" if folded in ("a", "answer") else name)
    if " " in name or is_role(name):
        return next((other for other in full if other.casefold() == folded), name)
    if name.isupper() and 2 <= len(name) <= 3:
        owners = [other for other in full if "".join(part[0] for part in other.split()).upper() == name]
        if len(owners) == 1:
            return owners[0]
    owners = [other for other in full if " " in other and folded in (part.casefold() for part in other.split())]
    return owners[0] if len(owners) == 1 else name


def _only(known: Sequence[Person], role: PersonRole) -> str | None:
    names = [person.name for person in known if person.role == role]
    return names[0] if len(names) == 1 else None


def _people(name_of: Mapping[str, str], known: Sequence[Person]) -> tuple[Person, ...]:
    people = {person.name: person for person in known}
    for label, name in name_of.items():
        stated = role_of(label)
        if name not in people and not is_role(name):
            people[name] = Person(name=name, role=stated or "speaker", why="label")
    return tuple(people.values())


def _is_name_token(token: str) -> bool:
    bare = token.strip(".,'’")
    if not bare:
        return False
    if bare.casefold() in _PARTICLES or bare == "&":
        return True
    return bare[0].isupper() or bare[0].isdigit() or (bare[0].isalpha() and not bare[0].isascii() and bare.upper() == bare.lower())


def _capitalised(word: str) -> str:
    folded = word.casefold()
    if folded in _PARTICLES - {"mc", "st", "ben", "al"}:
        return folded
    if folded.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    if len(word) > 3 and folded[:2] in ("o'", "d'", "o’", "d’"):
        return word[:2] + word[2:].capitalize()
    return word.capitalize()
