"""Practices: what the source advises the reader to do or use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.analysis.summary.families import picks
from earwitness.model.findings import Finding, Practice
from earwitness.model.reading import Reading


class PracticeAnalyzer:
    """Proposes practices."""

    name = "practices"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction", "quote", "insight", "principle"})
    provides = frozenset({"practice"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Practice]:
        """Practices, best first; none where the text has none worth printing."""
        for pick in picks(reading, found, "practice"):
            yield Practice(spans=(pick.span,), speaker=pick.speaker, confidence=pick.confidence, reasons=(pick.reason,))
