"""`transcribe --stats`: how much and how fast each speaker talks."""

from __future__ import annotations

from earwitness.cli.transcribe import _speakers
from earwitness.model.transcript import Segment, Transcript


def test_each_speaker_is_counted_in_order_of_appearance() -> None:
    text = "We begin here. Yes. And we go on with it."
    segments = (
        Segment(start=0, end=14, speaker="Ines Okafor", start_ms=0, end_ms=1_500),
        Segment(start=15, end=19, speaker="Speaker 2", start_ms=2_000, end_ms=2_400),
        Segment(start=20, end=41, speaker="Ines Okafor", start_ms=3_000, end_ms=5_500),
    )
    assert _speakers(Transcript(text=text, segments=segments)) == [
        {"speaker": "Ines Okafor", "words": 9, "ms": 4_000, "words_per_minute": 135},
        {"speaker": "Speaker 2", "words": 1, "ms": 400, "words_per_minute": 150},
    ]


def test_nobody_told_apart_is_nobody_counted() -> None:
    assert _speakers(Transcript(text="Well.", segments=(Segment(start=0, end=5, start_ms=0, end_ms=500),))) == []
