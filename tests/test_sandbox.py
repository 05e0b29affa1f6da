"""Foreign bytes are parsed in a process that can neither harm nor exhaust this one."""

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evals import bombs

from earwitness import sandbox
from earwitness.errors import Crashed, Exhausted, NoText, TooDeep
from earwitness.model.media import RawDocument
from earwitness.sandbox import confinement, worker
from earwitness.sandbox.limits import Limits
from tests.sandbox_cases import Nested, Pair, transcript

CASES = "tests.sandbox_cases"
QUICK = Limits(cpu_s=1, wall_s=1.0, memory_bytes=96 * 2**20, output_bytes=2**20)


DOCUMENT = RawDocument(b"<rss/>", "feed.xml", url="https://ann:pw@show.example/feed")


def _run(name: str, *arguments: object, limits: Limits = QUICK) -> object:
    return sandbox.run(f"{CASES}:{name}", *arguments, limits=limits)


def test_values_come_back_as_the_types_the_function_names() -> None:
    assert _run("measure", DOCUMENT) == Nested(pairs=(Pair("feed.xml", 6),))
    assert _run("transcript", "Good morning — 😀") == transcript("Good morning — 😀")


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("spin", Exhausted, "computing"),
        ("sleep", Exhausted, "longer than"),
        ("hoard", Exhausted, "memory"),
        ("flood", Exhausted, "unfolds"),
        ("die", Crashed, "parser fail"),
        ("leave", Crashed, "parser fail"),
        ("recurse", TooDeep, "nested"),
        ("lie", Crashed, "no answer"),
    ],
)
def test_what_goes_wrong_has_a_name_and_the_next_document_is_read(name: str, error: type[Exception], words: str) -> None:
    limits = Limits(cpu_s=1, wall_s=60.0, memory_bytes=96 * 2**20, output_bytes=2**20) if name == "spin" else QUICK
    with pytest.raises(error, match=words) as caught:
        _run(name, DOCUMENT, limits=limits)
    assert "pw" not in str(caught.value)
    assert caught.value.subject == "https://[…]@show.example/feed"
    assert _run("measure", DOCUMENT) is not None


def test_errors_of_ours_keep_their_three_parts() -> None:
    with pytest.raises(NoText) as caught:
        _run("refuse", DOCUMENT)
    assert (caught.value.subject, caught.value.problem, caught.value.hint) == ("feed.xml", "holds no words", "give another")


def test_a_foreign_error_is_one_clean_line() -> None:
    with pytest.raises(Crashed, match=r"ZeroDivisionError: a trap \[2J for terminals"):
        _run("fail", DOCUMENT)


@pytest.mark.enable_socket
def test_the_child_reaches_no_network() -> None:
    with socket.socket() as transcriber:
        transcriber.bind(("127.0.0.1", 0))
        transcriber.listen()
        assert _run("reach_out", RawDocument(b"", str(transcriber.getsockname()[1]))) == "PermissionError"


def test_the_child_writes_no_file_and_starts_no_program(tmp_path: Path) -> None:
    target = tmp_path / "planted"
    assert _run("write_file", RawDocument(b"", str(target))) == "PermissionError"
    assert _run("start_program", DOCUMENT) == "PermissionError"
    assert not target.exists()


def test_the_child_sees_no_secret_of_ours() -> None:
    os.environ["EARWITNESS_TEST_KEY"] = "secret"
    try:
        sandbox.stop()
        assert "EARWITNESS_TEST_KEY" not in _run("secrets")
    finally:
        del os.environ["EARWITNESS_TEST_KEY"]


def test_nothing_of_one_document_reaches_the_next() -> None:
    assert [_run("remember", value) for value in "ab"] == [("a",), ("b",)]


def test_loading_a_library_is_not_held_against_the_document() -> None:
    sandbox.stop()
    assert _run("load_slowly", limits=Limits(cpu_s=1, wall_s=60.0)) == "warm"


def test_many_threads_share_few_workers() -> None:
    with ThreadPoolExecutor(8) as pool:
        result = list(pool.map(lambda n: _run("measure", RawDocument(b"x" * n, str(n))), range(40)))
    assert [nested.pairs[0] for nested in result] == [Pair(str(n), n) for n in range(40)]
    assert threading.active_count() < 20


def test_a_dead_worker_is_replaced() -> None:
    _run("measure", DOCUMENT)
    idle = sandbox.pool._pool._idle
    for sleeping in idle:
        sleeping._process.kill()
        sleeping._process.wait()
    assert _run("measure", DOCUMENT) is not None


def test_without_fork_the_work_is_done_all_the_same() -> None:
    job = worker.pickle.dumps((f"{CASES}:measure", {"output_bytes": 1000}, (DOCUMENT,)))
    assert worker._answer([job]) == ("ok", b'{"pairs":[["feed.xml",6]],"note":null}')


def test_limits_grow_with_honest_size() -> None:
    assert Limits.for_size(2 * 2**20) == sandbox.DEFAULT
    assert Limits.for_size(2 * 2**20 + 1).cpu_s == 3
    assert Limits.for_size(15 * 2**20).memory_bytes == sandbox.DEFAULT.memory_bytes
    assert Limits.for_size(32 * 2**20) == Limits(cpu_s=17, wall_s=115.0, memory_bytes=448 * 2**20, output_bytes=256 * 2**20)


@pytest.mark.parametrize("name", ["earwitness.__main__", "os;x", "", "evil"])
def test_only_names_of_packages_we_use_are_loaded_ahead(name: str) -> None:
    assert not (worker._MODULE.fullmatch(name) and name.partition(".")[0] in confinement.OUR_PACKAGES)


@pytest.mark.enable_socket
def test_a_slice_of_the_bombs_is_contained(tmp_path: Path) -> None:
    contained, found = bombs.measure(tmp_path, seconds=1.0, rounds=0, only=slice(0, 9))
    assert len(contained) == 9
    assert [one.name for one in contained if one.cpu_s > 2.0 or one.is_leak] == []
    assert found["entity fetches"] == 0
