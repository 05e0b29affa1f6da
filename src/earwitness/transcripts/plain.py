"""Plain text: paragraphs parted by line breaks."""

from __future__ import annotations

import re

from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument
from earwitness.model.transcript import Segment, Transcript

_LINE = re.compile(r"\S[^\n]*")


class PlainReader:
    """Reads anything that is text and nothing better."""

    name = "plain"

    def recognises(self, document: DecodedDocument) -> float:
        """Always possible, never likely."""
        return 0.01

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """A paragraph per line; the text stays as it is."""
        segments = tuple(
            Segment(start=m.start(), end=m.start() + len(m.group().rstrip()), kind="paragraph") for m in _LINE.finditer(document.text)
        )
        return ParsedDocument(ItemDraft(), Transcript(text=document.text, segments=segments))
