"""The sample format: 16-bit little-endian integers, mono, 16,000 per second."""

from __future__ import annotations

RATE = 16_000
"""What every speech model of the field takes."""
WIDTH = 2
"""Bytes a sample."""
BYTES_PER_MS = RATE * WIDTH // 1000


def milliseconds(pcm_bytes: int) -> int:
    """How long so many bytes of sound last."""
    return pcm_bytes // BYTES_PER_MS


def offset(ms: int) -> int:
    """The byte at which a millisecond begins."""
    return ms * BYTES_PER_MS
