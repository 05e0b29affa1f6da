"""What the reading model says of a sentence."""

from __future__ import annotations

from typing import NamedTuple

FIELDS = ("gist1", "gist2", "gist3", "key", "alone", "quote1", "quote2", "topic", "prediction", "practice", "promotion", "takeaway")
FUNCTIONS = ("claim", "cause", "rule", "advice", "forecast", "definition", "example", "story", "question", "topic", "procedure", "chatter")
STANCES = ("asserted", "reported", "supposed", "quoted", "refuted")


class Judgement(NamedTuple):
    """Probabilities, each 0 to 1; the labels they are learnt from are defined in `training/README.md`."""

    gist1: float
    """On the subject and informative."""
    gist2: float
    """Belongs in a one-page summary."""
    gist3: float
    """Belongs in a summary of ten sentences."""
    key: float
    """Is part of a place that conveys a key point."""
    alone: float
    """A stranger understands it as it stands."""
    quote1: float
    """Passable as a quote."""
    quote2: float
    """Worth highlighting."""
    topic: float
    """A chapter begins here."""
    prediction: float
    """States an expectation of the world after the time of speaking."""
    practice: float
    """Advice that the speaker means."""
    promotion: float
    """Advertisement, or the show's own business."""
    takeaway: float
    """States the one thing to remember."""
    function: tuple[float, ...]
    """Share of each of `FUNCTIONS`."""
    stance: tuple[float, ...]
    """Share of each of `STANCES`."""

    @property
    def asserted(self) -> float:
        """Probability that the speaker asserts it, rather than reports, supposes, quotes or refutes it."""
        return self.stance[0]

    def does(self, *functions: str) -> float:
        """Probability that its function is one of these."""
        return sum(self.function[FUNCTIONS.index(name)] for name in functions)
