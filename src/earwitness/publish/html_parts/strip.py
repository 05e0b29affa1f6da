"""The coverage strip: the whole text as a band, what was not read left blank, what the page cites coloured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.model.digest import Digest
from earwitness.publish.labels import percent, read_share
from earwitness.publish.writing import escape_html

WIDTH = 1_000
"""Units of the drawing; a stretch shorter than one of them is drawn as one."""


def strip(digest: Digest, cited: Sequence[tuple[int, int]]) -> str:
    """An inline drawing without style attributes."""
    length = max(1, digest.transcript.characters)
    share = percent(read_share(digest.coverage, length))
    label = f"Of the text {share} was read; {percent(digest.coverage.cited_share)} of that is cited on this page."
    read = _rects([(part.start, part.end) for part in digest.coverage.read] or [(0, length)], length, "r", 6, 12)
    gaps = _rects([(gap.start, gap.end) for gap in digest.coverage.gaps], length, "g", 7, 10)
    marks = _rects(cited, length, "c", 2, 20)
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} 24" preserveAspectRatio="none" role="img" aria-label="{escape_html(label)}">'
        f'{read}{gaps}{marks}<rect class="f" x="0" y="6" width="{WIDTH}" height="12"/></svg>'
    )


def _rects(spans: Iterable[tuple[int, int]], length: int, kind: str, top: int, height: int) -> str:
    """Merged rectangles: never more of them than the drawing has units."""
    merged: list[list[int]] = []
    for start, end in sorted((span[0], span[1]) for span in spans):
        left = start * WIDTH // length
        right = max(left + 1, -(-end * WIDTH // length))
        if merged and left <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], right)
        else:
            merged.append([left, right])
    return "".join(f'<rect class="{kind}" x="{left}" y="{top}" width="{right - left}" height="{height}"/>' for left, right in merged)
