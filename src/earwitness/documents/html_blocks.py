"""Blocks from a tree of mark-up: HTML of e-mails, or the TEI tree of an extracted article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from earwitness.documents.blocks import Block
from earwitness.model.transcript import Mark, SegmentKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset({"li", "item", "dt", "dd"})
_QUOTES = frozenset({"blockquote", "quote"})
_CODE = frozenset({"pre", "code"})
_BREAKS = frozenset({"br", "lb"})
_LINKS = {"a": "href", "ref": "target"}
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "hi",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "o:p",
        "q",
        "ref",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)
_IN_CELLS = _INLINE | _BREAKS | {"img", "graphic"}
_SKIPPED = frozenset(
    {
        "audio",
        "button",
        "canvas",
        "comments",
        "embed",
        "form",
        "graphic",
        "head",
        "iframe",
        "input",
        "map",
        "math",
        "noscript",
        "object",
        "option",
        "picture",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    }
)
_ASIDE = frozenset({"nav", "footer", "aside"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d])|"
    r"font-size\s*:\s*[01]px|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u034f\u00ad\u200b-\u200d\ufeff]+")


@dataclass
class _Text:
    """Inline text as it is collected: white space run together, links kept with their places."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    links: list[tuple[int, int, str]] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    space: bool = False

    def add(self, text: str) -> None:
        """Appends text with every run of white space as one space."""
        pieces = _SPACES.split(text)
        for at, piece in enumerate(pieces):
            if at:
                self.space = True
            if piece:
                self._put((" " if self.space and self.length else "") + piece)
                self.space = False

    def add_raw(self, text: str) -> None:
        """Appends text of code as it stands."""
        if text:
            self._put(text)

    def separate(self, sign: str) -> None:
        """Appends a sign that is nobody's word."""
        self.breaks.append((self.length, self.length + len(sign)))
        self._put(sign)
        self.space = False

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


@dataclass
class _Walk:
    """The state of one walk through a tree."""

    base: str | None
    whole_page: bool
    blocks: list[Block] = field(default_factory=list)
    text: _Text = field(default_factory=_Text)
    quotes: int = 0
    lists: int = 0
    code: int = 0
    heading: int = 0
    item: int = 0
    rows: list[bool] = field(default_factory=list)
    anchors: list[tuple[int, str | None]] = field(default_factory=list)

    def kind(self) -> SegmentKind:
        """The kind of block that text met now belongs to."""
        if self.code:
            return "code"
        if self.heading:
            return "heading"
        if self.quotes:
            return "quote"
        return "list_item" if self.item else "paragraph"

    def flush(self) -> None:
        """Ends the current block."""
        text, self.text = self.text, _Text()
        for at, (_, url) in enumerate(self.anchors):
            self.anchors[at] = (0, url)
        whole = "".join(text.parts)
        retained = whole.strip("\n") if self.code else whole.strip()
        if not retained or not any(char.isalnum() for char in retained):
            return
        shift = len(whole) - len(whole.lstrip("\n" if self.code else None))
        kind = self.kind()
        level = self.heading if kind == "heading" else self.lists if kind == "list_item" else 0
        links = [(a - shift, b - shift, url) for a, b, url in text.links if a >= shift and a < b <= shift + len(retained)]
        marks = tuple(Mark(start=a, end=b, kind="link", value=url) for a, b, url in links)
        cues = tuple(
            Mark(start=a - shift, end=b - shift, kind="syntax") for a, b in text.breaks if shift <= a and b <= shift + len(retained)
        )
        self.blocks.append(Block(text=retained, kind=kind, level=level, marks=marks + cues))


def read_blocks(tree: Any, *, base: str | None = None, whole_page: bool = False) -> list[Block]:
    """The blocks of a tree in reading order; links are absolute against `base`. `whole_page` leaves navigation, asides and footers out."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, and only this format needs it

    walk = _Walk(base=base, whole_page=whole_page)
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    skipping: list[Any] = []
    for event, node in walker:
        if event == "start":
            if skipping:
                continue
            if _left_out(walk, node):
                skipping.append(node)
                continue
            _open(walk, node)
        elif event == "end":
            if skipping:
                if skipping[-1] is not node:
                    continue
                skipping.pop()
            else:
                _close(walk, node)
            _tail(walk, node, tree)
        elif not skipping:
            _tail(walk, node, tree)
    walk.flush()
    return walk.blocks


def _tail(walk: _Walk, node: Any, tree: Any) -> None:
    if node.tail and node is not tree:
        _add(walk, node.tail)


def _add(walk: _Walk, text: str) -> None:
    if walk.code:
        walk.text.add_raw(text)
    else:
        walk.text.add(text)


def _left_out(walk: _Walk, node: Any) -> bool:
    tag = node.tag
    if not isinstance(tag, str) or tag in _SKIPPED or (walk.whole_page and tag in _ASIDE):
        return True
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return tag not in ("html", "body")
    style = node.get("style")
    return bool(style and _HIDDEN.search(style[:2000]))


def _open(walk: _Walk, node: Any) -> None:
    tag = node.tag
    if tag in _LINKS:
        begin = walk.text.length + (1 if walk.text.space and walk.text.length else 0)
        walk.anchors.append((begin, _address(node.get(_LINKS[tag]), walk.base)))
    elif tag in _BREAKS:
        _line_break(walk, node)
    elif tag in _CELLS and walk.rows and walk.rows[-1]:
        if walk.text.length:
            walk.text.separate(" | ")
    elif tag not in _INLINE and not (tag == "code" and not _is_block_code(node)):
        walk.flush()
        _enter(walk, node, 1)
    if node.text:
        _add(walk, node.text)


def _close(walk: _Walk, node: Any) -> None:
    tag = node.tag
    if tag in _LINKS:
        start, url = walk.anchors.pop() if walk.anchors else (0, None)
        if url and walk.text.length > start:
            walk.text.links.append((start, walk.text.length, url))
    elif tag in _BREAKS or tag in _INLINE or (tag == "code" and not _is_block_code(node)):
        return
    elif not (tag in _CELLS and walk.rows and walk.rows[-1]):
        walk.flush()
        _enter(walk, node, -1)


def _enter(walk: _Walk, node: Any, step: int) -> None:
    """Enters (`step` 1) or leaves (-1) a block element."""
    tag = node.tag
    if tag in _HEADINGS or tag == "head":
        level = _HEADINGS.get(tag) or _HEADINGS.get(node.get("rend", ""), 2)
        walk.heading = level if step > 0 else 0
    elif tag in _QUOTES:
        walk.quotes += step
    elif tag in _CODE:
        walk.code += step
    elif tag in ("ul", "ol", "list", "dl"):
        walk.lists += step
    elif tag in _ITEMS:
        walk.item += step
    elif tag in _ROWS:
        if step > 0:
            walk.rows.append(_is_data_row(node))
        elif walk.rows:
            walk.rows.pop()


def _is_block_code(node: Any) -> bool:
    """True for code that stands alone: inside `pre`, or holding lines of its own."""
    if node.tag == "pre":
        return True
    parent = node.getparent()
    if parent is not None and parent.tag in _CODE:
        return False
    alone = parent is not None and parent.tag in ("body", "quote") and not (node.tail or "").strip()
    return alone or "\n" in "".join(node.itertext())[:400].strip()


def _is_data_row(node: Any) -> bool:
    """True for a row of a table that holds data: two cells with text at least, and no block inside any."""
    filled = 0
    for cell in node:
        if not isinstance(cell.tag, str) or cell.tag not in _CELLS:
            continue
        filled += any(part.strip() for part in cell.itertext())
        if any(isinstance(child.tag, str) and child.tag not in _IN_CELLS for child in cell.iter() if child is not cell):
            return False
    return filled > 1


def _line_break(walk: _Walk, node: Any) -> None:
    if walk.code:
        walk.text.add_raw("\n")
    elif node.tag == "br" and not walk.heading and not (walk.rows and walk.rows[-1]):
        walk.flush()
    else:
        walk.text.space = True


def _address(target: str | None, base: str | None) -> str | None:
    """The absolute address of a link; None for anything but the web and mail."""
    target = (target or "").strip()
    if not target or target.startswith("#") or len(target) > 4000:
        return None
    try:
        whole = urljoin(base, target) if base else target
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return None
    return whole if scheme in ("http", "https", "mailto") else None
