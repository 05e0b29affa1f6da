"""Readings made from text written for these tests."""

from __future__ import annotations

from earwitness.analysis.reading import read
from earwitness.model.findings import Chapter
from earwitness.model.media import Item
from earwitness.model.reading import Reading
from earwitness.model.transcript import Segment, SegmentKind, Span, Transcript

HARBOUR = """
The harbour of Lindum closed its old crane yard in 2019 and nobody in the council missed it.
So that's why it never worked.
Shipping firms moved to Lindum because the new quay cut unloading time from nine hours to two, which means a ship earns a day on every trip.
Thanks for reading this newsletter and do subscribe if you like it.
The real bottleneck in shipping is not the crane but the customs office, and no port spends money on clerks.
If you want a faster port, you have to fix the paperwork before you buy another crane.
Never buy a second crane until the first one is busy all night.
You can use the free Tidebook planner to see when a berth will be open, and it runs without a connection.
What do you think the port will do next?
In the end, the port of Lindum wins because its customs office opens at four in the morning, not because its cranes are bigger.
Rotterdam handled 13.4 million containers in 2023, more than any other port in Europe.
Uh the the port it it is, you know, like, kind of bigger than than the other.
"""

RAIL = """
The railway between Lindum and the coast carries grain, timber and containers from the quay to the inland markets.
Railway freight costs half as much as road freight because one driver moves forty wagons.
They had told him about it before.
Grain traders prefer the railway since wagons wait at the quay while lorries queue for hours at the gate.
The more wagons a train pulls, the less each tonne costs to move.
Lindum railway expects to double its freight by 2031 as a second track reaches the quay.
"""


def reading_of(
    *blocks: str, title: str = "How the port of Lindum beat its rivals", kind: SegmentKind = "paragraph", speaker: str | None = None
) -> Reading:
    """One segment per line of the blocks."""
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for block in blocks:
        for line in filter(None, (piece.strip() for piece in block.splitlines())):
            segments.append(Segment(start=at, end=at + len(line), kind=kind, speaker=speaker))
            parts.append(line)
            at += len(line) + 1
    return read(Item(id="0" * 16, title=title), Transcript(text="\n".join(parts), segments=tuple(segments)))


def chapters_of(reading: Reading, *openings: tuple[str, str]) -> tuple[Chapter, ...]:
    """Chapters that begin where the given words do."""
    starts = [reading.text.index(words) for words, _ in openings]
    ends = [*starts[1:], len(reading.text)]
    return tuple(
        Chapter(title=title, start=start, end=end, spans=(Span(start, start + len(words)),))
        for (words, title), start, end in zip(openings, starts, ends, strict=True)
    )


def texts(reading: Reading, findings: object) -> list[str]:
    """The words of each finding."""
    return [reading.text_of(finding.spans[0]) for finding in findings]  # type: ignore[attr-defined]
