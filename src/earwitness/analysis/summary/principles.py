"""General rules that a speaker or author states, without particular names or dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.analysis.summary.families import picks
from earwitness.model.findings import Finding, Principle
from earwitness.model.reading import Reading


class PrincipleAnalyzer:
    """Proposes principles."""

    name = "principles"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction", "quote", "insight"})
    provides = frozenset({"principle"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Principle]:
        """Principles, best first; none where the text has none worth printing."""
        for pick in picks(reading, found, "principle"):
            yield Principle(spans=(pick.span,), speaker=pick.speaker, confidence=pick.confidence, reasons=(pick.reason,))
