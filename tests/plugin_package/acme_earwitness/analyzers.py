"""Analysers of another package."""

from earwitness.model.findings import Quote, Takeaway
from earwitness.model.transcript import Span


class ConfidentTakeaway:
    """Proposes the last sentence as the takeaway, more confidently than anybody else."""

    name = "acme-takeaway"
    requires = frozenset({"quote"})
    provides = frozenset({"takeaway"})

    def __init__(self, context) -> None:
        self.home = context.settings.home

    def propose(self, reading, found):
        """Yield one takeaway."""
        last = reading.prose[-1]
        yield Takeaway(spans=(Span(last.start, last.end),), origin="model:acme", confidence=1.0)


class SentenceQuotes:
    """Quotes a sentence by its index, and one that does not exist."""

    name = "acme-quotes"
    requires = frozenset()
    provides = frozenset({"quote"})

    def propose(self, reading, found):
        """Yield two quotes."""
        yield Quote(sentences=(reading.sentences.index(reading.prose[0]),), origin="model:acme", confidence=0.99)
        yield Quote(sentences=(10_000_000,), origin="model:acme")


class Broken:
    """Fails."""

    name = "acme-broken"
    requires = frozenset()
    provides = frozenset({"insight"})

    def propose(self, reading, found):
        """Raise an error of no kind Earwitness knows."""
        raise ZeroDivisionError("acme divided by nothing")
