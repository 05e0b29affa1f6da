"""Reads captions in XML: TTML (DFXP) and YouTube timed text. Document types and entities are refused; nesting uses no stack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from earwitness.documents.captions.cue_text import Voice, read_cue_text
from earwitness.documents.captions.cues import Cue, cues_of, parse_cues
from earwitness.documents.front_matter import draft_of
from earwitness.errors import InputError, TooDeep
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(tt|transcript|timedtext)(?=[\s>])[^<>]{0,4000}>\s{0,200}<")
_DECLARATION = re.compile(r"\A\s{0,200}<\?xml[^<>]{0,200}\?>")
_CLOCK = re.compile(r"^(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9})|:(\d{1,4})(?:\.\d{1,4})?)?$")
_OFFSET = re.compile(r"^(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)$")
_UNITS = {"h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0}
_MAX_DEPTH = 200


class TimedTextReader:
    """Reads TTML/DFXP and YouTube's `<transcript>` and `<timedtext>`."""

    name = "ttml"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when the root element is one of theirs."""
        head = document.text[:8000]
        if not head.lstrip().startswith("<"):
            return 0.0
        return 0.98 if _ROOT.search(head) else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Cues in file order. Raises `InputError` for XML that is broken, too deep or brings its own document type."""
        name = document.raw.name
        if "<!DOCTYPE" in document.text or "<!ENTITY" in document.text:
            raise InputError(name, "is XML with a document type of its own, which is refused for safety", "remove the <!DOCTYPE ...> block")
        collected = _CueCollector(name)
        parser = ET.XMLParser(target=collected)  # noqa: S314  document types, and with them entities, were refused above
        try:
            parser.feed(_DECLARATION.sub("", document.text))
            parser.close()
        except ET.ParseError as error:
            if not collected.cues:
                raise InputError(name, f"is broken XML: {error}", "check that the file is complete") from error
            collected.warnings.append(f"the XML is broken ({error}): what stands before that place was read")
        draft: ItemDraft = draft_of(collected.about)
        return parse_cues(document, collected.cues, draft, warnings=tuple(collected.warnings))


class _CueCollector:
    """What the parser met: cues, title, language, the names of agents."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cues: list[Cue] = []
        self.about: dict[str, Any] = {}
        self.warnings: list[str] = []
        self._agents: dict[str, str] = {}
        self._agent: str | None = None
        self._rates: dict[str, float] = {"f": 30.0, "t": 1.0}
        self._stack: list[tuple[str, int, int | None, str | None]] = []
        self._buffer: list[str] = []
        self._starts: list[tuple[int, int]] = []
        self._speaker: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Opens an element: its times count from its parent's begin."""
        if len(self._stack) > _MAX_DEPTH:
            raise TooDeep(self.name, f"nests its elements deeper than {_MAX_DEPTH}", "no honest captions do")
        tag = _local(tag)
        given = {_local(key): value for key, value in attributes.items()}
        parent = self._stack[-1] if self._stack else ("", 0, None, None)
        begin, end = self._times(tag, given, parent)
        if tag == "tt":
            self._set_rates(given)
            self.about["language"] = given.get("lang", "")
        elif tag == "agent":
            self._agent = given.get("id")
        elif tag in ("p", "text"):
            self._take(parent)
        elif tag == "br":
            self._buffer.append("\n")
        elif tag == "s" and parent[0] == "p":
            self._starts.append((sum(map(len, self._buffer)), parent[1] + int(given["t"]) if given.get("t", "").isdecimal() else parent[1]))
        elif tag == "span" and ("begin" in given or "agent" in given):
            self._take(parent)
        self._stack.append((tag, begin, end, given.get("agent", parent[3])))

    def data(self, text: str) -> None:
        """Characters: words inside a cue, else a title or an agent's name."""
        here = self._stack[-1][0] if self._stack else ""
        if any(frame[0] in ("p", "text") for frame in self._stack[-8:]):
            self._buffer.append(text if here == "text" else " ".join(("^" + text + "^").split()).strip("^") if "\n" in text else text)
        elif here == "title" and text.strip():
            self.about.setdefault("title", text.strip())
        elif here == "name" and self._agent is not None and text.strip():
            self._agents[self._agent] = self._agents.get(self._agent, "") + text.strip()

    def end(self, tag: str) -> None:
        """Closes an element; a closed cue, or a span with times of its own, is a cue."""
        frame = self._stack.pop()
        if frame[0] in ("p", "text", "span"):
            timed = self._stack[-1] if self._stack else frame
            if frame[0] != "span" or frame[1:] != timed[1:]:
                self._take(frame)

    def close(self) -> None:
        """Nothing is left to do."""

    def _take(self, frame: tuple[str, int, int | None, str | None]) -> None:
        """Makes a cue of the gathered words in the time of `frame`."""
        raw, starts = "".join(self._buffer), tuple(self._starts)
        self._buffer, self._starts = [], []
        if not raw.strip():
            return
        speaker = self._agents.get(frame[3], frame[3]) if frame[3] else None
        voices: tuple[Voice, ...]
        if len(starts) > 1:
            lead = len(raw) - len(raw.lstrip())
            text = raw.strip().replace("\n", " ")
            voices = (Voice(text, speaker, tuple((min(max(0, at - lead), len(text)), time) for at, time in starts)),)
        else:
            voices = tuple(voice._replace(speaker=voice.speaker or speaker) for voice in read_cue_text(raw))
        self.cues.extend(cues_of(voices, frame[1], frame[2]))

    def _times(self, tag: str, given: Mapping[str, str], parent: tuple[str, int, int | None, str | None]) -> tuple[int, int | None]:
        if tag == "text" or (tag == "p" and "t" in given):
            scale = 1000.0 if tag == "text" else 1.0
            at = _float(given.get("start", given.get("t"))) * scale
            return round(at), round(at + _float(given.get("dur", given.get("d"))) * scale)
        begin, end, length = (self._time(given.get(key)) for key in ("begin", "end", "dur"))
        if begin is None and end is None and length is None:
            return parent[1], parent[2]
        base = parent[1]
        if begin is not None and parent[2] is not None and base + begin > parent[2] >= begin:
            base = 0  # many programs write inner times from the start of the file
        start = base + (begin or 0)
        return start, base + end if end is not None else start + length if length is not None else parent[2]

    def _time(self, text: str | None) -> int | None:
        if not text:
            return None
        text = text.strip()
        if clock := _CLOCK.match(text):
            hours, minutes, seconds, fraction, frames = clock.groups()
            part = float("0." + fraction) if fraction else int(frames) / self._rates["f"] if frames else 0.0
            return round((int(hours) * 3600 + int(minutes) * 60 + int(seconds) + part) * 1000)
        if offset := _OFFSET.match(text):
            unit = offset.group(2)
            scale = _UNITS[unit] if unit in _UNITS else 1000.0 / self._rates[unit]
            return round(float(offset.group(1)) * scale)
        return None

    def _set_rates(self, given: Mapping[str, str]) -> None:
        frames = _float(given.get("frameRate")) or 30.0
        multiplier = re.match(r"^(\d{1,6})[ :](\d{1,6})$", given.get("frameRateMultiplier", "").strip())
        if multiplier and int(multiplier.group(2)):
            frames *= int(multiplier.group(1)) / int(multiplier.group(2))
        self._rates = {"f": frames or 30.0, "t": _float(given.get("tickRate")) or (frames if "frameRate" in given else 1.0)}


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _float(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if 0 <= value < 1e12 else 0.0
