"""The findings proposed before, looked up by place."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from typing import NamedTuple

from earwitness.model.findings import Chapter, Entity, Finding, Number, Topic
from earwitness.model.reading import Reading

_NOT_WORDS = re.compile(r"[^\w'+#-]+")


class _Place(NamedTuple):
    start: int
    end: int
    label: str


class FindingIndex:
    """Chapters, topics, names and figures of an item by their spans."""

    def __init__(self, reading: Reading, found: Iterable[Finding]) -> None:
        """Sort the findings by place."""
        known = list(found)
        self._names = sorted(_Place(*span, one.name) for one in known if isinstance(one, Entity) for span in one.spans)
        self._figures = sorted(_Place(*span, figure(one)) for one in known if isinstance(one, Number) for span in one.spans)
        self._topics = [one for one in known if isinstance(one, Topic)]
        self._chapters = sorted((one for one in known if isinstance(one, Chapter)), key=lambda one: one.start)
        self._starts = [one.start for one in self._chapters]

    def chapter_at(self, position: int) -> Chapter | None:
        """Return the chapter that holds a position."""
        at = bisect.bisect_right(self._starts, position) - 1
        return self._chapters[at] if at >= 0 and position < self._chapters[at].end else None

    def topics_of(self, plain: str) -> tuple[str, ...]:
        """Return the topics with a keyword in a text in lower case, strongest first, at most three."""
        padded = f" {_NOT_WORDS.sub(' ', plain)} "
        return tuple(
            one.topic
            for one in self._topics
            if any(f" {key.lower()}{end} " in padded for key in (*one.keywords, one.topic) for end in ("", "s"))
        )[:3]

    def particulars(self, span: tuple[int, int]) -> list[str]:
        """Return what stands in a span, in words: `gives 2 figures`, `names Nokia and Apple`."""
        figures = list(dict.fromkeys(_within(self._figures, span)))
        names = list(dict.fromkeys(_within(self._names, span)))[:2]
        parts = [f"gives a figure ({figures[0]})" if len(figures) == 1 else f"gives {len(figures)} figures"] if figures else []
        return [*parts, *([f"names {' and '.join(names)}"] if names else [])]


def figure(number: Number) -> str:
    """Return a number with its unit: `30%`, `150,000,000 USD per month`."""
    value = f"{number.value:,.12g}"
    return value + "%" if number.unit == "%" else f"{value} {number.unit}".strip()


def _within(places: list[_Place], span: tuple[int, int]) -> list[str]:
    first = bisect.bisect_left(places, _Place(span[0], 0, ""))
    last = bisect.bisect_left(places, _Place(span[1], 0, ""), first)
    return [place.label for place in places[first:last] if place.end <= span[1]]
