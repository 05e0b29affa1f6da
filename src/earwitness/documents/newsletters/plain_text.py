"""Reads newsletters and articles in plain text: title, headings, lists and quotations, inferred from lines alone."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from earwitness.documents.blocks import Block, keep, with_bare_links
from earwitness.documents.newsletters.headings import EMOJI, Heading, heading_in
from earwitness.documents.newsletters.kind import newsletter_kind
from earwitness.documents.newsletters.quotations import attribute_quotes
from earwitness.documents.paragraphs import paragraphs
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument
from earwitness.model.media import Person

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(rf"\s*(?:[-*•◦‣▪▸►●–]|\(?\d{{1,2}}[.)]|[{EMOJI}]{{1,4}}(?=\s))\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|~{3,}|\*{3,})\s*$")
_RULE = re.compile(r"\s*(?:[-*_=~•·—–]\s?){3,}\s*$")
_QUOTED = re.compile(r"\s*>+\s?")
_BYLINE = re.compile(r"\s*[Bb]y\s+([A-Z][\w'’.-]+(?:\s[A-Z][\w'’.-]+){1,3})\s*$")
_SENTENCE_END = (".", "!", "?", "…", ".”", '."', "!”", "?”", ")", ":")


_ANSWERS = re.compile(r"(?:I|We|My|Our|You|That|This|These|Those|It|They|So|But|And|Yet|Still|Now)\b")
"""How the author's own line after a list begins; an item names a thing instead."""


class _Line(NamedTuple):
    start: int
    text: str
    apart: bool
    """True when a blank line stands before it."""


class NewsletterReader:
    """Reads newsletters and articles that come as plain text."""

    name = "letter"

    def recognises(self, document: DecodedDocument) -> float:
        """Likely for prose in paragraphs; surer with headings or the signs of a newsletter."""
        blocks = newsletter_blocks(document.text[:60_000])
        prose = sum(len(block.words) for block in blocks if len(block.words) >= 80)
        whole = sum(len(block.words) for block in blocks)
        if len(blocks) < 3 or prose < 0.5 * whole:
            return 0.02
        kind = newsletter_kind(blocks, blocks[0].words)
        headings = sum(block.kind == "heading" for block in blocks)
        return 0.45 if kind == "newsletter" else 0.4 if headings >= 2 else 0.3

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Item and transcript; every character of the text stays where it was."""
        blocks = attribute_quotes(newsletter_blocks(document.text))
        title = blocks[0].words if blocks and blocks[0].kind == "heading" and blocks[0].level == 1 else None
        people = tuple(Person(name=b.marks[0].value, role="author", why="byline") for b in blocks[:6] if _is_byline(b))
        draft = ItemDraft(title=" ".join(title.split()) if title else None, kind=newsletter_kind(blocks, title), people=people)
        return ParsedDocument(draft, keep(document.text, [with_bare_links(block) for block in blocks]))


def newsletter_blocks(text: str) -> list[Block]:
    """The blocks of a plain text, in order, quotations not yet attributed."""
    lines = _lines(text)
    groups = _paragraphs(lines) if _hard_wrapped(lines) else _joined(text, lines)
    blocks = [_block(text, group) for group in groups]
    blocks = _listed(_bylined(_headed(blocks, groups)))
    return _levelled(blocks)


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    last = 0
    for match in _LINE.finditer(text):
        if match.group().strip():
            found.append(_Line(match.start(), match.group(), match.start() - last > 1 or not found))
            last = match.end()
    return found


def _hard_wrapped(lines: Sequence[_Line]) -> bool:
    """True when lines were broken to fit a width: most lines that another follows directly are about equally long and end mid-sentence."""
    inner = [one for one, other in pairwise(lines) if not other.apart and len(one.text) > 20]
    if len(inner) < 3 or len(inner) < 0.3 * len(lines):
        return False
    lengths = sorted(len(line.text) for line in inner)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(length >= 0.75 * width for length in lengths)
    open_ends = sum(not line.text.rstrip().endswith(_SENTENCE_END) for line in inner)
    return width <= 120 and full >= 0.6 * len(lengths) and open_ends >= 0.6 * len(inner)


def _paragraphs(lines: Sequence[_Line]) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        changes = bool(_QUOTED.match(line.text)) != bool(groups and _QUOTED.match(groups[-1][-1].text))
        if groups and not (changes or line.apart or _BULLET.match(line.text) or _UNDERLINE.match(line.text)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _joined(text: str, lines: Sequence[_Line]) -> list[list[_Line]]:
    """Return the lines in paragraphs; each line is one of its own in a text whose lines are not wrapped."""
    ends = [end for _, end in paragraphs(text)]
    groups: list[list[_Line]] = [[] for _ in ends]
    for line in lines:
        groups[bisect.bisect_right(ends, line.start)].append(line)
    return [group for group in groups if group]


def _block(text: str, group: Sequence[_Line]) -> Block:
    start, end = group[0].start, group[-1].start + len(group[-1].text)
    whole = text[start:end]
    block = Block(text=whole, start=start, first=len(whole) - len(whole.lstrip()), last=len(whole.rstrip()))
    if _RULE.match(whole) and "\n" not in whole:
        return replace(block.marked(block.first, block.end, "syntax"), last=block.first)
    if quoted := _QUOTED.match(whole):
        block = replace(block.trimmed(quoted.end(), block.end), kind="quote")
        for line in group[1:]:
            if symbol := _QUOTED.match(line.text):
                at = line.start - start
                block = block.marked(at, at + symbol.end(), "syntax")
    return block


def _headed(blocks: list[Block], groups: Sequence[Sequence[_Line]]) -> list[Block]:
    """Headings recognised: by their own form, or by standing short and apart before a longer block."""
    found: list[Block] = []
    for at, block in enumerate(blocks):
        line = groups[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        heading = heading_in(block.text) if len(line) == 1 and block.kind == "paragraph" and block.first < block.end else None
        if following and _UNDERLINE.match(following.text) and len(block.text) <= 120 and block.first < block.end:
            heading = heading or Heading(block.first, block.end, sure=True)
            heading = heading._replace(sure=True)
        if heading and at and found[-1].words.endswith(":") and found[-1].kind == "paragraph":
            heading = None
        if at == 0 and _is_title(block, following, alone=len(line) == 1):
            found.append(replace(block, kind="heading", level=1))
        elif heading and following and (heading.sure or _stands_out(block, following, line[0], found)):
            found.append(replace(block.trimmed(heading.first, heading.last), kind="heading", level=2))
        else:
            found.append(block)
    return found


def _is_title(block: Block, following: Block | None, *, alone: bool) -> bool:
    """True for a first line that does not end like a sentence and is followed by text."""
    words = block.words
    plain = alone and following is not None and block.kind == "paragraph"
    return plain and 0 < len(words) <= 300 and not words.endswith((".", ",", ";", ":"))


def _stands_out(block: Block, following: Block, line: _Line, found: Sequence[Block]) -> bool:
    """A line without a heading's own form is one when it stands apart, or is Title Case of three words, before a longer block."""
    apart = line.apart or (bool(found) and found[-1].words.endswith((".", "!", "?", "…", "”", ")")))
    weighty = len(block.words.split()) >= (1 if line.apart and "\n\n" not in block.words else 3)
    if _BULLET.match(block.text) and (_BULLET.match(following.text) or (found and _BULLET.match(found[-1].text))):
        return False
    return apart and weighty and len(following.words) > max(80, 1.5 * len(block.words))


def _bylined(blocks: list[Block]) -> list[Block]:
    """`By Jane Doe` near the top becomes a label: it names the author and is nobody's sentence."""
    for at, block in enumerate(blocks[:5]):
        match = _BYLINE.match(block.text)
        if match and block.kind == "paragraph":
            blocks[at] = replace(block.marked(block.first, block.end, "label", match[1]), last=block.first)
    return blocks


def _is_byline(block: Block) -> bool:
    return bool(block.marks and block.marks[0].kind == "label" and _BYLINE.match(block.text))


def _listed(blocks: list[Block]) -> list[Block]:
    """List items: with bullets, or as the short lines that follow a line ending in a colon."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if block.kind == "paragraph" and (bullet := _BULLET.match(block.text)) and _has_list_neighbour(blocks, at):
            blocks[at] = replace(block.trimmed(bullet.end(), block.end), kind="list_item", level=1)
        elif block.kind == "paragraph" and block.words.endswith(":"):
            for inside in range(at + 1, at + 1 + _plain_items(blocks, at + 1)):
                item = blocks[inside]
                bullet = _BULLET.match(item.text)
                blocks[inside] = replace(item.trimmed(bullet.end(), item.end) if bullet else item, kind="list_item", level=1)
        at += 1
    return blocks


def _has_list_neighbour(blocks: Sequence[Block], at: int) -> bool:
    """A dash or star at a line's start is a bullet when a neighbour has one too or a colon announces a list."""
    symbol = blocks[at].text.lstrip()[0]
    if symbol in "•◦‣▪▸►●":
        return True
    near = [blocks[other] for other in (at - 1, at + 1) if 0 <= other < len(blocks)]
    if any(block.kind == "list_item" or _same_bullet(block, symbol) for block in near):
        return not _is_picture(symbol) or all(len(block.words) < 200 for block in near)
    return at > 0 and blocks[at - 1].words.endswith(":") and not _is_picture(symbol)


def _same_bullet(block: Block, sign: str) -> bool:
    other = block.text.lstrip()[:1]
    return bool(_BULLET.match(block.text)) and (other == sign or (sign.isdigit() and other.isdigit()))


def _is_picture(sign: str) -> bool:
    return bool(re.match(f"[{EMOJI}]", sign)) and sign not in "•◦‣▪▸►●"


def _plain_items(blocks: Sequence[Block], at: int) -> int:
    """How many blocks from `at` on are items of a list without bullets: lines that do not end like sentences, and one that closes them."""
    count = 0
    while at + count < len(blocks) and count < 60:
        block = blocks[at + count]
        if block.kind != "paragraph" or len(block.words) > 300 or _ends_like_sentence(block.words):
            break
        count += 1
    if not count:
        return 0
    closing = blocks[at + count] if at + count < len(blocks) else None
    mean = sum(len(blocks[at + i].words) for i in range(count)) / count
    closes = closing is not None and closing.kind == "paragraph" and closing.words.endswith(".") and not _ANSWERS.match(closing.words)
    if count >= 2 and closing and closes and 0.5 * mean <= len(closing.words) <= 4 * mean:
        count += 1
    return count if count >= 2 or len(blocks[at].words) <= 80 else 0


def _ends_like_sentence(words: str) -> bool:
    bare = words.rstrip(")”\"'’")
    return words.endswith((":", "]", "…")) or bare.endswith((".", "!", "?", "…"))


def _levelled(blocks: list[Block]) -> list[Block]:
    """Headings with their depth: one directly followed by another holds the sections after it."""
    retained = [at for at, block in enumerate(blocks) if block.first < block.end]
    following = dict(pairwise(retained))
    outer = {
        at
        for at in retained
        if blocks[at].kind == "heading" and blocks[at].level == 2 and at in following and blocks[following[at]].kind == "heading"
    }
    depth = 2
    for at, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 2:
            depth = 3 if outer and (at in outer or depth == 3) else 2
            blocks[at] = replace(block, level=2 if at in outer else depth)
    return blocks
