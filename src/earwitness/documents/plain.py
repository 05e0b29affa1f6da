"""Reads plain text: paragraphs separated by line breaks. The fallback when no other reader matches."""

from __future__ import annotations

from earwitness.documents.front_matter import split_front_matter
from earwitness.documents.paragraphs import paragraphs
from earwitness.documents.weakness import weaknesses
from earwitness.errors import NoText
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.transcript import Mark, Segment, Transcript


class PlainReader:
    """Reads anything that is text and nothing better."""

    name = "plain"

    def recognises(self, document: DecodedDocument) -> float:
        """Always possible, never likely."""
        return 0.01

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """A paragraph per line; the text stays as it is. Raises `NoText` when there is no letter in it."""
        text = document.text
        if not any(map(str.isalpha, text)):
            raise NoText(document.raw.name, "has no words to digest")
        front = split_front_matter(text)
        marks = [Mark(start=start, end=end, kind="syntax") for start, end in front.heads]
        segments: list[Segment] = []
        if front.title is not None:
            segments.append(Segment(start=front.title[0], end=front.title[1], kind="heading", level=1))
            marks.append(Mark(start=text.rfind("#", 0, front.title[0]), end=front.title[0], kind="syntax"))
        segments += [Segment(start=start, end=end, kind="paragraph") for start, end in paragraphs(text, front.body)]
        warnings = (*front.warnings, *weaknesses(text[front.body :]))
        ordered = tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))
        transcript = Transcript(text=text, segments=tuple(segments), marks=ordered, language=front.draft.language, warnings=warnings)
        return ParsedDocument(front.draft, transcript)
