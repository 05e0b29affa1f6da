"""Reads a page of the Markdown family back: every stamped line as claims, every inconsistency as a fault.

Strict on purpose: words are taken character for character from where the renderer puts them, links must lead to the second or the
passage that the stamp names, a line must fit its own hash and the page its manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from earwitness.errors import EvidenceError
from earwitness.model.findings import Finding
from earwitness.model.pages import Claim, Page
from earwitness.model.transcript import Transcript
from earwitness.publish.read_front_matter import front_matter_faults
from earwitness.publish.stamps import ANY_STAMP, STAMP, TRANSCRIPT, Place, line_hash, read_manifest, read_places, seal_of
from earwitness.publish.transcript_file import read_transcript_json
from earwitness.publish.writing import GAP, unescape_markdown
from earwitness.text.clock import clock

VERBATIM = frozenset({"passage", *(kind.TYPE for kind in Finding.__subclasses__() if kind.VERBATIM)})
"""Kinds of which a page prints the source's own words."""

QUOTED = frozenset({"quote", "number", "prediction"})
"""Kinds set in quotation marks when their words stand in one piece."""

_CELL_OF = {"number": 1, "prediction": 0}
_CELL = re.compile(r"((?:\\.|[^\\|])*)\|")
_PREFIX = re.compile(r'(?:<a id="p\d{1,9}"></a>)?¶[^<]{0,600}(?:<(?!br>)[^<]{0,600}){0,4}<br>|\*\*Takeaway:\*\* |(?:> )?(?:- )?')
_WORDS = re.compile(r"(?:\\.|[^\\\[\]<>|*])*")
_LINK = re.compile(r"\[(¶\d{1,9}|\d{1,4}:\d\d(?::\d\d)?)\]\(([^()\s]{1,4000})\)")
_WHO = re.compile(r"(?<!\*)\*((?:\\.|[^\\*])+)\*( \(as attributed\))?, \[[¶\d]")
_SECONDS = re.compile(r"[?&#]t=(\d{1,9})s?$")
_ANCHOR = re.compile(r"#\^?(p\d{1,9})$")
_LOOSE_QUOTE = re.compile(r"^> “")


@dataclass
class _Findings:
    """What reading a page gathers."""

    claims: list[Claim] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    passages: dict[str, Place] = field(default_factory=dict)
    targets: list[tuple[str, Place, str]] = field(default_factory=list)
    manifest: dict[str, Any] | None = None
    transcript: Transcript | None = None


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
        for at, line in enumerate(lines):
            _read_line(line, at + 1, found)
        _check_targets(found)
        _check_headings(lines, found)
        _check_manifest(lines, found)
        found.faults += front_matter_faults(text, tuple(found.claims))
        manifest = found.manifest or {}
        return Page(
            name=name,
            claims=tuple(found.claims),
            faults=tuple(found.faults),
            transcript=found.transcript,
            transcript_sha256=str(manifest.get("transcript", "")),
            fingerprint=str(manifest.get("fingerprint", "")),
        )


def _read_line(line: str, at: int, found: _Findings) -> None:
    where = f"line {at}"
    if line.startswith("<!-- ew:transcript"):
        _read_transcript(line, where, found)
        return
    if line.startswith("<!-- ew:manifest"):
        if found.manifest is not None:
            found.faults.append(f"{where}: a second manifest")
        found.manifest = read_manifest(line)
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
    found.claims.extend(_claims(rest, kind, finding, places, where, found))


def _claims(rest: str, kind: str, finding: str, places: tuple[Place, ...], where: str, found: _Findings) -> Iterator[Claim]:
    """One claim for each span of the stamp, with the words, clock and speaker that the line shows for it."""
    parts = _printed(rest, kind, places) if kind in VERBATIM else [""] * len(places)
    if parts is None:
        found.faults.append(f"{where}: the words of {kind} {finding} cannot be read")
        parts = [rest] * len(places)
    if kind == "passage":
        found.passages[finding] = places[0]
        head = rest.partition("<br>")[0]
        match = re.search(r" · \[?(\d{1,4}:\d\d(?::\d\d)?)", head)
        links = [(match.group(1) if match else "", (_LINK.search(head) or (None, None, ""))[2])]
        who = re.search(r" · \*((?:\\.|[^\\*])+)\*$", head)
        speaker = unescape_markdown(who.group(1)) if who else None
    else:
        links = [(label, target) for label, target in _LINK.findall(rest)]
        links = links[: len(places)] if kind == "chapter" else links[-len(places) :]
        named = _WHO.search(rest)
        speaker = unescape_markdown(named.group(1)) if named and not named.group(2) else None
    if len(links) != len(places):
        found.faults.append(f"{where}: {kind} {finding} shows {len(links)} places, its stamp names {len(places)}")
        links = [("", "")] * len(places)
    for place, printed, (label, target) in zip(places, parts, links, strict=True):
        shown = label if label and not label.startswith("¶") else None
        if shown != (clock(place.t0_ms) if place.t0_ms is not None else None):
            found.faults.append(f"{where}: {kind} {finding} shows {shown or 'no time'}, its stamp says otherwise")
        if target:
            found.targets.append((target, place, where))
        yield Claim(finding, kind, printed, place.start, place.end, place.t0_ms, place.t1_ms, speaker, shown, where)


def _printed(rest: str, kind: str, places: tuple[Place, ...]) -> list[str] | None:
    """The printed words for each span, mark-up undone; None when the line is not laid out as it should be."""
    if rest.startswith("| ") and kind in _CELL_OF:
        cells = _CELL.findall(rest[1:])
        raw = cells[_CELL_OF[kind]].strip(" ") if len(cells) > _CELL_OF[kind] else ""
        if not _WORDS.fullmatch(raw.replace(r"[…]", "")):
            return None
    else:
        prefix = _PREFIX.match(rest)
        raw_match = _WORDS.match(rest, prefix.end() if prefix else 0)
        raw = raw_match.group().rstrip(" ") if raw_match else ""
    if kind in QUOTED and len(places) == 1 and raw.startswith("“"):
        if not raw.endswith("”"):
            return None
        raw = raw[1:-1]
    elif kind == "quote" and len(places) == 1:
        return None
    parts = unescape_markdown(raw).split(GAP)
    return parts if len(parts) == len(places) and all(parts) else None


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


def _check_targets(found: _Findings) -> None:
    """Every link must lead to the second or the passage that its stamp names."""
    for target, place, where in found.targets:
        anchor, seconds = _ANCHOR.search(target), _SECONDS.search(target)
        if seconds is not None:
            if place.t0_ms is None or int(seconds.group(1)) != place.t0_ms // 1000:
                found.faults.append(f"{where}: its link leads to another second than its stamp names")
        elif anchor is None:
            found.faults.append(f"{where}: its link leads to no second and no passage")
        else:
            passage = found.passages.get(anchor.group(1))
            if passage is None:
                found.faults.append(f"{where}: its link leads to a passage that is not on the page")
            elif not passage.start <= place.start < max(passage.end, passage.start + 1):
                found.faults.append(f"{where}: its link leads to another passage than its stamp names")


def _check_manifest(lines: list[str], found: _Findings) -> None:
    if found.manifest is None:
        found.faults.append("the manifest is missing or damaged: claims may have been removed")
        return
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
    if found.manifest.get("seal") != seal_of(found.manifest, body) or (found.manifest.get("sealed") and any(lines[last + 1 :])):
        found.faults.append("the page was changed after it was made: it differs from its own checksum")
