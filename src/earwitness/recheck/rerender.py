"""Compares an HTML page with a fresh rendering of its digest and transcript, to detect anything added, removed, hidden or restyled."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.html.body import SHIFTED, Around, Body, body_of
from earwitness.renderers.html.page import SEAL_OPEN, HtmlRenderer

_PLAYED = re.compile(r'<div class="player"><(?:audio|video) controls preload="none" src="([^"<>]*)">')
_LED = re.compile(r'<a class="of" href="[^"<>:]*">([^<]*)</a>')
OTHER = "it is not what this version of Earwitness makes of its digest; a page of another version is made anew by `earwitness digest`"
_EVIDENCE = frozenset({"e", "w", "u", "who", "take", "quote", "card", "cards", "big", "due", "score", "passage", "where", "title", "prose"})
"""Classes that only the item's own parts have."""
_FOREIGN = frozenset(
    {"style", "blockquote", "q", "cite", "figure", "del", "s", "template", "iframe", "object", "embed", "base", "svg", "canvas"}
)
"""Elements that the page around an item does not have: they would pass for evidence, restyle it or hide it."""
_MAKERS = re.compile(r"“(?!one page that holds everything”)")


def page_faults(text: str, digest: Digest, transcript: Transcript) -> list[str]:
    """Where a page that carries its digest first differs from what is made of it."""
    page = text.rpartition(SEAL_OPEN)[0].split("\n")
    again: list[str] = []
    for media in dict.fromkeys((None, _media(text))):  # the item's own address, or a recording handed in
        again = HtmlRenderer().render(digest, transcript, media=media).rpartition(SEAL_OPEN)[0].split("\n")
        if page == again:
            return []
    at = next((at for at, (one, other) in enumerate(zip(page, again, strict=False)) if one != other), min(len(page), len(again)))
    return [f"line {at + 1}: {OTHER}{_difference(page[at : at + 1], again[at : at + 1])}"]


def web_page_faults(text: str, digest: Digest, transcript: Transcript) -> list[str]:
    """What a page of the hub shows otherwise than it is made of its digest, and what stands around it that must not."""
    body = body_of(digest, transcript, Around(_media(text), fits=SHIFTED not in text))
    plain = _LED.sub(r"\1", text)
    faults: list[str] = []
    for begin, part, end in _parts(body):
        whole = f"{begin}{part}{end}"
        if plain.count(whole) != 1:
            faults.append(
                f"its {'transcript' if part is body.heard else 'digest'} shows other than is made of the digest beside it: {OTHER}"
            )
        plain = plain.replace(whole, f"{begin}{end}", 1)
    around = _Around()
    around.feed(plain)
    around.close()
    return [*faults, *around.faults]


def _parts(body: Body) -> Iterator[tuple[str, str, str]]:
    yield "", _LED.sub(r"\1", body.told), '\n<section id="check" aria-labelledby="h-check">'
    yield '<aside class="heard" aria-label="Recording and transcript">\n', body.heard, "\n</aside>"
    yield "<article ", f'class="item" {body.about}', '>\n<div class="told">'


def _media(text: str) -> str | None:
    found = _PLAYED.search(text)
    return html.unescape(found[1]) if found else None


def _difference(one: list[str], other: list[str]) -> str:
    """Both lines around their first different character."""
    own, theirs = "".join(one), "".join(other)
    at = next((at for at, (a, b) in enumerate(zip(own, theirs, strict=False)) if a != b), min(len(own), len(theirs)))
    start = max(0, at - 20)
    return f" (“{own[start : at + 40]}” for “{theirs[start : at + 40]}”)"


class _Around(HTMLParser):
    """What stands around an item's own parts: the frame of the hub, which quotes nobody."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuses what would pass for evidence, restyle or hide it."""
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        reported = given.get("id", "").startswith(("e-", "t=", "s=")) or any(name.startswith("data-e") for name in given)
        hides = "style" in given or "hidden" in given or any(name.startswith("on") for name in given)
        wrong = tag in _FOREIGN or reported or hides or bool(classes & _EVIDENCE) or ("hidden" in classes and tag != "label")
        wrong = (
            wrong or (tag == "script" and "/assets/" not in f"/{given.get('src', '')}") or "refresh" in given.get("http-equiv", "").lower()
        )
        wrong = wrong or (given.get("rel") == "stylesheet" and "/assets/" not in f"/{given.get('href', '')}")
        if wrong:
            self.faults.append(f"line {self.getpos()[0]}: <{tag}> around the item is none of ours")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Keeps track of scripts, whose text is code."""
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Refuses quotations and code."""
        if "script" in self._open and data.strip():
            self.faults.append(f"line {self.getpos()[0]}: a script around the item is none of ours")
        if "main" in self._open and "a" not in self._open and _MAKERS.search(data):
            self.faults.append(f"line {self.getpos()[0]}: a quotation without evidence")
