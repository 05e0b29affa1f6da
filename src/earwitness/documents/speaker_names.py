"""Names unnamed speakers where the transcript says who they are: introductions and forms of address.

A wrong name under a quotation is worse than none, so every doubt ends in no name: a name claimed for two labels, two names for one label,
a name that nobody introduces in full.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.documents import ItemDraft
from earwitness.model.media import Person
from earwitness.model.transcript import Segment, Transcript
from earwitness.text.clock import clock
from earwitness.text.words import single_line


class SpeakerName(NamedTuple):
    """A label's name with the words that prove it: `[start, end)` of the text, and `why` as in `Person.why`."""

    label: str
    name: str
    start: int
    end: int
    why: str


class _Turn(NamedTuple):
    """What one label says without interruption."""

    label: str
    start: int
    end: int


class _Vote(NamedTuple):
    label: str
    name: str
    start: int
    end: int
    weight: int = 1


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


UNNAMED = re.compile(r"(?:Speaker|SPEAKER|Voice|Participant)[ _]?\d{1,3}\Z")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,20}"
_FULL = rf"{_WORD}(?: [A-Z]\.)?(?: (?:van|von|de|del|der|la|al|bin)){{0,2}} {_WORD}"
_SELF = re.compile(
    rf"\b(?P<cue>[Mm]y name is|[Mm]y name['’]s|I['’]m your (?:co-?)?host,?|I am your (?:co-?)?host,?|I['’]m|I am)"
    rf" (?P<name>{_FULL}|{_WORD})(?P<after>[,.!?;]| and\b| from\b| with\b| at\b| here\b|\Z)?"
)
_THIS_IS = re.compile(rf"\b[Tt]his is (?P<name>{_FULL})[,.;]? (?:and )?I(?:['’]m| am)\b")
"""Of oneself only when `I am` goes on: `this is Ines Okafor` alone may show a guest."""
_OTHERS = re.compile(
    r"\b(?:(?:with me|joined|joining (?:me|us)|here)(?: as always| as usual| today| again| now){0,2} (?:is|are|by|with)|"
    r"[Ww]elcome(?: back)?|our guest(?: today)? is|[Mm]y co-?host|I['’]ve got|[Ww]e have|introduce)"
    rf",?(?: (?:my|our|the)(?: good)? (?:co-?host|guest|friend|colleague)(?: today)?)?(?: is)?,? (?P<name>{_FULL})"
)
_THANKS = re.compile(
    r"\A(?:(?:Yeah|Yes|Well|Oh|Great|Hi|Hey|Hello|Sure|So),? )?(?:[Tt]hank you|[Tt]hanks)(?: so much| very much)?,? "
    rf"(?P<name>{_FULL}|{_WORD})[.,!]"
)
_GREETED = re.compile(
    rf"(?:\A|[.,!?;] |\b[Hh]ey |\b[Hh]i |\b[Hh]ello |\b[Ww]elcome |\b[Ss]o,? )(?P<name>{_FULL}|{_WORD})(?=(?P<end>[,.!?]))"
)
_REPORTED = re.compile(r"(?:\bsa(?:id|ys|ying)|\blike|\bgo(?:es)?|\bcalled|\bthinks?|\btold|\bif|\bthat|[\"“‘:])[, ]{0,2}[\"“‘]?\Z")
_NOT_NAMES = _words(
    """
    a an the i so well yeah yes no ok okay oh and but not just very really still also now then here there this that sure sorry glad happy
    excited american british french german italian spanish chinese japanese indian russian canadian australian dutch irish african asian
    european english latin jewish christian muslim catholic hindu buddhist democrat republican monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december head chief senior vice
    professor doctor dr mr mrs ms director president ceo cto founder team part google microsoft amazon apple facebook meta openai episode
    podcast show new north south east west san los saint lake university institute practical machine data artificial god jesus christmas
    """
)
_OPENING_TURNS = 4
"""People say who they are in one of their first turns; later `I'm Somebody` is more often a story."""
_LONGEST_HEAD, _LONGEST_TAIL = 1_500, 160
_FEWEST, _SHARE = 2, 0.8
"""So many calls by name, and so large a share of a label's, name it."""
_ASKED = 2
"""A question that ends with a name counts as two calls: whoever is asked answers."""


def name_speakers(transcript: Transcript, people: Sequence[Person] = ()) -> tuple[SpeakerName, ...]:
    """Names for the labels that bear none, each with its evidence; empty where nobody says who is who."""
    turns = _turns(transcript)
    if not turns:
        return ()
    introduced = list(_introductions(transcript.text, turns, [p.name for p in people if " " in p.name]))
    named = (*(person.name for person in people), *(vote.name for vote in introduced), *_announced(transcript.text, turns))
    known = dict.fromkeys(named)
    used = {segment.speaker for segment in transcript.segments if segment.speaker and not UNNAMED.match(segment.speaker)}
    by_first = _by_first(known)
    votes: dict[str, list[_Vote]] = defaultdict(list)
    for vote in introduced:
        votes[vote.label].append(vote)
    found = {label: _one(label, given, "introduction", by_first) for label, given in votes.items()}
    addressed = _addressed(transcript.text, turns, by_first)
    for label, calls in addressed.items():
        if label not in found:
            found[label] = _most(label, calls)
    names = [name for name in found.values() if name is not None and name.name not in used]
    return tuple(sorted(_undisputed(names, addressed), key=lambda name: name.label))


def with_names(draft: ItemDraft, transcript: Transcript) -> tuple[ItemDraft, Transcript]:
    """Item and transcript with the names put in the place of labels; each name is listed with its evidence in the warnings."""
    names = {found.label: found for found in name_speakers(transcript, draft.people)}
    if not names:
        return draft, transcript
    segments = tuple(
        segment.model_copy(update={"speaker": names[segment.speaker].name}) if segment.speaker in names else segment
        for segment in transcript.segments
    )
    listed = {person.name for person in draft.people}
    people = (*draft.people, *(Person(name=n.name, why=n.why) for n in names.values() if n.name not in listed))
    warnings = (*transcript.warnings, *(_note(found, transcript) for found in names.values()))
    return draft.model_copy(update={"people": people}), transcript.model_copy(update={"segments": segments, "warnings": warnings})


def _note(found: SpeakerName, transcript: Transcript) -> str:
    words = single_line(transcript.text[found.start : found.end])
    at = transcript.time_of(found.start, found.end).t0_ms
    where = f"at {clock(at)}" if at is not None else f"at character {found.start}"
    how = "introduces themselves" if found.why == "introduction" else "is spoken to by name"
    return f"{found.label} is named {found.name}, who {how} {where}: “{words}”"


def _turns(transcript: Transcript) -> list[_Turn]:
    """The turns in order, when some bear a label without a name."""
    turns: list[_Turn] = []
    for segment in transcript.segments:
        label = _label(segment)
        if turns and turns[-1].label == label:
            turns[-1] = turns[-1]._replace(end=segment.end)
        else:
            turns.append(_Turn(label, segment.start, segment.end))
    return turns if any(UNNAMED.match(turn.label) for turn in turns) else []


def _label(segment: Segment) -> str:
    return segment.speaker or f"turn {segment.turn}"


def _introductions(text: str, turns: Sequence[_Turn], people: Sequence[str]) -> Iterator[_Vote]:
    """`I'm Ines Okafor`, `my name is ...` in the first turns of a label."""
    seen: Counter[str] = Counter()
    firsts = {name.split()[0] for name in people}
    for turn in turns:
        seen[turn.label] += 1
        if seen[turn.label] > _OPENING_TURNS or not UNNAMED.match(turn.label):
            continue
        head = text[turn.start : min(turn.end, turn.start + _LONGEST_HEAD)]
        for match in _THIS_IS.finditer(head):
            if _is_name(name := _tidy(match["name"])):
                yield _Vote(turn.label, name, turn.start + match.start(), turn.start + match.end("name"))
        for match in _SELF.finditer(head):
            name = _tidy(match["name"])
            sure = match["cue"].casefold().startswith("my name") or name in people
            full = " " in name and (match["after"] or sure)
            if not _is_name(name) or _REPORTED.search(head[max(0, match.start() - 12) : match.start()]):
                continue
            if full or sure or (name in firsts and match["after"] in (",", ".", "!")):
                yield _Vote(turn.label, name, turn.start + match.start(), turn.start + match.end("name"))


def _announced(text: str, turns: Sequence[_Turn]) -> Iterator[str]:
    """Full names by which somebody is introduced to the listeners."""
    for turn in turns[:40]:
        for match in _OTHERS.finditer(text, turn.start, min(turn.end, turn.start + 2 * _LONGEST_HEAD)):
            if _is_name(name := _tidy(match["name"])):
                yield name


def _by_first(known: dict[str, None]) -> dict[str, str]:
    """Known people by their first names and by their whole ones; a first name that two people bear names nobody."""
    firsts: dict[str, set[str]] = defaultdict(set)
    for name in known:
        firsts[name.split()[0]].add(name)
    found = {name: name for name in known}
    for first, names in firsts.items():
        whole = {name for name in names if " " in name} or names
        if len(whole) == 1:
            found[first] = min(whole)
        else:
            found.pop(first, None)
    return found


def _addressed(text: str, turns: Sequence[_Turn], by_first: dict[str, str]) -> dict[str, list[_Vote]]:
    """Calls by name: at the end of a turn they are for who speaks next, thanks at the beginning are for who spoke before."""
    votes: dict[str, list[_Vote]] = defaultdict(list)
    for turn, after in pairwise(turns):
        begin = max(turn.start, turn.end - _LONGEST_TAIL)
        for match in _GREETED.finditer(text[begin : turn.end]):
            name = by_first.get(_tidy(match["name"]))
            last_words = text[begin + match.end() : turn.end].strip(" .,!?…\n")
            if name and UNNAMED.match(after.label) and len(last_words.split()) <= 6:
                asked = _ASKED if match["end"] == "?" and not last_words else 1
                votes[after.label].append(_Vote(after.label, name, begin + match.start("name"), begin + match.end("name"), asked))
        found = _THANKS.match(text[after.start : min(after.end, after.start + 120)])
        if found and UNNAMED.match(turn.label) and (name := by_first.get(_tidy(found["name"]))):
            votes[turn.label].append(_Vote(turn.label, name, after.start + found.start(), after.start + found.end("name")))
    return votes


def _one(label: str, votes: Sequence[_Vote], why: str, by_first: dict[str, str]) -> SpeakerName | None:
    """The name all votes agree on."""
    names = {by_first.get(vote.name, vote.name) for vote in votes}
    if len(names) != 1:
        return None
    first = votes[0]
    return SpeakerName(label, names.pop(), first.start, first.end, why)


def _most(label: str, votes: Sequence[_Vote]) -> SpeakerName | None:
    counts: Counter[str] = Counter()
    for vote in votes:
        counts[vote.name] += vote.weight
    name, count = counts.most_common(1)[0]
    if count < _FEWEST or count < _SHARE * counts.total():
        return None
    first = max((vote for vote in votes if vote.name == name), key=lambda vote: (vote.weight, -vote.start))
    return SpeakerName(label, name, first.start, first.end, "address")


def _undisputed(names: Sequence[SpeakerName], addressed: dict[str, list[_Vote]]) -> Iterator[SpeakerName]:
    """Names that no other label has as good a claim to, and that calls by other names do not contradict."""
    for name in names:
        rivals = [other for other in names if other.label != name.label and _same(other.name, name.name)]
        if any(other.why == "introduction" or name.why == "address" for other in rivals):
            continue
        calls = addressed.get(name.label, [])
        against = sum(not _same(vote.name, name.name) for vote in calls)
        if against > max(1, len(calls) - against):
            continue
        yield name


def _same(one: str, other: str) -> bool:
    """True for one name, or a first name and a whole one that begins with it."""
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (" " not in shorter and longer.startswith(shorter + " "))


def _tidy(name: str) -> str:
    return name.rstrip("-'’")


def _is_name(name: str) -> bool:
    words = name.casefold().split()
    return all(word not in _NOT_NAMES and not word.endswith(("'s", "’s")) for word in words) and not name.isupper()
