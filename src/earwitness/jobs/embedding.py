"""The stage after the others: vectors for search by meaning, made while no item is waiting.

Its work stands in the rows (passages without a vector) and its effect is an upsert by passage and model, so the engine need not note it:
killed anywhere, the next run finds what is left. It runs only between items, so that reading and digesting are never slowed by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from earwitness.errors import EarwitnessError
from earwitness.jobs.report import Event, Progress
from earwitness.jobs.services import Services
from earwitness.search.embedding import embed_missing

MOST_SECONDS = 600.0
"""Of one run: an archive that gets its first model is embedded by `earwitness index`, or by a few runs of `sync`."""


class Embedding:
    """Makes vectors a batch at a time, whenever it is given a turn."""

    def __init__(self, services: Services, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._progress = progress
        self._clock = clock
        self._left_s = MOST_SECONDS
        self._batches: Iterator[int] | None = None
        self.made = 0

    def restart(self) -> None:
        """Looks for missing vectors again at the next turn: items were digested meanwhile."""
        self._batches = None

    def step(self) -> bool:
        """Makes one batch; False when nothing is missing, nothing can be made, or this run has spent its time on it."""
        if self._left_s <= 0 or self._services.stopping.is_set():
            return False
        started = self._clock()
        try:
            count = next(self._batches or self._begin(), None)
        except EarwitnessError as error:  # a model that cannot be loaded keeps nothing else from being done
            self._left_s = 0
            self._progress(Event("note", reason=f"no vectors were made: {error}"))
            return False
        self._left_s -= self._clock() - started
        if count is None:
            return False
        self.made += count
        self._progress(Event("embedded", number=count))
        if self._left_s <= 0:
            self._progress(Event("note", reason="passages are left without a vector for search by meaning; earwitness index makes them"))
        return True

    def _begin(self) -> Iterator[int]:
        embedder = self._services.embedder()
        stop = self._services.stopping.is_set
        self._batches = iter(()) if embedder is None else embed_missing(self._services.database, embedder, stop=stop)
        return self._batches
