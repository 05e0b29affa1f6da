"""Bounded gzip decompression that resists decompression bombs in memory and CPU time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from earwitness.errors import FetchFailed, TooLarge

_STEP = 65_536
_MEMBERS = 16
"""A gzip body may be several joined; more than a few only burn time."""
_CRUMBS = 20_000
_CRUMB_BYTES = 32
"""A body of more than 20,000 pieces of less than 32 bytes on average is an attack: each costs about 30 µs to take apart."""


def checked_encoding(stated: str | None, url: str) -> bool:
    """True for gzip, False for none. Raises `FetchFailed` for any other, or several: only one step can be bounded."""
    encoding = (stated or "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchFailed(url, f"answers in the encoding {encoding[:40]!r}, which was not asked for")
    return "gzip" in encoding


def bounded(pieces: Iterable[bytes], url: str, *, gzip: bool, max_bytes: int, setting: str) -> Iterator[bytes]:
    """The decoded body in pieces. Raises `TooLarge` past `max_bytes`, counted decoded, and `FetchFailed` for broken gzip."""
    total = 0
    whole = _crumbless(pieces, url)
    for piece in _unzipped(whole, url) if gzip else whole:
        if gzip and total == 0 and piece.startswith(b"\x1f\x8b"):
            raise FetchFailed(url, "sends gzip inside gzip")
        total += len(piece)
        if total > max_bytes:
            raise too_large(url, max_bytes, setting)
        yield piece


def too_large(url: str, max_bytes: int, setting: str) -> TooLarge:
    """The error that names the limit and how to raise it."""
    size = f"{max_bytes / 2**20:.0f} MiB" if max_bytes >= 2**20 else f"{max_bytes:,} bytes"
    return TooLarge(url, f"is larger than {size}", f"raise {setting} in earwitness.toml")


def _crumbless(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    total = 0
    for count, piece in enumerate(pieces, start=1):
        total += len(piece)
        if count > _CRUMBS and total < count * _CRUMB_BYTES:
            raise FetchFailed(url, "sends its answer in crumbs of a few bytes")
        yield piece


def _unzipped(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The pieces with gzip undone, at most 64 KiB at a time."""
    undo = zlib.decompressobj(wbits=31)
    members, begun = 1, False
    for piece in pieces:
        rest = piece
        while rest:
            if undo.eof:
                if members == _MEMBERS or not rest.startswith(b"\x1f\x8b"[: len(rest)]):
                    return  # padding after the last member is common and harmless
                undo, members = zlib.decompressobj(wbits=31), members + 1
            begun = True
            yield from _steps(undo, rest, url)
            rest = undo.unused_data
    if begun and not undo.eof:
        raise FetchFailed(url, "sends gzip that ends too early", "try again later")


def _steps(undo: zlib._Decompress, data: bytes, url: str) -> Iterator[bytes]:
    """All that `data` unfolds to. The last step asks without input, since a full step may leave output inside."""
    try:
        while True:
            result = undo.decompress(data, _STEP)
            if result:
                yield result
            data = undo.unconsumed_tail
            if undo.eof or (not data and len(result) < _STEP):
                return
    except zlib.error as error:
        raise FetchFailed(url, "sends broken gzip") from error
