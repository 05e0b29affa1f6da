"""Captions in the Advanced SubStation format (ASS, SSA), read with pysubs2."""

from __future__ import annotations

from earwitness.documents.captions.cue_text import clean
from earwitness.documents.captions.cues import Cue, parse_cues
from earwitness.documents.front_matter import draft_of
from earwitness.documents.speaker_labels import looks_like_name
from earwitness.errors import InputError
from earwitness.model.documents import DecodedDocument, ParsedDocument


class SubStationReader:
    """Reads ASS and SSA; the name field of an event is its speaker when it looks like one."""

    name = "ass"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when the file opens with its script section."""
        return 0.98 if document.text[:2000].lstrip().startswith("[Script Info]") and "Dialogue:" in document.text else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Events in order of time, as players show them. Raises `InputError`."""
        import pysubs2  # noqa: PLC0415  a rare format, 80 ms to import

        try:
            script = pysubs2.SSAFile.from_string(document.text, format_="ass")
        except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, KeyError) as error:
            raise InputError(document.raw.name, "is a broken SubStation file", "convert it to SRT or WebVTT") from error
        events = sorted((event for event in script if not event.is_comment), key=lambda event: event.start)
        cues = [
            Cue(text, max(0, event.start), max(0, event.end), event.name if event.name and looks_like_name(event.name) else None)
            for event in events
            if (text := clean(event.plaintext))
        ]
        title = script.info.get("Title", "")
        return parse_cues(document, cues, draft_of({"title": title} if title and "Default" not in title else {}))
