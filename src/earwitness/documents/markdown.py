"""Reads articles and newsletters in Markdown: structure from markdown-it, with every character at its original offset."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from earwitness.documents.blocks import Block, keep, with_bare_links
from earwitness.documents.front_matter import split_front_matter
from earwitness.documents.newsletters.byline import extract_byline
from earwitness.documents.newsletters.headings import core
from earwitness.documents.newsletters.kind import newsletter_kind
from earwitness.documents.newsletters.quotations import attribute_quotes
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.media import Person
from earwitness.model.transcript import Mark, SegmentKind

_SIGNS = (
    (re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE), 3),
    (re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?://|/|#|mailto:)[^()\s]{1,500}\)"), 3),
    (re.compile(r"^```|^~~~", re.MULTILINE), 3),
    (re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE), 3),
    (re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{1,500}\)"), 3),
    (re.compile(r"(?<!\*)\*\*[^\s*][^*\n]{0,300}\*\*(?!\*)"), 1),
    (re.compile(r"^\s{0,3}[-*+][ \t]+\S", re.MULTILINE), 1),
    (re.compile(r"^>[ \t]?\S", re.MULTILINE), 1),
    (re.compile(r"(?<![\w*])[*_][^\s*_][^*_\n]{0,200}[*_](?![\w*])"), 1),
)
_TAG = re.compile(r"<!--|</?[A-Za-z][^<>]{0,2000}>|\{%[^%\n]{0,500}%\}|&nbsp;", re.DOTALL)
_REACH = 4_000
"""How far ahead a piece of text is looked for behind mark-up; longer addresses than this are not met."""


@dataclass
class _Source:
    """The file's text and where its lines begin."""

    text: str
    base: str | None
    offset: int
    lines: list[int] = field(default_factory=list)

    def region(self, lines: Sequence[int] | None) -> tuple[int, int]:
        """Characters of `[first, last)` lines of the parsed part."""
        if not lines:
            return self.offset, self.offset
        last = len(self.lines) - 1
        return self.offset + self.lines[min(lines[0], last)], self.offset + self.lines[min(lines[1], last)]


class MarkdownReader:
    """Reads Markdown."""

    name = "markdown"

    def recognises(self, document: DecodedDocument) -> float:
        """Surer with every kind of Markdown sign; front matter alone is none."""
        head = document.text[:60_000]
        points = sum(weight * min(3, _count(symbol, head)) for symbol, weight in _SIGNS)
        return 0.0 if points < 3 else min(0.6, 0.42 + 0.02 * points)

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Item and transcript. Characters of mark-up become `syntax` marks, anchor words `link` marks."""
        text = document.text
        head = split_front_matter(text)
        base = head.draft.url or document.raw.url
        blocks = [*_title_line(text, head.title), *markdown_blocks(text, offset=head.body, base=base)]
        blocks, byline = extract_byline(attribute_quotes(blocks))
        title = head.draft.title
        if title is None and blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
            title = " ".join(_spoken(blocks[0]).split())
        known: dict[str, object] = {"title": title, "kind": head.draft.kind or newsletter_kind(blocks, title), "url": base}
        if byline is not None:
            authors = (Person(name=byline.author, role="author", why="byline"),) if byline.author else ()
            known |= {"people": head.draft.people or authors, "published": head.draft.published or byline.published}
        marks = [Mark(start=start, end=end, kind="syntax") for start, end in head.heads]
        transcript = keep(text, [with_bare_links(block) for block in blocks], marks=marks, warnings=head.warnings)
        return ParsedDocument(head.draft.model_copy(update=known), transcript)


def _title_line(text: str, title: tuple[int, int] | None) -> list[Block]:
    if title is None:
        return []
    begin, _ = _line_bounds(text, title[0])
    block = Block(text=text[begin : title[1]], kind="heading", level=1, start=begin)
    return [_undecorated(block.trimmed(title[0] - begin, title[1] - begin))]


def markdown_blocks(text: str, *, offset: int = 0, base: str | None = None) -> list[Block]:
    """The blocks of Markdown from `offset` on, placed in `text`."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only this format needs it

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"]).disable("text_join")
    body = text[offset:]
    starts = [0, *(match.end() for match in re.finditer("\n", body)), len(body)]
    source = _Source(text=text, base=base, offset=offset, lines=starts)
    walk = _Walk(source, cursor=offset)
    for token in parser.parse(body):
        walk.take(token)
    return walk.blocks


@dataclass
class _Walk:
    """The state of one pass over markdown-it's tokens."""

    source: _Source
    cursor: int
    blocks: list[Block] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)
    heading: int = 0
    row: list[tuple[int, int]] | None = None

    def take(self, token: Any) -> None:
        """Works one token in."""
        name, _, side = token.type.rpartition("_")
        if token.type == "inline":
            self._words(token)
        elif token.type in ("fence", "code_block"):
            self.blocks.extend(_code(self.source, token))
        elif token.type == "html_block":
            self.blocks.extend(_html(self.source, token))
        elif token.type == "hr":
            self.blocks.extend(_signs(self.source, *self.source.region(token.map)))
        elif name == "heading":
            self.heading = int(token.tag[1]) if side == "open" else 0
        elif name == "tr":
            self._row(token, opens=side == "open")
        elif side in ("open", "close"):
            self.open[name.removeprefix("bullet_").removeprefix("ordered_")] += 1 if side == "open" else -1

    def _row(self, token: Any, *, opens: bool) -> None:
        if opens:
            self.cursor = max(self.cursor, self.source.region(token.map)[0])
            self.row = []
        else:
            self.blocks.extend(_row(self.source, self.row or []))
            self.row = None

    def _words(self, token: Any) -> None:
        first, last = self.source.region(token.map)
        found = _inline(self.source, token.children or [], max(first, self.cursor), last)
        self.cursor = found.end
        if self.row is not None:
            self.row.extend(found.words)
            return
        kind: SegmentKind = "paragraph"
        if self.heading:
            kind = "heading"
        elif self.open["blockquote"]:
            kind = "quote"
        elif self.open["list"]:
            kind = "list_item"
        level = self.heading or (self.open["list"] if kind == "list_item" else 0)
        self.blocks.extend(_placed(self.source, found, kind, level))


@dataclass
class _Inline:
    """Where the words of one run of inline mark-up stand in the file."""

    first: int
    end: int
    words: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)


def _inline(source: _Source, children: Sequence[Any], first: int, last: int) -> _Inline:
    found = _Inline(first, first)
    opened: list[tuple[int, str | None]] = []
    for child in children:
        if child.type in ("text", "text_special", "code_inline"):
            content = child.markup if child.type == "text_special" else child.content
            if not content:
                continue
            at = source.text.find(content, found.end, min(last, found.end + len(content) + _REACH))
            if at < 0:
                continue
            found.words.append((at, at + len(content)))
            found.end = at + len(content)
        elif child.type == "link_open":
            opened.append((len(found.words), _address(str(child.attrs.get("href", "")), source.base)))
        elif child.type == "link_close" and opened:
            index, url = opened.pop()
            if url and index < len(found.words):
                found.links.append((found.words[index][0], found.end, url))
                found.end = _after_address(source.text, found.end, last)
        elif child.type == "image":
            found.end = _after_image(source.text, found.end, last)
    return found


def _after_address(text: str, at: int, last: int) -> int:
    """Behind the `](address "title")` that closes a link, so that its characters are not taken for words."""
    bracket = text.find("](", at, min(last, at + 20))
    if bracket < 0:
        return at
    depth, place = 1, bracket + 2
    while place < min(last, bracket + _REACH) and depth:
        depth += (text[place] == "(") - (text[place] == ")")
        place += 1
    return place if not depth else at


def _after_image(text: str, at: int, last: int) -> int:
    begin = text.find("![", at, min(last, at + _REACH))
    if begin < 0:
        return at
    close = text.find("](", begin, min(last, begin + _REACH))
    return _after_address(text, close, last) if close > 0 else at


def _placed(source: _Source, found: _Inline, kind: SegmentKind, level: int) -> list[Block]:
    """The block of one run of words; what lies between its words is mark-up."""
    if not found.words:
        return _signs(source, *_line_bounds(source.text, found.first))
    begin = _line_bounds(source.text, found.words[0][0])[0]
    end = max(found.end, found.words[-1][1])
    line_end = source.text.find("\n", end)
    tail = source.text[end : line_end if line_end >= 0 else len(source.text)]
    if tail.strip() and not tail.strip(" \t*_~`#)>]|").strip():
        end += len(tail.rstrip())
    text = source.text[begin:end]
    block = Block(text=text, kind=kind, level=level, start=begin, first=found.words[0][0] - begin, last=found.words[-1][1] - begin)
    marks: list[Mark] = []
    at = 0
    for start, stop in [*((a - begin, b - begin) for a, b in found.words), (len(text), len(text))]:
        if (gap := text[at:start]).strip():
            left = at + len(gap) - len(gap.lstrip())
            marks.append(Mark(start=left, end=at + len(gap.rstrip()), kind="syntax"))
        at = max(at, stop)
    marks.extend(Mark(start=start - begin, end=stop - begin, kind="link", value=url) for start, stop, url in found.links)
    block = replace(block, marks=tuple(marks))
    return [_undecorated(block) if kind == "heading" else block]


def _undecorated(block: Block) -> Block:
    """A heading without the emoji around its words."""
    first, last = core(block.words)
    return block.trimmed(block.first + first, block.first + last) if first < last else block


def _row(source: _Source, cells: list[tuple[int, int]]) -> list[Block]:
    if not cells:
        return []
    found = _Inline(cells[0][0], cells[-1][1], words=cells)
    return _placed(source, found, "paragraph", 0)


def _code(source: _Source, token: Any) -> list[Block]:
    """A block of code; the fence lines around it are mark-up."""
    begin, end = source.region(token.map)
    text = source.text[begin:end].rstrip()
    block = Block(text=text, kind="code", start=begin)
    if token.type == "fence":
        first = text.find("\n") + 1 or len(text)
        close = text.rfind("\n")
        closed = close >= first - 1 and text[close + 1 :].strip().strip("`~>") == ""
        return [block.trimmed(first, max(first, close) if closed and close > 0 else len(text))]
    return [block]


def _html(source: _Source, token: Any) -> list[Block]:
    """Embedded HTML: its tags are mark-up; text between them is a paragraph."""
    begin, end = source.region(token.map)
    text = source.text[begin:end].rstrip()
    tags = list(_tags(text))
    if not tags:
        return [Block(text=text, start=begin)]
    words: list[tuple[int, int]] = []
    at = 0
    for start, stop in [*tags, (len(text), len(text))]:
        piece = text[at:start]
        if piece.strip():
            left = at + len(piece) - len(piece.lstrip())
            words.append((begin + left, begin + at + len(piece.rstrip())))
        at = stop
    return _placed(source, _Inline(begin, begin + len(text), words=words), "paragraph", 0) if words else _signs(source, begin, end)


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Where tags and comments stand; a comment that never ends is none."""
    at = 0
    while match := _TAG.search(text, at):
        at = match.end()
        if match.group() == "<!--":
            close = text.find("-->", at)
            if close < 0:
                break
            at = close + 3
        yield match.start(), at


def _signs(source: _Source, begin: int, end: int) -> list[Block]:
    text = source.text[begin:end].rstrip()
    return [Block(text=text, start=begin, last=0).marked(0, len(text), "syntax")] if text.strip() else []


def _line_bounds(text: str, at: int) -> tuple[int, int]:
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return begin, end if end >= 0 else len(text)


def _spoken(block: Block) -> str:
    """The words of a block without the mark-up inside."""
    cues = sorted((m.start, m.end) for m in block.marks if m.kind == "syntax")
    parts, at = [], block.first
    for start, stop in cues:
        if at < start < block.end:
            parts.append(block.text[at:start])
        at = max(at, min(stop, block.end))
    return "".join([*parts, block.text[at : block.end]])


def _address(target: str, base: str | None) -> str | None:
    try:
        whole = urljoin(base, target) if base else target
        return whole if urlsplit(whole).scheme.lower() in ("http", "https", "mailto") and len(whole) <= _REACH else None
    except ValueError:
        return None


def _count(sign: re.Pattern[str], text: str) -> int:
    count = 0
    for _ in sign.finditer(text):
        count += 1
        if count == 3:
            break
    return count
