"""Detects the type of non-text files by their first bytes."""

from __future__ import annotations

import re
from typing import NamedTuple


class BinaryKind(NamedTuple):
    """What the file is, with its article, and what to do instead."""

    what: str
    hint: str


_SOUND = "transcribe it first and give its captions or transcript"
_TEXT = "give its text, Markdown or HTML instead"
_ARCHIVE = "unpack it and give the file inside"
_SIGNATURES: tuple[tuple[bytes, int, str, str], ...] = (
    (b"ID3", 0, "an MP3 audio file", _SOUND),
    (b"OggS", 0, "an Ogg audio file", _SOUND),
    (b"fLaC", 0, "a FLAC audio file", _SOUND),
    (b"WAVE", 8, "a WAV audio file", _SOUND),
    (b"AVI ", 8, "an AVI video file", _SOUND),
    (b"WEBP", 8, "a WebP picture", _TEXT),
    (b"ftypM4A", 4, "an M4A audio file", _SOUND),
    (b"ftypM4B", 4, "an M4B audio file", _SOUND),
    (b"ftyp", 4, "an MP4 video or audio file", _SOUND),
    (b"\x1aE\xdf\xa3", 0, "a Matroska or WebM video file", _SOUND),
    (b"FORM", 0, "an AIFF audio file", _SOUND),
    (b"FLV\x01", 0, "a Flash video file", _SOUND),
    (b"0&\xb2u", 0, "a Windows Media file", _SOUND),
    (b"MThd", 0, "a MIDI file", _SOUND),
    (b"MAC ", 0, "a Monkey's Audio file", _SOUND),
    (b"#!AMR", 0, "an AMR audio file", _SOUND),
    (b"wvpk", 0, "a WavPack audio file", _SOUND),
    (b"MPCK", 0, "a Musepack audio file", _SOUND),
    (b"%PDF-", 0, "a PDF document", "save it as text first (pdftotext FILE)"),
    (b"{\\rtf", 0, "an RTF document", _TEXT),
    (b"\xd0\xcf\x11\xe0", 0, "an old Office document", _TEXT),
    (b"\x89PNG", 0, "a PNG picture", _TEXT),
    (b"\xff\xd8\xff", 0, "a JPEG picture", _TEXT),
    (b"GIF8", 0, "a GIF picture", _TEXT),
    (b"II*\x00", 0, "a TIFF picture", _TEXT),
    (b"MM\x00*", 0, "a TIFF picture", _TEXT),
    (b"\x1f\x8b", 0, "a gzip archive", _ARCHIVE),
    (b"BZh", 0, "a bzip2 archive", _ARCHIVE),
    (b"\xfd7zXZ", 0, "an xz archive", _ARCHIVE),
    (b"7z\xbc\xaf", 0, "a 7z archive", _ARCHIVE),
    (b"Rar!\x1a", 0, "a RAR archive", _ARCHIVE),
    (b"(\xb5/\xfd", 0, "a Zstandard archive", _ARCHIVE),
    (b"ustar", 257, "a tar archive", _ARCHIVE),
    (b"SQLite format 3\x00", 0, "an SQLite database", "give a document, not a database"),
    (b"PAR1", 0, "a Parquet table", "give a document, not a table"),
    (b"\x7fELF", 0, "a program", "give a document"),
    (b"\xcf\xfa\xed\xfe", 0, "a program", "give a document"),
    (b"\x00asm", 0, "a WebAssembly program", "give a document"),
    (b"wOFF", 0, "a font", "give a document"),
    (b"wOF2", 0, "a font", "give a document"),
)
_PRINTABLE_SIGNATURES = {b"ID3", b"FORM", b"MAC ", b"BZh", b"GIF8", b"PAR1", b"MPCK", b"MThd", b"OggS", b"fLaC", b"wOFF", b"wOF2", b"wvpk"}
"""Signatures a sentence could begin with: they count only with a control byte close behind."""
_ZIPPED = (
    (b"word/", "a Word document", _TEXT),
    (b"application/epub+zip", "an EPUB book", _TEXT),
    (b"opendocument", "an OpenDocument file", _TEXT),
    (b"ppt/", "a PowerPoint presentation", _TEXT),
    (b"xl/", "an Excel workbook", _TEXT),
)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_FRAME_SYNC = re.compile(rb"\xff[\xf0-\xf3\xf8-\xfb\xe2\xe3]")
_HEAD = 8192


def binary_kind(content: bytes) -> BinaryKind | None:
    """What the bytes are when they are no text; None for anything that may be text."""
    head = content[:_HEAD]
    if head.startswith(b"PK\x03\x04"):
        where = content[:65_536]
        for symbol, what, hint in _ZIPPED:
            if symbol in where:
                return BinaryKind(what, hint)
        return BinaryKind("a ZIP archive", _ARCHIVE)
    controls = len(_CONTROL.findall(head))
    for signature, at, what, hint in _SIGNATURES:
        if head.startswith(signature, at) and (controls or signature not in _PRINTABLE_SIGNATURES):
            return BinaryKind(what, hint)
    if controls > 0.01 * len(head) and _FRAME_SYNC.match(head):
        return BinaryKind("an MPEG audio file", _SOUND)
    if head.count(b"\x00") > 0.001 * len(head) + 1 or controls > 0.05 * len(head):
        return BinaryKind("a binary file", "give text, captions, Markdown, HTML or a mail")
    return None
