"""Polls sources in a background thread while items are processed: at the start, and whenever a source is due."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from earwitness.jobs.schedule import Polled, poll_all
from earwitness.jobs.services import Services
from earwitness.model.archive import Source
from earwitness.sources.polling import FIRST_RETRY_S
from earwitness.storage.engine import cause_of
from earwitness.storage.sources import due_sources, find_sources

CHECK_SECONDS = 3.0
POLL_EVERY_SECONDS = 20.0
"""How often a `sync` that keeps running looks for sources that have come due, and into folders, which ask for no politeness."""


class SourcePolling:
    """Asks the sources of one run; `hear` is told how each ended, `note` what kept all of them from being asked."""

    def __init__(
        self,
        services: Services,
        source_ids: Sequence[str],
        *,
        hear: Callable[[Polled], None],
        note: Callable[[str], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._source_ids = tuple(source_ids)
        self._hear = hear
        self._note = note
        self._seconds = seconds
        self._thread: threading.Thread | None = None
        self._again_at = 0.0
        self._check_at = 0.0
        self._rested: dict[str, float] = {}
        self.not_due = 0
        """Sources whose time had not come when the run began."""

    def is_under_way(self) -> bool:
        """True while sources are being asked."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Asks whom it is time to ask, unless that is under way."""
        if self.is_under_way():
            return
        is_first = self._thread is None
        self._again_at = self._seconds() + POLL_EVERY_SECONDS
        self._thread = threading.Thread(target=self._ask, kwargs={"is_first": is_first}, name="earwitness-polls", daemon=True)
        self._thread.start()

    def go_on(self, *, is_idle: bool) -> None:
        """Asks again now and then; at once where a source has come due, be it that somebody has just followed it, backlog or not."""
        now = self._seconds()
        if self.is_under_way():
            return
        if now >= self._check_at:
            self._check_at = now + CHECK_SECONDS
            if self._due():
                self.start()
                return
        if is_idle and now >= self._again_at:
            self.start()

    def _ask(self, *, is_first: bool) -> None:
        try:
            due = self._due()
            with self._services.database.read() as connection:
                every = find_sources(connection)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            self._note(f"the archive cannot be read ({cause_of(error)}); trying again")
            return
        known = {source.id for source in due}
        wanted = [source for source in every if not self._source_ids or source.id in self._source_ids]
        local = [source for source in wanted if source.kind in ("folder", "mailbox") and source.id not in known]
        if is_first:
            self.not_due = len(wanted) - len(due) - len(local)
        poll_all(self._services, (*due, *local), self._told, stop=self._services.stopping.is_set)

    def _due(self) -> tuple[Source, ...]:
        """Sources whose time has come, by their rows and, where these could not be written, by what this run remembers."""
        with self._services.database.read() as connection:
            due = due_sources(connection, now_ms=self._services.clock(), only=self._source_ids)
        now = self._seconds()
        return tuple(source for source in due if self._rested.get(source.id, now) <= now)

    def _told(self, polled: Polled) -> None:
        if polled.is_noted:
            self._rested.pop(polled.source.id, None)
        else:  # its row still says that it is due, while its server has been asked
            self._rested[polled.source.id] = self._seconds() + FIRST_RETRY_S
        self._hear(polled)
