"""`sync`: polls due sources, processes every item as far as possible, and reports the result of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from earwitness.config import Settings
from earwitness.entities.indexing import catch_up, count_marked
from earwitness.errors import UsageError
from earwitness.jobs.analysis_pool import AnalysisPool
from earwitness.jobs.audio import AudioTranscriber
from earwitness.jobs.embedding import Embedding
from earwitness.jobs.polling import SourcePolling
from earwitness.jobs.report import Event, Progress, SyncReport, SyncTrouble, quiet
from earwitness.jobs.runtime import ENDED, HEARING, READING, Jobs, open_jobs, processes_of, workflow_id
from earwitness.jobs.schedule import Polled
from earwitness.jobs.services import Services
from earwitness.jobs.stages import ItemJob, begin_again
from earwitness.model.archive import ItemState, Source
from earwitness.network.client import HttpClient
from earwitness.sandbox import run as isolated
from earwitness.search import embedding_model
from earwitness.search.open import open_index
from earwitness.sources.content import candidates
from earwitness.speech import recordings
from earwitness.storage.disclosure import of_source, shown_item
from earwitness.storage.engine import Database, database_url, open_database
from earwitness.storage.items import get_item, put_state
from earwitness.storage.sources import find_sources
from earwitness.storage.work_records import DueItem, due_items, renew_failed

OPEN_AT_ONCE = 500
"""Items handed to the engine ahead of time: enough for every worker, few enough that a new letter need not wait for a backlog."""
LOOK_SECONDS = 0.25
LOOK_ALL_SECONDS = 2.0
"""How often the rows are asked for news of all items handed over; those this process carried are known by then."""
COUNT_SECONDS, COUNT_SHARE = 2.0, 0.1
"""How often names that new items marked are counted while others are under way, and for how much of that time: a reader finds few left."""
CHECK_SECONDS = 3.0
FORGET_SECONDS = 3600.0
"""How often a `sync` that keeps running strikes out what the engine noted of work long done."""
READABLE: tuple[ItemState, ...] = ("new", "fetched")
HEARABLE: tuple[ItemState, ...] = ("waiting for speech",)
UNFINISHED: dict[str, tuple[ItemState, ...]] = {READING: READABLE, HEARING: ("waiting for speech", "fetched")}
"""The states an item may be in while a queue has it: what was heard is fetched before it is digested."""


def sync(
    settings: Settings, *, once: bool = True, source: str | None = None, limit: int | None = None, progress: Progress = quiet
) -> SyncReport:
    """What one run did: due sources asked, new items digested, everything that failed with its reason.

    Without `once` it goes on until it is interrupted. `source` restricts it to sources whose id begins with, or whose address or title
    holds, these words; `limit` is the most items it takes up. Killed at any moment, the next run goes on where this one stopped.
    """
    with open_services(settings) as services:
        wanted = _wanted(services.database, source)
        with open_jobs(services) as jobs:
            return SyncRun(services, jobs, wanted, limit=limit, progress=progress).carry_on(once=once)


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Everything the stages work with, from the settings; closed again afterwards."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_database(settings.database_url or database_url(settings.home))
    analysts = AnalysisPool(processes_of(settings))
    client, stopping = HttpClient.from_settings(settings), threading.Event()
    deaf = (
        recordings.speech_unavailable(settings)
        if settings.transcribe_recordings
        else "is turned off by transcribe_recordings in the settings"
    )
    transcriber = None if deaf else AudioTranscriber(settings, client, stopping)
    try:
        yield Services(
            settings=settings,
            database=database,
            door=client,
            index=open_index(database),
            candidates=candidates,
            isolated=isolated,
            digest=analysts.digest,
            warm=analysts.start,
            hear=transcriber,
            align=transcriber.align if transcriber else None,
            deaf=deaf,
            embedder=lambda: embedding_model.embedder(settings),
            stopping=stopping,
        )
    finally:
        stopping.set()  # what is still at work ends without a word: its item is not to blame
        analysts.stop()
        database.close()


def _wanted(database: Database, words: str | None) -> tuple[Source, ...]:
    if words is None:
        return ()
    with database.read() as connection:
        found = find_sources(connection, words)
    if not found:
        raise UsageError(words, "no source like this is followed", "see earwitness sources")
    return found


@dataclass
class _Counters:
    """What has happened so far; written by the polling thread and by the loop."""

    polled: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    copies: int = 0
    digested: int = 0
    waiting: set[str] = field(default_factory=set)
    again: dict[str, SyncTrouble] = field(default_factory=dict)
    failed_sources: dict[str, SyncTrouble] = field(default_factory=dict)
    failed_items: dict[str, SyncTrouble] = field(default_factory=dict)
    remarks: dict[str, list[SyncTrouble]] = field(default_factory=dict)


class SyncRun:
    """One run of `sync` in this process."""

    def __init__(self, services: Services, jobs: Jobs, wanted: Sequence[Source], *, limit: int | None, progress: Progress) -> None:
        self._services = services
        self._jobs = jobs
        self._source_ids = tuple(source.id for source in wanted)
        self._limit = limit
        self._progress = progress
        self._tally = _Counters()
        self._embedding = Embedding(services, progress)
        self._taken: set[str] = set()
        self._open: dict[str, DueItem] = {}
        self._queue_of: dict[str, str] = {}
        self._asking = SourcePolling(
            services, self._source_ids, hear=self._heard, note=lambda reason: progress(Event("note", reason=reason))
        )
        self._check_at = 0.0
        self._forget_at = 0.0
        self._look_at = 0.0
        self._count_at = 0.0
        self._uncounted = True

    def carry_on(self, *, once: bool) -> SyncReport:
        """Polls and works until nothing is left, or for ever; Ctrl-C ends it in order."""
        started = time.monotonic()
        stopped = False
        try:
            self._asking.start()
            while True:
                polling = self._asking.is_under_way()
                self._forget()
                self._step()
                idle = not polling and not self._open
                self._count_names(idle=idle)
                busy = idle and self._embedding.step()
                if once and idle and not busy:
                    break
                if not once:
                    self._asking.go_on(is_idle=not self._open)
                if not busy:
                    time.sleep(LOOK_SECONDS)
        except KeyboardInterrupt:
            stopped = True
            self._services.stopping.set()
            self._progress(Event("note", reason="stopping after the items at hand; the next run goes on from here"))
            self._jobs.stop(patience_s=10)
        return self._report(time.monotonic() - started, stopped=stopped)

    def _count_names(self, *, idle: bool) -> None:
        """Counts names that items marked: all of them when nothing is under way, else some, now and then."""
        now = time.monotonic()
        if idle and self._uncounted:
            catch_up(self._services.database, now_ms=self._services.clock())
        elif now >= self._count_at:
            while (
                count_marked(self._services.database, now_ms=self._services.clock())
                and time.monotonic() < now + COUNT_SHARE * COUNT_SECONDS
            ):
                pass
            self._count_at = time.monotonic() + COUNT_SECONDS
        self._uncounted = not idle

    def _forget(self) -> None:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_SECONDS
            self._jobs.forget()

    def _step(self) -> None:
        """Hands new work to the engine and sees what became of what was handed over."""
        ended, all_of_them = self._jobs.take_ended(), time.monotonic() >= self._look_at
        if all_of_them:
            self._look_at = time.monotonic() + LOOK_ALL_SECONDS
        for queue, states in ((READING, READABLE), *(((HEARING, HEARABLE),) if self._services.hear else ())):
            self._close(queue, None if all_of_them else ended)
            if len(self._open) > OPEN_AT_ONCE // 2 and not all_of_them:
                continue  # the engine has enough for a while
            due = self._due(states)
            fresh = [item for item in due if item.item_id not in self._open and self._may_take(item)]
            fresh = fresh[: max(0, OPEN_AT_ONCE - len(self._open))]
            self._taken.update(item.item_id for item in fresh)
            self._open |= {item.item_id: item for item in fresh}
            self._queue_of |= {item.item_id: queue for item in fresh}
            if fresh:
                self._services.warm()
            self._jobs.enqueue(self._renewed(fresh, states, queue), queue)
        if self._open and time.monotonic() >= self._check_at:
            self._check_at = time.monotonic() + CHECK_SECONDS
            self._mend()

    def _renewed(self, fresh: Sequence[DueItem], states: Sequence[ItemState], queue: str) -> Sequence[DueItem]:
        """The same items, with the engine's notes of earlier work on the same input struck out: a try asked for again is done again."""
        known = self._jobs.states(fresh, queue)
        ended = [item.item_id for item in fresh if known.get(workflow_id(item, queue)) in ENDED]
        if ended:
            with self._services.database.read() as connection:
                due = due_items(connection, states=states, now_ms=self._services.clock(), only=ended)
            self._jobs.drop([workflow_id(item, queue) for item in due])
        return fresh

    def _due(self, states: Sequence[ItemState]) -> tuple[DueItem, ...]:
        with self._services.database.read() as connection:
            most = len(self._open) + OPEN_AT_ONCE + (len(self._taken) if self._limit is not None else 0)
            return due_items(connection, states=states, now_ms=self._services.clock(), source_ids=self._source_ids, limit=most)

    def _may_take(self, item: DueItem) -> bool:
        if item.item_id in self._taken or self._limit is None:
            return True
        if len(self._taken) >= self._limit:
            return False
        self._taken.add(item.item_id)
        return True

    def _close(self, queue: str, among: set[str] | None) -> None:
        """Items handed over (`among` these) that are not due any more have come to an end: tells which."""
        own = [id_ for id_ in self._open if self._queue_of[id_] == queue and (among is None or id_ in among)]
        if not own:
            return
        with self._services.database.read() as connection:
            now_ms = self._services.clock()
            due = {item.item_id for item in due_items(connection, states=UNFINISHED[queue], now_ms=now_ms, only=own)}
        for id_ in own:
            if id_ in due:
                continue
            del self._open[id_]
            with self._services.database.read() as connection:
                archived = shown_item(connection, id_)
            if archived is None:
                continue
            title, reason = archived.item.title, archived.reason
            trouble = SyncTrouble(id=id_, title=title, reason=reason)
            self._tally.again.pop(id_, None)
            self._tally.waiting.discard(id_)
            if archived.state == "digested":
                self._tally.digested += 1
                self._embedding.restart()
                self._progress(Event("digested", title))
            elif archived.state == "copy":
                self._tally.copies += (
                    archived.revision > 0
                )  # by its words; what feeds say of one not read yet was counted when they were asked
                self._progress(Event("copy", title, reason))
            elif archived.state == "waiting for speech":
                self._tally.waiting.add(id_)
                self._progress(Event("waiting for speech", title, reason))
            elif archived.state == "failed":
                self._tally.failed_items[id_] = trouble
                self._progress(Event("failed", title, reason))
            else:
                self._tally.again[id_] = trouble
                self._progress(Event("again", title, reason))

    def _mend(self) -> None:
        """Work the engine thinks is over while the rows say it is not (power went between the two) is begun again, or given up."""
        states: dict[str, str] = {}
        for queue in (READING, HEARING):
            states |= self._jobs.states([item for id_, item in self._open.items() if self._queue_of[id_] == queue], queue)
        for item in list(self._open.values()):
            state = states.get(workflow_id(item, self._queue_of[item.item_id]))
            if state is not None and state not in ENDED:
                continue
            with self._services.database.write() as connection:
                archived = get_item(connection, item.item_id)
                if archived is None or archived.state not in UNFINISHED[self._queue_of[item.item_id]]:
                    continue  # it ended a moment ago
                if state == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
                    put_state(connection, item.item_id, "failed", "every process that worked on it was stopped; sync --retry tries again")
                elif state is not None:
                    begin_again(connection, ItemJob(*item), self._services.clock())
            if state is None:
                self._jobs.enqueue([item], self._queue_of[item.item_id])
            del self._open[item.item_id]

    def _heard(self, polled: Polled) -> None:
        counters, name = self._tally, polled.source.name
        if polled.outcome == "failed":
            reason = of_source(polled.source).said(polled.reason)
            counters.failed_sources[polled.source.id] = SyncTrouble(id=polled.source.id, title=name, reason=reason)
            self._progress(Event("poll failed", name, reason))
            return
        counters.failed_sources.pop(polled.source.id, None)
        if polled.outcome != "unchanged":
            counters.remarks[polled.source.id] = [SyncTrouble(id=polled.source.id, title=name, reason=remark) for remark in polled.remarks]
        counters.polled += 1
        counters.unchanged += polled.outcome == "unchanged"
        counters.new += polled.recorded.new
        counters.changed += polled.recorded.changed
        counters.copies += polled.recorded.copies
        self._progress(Event("polled", name))
        if polled.recorded.new or polled.recorded.changed:
            self._progress(Event("new", name, number=polled.recorded.new + polled.recorded.changed - polled.recorded.copies))

    def _report(self, seconds: float, *, stopped: bool) -> SyncReport:
        counters = self._tally
        with self._services.database.read() as connection:
            left = len(due_items(connection, states=READABLE, now_ms=self._services.clock(), source_ids=self._source_ids))
        return SyncReport(
            polled=counters.polled,
            unchanged=counters.unchanged,
            not_due=self._asking.not_due,
            new=counters.new,
            changed=counters.changed,
            copies=counters.copies,
            digested=counters.digested,
            waiting_for_speech=len(counters.waiting),
            again_later=tuple(counters.again.values()),
            failed_sources=tuple(counters.failed_sources.values()),
            failed_items=tuple(counters.failed_items.values()),
            remarks=tuple(remark for remarks in counters.remarks.values() for remark in remarks),
            embedded=self._embedding.made,
            left=left,
            stopped=stopped,
            seconds=round(seconds, 3),
        )


def work(settings: Settings, *, idle_seconds: float | None = None, progress: Progress = quiet) -> int:
    """How many items this process has carried for others, until it is interrupted or has been without work for `idle_seconds`."""
    with open_services(settings) as services, open_jobs(services, role="worker") as jobs:
        last_busy = time.monotonic()
        try:
            while idle_seconds is None or time.monotonic() - last_busy < idle_seconds:
                time.sleep(LOOK_SECONDS)
                if jobs.running() or jobs.take_ended():
                    last_busy = time.monotonic()
        except KeyboardInterrupt:
            services.stopping.set()
            progress(Event("note", reason="stopping after the items at hand; others go on with the rest"))
            jobs.stop(patience_s=10)
        return jobs.carried


def retry_failed(database: Database, source: str | None = None) -> int:
    """Gives items that have failed another five tries; returns how many."""
    wanted = _wanted(database, source)
    with database.write() as connection:
        return renew_failed(connection, tuple(one.id for one in wanted))
