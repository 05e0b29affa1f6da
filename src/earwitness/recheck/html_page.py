"""Parses an HTML page back into its claims, its digest and its transcript."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from pydantic import ValidationError

from earwitness.model.digest import Digest, checksum_of
from earwitness.model.pages import Claim, Page
from earwitness.model.transcript import Transcript
from earwitness.recheck.html_comparison import SHOWN, Element, check_labels, check_marks, compare
from earwitness.recheck.markdown_page import VERBATIM
from earwitness.recheck.rerender import page_faults, web_page_faults
from earwitness.renderers.checksum import META, PageSource, checksum_faults, read_stamp
from earwitness.renderers.html.elements import evidence_key
from earwitness.renderers.html.page import DATA_OPEN, SEAL_OPEN, TAIL
from earwitness.renderers.stamps import StampPlace, checksum, read_places
from earwitness.renderers.writing import GAP, moment_of
from earwitness.text.clock import clock
from earwitness.text.words import single_line

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "rect"})

_DEEPEST = 64
"""Open elements looked back at; our pages nest a dozen deep plus the evidence that overlaps, a hostile one must not cost more."""


class HtmlPageReader:
    """Reads what `--format html` writes, and the item pages of the hub."""

    def recognises(self, text: str) -> bool:
        """True for an HTML document that carries a digest's data or claims."""
        head = text.lstrip("\ufeff \t\r\n")[:15].lower()
        return head.startswith(("<!doctype html", "<html")) and (DATA_OPEN in text or "data-ew=" in text)

    def read(self, text: str, name: str) -> Page:
        """Every claim the page shows, in order."""
        text, parser = _parsed(text)
        if parser.stamp is not None:
            return _page_of_hub(text, name, parser, None)
        faults = list(_seal_faults(text))
        digest, transcript = _data(parser.data.get("earwitness", ""), faults)
        claims = _all_claims(parser, digest, faults)
        if digest is not None and transcript is not None:
            faults += page_faults(text, digest, transcript)
        record = digest.transcript if digest else None
        return Page(
            name=name,
            claims=claims,
            faults=tuple(faults),
            digest=digest,
            transcript=transcript,
            transcript_sha256=record.sha256 if record else "",
            fingerprint=record.fingerprint if record else "",
        )

    def read_beside(self, text: str, name: str, digest: Digest, transcript: Transcript | None = None) -> Page:
        """A page of the hub, which must show every finding of the digest beside it and nothing else."""
        text, parser = _parsed(text)
        page = _page_of_hub(text, name, parser, digest)
        transcript = transcript or page.transcript
        return page._replace(faults=(*page.faults, *(web_page_faults(text, digest, transcript) if transcript is not None else ())))


def _parsed(text: str) -> tuple[str, _PageParser]:
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    parser = _PageParser()
    parser.feed(text)
    parser.close()
    return text, parser


def _page_of_hub(text: str, name: str, parser: _PageParser, digest: Digest | None) -> Page:
    faults = checksum_faults(text)
    result = read_stamp(parser.stamp or "")
    if result is None:
        faults.append("it does not say truly what it was made from")
        result = PageSource("", "damaged", "", "")
    elif digest is not None and (digest.item.id, checksum_of(digest)) != (result.item, result.digest):
        faults.append("it was made from another digest than the one beside it")
    return Page(
        name=name,
        claims=_all_claims(parser, digest, faults),
        faults=tuple(faults),
        digest=digest,
        transcript=digest.transcript.restore() if digest else None,
        transcript_sha256=result.transcript,
        fingerprint=result.fingerprint,
        digest_checksum=result.digest,
    )


def _all_claims(parser: _PageParser, digest: Digest | None, faults: list[str]) -> tuple[Claim, ...]:
    claims = tuple(claim for element in parser.elements for claim in _claims(element, parser.anchors, faults))
    numbered = [element.finding for element in parser.elements if element.kind == "passage"]
    if numbered != [f"p{number}" for number in range(1, len(numbered) + 1)]:
        faults.append("a passage of the transcript is missing, or they are out of order")
    if digest is not None:
        compare(digest, parser.elements, faults)
        check_marks(digest, parser.marked, faults)
        check_labels(digest, parser.labels, faults)
    return claims


class _PageParser(HTMLParser):
    """Gathers the elements with evidence, the anchors, the marked pieces of the transcript and the page's data."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.anchors: dict[str, int] = {}
        self.marked: dict[str, list[str]] = {}
        self.data: dict[str, str] = {}
        self.stamp: str | None = None
        self.labels: dict[str, list[str]] = {"heading": [], "strip": [], "description": []}
        self._open: list[tuple[str, str]] = []
        self._element: Element | None = None
        self._depth = 0
        self._piece: tuple[int, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element is for."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("name") == META:
            self.stamp = given.get("content", "") if self.stamp is None else ""
        if tag == "meta" and (given.get("name") == "description" or given.get("property") == "og:description"):
            self.labels["description"].append(given.get("content", ""))
        if tag in _VOID:
            return
        role = self._role(tag, given)
        if role.startswith("label "):
            self.labels[role.removeprefix("label ")].append("")
        self._open.append((tag, role))
        if "id" in given:
            self.anchors[given["id"]] = self.anchors.get(given["id"], 0) + 1
        if "data-ew" in given and self._element is None:
            self._element = Element(
                given["data-ew"], given.get("data-id", given.get("id", "")), read_places(given.get("data-at", "")), self.getpos()[0]
            )
            self._depth = len(self._open)
        if role == "link" and self._element is not None:
            self._element.links.append(("", given.get("href", "")))
        if "data-e" in given:
            self._piece = (len(self._open), given["data-e"].split())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements without content carry no evidence."""

    def _role(self, tag: str, given: dict[str, str]) -> str:
        kind = given.get("class", "").split()
        if tag == "script":
            return f"script {given.get('id', '')}"
        if tag == "h3" and "under" in kind:
            return "label heading"
        if tag == "title" and any(opened == "svg" for opened, _ in self._open[-_DEEPEST:]):
            return "label strip"
        if "who" in kind:
            return "who"
        if "w" in kind:
            return "words"
        if shown := sorted(SHOWN.intersection(kind)):
            return f"shown {shown[0]}"
        return "link" if tag == "a" and "t" in kind else ""

    def handle_endtag(self, tag: str) -> None:
        """Closes the nearest open element of that name."""
        at = next((at for at in range(len(self._open) - 1, max(-1, len(self._open) - _DEEPEST), -1) if self._open[at][0] == tag), None)
        if at is None:
            return
        del self._open[at:]
        if self._element is not None and len(self._open) < self._depth:
            self.elements.append(self._element)
            self._element = None
        if self._piece is not None and len(self._open) < self._piece[0]:
            self._piece = None

    def handle_data(self, data: str) -> None:
        """Gives text to the element it belongs to."""
        if self._open and self._open[-1][1].startswith("script"):
            name = self._open[-1][1].removeprefix("script ")
            self.data[name] = self.data.get(name, "") + data
            return
        if self._open and self._open[-1][1].startswith("label "):
            self.labels[self._open[-1][1].removeprefix("label ")][-1] += data
            return
        element = self._element
        if element is None:
            return
        roles = {role for _, role in self._open[max(self._depth - 1, len(self._open) - _DEEPEST) :]}
        if "words" in roles:
            element.words.append(data)
            if self._piece is not None:
                for key in self._piece[1]:
                    self.marked.setdefault(key, []).append(data)
        elif "link" in roles and element.links:
            label, target = element.links[-1]
            element.links[-1] = (label + data, target)
        elif "who" in roles:
            element.speaker = (element.speaker or "") + data
        elif value := next((role for role in roles if role.startswith("shown ")), ""):
            name = value.removeprefix("shown ")
            element.shown[name] = element.shown.get(name, "") + data
        else:
            element.around.append(data)


def _seal_faults(text: str) -> list[str]:
    page, found, rest = text.rpartition(SEAL_OPEN)
    if not found or not rest.endswith(TAIL):
        return ["the page's seal is missing or damaged: claims may have been removed"]
    try:
        seal = json.loads(rest[: -len(TAIL)])
    except ValueError:
        return ["the page's seal is damaged"]
    if not isinstance(seal, dict) or seal.get("page") != checksum(page):
        return ["the page was changed after it was made: it differs from its own checksum"]
    return []


def _data(text: str, faults: list[str]) -> tuple[Digest | None, Transcript | None]:
    try:
        digest = Digest.model_validate_json(text)
    except ValidationError:
        faults.append("the data inside the page is missing or damaged")
        return None, None
    transcript = digest.transcript.restore()
    if transcript is None:
        faults.append("the page carries no transcript")
    return digest, transcript


def _claims(element: Element, anchors: dict[str, int], faults: list[str]) -> list[Claim]:
    """One claim for each place of an element."""
    where = f"line {element.line}, {element.kind} {element.finding}"
    places = element.places
    if places is None:
        faults.append(f"{where}: its data is damaged")
        return []
    shown = "".join(element.words)
    parts = [single_line(shown)] if element.kind == "passage" else shown.split(GAP) if element.kind in VERBATIM else [""] * len(places)
    if len(parts) != len(places) or (element.kind in VERBATIM and not all(parts)):
        faults.append(f"{where}: its words cannot be read")
        parts = [shown] * len(places)
    if element.kind == "quote" and len(places) == 1 and not _in_marks(element):
        faults.append(f"{where}: its quotation marks are gone")
    links = element.links
    if len(links) != len(places):
        faults.append(f"{where}: shows {len(links)} places, its data names {len(places)}")
        links = [("", "")] * len(places)
    claims: list[Claim] = []
    for at, (place, printed, (label, target)) in enumerate(zip(places, parts, links, strict=True)):
        stated = label if label and not label.startswith("¶") else None
        if stated != (clock(place.t0_ms) if place.t0_ms is not None else None):
            faults.append(f"{where}: shows {stated or 'no time'}, its data says otherwise")
        if not _leads_there(element, at, target, place, anchors):
            faults.append(f"{where}: its link does not lead to its words")
        speaker = element.speaker
        claims.append(
            Claim(element.finding, element.kind, printed, place.start, place.end, place.t0_ms, place.t1_ms, speaker, stated, where)
        )
    return claims


def _in_marks(element: Element) -> bool:
    around = "".join(element.around)
    return "“" in around and "”" in around


def _leads_there(element: Element, at: int, target: str, place: StampPlace, anchors: dict[str, int]) -> bool:
    if element.kind == "passage" and target.startswith("http"):
        return place.t0_ms is not None and target.endswith((f"t={place.t0_ms // 1000}", f"t={place.t0_ms // 1000}s"))
    if element.kind == "passage":
        return target == f"#{element.finding}"
    if element.kind == "chapter":
        return anchors.get(target[1:]) == 1
    key = evidence_key(element.finding, at)
    return target in (f"#{moment_of(place.t0_ms, key)}", f"#e-{key}") and anchors.get(target[1:]) == 1
