"""Tells newsletters from articles by the marks of a mailing to subscribers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earwitness.documents.blocks import Block
from earwitness.documents.newsletters.headings import has_picture
from earwitness.model.media import ItemKind

_NUMBERED_TITLE = re.compile(
    r"\s*(?:#\s?\d{1,5}\b|(?:issue|edition|no\.?|vol\.?|letter)\s*#?\s?\d{1,5}\b|\d{1,5}\s?[:–—]\s)", re.IGNORECASE
)
_SIGN = re.compile(
    r"\b(?:(?:this|today's|today’s|last|next|previous) (?:week's |week’s )?(?:issue|edition|newsletter)|editions? (?:ago|#\d)|"
    r"my newsletter|our newsletter|this newsletter|newsletter (?:is|was) (?:sent|free|brought)|paid (?:supporter|subscriber|subscription)|"
    r"free subscriber|(?:unsubscribe|view (?:this |it )?(?:email )?in (?:your )?browser|manage (?:your )?(?:subscription|preferences))|"
    r"forwarded this (?:email|newsletter)|(?:hit|just) reply (?:to|and)|in your inbox|thanks for reading|(?:welcome|back) "
    r"to (?:issue|edition))\b",
    re.IGNORECASE,
)


def newsletter_kind(blocks: Sequence[Block], title: str | None) -> ItemKind:
    """`newsletter` when the title carries an issue number or two different signs of one stand in the text, else `article`."""
    text = "\n".join(block.text for block in blocks)
    cues = {match.group().lower() for match in _SIGN.finditer(text[:20_000] + "\n" + text[-20_000:])}
    points = len(cues)
    points += 2 * bool(_NUMBERED_TITLE.match(title or ""))
    points += sum(block.kind == "heading" and has_picture(block.text) for block in blocks[:200]) >= 2
    return "newsletter" if points >= 2 else "article"
