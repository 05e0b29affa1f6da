"""`earwitness sync` as a user runs it: once, again, interrupted, with trouble."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from evals._durable import follow
from evals._shows import Show, make_folder

from earwitness.cli import main
from earwitness.jobs.sync import retry_failed
from earwitness.storage.engine import database_url, open_database
from earwitness.storage.items import count_states

pytestmark = pytest.mark.enable_socket


def _command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "earwitness", "sync", "--home", str(home), *arguments]


def _states(home: Path) -> dict[str, int]:
    database = open_database(database_url(home))
    with database.read() as connection:
        found = count_states(connection)
    database.close()
    return found


def test_a_morning_and_the_next(tmp_path: Path) -> None:
    """A feed and a folder followed, synced twice: all there is digested, trouble named, the second time nothing re-done."""
    show = Show(6, words=60)
    messages = make_folder(tmp_path / "letters", 2, words=60)
    (messages / "empty.md").write_text("\n")
    home = tmp_path / "home"
    with show.server:
        follow(home, show.url, str(messages), "http://127.0.0.1:1/gone.xml")
        first = subprocess.run(_command(home, "--once", "--json"), capture_output=True, check=False, timeout=300)
        asked = len(show.server.asked)
        second = subprocess.run(_command(home, "--once"), capture_output=True, check=False, timeout=300)
        assert len(show.server.asked) == asked, "no source is asked before its time"
    report = json.loads(first.stdout)
    assert first.returncode == 3, first.stderr
    assert (report["polled"], report["new"], report["digested"], report["waiting_for_speech"]) == (2, 9, 6, 2)
    assert [trouble["title"] for trouble in report["failed_sources"]] == ["http://127.0.0.1:1/gone.xml"]
    [failed] = report["failed_items"]
    assert "empty" in failed["title"]
    assert failed["reason"]
    assert first.stderr == b""
    assert _states(home) == {"digested": 6, "failed": 1, "waiting for speech": 2}
    assert (second.returncode, second.stderr) == (0, b"")
    assert second.stdout.decode().startswith("1 source asked (0 unchanged), 2 not due yet\nitems: 0 new, 0 digested, 0 failed")
    database = open_database(database_url(home))
    assert retry_failed(database) == 1
    database.close()
    assert _states(home)["new"] == 1


def _heeding_ctrl_c() -> None:
    """A run started in the background inherits a deaf ear for Ctrl-C; what is tested is a run on a terminal."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_ctrl_c_ends_in_order_and_the_next_run_goes_on(tmp_path: Path) -> None:
    messages = make_folder(tmp_path / "letters", 12, words=60)
    home = tmp_path / "home"
    follow(home, str(messages))
    running = subprocess.Popen(
        _command(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_heeding_ctrl_c,  # noqa: PLW1509 - the test process runs no other thread here
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not ((home / "earwitness.db").exists() and _states(home).get("digested", 0) >= 2):
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=180)
    assert running.returncode == 130, err
    assert b"goes on from here" in out
    assert b"Traceback" not in err
    states = _states(home)
    assert sum(states.values()) == 12
    assert "failed" not in states, "being interrupted is no item's fault"


def test_what_makes_no_sense_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--once", "--home", str(tmp_path / "none")]) == 2
    assert "holds no archive yet" in capsys.readouterr().err
    follow(tmp_path / "home", str(make_folder(tmp_path / "letters", 1)))
    assert main(["sync", "--once", "--source", "unheard of", "--home", str(tmp_path / "home")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
