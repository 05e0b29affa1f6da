"""The processes that analyse: who hangs or dies costs its own item, nobody else's."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.storage.archive_values import ITEM, TRANSCRIPT

from earwitness.errors import Crashed
from earwitness.jobs.analysis_pool import AnalysisPool


@pytest.fixture
def analysts() -> Iterator[AnalysisPool]:
    result = AnalysisPool(1)
    yield result
    result.stop()


def test_an_item_that_waits_behind_one_that_hangs_is_digested_all_the_same(analysts: AnalysisPool) -> None:
    before = analysts.digest(ITEM, TRANSCRIPT)
    pool = analysts._open("a test")
    for _ in range(3):  # more than a pool of one hands to its process ahead of time
        pool.submit(time.sleep, 60)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(analysts.digest, ITEM, TRANSCRIPT)
        while len(pool._pending_work_items) < 4:
            time.sleep(0.01)
        analysts._discard(pool)  # as the one that hangs has it done when its time is over
        assert waiting.result(timeout=60) == before


def test_a_pool_that_was_discarded_between_two_lines_is_replaced(analysts: AnalysisPool) -> None:
    analysts._open("a test").shutdown()
    assert analysts.digest(ITEM, TRANSCRIPT).item == ITEM


def test_nobody_starts_processes_after_the_end() -> None:
    analysts = AnalysisPool(1)
    analysts.start()
    analysts.stop()
    with pytest.raises(Crashed, match="when the run ended"):
        analysts.digest(ITEM, TRANSCRIPT)
    assert analysts._pool is None
