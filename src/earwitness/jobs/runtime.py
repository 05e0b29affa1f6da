"""The job engine: configures and starts DBOS so that work survives restarts. Nothing outside this module calls DBOS.

Its defaults are not ours: every process gets an executor id of its own (with a shared one, a newcomer runs again what a living sibling
runs), the application version is a constant of ours (a hash of source code would strand work at every upgrade), SQLite runs in WAL, and
its tables lie apart from the archive: a file of their own, or a schema of their own on PostgreSQL.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import event

from earwitness.config import Settings
from earwitness.jobs import workflow
from earwitness.jobs.heartbeat import Heartbeat
from earwitness.jobs.machine import this_process
from earwitness.jobs.services import Services
from earwitness.jobs.stages import MOST_TRIES, ItemJob, StageOutcome
from earwitness.storage.work_records import DueItem

WORKFLOW_VERSION = "earwitness-2"
"""Raise it when the order of the steps changes: work of the old order is then begun anew from the rows, under new ids."""
READING, HEARING = "reading", "hearing"
"""Two queues, so that an hour of audio never keeps a letter waiting."""
POLL_SECONDS = 0.1
"""DBOS looks once a second by default; an item takes less than that."""
AHEAD = 3
"""Items carried at once for each process that analyses: with one more than processes, half of their time was waiting for the next."""
HEARING_POLL_SECONDS = 2.0
LISTEN_SECONDS = 0.2
"""We send no notifications, so its look is into an empty map; but DBOS joins the thread at the end: at 5 s every `sync` lasted 5 s more."""
FORGET_AFTER = timedelta(days=1)
AT_ONCE = 500
"""Workflows the engine is asked about in one statement."""
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class Jobs:
    """The running engine of this process; ends itself at the end of a `with` block. One per process: DBOS is a singleton."""

    def __init__(self, services: Services, *, role: str, at_once: int) -> None:
        self._services = services
        self._guard = threading.Lock()
        self._running = 0
        self._is_stopped = False
        self.carried = 0
        self._ended: set[str] = set()
        self.executor = this_process(role)
        self._workflows = {
            READING: self._register("read_item", workflow.read_item),
            HEARING: self._register("hear_item", workflow.transcribe_item),
        }
        self._engine = _engine(services)
        self._heartbeat = Heartbeat(services.database, self.executor, self._take_over, time.monotonic)
        DBOS(config=_config(self._engine, self.executor.id))
        DBOS.listen_queues([READING, HEARING] if services.hear else [READING])
        DBOS.launch()
        DBOS.register_queue(READING, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS, on_conflict="always_update")
        DBOS.register_queue(HEARING, worker_concurrency=1, polling_interval_sec=HEARING_POLL_SECONDS, on_conflict="always_update")
        self._heartbeat.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop(patience_s=0 if kind else 5)

    def stop(self, *, patience_s: int) -> None:
        """Takes no more work, waits a little for what is running, and leaves; what is not finished is taken over by whoever comes next."""
        if self._is_stopped:
            return
        self._is_stopped = True
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience_s if self.running() else 0)
        logging.getLogger("dbos").handlers.clear()  # its own would hold on to this moment's stderr, which may be closed by the next run
        self._heartbeat.stop()
        self._engine.dispose()

    def running(self) -> int:
        """How many items this process carries right now."""
        with self._guard:
            return self._running

    def take_ended(self) -> set[str]:
        """Ids of the items this process has carried to some end since it was last asked."""
        with self._guard:
            ended, self._ended = self._ended, set()
        return ended

    def enqueue(self, due: Iterable[DueItem], queue: str) -> int:
        """Puts work into a queue, each input once however often it is asked for; returns how many were put."""
        count = 0
        for item in due:
            self._services.reach("enqueue:before", item.item_id)
            with SetWorkflowID(workflow_id(item, queue)):
                DBOS.enqueue_workflow(queue, self._workflows[queue], item.item_id, item.input_hash, item.tries)
            self._services.reach("enqueue:after", item.item_id)
            count += 1
        return count

    def states(self, due: Iterable[DueItem], queue: str) -> dict[str, str]:
        """How the engine stands with work, by workflow id: `ENQUEUED`, `PENDING`, or how it ended; missing where it knows none."""
        ids = [workflow_id(item, queue) for item in due]
        found: dict[str, str] = {}
        for at in range(0, len(ids), AT_ONCE):
            for one in DBOS.list_workflows(workflow_ids=ids[at : at + AT_ONCE], load_input=False, load_output=False):
                found[one.workflow_id] = one.status
        return found

    def forget(self) -> int:
        """Deletes the engine's notes of work that ended a day ago, or that an earlier version was to do; returns how many.

        What was made stands in the archive.
        """
        before = (datetime.now(UTC) - FORGET_AFTER).isoformat()
        old = partial(DBOS.list_workflows, limit=AT_ONCE, load_input=False, load_output=False)
        count = 0
        while ended := old(status=list(ENDED), completed_before=before):
            DBOS.delete_workflows([one.workflow_id for one in ended])
            count += len(ended)
        for one in old(status=["ENQUEUED", "PENDING"], end_time=before):
            if one.app_version != WORKFLOW_VERSION:
                DBOS.delete_workflows([one.workflow_id])
                count += 1
        return count

    def drop(self, ids: list[str]) -> None:
        """Deletes the engine's notes of these workflows."""
        DBOS.delete_workflows(ids)

    def _register(self, name: str, body: Callable[[Services, ItemJob, workflow.RunStep], StageOutcome]) -> Callable[..., str]:
        def carry(item_id: str, input_hash: str, tries: int) -> str:
            with self._guard:
                self._running += 1
            try:
                return body(self._services, ItemJob(item_id, input_hash, tries), _step).verdict
            finally:
                with self._guard:
                    self._running -= 1
                    self.carried += 1
                    self._ended.add(item_id)

        carry.__qualname__ = name
        return DBOS.workflow(name=name, max_recovery_attempts=MOST_TRIES - 1)(carry)

    def _take_over(self, dead: tuple[str, ...]) -> bool:
        DBOS._recover_pending_workflows(list(dead))  # noqa: SLF001 - DBOS sells the service that would call it; see docs/operations.md
        return True


def open_jobs(services: Services, *, role: str = "sync", at_once: int | None = None) -> Jobs:
    """The engine, running. `at_once` items are carried at the same time: while some are analysed, others are fetched, read and stored."""
    return Jobs(services, role=role, at_once=at_once or AHEAD * processes_of(services.settings))


def processes_of(settings: Settings) -> int:
    """How many processes analyse at once."""
    return settings.processes or os.cpu_count() or 2


def workflow_id(item: DueItem, queue: str) -> str:
    """The same work, the same id: of one item made from one input, at one try, by one order of steps.

    Hearing has ids of its own: the rows say that an item waits for it a moment before the engine has noted that reading ended.
    """
    return f"{item.item_id}-{item.input_hash}-{item.tries}-{WORKFLOW_VERSION}{'' if queue == READING else f'-{queue}'}"


def _step(name: str, stage: Callable[[], StageOutcome]) -> StageOutcome:
    noted: Any = DBOS.run_step({"name": name}, lambda: tuple(stage()))
    return StageOutcome(*noted)


def _config(engine: sa.Engine, executor_id: str) -> DBOSConfig:
    return DBOSConfig(
        name="earwitness",
        system_database_url=engine.url.render_as_string(hide_password=False),
        system_database_engine=engine,
        dbos_system_schema="earwitness_jobs",
        executor_id=executor_id,
        application_version=WORKFLOW_VERSION,
        use_listen_notify=False,
        log_level="CRITICAL",
        notification_listener_polling_interval_sec=LISTEN_SECONDS,
        scheduler_polling_interval_sec=3600.0,
    )


def _engine(services: Services) -> sa.Engine:
    """The engine's own connections: the same server on PostgreSQL, a file beside the archive on SQLite."""
    archive = services.database.engine.url
    if services.database.is_postgres:
        return sa.create_engine(archive, pool_pre_ping=True, pool_size=10, max_overflow=10)
    file = services.settings.home / "jobs.db"
    result = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 30.0, "check_same_thread": False})
    event.listen(result, "connect", _prepare_sqlite)
    return result


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
