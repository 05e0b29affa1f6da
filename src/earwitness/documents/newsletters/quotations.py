"""Attributes blocks: quotations of other people, told from the author's words without mark-up.

The rule behind every rule here: a quotation is never given to the author and the author's words to nobody else. Without
evidence for the name a quotation has no speaker; without evidence for a quotation a block stays a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from earwitness.documents.blocks import Block

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}(?:\s(?:(?:de|van|von|der|den|la|le|du|da|al|bin|ter)\s){0,2}[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}){0,3}"
_LABEL = re.compile(rf"({_NAME})(?:\s\([^()\n]{{1,40}}\)|,\s[^:\n]{{1,40}})?:\s+(?=[\"“'A-ZÀ-ÖØ-Þ\d])")
_ATTRIBUTION = re.compile(rf"[-–—―~]{{1,3}}\s?({_NAME})(?:,\s.{{1,100}}|\s\(.{{1,60}}\))?\s*$")
_TRAILING = re.compile(rf"([\"”»])\s*[-–—―]{{1,2}}\s?({_NAME})(?:,\s.{{1,80}})?\s*$")
_SOURCE = re.compile(r"\s*[(\[](?:source|via|link|h/t|full (?:story|article|post)|read more)\b[^()\[\]\n]{0,80}[)\]]\s*$", re.IGNORECASE)
_ELISION = re.compile(r"\[\s?(?:\.\.\.|…|\. \. \.)\s?\]")
_ELIDED_END = re.compile(r"\[\s?(?:\.\.\.|…|\. \. \.)\s?\]\s*$")
_SAYING = re.compile(
    r"\b(?:wrote|writes|written|said|says|put it|puts it|explain(?:s|ed)|argues?|argued|tweeted|posted|quot(?:e|es|ed|ing)|"
    r"announced|reports?|reported|notes|noted|observed|recalls?|recalled|replied|according to|in (?:his|her|their) (?:own )?words|"
    r"as follows|asked|answer(?:s|ed)|concludes?|concluded)\b[^.!?]{0,80}:$",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:according to (?:people|a person|sources|two people|documents)|people familiar with|a person familiar with|"
    r"declined to comment|did not (?:immediately )?respond|said in (?:a|an) (?:statement|interview|memo|email|blog post)|"
    r"told (?:reporters|investors|analysts|Reuters|Bloomberg|CNBC|the (?:New York |Wall Street |Financial )?(?:Times|Journal|Post)))\b|"
    r"[,?!]”\s(?:he|she|they)\s(?:said|added|told|wrote)\b"
)
_SELF = re.compile(r"(?:^|[^\w'’])(?:I|I['’](?:m|ve|d|ll)|my|me|we|our|us)(?![\w-])")
_INNER_QUOTE = re.compile(r"[\"“][^\"“”]{0,2000}[\"”]")
_CONNECTIVE = re.compile(
    r"(?:yet|but|and|so|that['’]s|this|these|those|it['’]s|still|however|of course|now|then|also|once again|in other words)\b",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    {
        "a",
        "after",
        "also",
        "answer",
        "april",
        "august",
        "author",
        "background",
        "bad",
        "bcc",
        "before",
        "bonus",
        "bottom",
        "by",
        "catch",
        "cc",
        "chapter",
        "con",
        "conclusion",
        "cons",
        "context",
        "correction",
        "date",
        "december",
        "disclaimer",
        "disclosure",
        "downside",
        "edit",
        "example",
        "fact",
        "february",
        "finally",
        "first",
        "friday",
        "from",
        "good",
        "how",
        "idea",
        "january",
        "july",
        "june",
        "key",
        "lesson",
        "line",
        "link",
        "links",
        "location",
        "march",
        "may",
        "monday",
        "myth",
        "note",
        "november",
        "october",
        "option",
        "p.s.",
        "part",
        "price",
        "pro",
        "problem",
        "pros",
        "ps",
        "q",
        "question",
        "reminder",
        "result",
        "results",
        "rule",
        "saturday",
        "second",
        "section",
        "september",
        "solution",
        "source",
        "sources",
        "speaking",
        "step",
        "subject",
        "summary",
        "sunday",
        "takeaway",
        "takeaways",
        "the",
        "third",
        "thought",
        "thursday",
        "time",
        "tip",
        "tl;dr",
        "tldr",
        "to",
        "today",
        "tomorrow",
        "tuesday",
        "update",
        "upside",
        "verdict",
        "warning",
        "wednesday",
        "what",
        "when",
        "where",
        "who",
        "why",
        "written",
        "yesterday",
    }
)
_LONGEST_RUN = 8
"""Paragraphs a quotation may span."""
_SHORT = 15


def attribute_quotes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with quotations of other people marked as such, and their speaker where the text names one."""
    found = _attributed(_labelled(list(blocks)))
    for rule in (_elided, _sourced, _introduced, _reported, _between_quotes):
        rule(found)
    return found


def _labelled(blocks: list[Block]) -> list[Block]:
    """`Jane Doe: ...` opens that person's words; they run on over elisions, and over a lone question."""
    names = Counter(name for block in blocks if (name := _label(block)))
    carried: str | None = None
    for at, block in enumerate(blocks):
        if block.kind in ("heading", "code", "list_item"):
            carried = None
            continue
        name = _label(block)
        if name and (names[name] > 1 or len(name.split()) > 1):
            match = _LABEL.match(block.words)
            assert match is not None
            opened = replace(block.trimmed(block.first + match.end(), block.end, "label", name), kind="quote", speaker=name)
            blocks[at] = opened
            carried = name if _runs_on(opened) or _lone_question(opened) else None
        elif carried and not block.words.endswith(":"):
            blocks[at] = replace(block, kind="quote", speaker=carried)
            carried = carried if _runs_on(block) else None
        else:
            carried = None
    return blocks


def _label(block: Block) -> str | None:
    if block.kind not in ("paragraph", "quote") or block.speaker:
        return None
    match = _LABEL.match(block.words[:200])
    if not match:
        return None
    words = match[1].lower().split()
    return None if any(word in _NOT_NAMES for word in words) or words[0] in ("the", "a", "an", "my", "our", "on", "in", "for") else match[1]


def _runs_on(block: Block) -> bool:
    return bool(_ELIDED_END.search(block.words))


def _lone_question(block: Block) -> bool:
    """True for a question repeated before its answer: the answer follows in the next paragraph."""
    words = block.words
    return words.endswith("?") and words.count("?") == 1 and "." not in words and len(words.split()) <= _SHORT


def _attributed(blocks: list[Block]) -> list[Block]:
    """`-Jane Doe` under a block, or behind its closing quotation mark, names the speaker of that block."""
    for at, block in enumerate(blocks):
        if block.kind not in ("paragraph", "quote"):
            continue
        inline = _TRAILING.search(block.words[-200:]) if len(block.words) < 4000 else None
        if inline and block.words[0] in '"“«':
            cut = block.end - len(block.words[-200:]) + inline.end(1)
            blocks[at] = replace(block.trimmed(block.first, cut, "label", inline[2]), kind="quote", speaker=inline[2])
            continue
        alone = _ATTRIBUTION.match(block.words) if len(block.words) <= 140 else None
        before = blocks[at - 1] if at else None
        if alone and before and before.kind in ("paragraph", "quote") and not before.speaker and len(before.words) <= 1500:
            blocks[at] = replace(block.marked(block.first, block.end, "label", alone[1]), last=block.first)
            blocks[at - 1] = replace(before, kind="quote", speaker=alone[1])
        elif _wholly_quoted(block.words):
            blocks[at] = replace(block, kind="quote")
    return blocks


def _wholly_quoted(words: str) -> bool:
    """True for a block that is one quotation from its first character to its last."""
    if len(words) < 20 or words[0] not in '"“«' or words[-1] not in '"”»':
        return False
    inner = words[1:-1]
    return not any(symbol in inner for symbol in ('"' if words[0] == '"' else "”“»«"))


def _elided(blocks: list[Block]) -> None:
    """A block that ends in `[...]` is quoted, and so is what the gap leads to."""
    left = 0
    for at, block in enumerate(blocks):
        if block.kind == "quote" and block.speaker:
            left = 0
            continue
        if block.kind not in ("paragraph", "quote"):
            left = 0
            continue
        runs_on = _runs_on(block)
        if runs_on or left:
            blocks[at] = replace(block, kind="quote")
        elif _ELISION.search(block.words) and not _SELF.search(_INNER_QUOTE.sub("", block.words)):
            blocks[at] = replace(block, kind="quote") if not any(symbol in block.words for symbol in '"“') else block
        left = _LONGEST_RUN if runs_on else 0


def _sourced(blocks: list[Block]) -> None:
    """`(Source)` ends a passage of news; it begins after the nearest line that ends in a colon."""
    for at, block in enumerate(blocks):
        match = _SOURCE.search(block.words[-120:]) if block.kind in ("paragraph", "quote") else None
        if not match or block.speaker:
            continue
        begin = _after_colon(blocks, at)
        if begin is None:
            continue
        cut = block.end - len(block.words[-120:]) + match.start()
        blocks[at] = block.trimmed(block.first, cut) if cut > block.first else block
        for inside in range(begin, at + 1):
            if blocks[inside].kind == "paragraph":
                blocks[inside] = replace(blocks[inside], kind="quote")


def _after_colon(blocks: list[Block], at: int) -> int | None:
    for before in range(at - 1, max(-1, at - 1 - _LONGEST_RUN), -1):
        if blocks[before].kind in ("heading", "code", "list_item"):
            return None
        if blocks[before].words.endswith(":"):
            return before + 1
    return None


def _introduced(blocks: list[Block]) -> None:
    """A line that says who wrote or said something and ends in a colon introduces a quotation."""
    for at in range(1, len(blocks)):
        lead, block = blocks[at - 1], blocks[at]
        if block.kind == "quote":
            _join_introduction(blocks, at)
            continue
        if lead.kind != "paragraph" or block.kind != "paragraph" or not lead.words.endswith(":"):
            continue
        own_earlier = re.search(r"\bI (?:wrote|said|posted|tweeted|argued|noted)\b[^.!?]{0,80}:$", lead.words[-140:])
        source_text = _SAYING.search(lead.words[-140:]) and not _author_speaks(block.words)
        if own_earlier or source_text:
            blocks[at] = replace(block, kind="quote")


def _reported(blocks: list[Block]) -> None:
    """A passage introduced by a colon and told in a reporter's phrases is quoted from a report."""
    for at, block in enumerate(blocks):
        if block.kind != "paragraph" or not _REPORTED.search(block.words):
            continue
        begin = _after_colon(blocks, at)
        if begin is None or at - begin > 2 or any(b.kind != "paragraph" or _author_speaks(b.words) for b in blocks[begin : at + 1]):
            continue
        for inside in range(begin, at + 1):
            blocks[inside] = replace(blocks[inside], kind="quote")


def _join_introduction(blocks: list[Block], at: int) -> None:
    """What stands between an introducing line and a quotation found further down is quoted too: it was introduced with it."""
    if blocks[at].speaker or blocks[at - 1].kind != "paragraph" or blocks[at - 1].words.endswith(":"):
        return
    begin = _after_colon(blocks, at)
    if begin is None or at - begin > 3 or any(b.kind != "paragraph" or _author_speaks(b.words) for b in blocks[begin:at]):
        return
    for inside in range(begin, at):
        blocks[inside] = replace(blocks[inside], kind="quote")


def _between_quotes(blocks: list[Block]) -> None:
    """`It's not for the data:` between two quotations of one section introduces a third."""
    for at in range(2, len(blocks) - 2):
        lead, block = blocks[at - 1], blocks[at]
        if lead.kind != "paragraph" or block.kind != "paragraph" or not lead.words.endswith(":") or len(lead.words.split()) > _SHORT:
            continue
        after = blocks[at + 2] if len(blocks[at + 1].words.split()) <= _SHORT else blocks[at + 1]
        if _unnamed_quote(blocks[at - 2]) and _unnamed_quote(after) and not _author_speaks(block.words):
            blocks[at] = replace(block, kind="quote")


def _unnamed_quote(block: Block) -> bool:
    return block.kind == "quote" and block.speaker is None


def _author_speaks(words: str) -> bool:
    """True when the author is heard: a first person outside quotation marks, or a connective that answers what stands before."""
    return bool(_SELF.search(_INNER_QUOTE.sub("", words)) or _CONNECTIVE.match(words))
