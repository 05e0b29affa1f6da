"""Who lives and who is dead is told right: by the process table here, by heartbeats elsewhere, never by comparing clocks."""

import os
import subprocess
import sys
import threading

import sqlalchemy as sa

from earwitness.jobs.heartbeat import EXPIRY_SECONDS, Heartbeat, Watch
from earwitness.jobs.machine import born_of, is_certainly_alive, is_certainly_dead, this_process
from earwitness.storage.work_records import Executor, find_executors, put_executor

ME = this_process("sync")
ELSEWHERE = Executor(id="far", role="worker", machine="another", pid=1, born="1")


def test_this_process_lives() -> None:
    assert not is_certainly_dead(ME)
    assert is_certainly_alive(ME) == (sys.platform == "linux")


def test_a_process_that_has_ended_is_dead_even_before_its_parent_has_looked() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    there = ME._replace(id="child", pid=child.pid, born=born_of(child.pid))
    assert not is_certainly_dead(there)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_certainly_dead(there), "a zombie"
    child.wait()
    assert is_certainly_dead(there)


def test_a_pid_that_was_given_to_another_process_is_not_the_old_one() -> None:
    assert is_certainly_dead(ME._replace(born="12345"))


def test_a_heartbeat_elsewhere_that_stands_still_means_dead_after_half_a_minute() -> None:
    now = [0.0]
    watch = Watch(ME.id, lambda: now[0])
    assert watch.dead((ELSEWHERE, ME)) == ()
    now[0] = EXPIRY_SECONDS - 1
    assert watch.dead((ELSEWHERE._replace(beats=1),)) == ()
    now[0] += EXPIRY_SECONDS - 1
    assert watch.dead((ELSEWHERE._replace(beats=1),)) == ()
    now[0] += 1
    assert watch.dead((ELSEWHERE._replace(beats=1), ME)) == ("far",)


def test_whoever_said_goodbye_is_not_waited_for() -> None:
    assert Watch(ME.id, lambda: 0.0).dead((ELSEWHERE._replace(left=1),)) == ("far",)


def test_the_dead_are_taken_over_once_and_struck_out(database) -> None:
    used: list[tuple[str, ...]] = []

    def take_over(dead: tuple[str, ...]) -> bool:
        used.append(dead)
        return True

    gone = Heartbeat(database, ME._replace(id="gone", born="0"), take_over, lambda: 0.0)
    gone.start()
    own = Heartbeat(database, ME, take_over, lambda: 0.0)
    own.start()
    assert used[-1] == ("gone",)
    own.look()
    assert len(used) == 1
    gone.stop()
    own.stop()
    with database.read() as connection:
        assert [(one.id, one.left) for one in find_executors(connection)] == [(ME.id, 1)]


def test_a_heart_goes_on_beating_whatever_goes_wrong(database) -> None:
    troubles = [RuntimeError("the engine has trouble"), sa.exc.TimeoutError("no connection came free")]
    used = threading.Event()

    def take_over(_dead: tuple[str, ...]) -> bool:
        if troubles:
            raise troubles.pop()
        used.set()
        return True

    own = Heartbeat(database, ME, take_over, lambda: 0.0, beat_seconds=0.02)
    own.start()
    with database.write() as connection:
        put_executor(connection, ELSEWHERE._replace(left=1))
    assert used.wait(timeout=20)
    own.stop()
    with database.read() as connection:
        assert [(one.id, one.beats > 2) for one in find_executors(connection)] == [(ME.id, True)]
