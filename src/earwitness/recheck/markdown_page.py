"""Parses a page of the Markdown family: every stamped line as claims, every inconsistency as a fault.

Strict on purpose: a line with evidence holds what its kind has and nothing else, words are taken character for character, links must
lead to the second or the passage that the stamp names, a line must fit its own hash and the page its manifest. All but an Obsidian
note is ours to the last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from earwitness.errors import EvidenceError
from earwitness.model.findings import Finding
from earwitness.model.pages import Claim, ContextClaim, Page
from earwitness.model.transcript import Transcript
from earwitness.recheck.front_matter import read_front_matter
from earwitness.renderers.labels import amount_follows
from earwitness.renderers.markdown_grammar import ShownText, foreign_lines, laid_out, proven_on
from earwitness.renderers.stamps import ANY_STAMP, STAMP, TRANSCRIPT, StampPlace, checksum_of, line_hash, read_manifest, read_places
from earwitness.renderers.transcript_file import read_transcript_json
from earwitness.renderers.writing import GAP, time_url, unescape_markdown
from earwitness.text.clock import clock
from earwitness.text.due import due_of

VERBATIM = frozenset({"passage", *(kind.TYPE for kind in Finding.__subclasses__() if kind.VERBATIM)})
"""Kinds of which a page prints the source's own words."""

QUOTED = frozenset({"quote", "number", "prediction"})
"""Kinds set in quotation marks when their words stand in one piece."""

POINTING = frozenset({"chapter", "entity", "topic", "reference"})
"""Kinds that name no speaker."""

_LINK = re.compile(r"\[(¶\d{1,9}|\d{1,4}:\d\d(?::\d\d)?)\]\(([^()\s]{1,4000})\)")
_ANCHOR = re.compile(r"#\^?(p\d{1,9})$")
_LOOSE_QUOTE = re.compile(r"^ {0,3}>[ >]*“")
_ORIGINAL = re.compile(r" · \[original\]\(([^\s<>]{1,4000})\)$")
_PUBLISHED = re.compile(r"(?:^| · )(\d{4}-\d\d-\d\d)(?= · |$)")
_SAID_AS = re.compile(r"said as “(.*)”")
_DUE = re.compile(r"(?:(.*) → )?(\d{4}(?:-\d\d){0,2})")


@dataclass
class _Findings:
    """What reading a page gathers."""

    claims: list[Claim] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    passages: dict[str, StampPlace] = field(default_factory=dict)
    targets: list[tuple[str, StampPlace, str]] = field(default_factory=list)
    beside: list[ContextClaim] = field(default_factory=list)
    manifest: dict[str, Any] | None = None
    transcript: Transcript | None = None
    original: str | None = None
    """Where the page says the item was published."""
    published: str | None = None

    @property
    def wiki(self) -> bool:
        """True for an Obsidian note, which is laid out in its own way."""
        return self.manifest is not None and self.manifest.get("format") == "obsidian"


class MarkdownPageReader:
    """Reads Markdown, Jekyll and Obsidian pages."""

    def recognises(self, text: str) -> bool:
        """True for a page with a manifest or any stamp of ours that is no HTML document."""
        return not text.lstrip()[:15].lower().startswith("<!doctype") and ("<!-- ew:" in text)

    def read(self, text: str, name: str) -> Page:
        """Every claim on the page, in order."""
        text = text.lstrip("\ufeff").replace("\r\n", "\n")
        lines = text.split("\n")
        found = _Findings()
        _read_manifest(lines, found)
        _read_byline(lines, found)
        for at, line in enumerate(lines):
            _read_line(line, at + 1, found)
        _check_targets(found)
        _check_headings(lines, found)
        _check_lines(lines, found)
        _check_manifest(lines, found)
        front = read_front_matter(text, tuple(found.claims))
        found.faults += front.faults
        manifest = found.manifest or {}
        return Page(
            name=name,
            claims=tuple(found.claims),
            faults=tuple(found.faults),
            transcript=found.transcript,
            transcript_sha256=str(manifest.get("transcript", "")),
            fingerprint=str(manifest.get("fingerprint", "")),
            item=str(manifest.get("item", "")),
            beside=(*found.beside, *front.beside),
        )


def _read_manifest(lines: list[str], found: _Findings) -> None:
    """The manifest first: it says how the lines are laid out."""
    places = [at for at, line in enumerate(lines, 1) if line.startswith("<!-- ew:manifest")]
    found.manifest = read_manifest(lines[places[0] - 1]) if places else None
    found.faults += [f"line {at}: a second manifest" for at in places[1:]]


def _read_byline(lines: list[str], found: _Findings) -> None:
    """Where and when the item was published, from the line under the title."""
    title = next((at for at, line in enumerate(lines) if line.startswith("# ")), len(lines))
    byline = next((line for line in lines[title + 1 : title + 4] if line), "")
    original, published = _ORIGINAL.search(byline), _PUBLISHED.search(byline)
    found.original = original[1] if original else None
    found.published = published[1] if published else None


def _read_line(line: str, at: int, found: _Findings) -> None:
    where = f"line {at}"
    if line.startswith("<!-- ew:transcript"):
        _read_transcript(line, where, found)
        return
    if line.startswith("<!-- ew:manifest"):
        return
    stamps = list(STAMP.finditer(line))
    if len(stamps) != len(ANY_STAMP.findall(line)) or len(stamps) > 1:
        found.faults.append(f"{where}: its stamp is damaged")
        return
    if not stamps:
        if _LOOSE_QUOTE.match(line):
            found.faults.append(f"{where}: a quotation without evidence")
        return
    kind, finding, written, hashed = stamps[0].groups()
    rest = line[: stamps[0].start()]
    found.stamps.append(f"{kind}:{finding}")
    if line_hash(rest) != hashed or not re.fullmatch(r"(?: \|| \^[a-z]-?[0-9a-z]+)?\s*", line[stamps[0].end() :]):
        found.faults.append(f"{where}: the line was changed after it was made ({kind} {finding})")
    places = read_places(written)
    if places is None:
        found.faults.append(f"{where}: its stamp is damaged")
        return
    shown = laid_out(rest, kind, wiki=found.wiki)
    if shown is None:
        found.faults.append(f"{where}: {kind} {finding} is not laid out as such a line is: something was put in, left out or moved")
        shown = ShownText({})
    found.claims.extend(_claims(shown, kind, finding, places, where, found))
    _read_values(shown, kind, places, where, found)


def _claims(shown: ShownText, kind: str, finding: str, places: tuple[StampPlace, ...], where: str, found: _Findings) -> Iterator[Claim]:
    """One claim for each span of the stamp, with the words, clock and speaker that the line shows for it."""
    parts = _printed(shown, kind, places) if kind in VERBATIM else [""] * len(places)
    if parts is None:
        found.faults.append(f"{where}: the words of {kind} {finding} cannot be read")
        parts = [shown.words("words")] * len(places)
    if kind == "passage":
        found.passages[finding] = places[0]
        links = [(shown.words("clock") or shown.words("plain"), shown.words("target"))]
    else:
        links = [(label, target) for label, target in _LINK.findall(shown.parts.get("links", ""))]
    if len(links) != len(places):
        found.faults.append(f"{where}: {kind} {finding} shows {len(links)} places, its stamp names {len(places)}")
        links = [("", "")] * len(places)
    speaker = None if kind in POINTING else shown.words("who")
    for place, printed, (label, target) in zip(places, parts, links, strict=True):
        clocked = label if label and not label.startswith("¶") else None
        if clocked != (clock(place.t0_ms) if place.t0_ms is not None else None):
            found.faults.append(f"{where}: {kind} {finding} shows {clocked or 'no time'}, its stamp says otherwise")
        if target:
            found.targets.append((target, place, where))
        yield Claim(finding, kind, printed, place.start, place.end, place.t0_ms, place.t1_ms, speaker, clocked, where)


def _printed(shown: ShownText, kind: str, places: tuple[StampPlace, ...]) -> list[str] | None:
    """The printed words for each span, mark-up undone; None when they are not set as they should be."""
    raw = shown.parts.get("words", "")
    if kind in QUOTED and len(places) == 1 and raw.startswith("“"):
        if not raw.endswith("”"):
            return None
        raw = raw[1:-1]
    elif kind == "quote" and len(places) == 1:
        return None
    parts = unescape_markdown(raw).split(GAP)
    return parts if len(parts) == len(places) and all(parts) else None


def _read_values(shown: ShownText, kind: str, places: tuple[StampPlace, ...], where: str, found: _Findings) -> None:
    """What a line shows beside the words: a number's value, what it is about, by when, on which terms, other spellings."""
    spans = tuple((place.start, place.end) for place in places)
    if kind == "number" and shown.parts and not amount_follows(shown.words("value"), " ".join(_printed(shown, kind, places) or ())):
        found.faults.append(f"{where}: the value {shown.words('value')} does not follow from its words")
    pieces = [_said(piece) for piece in shown.words("beside").removeprefix("· ").split(" · ")]
    if kind == "prediction":
        terms = shown.words("terms").split(" · ") if found.wiki else [shown.words("due"), *pieces]
        pieces = [*_horizon(terms[0], where, found), *terms[1:]] if terms != ["open"] else []
    found.beside.extend(ContextClaim(where, "terms", piece, spans) for piece in pieces if piece)
    if also := shown.words("also"):
        found.beside.extend(ContextClaim(where, "alias", alias) for alias in also.split(", ") if alias)


def _said(note: str) -> str:
    """The source's words of a note beside a number: `of new batteries`, `said as “a quarter”`."""
    match = _SAID_AS.fullmatch(note)
    return match[1] if match else note.removeprefix("of ")


def _horizon(shown: str, where: str, found: _Findings) -> list[str]:
    """The source's words of a horizon; a date behind them must be what they come to."""
    match = _DUE.fullmatch(shown)
    if match is None:
        return [shown]
    horizon, due = match[1] or "", match[2]
    expected = due_of(horizon, found.published)
    if not horizon or (expected is not None and expected != due) or (expected is None and found.published):
        found.faults.append(f"{where}: it is due {due}, its words say {expected or 'no date'}")
    return [horizon]


def _read_transcript(line: str, where: str, found: _Findings) -> None:
    match = TRANSCRIPT.match(line)
    if match is None:
        found.faults.append(f"{where}: the transcript on the page is damaged")
        return
    try:
        found.transcript = read_transcript_json(match.group(1))
    except EvidenceError as error:
        found.faults.append(f"{where}: {error}")


def _check_headings(lines: list[str], found: _Findings) -> None:
    """The summary's headings are chapters' titles; the chapters' own lines prove those."""
    chapters = [line for line in lines if "<!-- ew:chapter:" in line]
    begin = next((at for at, line in enumerate(lines) if line == "## Summary"), len(lines))
    for at, line in enumerate(lines[begin + 1 :], begin + 2):
        if line.startswith("## "):
            return
        if line.startswith("### ") and not any(f" {line[4:].strip()} " in f" {chapter} " for chapter in chapters):
            found.faults.append(f"line {at}: the heading {line[4:].strip()!r} is the title of no chapter")


def _check_lines(lines: list[str], found: _Findings) -> None:
    """No line may pass for evidence, hide it or say another count of it."""
    found.faults += [f"line {at}: {fault}" for at, fault in foreign_lines(lines, sealed=not found.wiki)]
    here = len({stamp for stamp in found.stamps if not stamp.startswith("passage:")})
    if found.manifest is not None and not found.wiki and not any(proven_on(line) is not None for line in lines):
        found.faults.append("its own account of what was proven is missing")
    for at, line in enumerate(lines, 1):
        proven = proven_on(line)
        if proven is not None and proven != here:
            found.faults.append(f"line {at}: it says {proven:,} findings are proven, {here:,} are there")


def _check_targets(found: _Findings) -> None:
    """Every link must lead to the second or the passage that its stamp names."""
    for target, place, where in found.targets:
        anchor = _ANCHOR.search(target)
        if anchor is None or not target.startswith("#"):
            if target != time_url(found.original, place.t0_ms):
                found.faults.append(f"{where}: its link leads to another place or second than its stamp names")
            continue
        passage = found.passages.get(anchor.group(1))
        if passage is None:
            found.faults.append(f"{where}: its link leads to a passage that is not on the page")
        elif not passage.start <= place.start < max(passage.end, passage.start + 1):
            found.faults.append(f"{where}: its link leads to another passage than its stamp names")


def _check_manifest(lines: list[str], found: _Findings) -> None:
    if found.manifest is None:
        found.faults.append("the manifest is missing or damaged: claims may have been removed")
        return
    if not found.wiki and found.manifest.get("sealed") is not True:
        found.faults.append("the manifest does not seal the page")
    listed = found.manifest.get("claims")
    listed = [str(entry) for entry in listed] if isinstance(listed, list) else []
    present = set(found.stamps)
    for entry in listed:
        if entry not in present:
            found.faults.append(f"{entry.replace(':', ' ')} is in the manifest and not on the page: it was removed")
    known = set(listed)
    for entry in found.stamps:
        if entry not in known:
            found.faults.append(f"{entry.replace(':', ' ')} is on the page and not in the manifest: it was added")
    if known == present and listed != found.stamps:
        found.faults.append("claims stand in another order, or more often, than in the manifest")
    last = max(at for at, line in enumerate(lines) if line.startswith("<!-- ew:manifest"))
    body = "".join(f"{line}\n" for line in lines[:last])
    if found.manifest.get("seal") != checksum_of(found.manifest, body) or (found.manifest.get("sealed") and any(lines[last + 1 :])):
        found.faults.append("the page was changed after it was made: it differs from its own checksum")
