"""A pool of processes that analyse transcripts in parallel, since Python threads share one core."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from concurrent.futures.process import BrokenProcessPool

from earwitness.errors import Crashed, Exhausted
from earwitness.jobs.worker_functions import digest_transcript, load_tools
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript

SECONDS = 60.0
"""For a transcript of up to 1 MiB; the slowest of our samples takes 2 s for its 118 kB. Each further MiB gets the same again."""
_MIB = 2**20


class AnalysisPool:
    """A pool of warm processes, started when first needed; one that dies costs its own item, nobody else's."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._guard = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._is_stopped = False

    def digest(self, item: Item, transcript: Transcript) -> Digest:
        """The digest of an item. Raises `Exhausted` or `Crashed` when its analysis does not come to an end."""
        seconds = SECONDS * (1 + len(transcript.text) // _MIB)
        for attempt in (1, 2):
            pool = self._open(item.title)
            try:
                return _submitted(pool, item, transcript).result(timeout=seconds * self._processes * 2)
            except NoAnswer as error:
                self._discard(pool)
                raise Exhausted(item.title, f"takes longer than {seconds:g} s to analyse") from error
            except (BrokenProcessPool, CancelledError) as error:  # cancelled: it waited behind one that hung
                self._discard(pool)
                if attempt == 2:  # the first time another item may have taken the pool down
                    raise Crashed(item.title, "ends the process that analyses it") from error
        raise AssertionError("the loop returns or raises")

    def start(self) -> None:
        """Starts the processes if they are not there yet; they load while the first items are fetched and read."""
        with self._guard:
            if self._pool is not None:
                return
        self._open("analysis").submit(os.getpid)  # a pool starts its processes with its first task

    def stop(self) -> None:
        """Ends the processes for good; what they were at is done again by the next run."""
        with self._guard:
            pool, self._pool, self._is_stopped = self._pool, None, True
        if pool is not None:
            _end(pool)

    def _open(self, subject: str) -> ProcessPoolExecutor:
        with self._guard:
            if self._is_stopped:  # who is still at work must not start processes that nobody ends
                raise Crashed(subject, "was being analysed when the run ended", "the next earwitness sync does it again")
            if self._pool is None:
                context = multiprocessing.get_context("spawn")  # a fork would inherit locks that threads of ours hold
                self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin, initargs=(os.getpid(),))
            return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        with self._guard:
            if self._pool is pool:
                self._pool = None
        _end(pool)


def _submitted(pool: ProcessPoolExecutor, item: Item, transcript: Transcript) -> Future[Digest]:
    """The item's turn. Raises `BrokenProcessPool` also for a pool that was discarded a moment ago."""
    try:
        return pool.submit(digest_transcript, item, transcript)
    except RuntimeError as error:  # how a pool that was shut down says so
        raise BrokenProcessPool(str(error)) from error


def _end(pool: ProcessPoolExecutor) -> None:
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - the pool itself would wait for a process that hangs
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _begin(parent: int) -> None:
    """Loads what analysis needs before the first item is there."""
    _follow_parent(parent)
    load_tools()


def _follow_parent(parent: int) -> None:
    """Ends this process soon after its parent is gone, even by kill -9: the pool's pipes stay open among the siblings.

    Ctrl-C reaches every process of a terminal; when to stop is for the parent to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(0)

    if os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()
