"""Decodes bytes to clean text: detects the encoding, normalises newlines, repairs mojibake, removes invisible characters."""

from __future__ import annotations

import codecs
import re

from earwitness.documents.file_types import binary_kind
from earwitness.errors import BinaryDocument, EmptyDocument
from earwitness.model.documents import DecodedDocument
from earwitness.model.media import RawDocument
from earwitness.text.invisible import strip_invisible

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,4}=\s{0,4}["']?([A-Za-z0-9_.:-]{3,20})""")
_TEXT_ENCODINGS = re.compile(r"utf|latin|iso8859|iso2022|cp\d|koi8|mac|euc|gb|big5|hz|shift|johab|ptcp|tis|ascii", re.IGNORECASE)
"""Python's codecs also hold `zlib`, `unicode_escape` and others that run code or unpack: only character sets are obeyed."""

_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4\u0402-\u045f][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""A lead byte of UTF-8 and a continuation byte, both read as Windows-1252: cheap sign that a line wants a closer look."""
_CHUNK = 4000
"""Longest piece given to the mojibake mender at once: one odd sentence must not decide over a book in one line."""


def decode(document: RawDocument) -> DecodedDocument:
    """The document as clean text. Raises `EmptyDocument` or `BinaryDocument`."""
    content = document.content
    if not content.strip(b" \t\r\n\x0b\x0c"):
        raise EmptyDocument(document.name, "is empty", "give a file with text in it")
    text, warnings = to_text(document)
    text, repaired = repair_mojibake(text)
    if repaired:
        warnings.append(f"{_count(repaired, 'garbled character')} from a wrong earlier decoding (mojibake) mended")
    text, removed = strip_invisible(text)
    if removed:
        warnings.append(f"{_count(removed, 'invisible or direction-changing character')} removed")
    if not text.strip():
        raise EmptyDocument(document.name, "holds nothing but white space and invisible characters", "give a file with text in it")
    return DecodedDocument(document, text, tuple(warnings))


def repair_mojibake(text: str) -> tuple[str, int]:
    """The text with wrongly decoded UTF-8 put right, and the number of places. Nothing else of the author's is touched."""
    if text.isascii() or not _MOJIBAKE.search(text):
        return text, 0
    import ftfy  # noqa: PLC0415  0.2 s to import, needed by few documents

    out: list[str] = []
    places = 0
    for piece in _pieces(text):
        before = len(_MOJIBAKE.findall(piece))
        repaired = ftfy.fix_encoding(piece) if before else piece
        if repaired != piece:
            places += max(1, before - len(_MOJIBAKE.findall(repaired)))
        out.append(repaired)
    return "".join(out), places


def to_text(document: RawDocument) -> tuple[str, list[str]]:
    """The characters of a document, and what was done where they are no UTF-8. Raises `BinaryDocument`."""
    content = document.content
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _lossy(content[len(bom) :], encoding)
    if (wide := _wide_encoding(content)) is not None:
        return _lossy(content, wide)
    if (kind := binary_kind(content)) is not None:
        raise BinaryDocument(document.name, f"is {kind.what}, not text", kind.hint)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _legacy(content, document.media_type or "")


def _lossy(content: bytes, encoding: str) -> tuple[str, list[str]]:
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
        lost = _count(text.count("\ufffd"), "place")
        return text, [f"{lost} could not be decoded as {encoding.upper()} and hold the sign � instead"]


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte-order mark, seen by where its zero bytes stand."""
    head = content[:4096]
    if b"\x00" not in head or len(head) < 4:
        return None
    quarters = [head[at::4].count(0) / max(1, len(head[at::4])) for at in range(4)]
    if min(quarters[0], quarters[1]) > 0.95 and quarters[2] > 0.5 and quarters[3] < 0.1:
        return "utf-32-be"
    if quarters[0] < 0.1 and quarters[1] > 0.5 and min(quarters[2], quarters[3]) > 0.95:
        return "utf-32-le"
    even, odd = head[::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if max(even, odd) < 0.4 or min(even, odd) > 0.02:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    sample = head[: len(head) // 2 * 2].decode(encoding, "ignore")
    return encoding if sum(c.isprintable() or c.isspace() for c in sample) > 0.9 * len(sample) else None


def _legacy(content: bytes, media_type: str) -> tuple[str, list[str]]:
    """Text that is no clean UTF-8: the declared character set, UTF-8 with broken places, else Windows-1252."""
    if (declared := _declared(content, media_type)) is not None:
        try:
            return content.decode(declared), []
        except (UnicodeDecodeError, LookupError):
            pass
    lossy = content.decode("utf-8", "replace")
    broken = lossy.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    honest = len(lossy) - sum(map(str.isascii, lossy)) - broken if len(lossy) < 2**20 else len(content) - len(lossy)
    if broken < honest:
        text = content.decode("utf-8", _AS_CP1252)
        return text, [f"{_count(broken, 'place')} in the file were not valid UTF-8 and were read as Windows-1252"]
    text = content.decode("utf-8" if content.isascii() else "cp1252", _AS_LATIN1)
    return text, ["the file is not UTF-8: it was read as Windows-1252 (Western European); if letters look wrong, save it as UTF-8"]


def _declared(content: bytes, media_type: str) -> str | None:
    found = _DECLARED.search(media_type.encode("ascii", "ignore")) or _DECLARED.search(content[:2048])
    if found is None:
        return None
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return None
    return name if _TEXT_ENCODINGS.match(name) and "utf-8" not in name else None


def _byte_as(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(encoding, "replace").replace("\ufffd", ""), error.end


_AS_CP1252, _AS_LATIN1 = "earwitness-cp1252", "earwitness-latin1"
codecs.register_error(_AS_CP1252, lambda error: _byte_as("cp1252", error))
codecs.register_error(_AS_LATIN1, lambda error: _byte_as("latin-1", error))


def _pieces(text: str) -> list[str]:
    """The text cut at line ends, and long lines at spaces."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        at = 0
        while len(line) - at > _CHUNK:
            cut = line.rfind(" ", at + 1, at + _CHUNK)
            cut = cut if cut > at else at + _CHUNK
            pieces.append(line[at:cut])
            at = cut
        pieces.append(line[at:])
    return pieces


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
