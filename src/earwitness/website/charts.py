"""Bar charts over time as inline SVG without scripts or style attributes, coloured by the page's style sheet.

Ours, because the library meant for it (vl-convert 1.9: 84 MB, 2.5 s for the first chart of a process, 0.2 to 0.4 s and 30 kB for each
further one) is too slow for a page in 100 ms and for a site of 50 pages a second. A chart here takes under 2 ms and some 6 kB.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from earwitness.entities.statements import Bar
from earwitness.renderers.writing import escape_html

WIDTH, HEIGHT = 720, 150
"""Units of the drawing; the page scales it."""
_LEFT, _BOTTOM, _TOP = 34, 22, 8
_LABELS = 8
_GAP = 0.22
_WIDEST = 44
_LETTER = 6.6
"""The width of a letter of a label."""


def bar_chart(bars: Sequence[Bar], label: str) -> Markup:
    """The drawing; `label` says what it shows to whoever cannot see it. Its figures belong into a table beside it."""
    if not bars:
        return Markup("")
    most = max(bar.mentions for bar in bars) or 1
    high = nice(most)
    step = min(_WIDEST, (WIDTH - _LEFT) / len(bars))
    space_left = HEIGHT - _BOTTOM - _TOP
    parts = [_grid(share, high, space_left) for share in (0, 1, 2) if share < 2 or high > 1]
    every = -(-len(bars) // _LABELS)
    for at, bar in enumerate(bars):
        left, tall, name = _LEFT + at * step, bar.mentions / high * space_left, escape_html(bar.label)
        if bar.mentions:
            place = f'x="{_short(left + step * _GAP / 2)}" y="{_short(_TOP + space_left - tall)}"'
            size = f'width="{_short(step * (1 - _GAP))}" height="{_short(tall)}"'
            parts.append(f'<rect class="b" {place} {size}><title>{name}: {bar.mentions}</title></rect>')
        if at % every == 0:
            middle = min(left + step / 2, WIDTH - len(bar.label) * _LETTER / 2)
            also = " odd" if at // every % 2 else ""  # left out where the page is narrow
            parts.append(f'<text class="x{also}" x="{_short(middle)}" y="{HEIGHT - 6}">{name}</text>')
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape_html(label)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - numbers of ours, and labels escaped above


def nice(most: int) -> int:
    """The round number at or above the highest bar.

    >>> [nice(number) for number in (1, 3, 7, 12, 41, 980)]
    [1, 4, 10, 20, 50, 1000]
    """
    size = 1
    while True:
        for step in (1, 2, 4, 5):
            if most <= step * size:
                return step * size
        size *= 10


def _grid(share: int, high: int, room: float) -> str:
    value = high if share == 2 else high / 2 * share
    if value != int(value):
        return ""
    y = _TOP + room - value / high * room
    line = f'<line class="g" x1="{_LEFT}" x2="{WIDTH}" y1="{_short(y)}" y2="{_short(y)}"/>'
    return f'{line}<text class="y" x="{_LEFT - 6}" y="{_short(y + 4)}">{int(value):,}</text>'


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
