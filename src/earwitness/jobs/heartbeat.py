"""Records that this process is alive, and detects processes that are not."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa

from earwitness.jobs.machine import is_certainly_alive, is_certainly_dead
from earwitness.storage.engine import Database
from earwitness.storage.work_records import Executor, beat, drop_executor, find_executors, leave, put_executor

BEAT_SECONDS = 5.0
EXPIRY_SECONDS = 30.0
"""Six missed beats. With the 5 s between looks a dead worker's items are taken over within 40 s; the promise is 60."""


class Watch:
    """Who is dead, judged by heartbeats that stand still on this process's own clock: clocks of machines are never compared."""

    def __init__(self, own_id: str, seconds: Callable[[], float]) -> None:
        self._own_id = own_id
        self._seconds = seconds
        self._seen: dict[str, tuple[int, float]] = {}

    def dead(self, executors: tuple[Executor, ...]) -> tuple[str, ...]:
        """Ids of those that are certainly dead or have not shown a heartbeat for `EXPIRY_SECONDS`."""
        now = self._seconds()
        self._seen = {one.id: self._seen[one.id] for one in executors if one.id in self._seen}
        found = []
        for executor in executors:
            if executor.id == self._own_id:
                continue
            beats, since = self._seen.get(executor.id, (-1, now))
            if beats != executor.beats:
                since = now
                self._seen[executor.id] = (executor.beats, now)
            expired = now - since >= EXPIRY_SECONDS and not is_certainly_alive(executor)
            if is_certainly_dead(executor) or expired:
                found.append(executor.id)
        return tuple(found)


class Heartbeat:
    """A thread that shows a beat every few seconds and hands the ids of dead processes to `take_over`."""

    def __init__(
        self,
        database: Database,
        executor: Executor,
        take_over: Callable[[tuple[str, ...]], bool],
        seconds: Callable[[], float],
        *,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self._database = database
        self._executor = executor
        self._take_over = take_over
        self._watch = Watch(executor.id, seconds)
        self._beat_seconds = beat_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="earwitness-heartbeat", daemon=True)

    def start(self) -> None:
        """Enters the process, looks once for the dead, and goes on in the background."""
        with self._database.write() as connection:
            put_executor(connection, self._executor)
        self.look()
        self._thread.start()

    def look(self) -> tuple[str, ...]:
        """One look: those found dead, whose work has been taken over."""
        with self._database.read() as connection:
            executors = find_executors(connection)
        dead = self._watch.dead(executors)
        if dead and self._take_over(dead):
            with self._database.write() as connection:
                for executor_id in dead:
                    drop_executor(connection, executor_id)
        return dead

    def stop(self) -> None:
        """Ends the thread and says that this process is gone, so that nobody waits for it."""
        self._stop.set()
        self._thread.join(timeout=BEAT_SECONDS)
        try:
            with self._database.write() as connection:
                leave(connection, self._executor.id)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            return  # the database is out of reach: the heartbeat standing still says the same, later

    def _run(self) -> None:
        while not self._stop.wait(self._beat_seconds):
            try:
                with self._database.write() as connection:
                    beat(connection, self._executor)
                self.look()
            except Exception:  # noqa: BLE001, S112 - a server that restarts, a connection that does not come free, trouble of the engine:
                continue  # a heart that stopped for it would have others do again what this process is doing; the next beat tries again
