"""Redacts a person's words and names in texts and transcripts. Pure; every offset stays valid.

A block stands for each character, so that evidence elsewhere in the same transcript points where it pointed. What is blacked out is
marked as noise, nobody's words: it is never quoted, counted, searched or compared. How long it was is all that can still be seen.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Span, Transcript, WordTimes
from earwitness.text.folding import fold

BLOCK = "█"
REDACTED = "redacted"
_LEAST_JOINED = 8
"""Letters of a name that is looked for in one piece too (`adaquill`): a shorter one may be an ordinary word."""
_BETWEEN = r"(?:\\[nrt]|&nbsp;|&\#160;|&\#xa0;|%20|\\u00a0|\W|_)"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}:[^\s]+", re.IGNORECASE)


def names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names as whole words, in any case, however the text breaks, hyphenates, joins or encodes them."""
    bodies: dict[str, None] = {}
    for name in sorted(names, key=lambda one: (-len(one), one)):
        forms = dict.fromkeys(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
        for form in dict.fromkeys((*forms, *(json.dumps(form)[1:-1] for form in forms))):
            words = [re.escape(word) for word in re.findall(r"(?:\\u[0-9a-f]{4}|[^\W_]|[\u0300-\u036f])+", form)]
            least = 0 if sum(map(len, words)) >= _LEAST_JOINED else 1
            bodies[f"{_BETWEEN}{{{least},8}}".join(words)] = None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(bodies)})(?![^\W_])", re.IGNORECASE)


class Redacted(NamedTuple):
    """A transcript without a person, and what was taken: turns of theirs, places that name them, characters of both."""

    transcript: Transcript
    turns: int
    places: int
    characters: int

    @property
    def is_empty(self) -> bool:
        """True when hardly anything that anybody else said is left."""
        text, at, words = self.transcript.text, 0, 0
        for span in (*self.transcript.unspoken, Span(len(text), len(text))):
            words += len(re.findall(r"[^\W_]+", text[at : span.start]))
            at = span.end
        return words < LEAST_WORDS


LEAST_WORDS = 12
"""Words of others below which an item is the person's own and goes as a whole."""


class Redactor:
    """Blacks out the names of one person; `words` are single words that mean them in this item, as they are spelled there."""

    def __init__(self, names: Sequence[str], words: Iterable[str] = ()) -> None:
        self._names = names_pattern(names)
        exact = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)) if word.strip())
        self._words = re.compile(rf"(?<![^\W_])(?:{exact})(?![^\W_])") if exact else None
        self._folded = frozenset(map(fold, names))

    def spans(self, text: str) -> list[Span]:
        """Where the person is named, merged and in order."""
        found = [Span(*match.span()) for match in self._names.finditer(text)]
        if self._words is not None:
            found += [Span(*match.span()) for match in self._words.finditer(text)]
        return _merged(found)

    def is_named(self, text: str | None) -> bool:
        """True when the text names the person."""
        return bool(text) and (fold(text or "") in self._folded or bool(self.spans(text or "")))

    def text(self, text: str) -> str:
        """The text with a block for each character of a name; an address that holds one goes as a whole."""
        if _ADDRESS.fullmatch(text):
            return "" if self.is_named(text) else text
        return _blacked(text, self.spans(text))

    def value(self, value: Any) -> Any:
        """The same for everything inside a JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            return [self.value(part) for part in value]
        if isinstance(value, dict):
            return {self.text(key): self.value(part) for key, part in value.items()}
        return value

    def item(self, item: Item) -> Item:
        """The item without the person among its people and with their name blacked out elsewhere."""
        values = self.value(item.model_dump(mode="json", exclude={"people"}))
        people = [person for person in item.people if not self.is_named(person.name)]
        values["people"] = [person.model_copy(update={"why": self.text(person.why)}) for person in people]
        return Item.model_validate(values | {name: values[name] or None for name in ("url", "recording", "source")})

    def transcript(self, transcript: Transcript) -> Redacted:
        """The transcript without their words and names. Positions, other people's words and all times stay as they are."""
        own = [segment for segment in transcript.segments if self.is_named(segment.speaker)]
        source_text = _merged(Span(segment.start, segment.end) for segment in own)
        labels = _labels_before(transcript, own)
        named = [span for span in self.spans(transcript.text) if not any(one.contains(span) for one in source_text)]
        gone = _merged([*source_text, *labels, *named])
        text = _blacked(transcript.text, gone)
        result = transcript.model_copy(
            update={
                "text": text,
                "segments": tuple(self._segment(segment) for segment in transcript.segments),
                "marks": self._marks(transcript, gone, source_text),
                "word_times": _kept_times(transcript.word_times, gone),
                "warnings": (
                    *(self.text(warning) for warning in transcript.warnings if not warning.startswith(REDACTED)),
                    f"{REDACTED} on request: what somebody said or what names them, {len(gone)} stretches",
                ),
            }
        )
        fresh = Transcript.model_validate(result.model_dump())  # a copy would keep the old text's checksums
        return Redacted(fresh, len(own), len(named), sum(end - start for start, end in gone))

    def _segment(self, segment: Segment) -> Segment:
        return segment.model_copy(update={"speaker": None}) if self.is_named(segment.speaker) else segment

    def _marks(self, transcript: Transcript, gone: Sequence[Span], said: Sequence[Span]) -> tuple[Mark, ...]:
        """The marks without names and without links of the person's own; what is gone counts as noise."""
        retained = [
            mark.model_copy(update={"value": self.text(mark.value)})
            for mark in transcript.marks
            if mark.value != REDACTED and not (mark.kind == "link" and any(span.contains((mark.start, mark.end)) for span in said))
        ]
        before = [mark for mark in transcript.marks if mark.value == REDACTED]
        fresh = [Mark(start=start, end=end, kind="noise", value=REDACTED) for start, end in gone]
        return tuple(sorted({*retained, *before, *fresh}, key=lambda mark: (mark.start, mark.end, mark.kind, mark.value)))


def _labels_before(transcript: Transcript, own: Sequence[Segment]) -> list[Span]:
    """The labels that announce the person's turns, whatever short form of the name stands in them."""
    ends = {segment.start: before.end for before, segment in zip(transcript.segments, transcript.segments[1:], strict=False)}
    intervals = [(ends.get(segment.start, 0), segment.start) for segment in own]
    labels = [mark for mark in transcript.marks if mark.kind == "label"]
    return [Span(mark.start, mark.end) for mark in labels for start, end in intervals if start <= mark.start and mark.end <= end]


def _kept_times(times: WordTimes | None, gone: Sequence[Span]) -> WordTimes | None:
    """Word times without those of words that are gone: their rhythm could be matched with a recording."""
    if times is None:
        return None
    retained = [
        at for at, (start, end) in enumerate(zip(times.start, times.end, strict=True)) if not any(s < end and start < e for s, e in gone)
    ]
    columns = {name: tuple(getattr(times, name)[at] for at in retained) for name in ("start", "end", "t0_ms", "t1_ms")}
    return WordTimes(**columns, confidence=tuple(times.confidence[at] for at in retained) if times.confidence else ())


def _blacked(text: str, spans: Sequence[Span]) -> str:
    """The text with blocks over the spans; line ends stay, so that the shape of the page does."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], re.sub(r"[^\n]", BLOCK, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def _merged(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, end))
        elif start < end:
            out.append(Span(start, end))
    return out
