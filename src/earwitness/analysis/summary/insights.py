"""Insights: causes, comparisons, lessons and surprising facts, as the source states them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.analysis.summary.families import picks
from earwitness.model.findings import Finding, Insight
from earwitness.model.reading import Reading


class InsightAnalyzer:
    """Proposes insights."""

    name = "insights"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction", "quote"})
    provides = frozenset({"insight"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Insight]:
        """Insights, best first; none where the text has none worth printing."""
        for pick in picks(reading, found, "insight"):
            yield Insight(spans=(pick.span,), speaker=pick.speaker, confidence=pick.confidence, reasons=(pick.reason,))
