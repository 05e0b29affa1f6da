"""Re-checking under attack: seeded edits of published quotes, numbers, negations and times, and how many are caught, by format."""

from __future__ import annotations

import pathlib
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from earwitness import pipeline, plugins
from earwitness.extensions import PageReader
from earwitness.model.digest import Digest
from earwitness.model.documents import ItemDraft
from earwitness.model.media import RawDocument
from earwitness.model.pages import Page
from earwitness.model.transcript import Transcript
from earwitness.recheck.claims import faults_of, recheck
from earwitness.recheck.html_page import HtmlPageReader
from earwitness.renderers.checksum import with_checksum
from earwitness.renderers.html.page import SEAL_OPEN, TAIL
from earwitness.renderers.stamps import STAMP, checksum, line_hash, manifest
from earwitness.renderers.writing import script_json
from earwitness.text.clock import clock
from earwitness.text.folding import fold
from earwitness.text.negation import is_negation
from earwitness.website.links import SiteLinks
from earwitness.website.rendering import Frame, Pages
from earwitness.website.views.item import site_page

SEED = 7
EDITS = 1000
TALK_WORDS = 6000
"""Enough for every kind of claim; a thousand edits re-read the whole page a thousand times."""
FORMATS = ("json", "md", "html", "jekyll", "obsidian", "site")
CLASSES = ("character", "number", "negation", "time")
SAMPLES = ("newsletter-645.txt", "moonshots-2025-12-09.md")


class Edit(NamedTuple):
    """`[start, end)` of a page replaced by other characters."""

    start: int
    end: int
    put: str


def run(data: pathlib.Path, edits: int = EDITS) -> dict[str, object]:
    """Share caught by format and class, with n; a page without edits must have no fault."""
    figures: dict[str, object] = {}
    readers = plugins.page_readers()
    digested = [_digested(data.parent / "samples" / name) for name in SAMPLES]
    for name in FORMATS:
        caught: Counter[str] = Counter()
        total: Counter[str] = Counter()
        clean = 0
        missed: list[str] = []
        for digest, transcript in digested:
            page = _rendered(name, digest, transcript)
            found = next(one for one in readers if one.recognises(page))
            reader = _Beside(found, digest, transcript) if isinstance(found, HtmlPageReader) and name == "site" else found
            clean += len(recheck(reader.read(page, name), transcript))
            for kind in CLASSES:
                rng = random.Random(f"{SEED}/{name}/{kind}")
                places = _places(page, digest, kind)
                for _ in range(edits // len(digested) if places else 0):
                    edit = _edit(page, rng.choice(places), kind, rng)
                    total[kind] += 1
                    if _is_caught(page, edit, reader, name, (digest, transcript)):
                        caught[kind] += 1
                    elif len(missed) < 5:
                        missed.append(f"{kind}: {page[max(0, edit.start - 30) : edit.start]}[{page[edit.start : edit.end]}>{edit.put}]")
        figures[f"{name}_faults_unedited"] = clean
        for kind in CLASSES:
            figures[f"{name}_{kind}_caught"] = f"{caught[kind]}/{total[kind]}" if total[kind] else "nothing of the kind printed"
        if missed:
            figures[f"{name}_missed"] = missed
    return figures


class _Beside(NamedTuple):
    """A reader that has the page's digest and transcript at hand, as `earwitness verify` has them in the page's folder."""

    reader: HtmlPageReader
    digest: Digest
    transcript: Transcript

    def recognises(self, text: str) -> bool:
        """As the reader."""
        return self.reader.recognises(text)

    def read(self, text: str, name: str) -> Page:
        """The page compared with the digest."""
        return self.reader.read_beside(text, name, self.digest, self.transcript)


def _rendered(name: str, digest: Digest, transcript: Transcript) -> str:
    """The page in a format; `site` is the hub's item page as `publish` writes it."""
    if name == "site":
        return site_page(Pages(), Frame(SiteLinks(1), live=False), digest, transcript)
    return plugins.renderer(name).render(digest, transcript)


def _resealed(page: str, name: str, digest: Digest) -> str:
    """An edited page with its line hashes, manifest and seal made again: what is measured is the evidence."""
    body, found, _ = page.rpartition(SEAL_OPEN)
    if found:
        return f"{body}{SEAL_OPEN}{script_json({'page': checksum(body)})}{TAIL}"
    body, found, _ = page.rpartition("<!-- ew:seal ")
    if found:
        return with_checksum(body)
    body, found, _ = page.rpartition("<!-- ew:manifest ")
    if not found:
        return page
    body = "\n".join(_hashed(line) for line in body.split("\n"))
    return body + manifest(digest, name, body, sealed=name != "obsidian")


def _hashed(line: str) -> str:
    match = STAMP.search(line)
    return f"{line[: match.start(4)]}{line_hash(line[: match.start()])}{line[match.end(4) :]}" if match else line


def _digested(path: pathlib.Path) -> tuple[Digest, Transcript]:
    """The digest of a sample; the talk gets cues of twelve words and four seconds, so that there are times to move."""
    content = path.read_bytes()
    if path.suffix == ".md":
        words = re.sub(r"^# .*\n+Published:.*\n+", "", content.decode()).split()[:TALK_WORDS]
        cues = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
        stamps = [f"{at // 900:02}:{at // 15 % 60:02}:{at * 4 % 60:02}.000" for at in range(len(cues) + 1)]
        body = "\n\n".join(f"{stamps[at]} --> {stamps[at + 1]}\n{cue.replace('>>', '&gt;&gt;')}" for at, cue in enumerate(cues))
        content = f"WEBVTT\n\n{body}\n".encode()
    document = RawDocument(content, path.with_suffix(".vtt").name if path.suffix == ".md" else path.name)
    result = pipeline.digest(document, pipeline.Tools.standard(), about=ItemDraft(title=path.stem))
    # Without its checksum, which would catch every edit of a JSON digest: what is measured is the evidence.
    audit = result.digest.audit.model_copy(update={"checksum": ""})
    return result.digest.model_copy(update={"audit": audit}), result.transcript


def _places(page: str, digest: Digest, kind: str) -> list[tuple[int, int]]:
    """Where the page prints something of the kind that can be edited."""
    found: list[tuple[int, int]] = []
    if kind == "time":
        shown = {clock(quote.evidence[0].t0_ms) for quote in digest.quotes if quote.evidence[0].t0_ms is not None}
        shown |= {str(quote.evidence[0].t0_ms) for quote in digest.quotes if quote.evidence[0].t0_ms}
        for text in sorted(shown):
            found.extend(match.span() for match in re.finditer(rf"(?<![\d:.\-@]){re.escape(text)}(?![\d:])", page))
        return [span for span in found if _is_time(page, span)]
    wanted = digest.quotes if kind == "character" else [finding for finding in digest.findings() if finding.VERBATIM]
    for words in sorted({str(getattr(finding, "text", "")) for finding in wanted}):
        for start, end in _printed(page, words):
            inside = (match for match in re.finditer(r"[\w’']+", page[start:end]) if _is_of_kind(match.group(), kind))
            found.extend((start + match.start(), start + match.end()) for match in inside)
    published = page.find('"audit": {') if page.startswith("{") else -1  # what the audit repeats of refused proposals is nobody's words
    titles = list(_printed(page, digest.item.title))  # what the item calls itself is no finding
    retained = (span for span in set(found) if not any(start <= span[0] < end for start, end in titles))
    return sorted(span for span in retained if published < 0 or span[1] < published)


def _is_of_kind(word: str, kind: str) -> bool:
    return kind == "character" or (kind == "number" and word.isdigit()) or (kind == "negation" and is_negation(fold(word)))


def _is_time(page: str, span: tuple[int, int]) -> bool:
    """A clock is always a time; bare milliseconds only as the value of a key of ours."""
    return ":" in page[span[0] : span[1]] or page[max(0, span[0] - 9) : span[0]].rstrip(' "=:').endswith("t0_ms")


def _printed(page: str, words: str) -> Iterator[tuple[int, int]]:
    """The places where the page prints these words, escaped as its format needs."""
    parts = [re.escape(part) for part in re.findall(r"\w+", words)]
    between = r"(?:&[#\w]{1,6};|\\[nu\\\"]|[^\w<>]){1,12}"
    for match in re.finditer(between.join(parts), page):
        yield match.span()


def _edit(page: str, place: tuple[int, int], kind: str, rng: random.Random) -> Edit:
    start, end = place
    word = page[start:end]
    if kind == "negation":
        shorter = word[:-3] if word.casefold().endswith(("n't", "n’t")) and len(word) > 3 else ""
        return Edit(start, end, shorter)
    digits = [at for at in range(start, end) if page[at].isdigit()]
    if kind in ("number", "time"):
        at = rng.choice(digits)
        return Edit(at, at + 1, rng.choice([digit for digit in "123456789" if digit != page[at]]))
    at = rng.randrange(start, end)
    return Edit(
        at, at + rng.randint(0, 1), rng.choice([newsletter for newsletter in "abcdefghijklmnopqrstuvwxyzAEIOU" if newsletter != page[at]])
    )


def _is_caught(page: str, edit: Edit, reader: PageReader, name: str, made: tuple[Digest, Transcript]) -> bool:
    edited = _resealed(page[: edit.start] + edit.put + page[edit.end :], name, made[0])
    return not reader.recognises(edited) or next(faults_of(reader.read(edited, "edited"), made[1]), None) is not None
