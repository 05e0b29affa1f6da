"""Foreign bytes are parsed in a process that can neither harm nor exhaust this one. The functions at the top are what it is asked to run."""

import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from evals import bombs
from pydantic import BaseModel

from earwitness import isolation
from earwitness.errors import Crashed, Exhausted, NoText, TooDeep
from earwitness.isolation import confinement, worker
from earwitness.isolation.limits import Limits
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Segment, Transcript

QUICK = Limits(cpu_s=1, wall_s=1.0, memory_bytes=96 * 2**20, output_bytes=2**20)


class Pair(NamedTuple):
    name: str
    size: int


class Nested(BaseModel):
    pairs: tuple[Pair, ...]
    note: str | None = None


def measure(document: RawDocument) -> Nested:
    return Nested(pairs=(Pair(document.name, len(document.content)),))


def transcript(text: str) -> Transcript:
    return Transcript(text=text, segments=(Segment(start=0, end=len(text), speaker="Ann"),), warnings=("mended",))


def spin(_document: RawDocument) -> int:
    while True:
        pass


def sleep(_document: RawDocument) -> int:
    time.sleep(30)
    return 1


def hoard(_document: RawDocument) -> int:
    return len([bytes(2**20) for _ in range(4096)])


def flood(_document: RawDocument) -> str:
    return "x" * (5 * 2**20)


def die(_document: RawDocument) -> int:
    os.abort()


def leave(_document: RawDocument) -> int:
    os._exit(0)


def refuse(document: RawDocument) -> int:
    raise NoText(document.name, "holds no words", "give another")


def fail(_document: RawDocument) -> int:
    raise ZeroDivisionError("a trap\x1b[2J for\nterminals")


def recurse(document: RawDocument) -> int:
    return recurse(document) + 1


def lie(_document: RawDocument) -> int:
    return "not a number"  # type: ignore[return-value]


def reach_out(document: RawDocument) -> str:
    try:
        socket.create_connection(("127.0.0.1", int(document.name)), timeout=1)
    except OSError as error:
        return type(error).__name__
    return "connected"


def write_file(document: RawDocument) -> str:
    try:
        Path(document.name).write_text("planted")
    except OSError as error:
        return type(error).__name__
    return "written"


def start_program(_document: RawDocument) -> str:
    try:
        subprocess.run(["true"], check=False)
    except OSError as error:
        return type(error).__name__
    return "ran"


def load_slowly() -> str:
    if "colorsys" in sys.modules:
        return "warm"
    import colorsys  # noqa: F401, PLC0415 - stands for a library that takes all the time there is to load

    while True:
        pass


def secrets() -> tuple[str, ...]:
    return tuple(sorted(os.environ))


def remember(value: str) -> tuple[str, ...]:
    _SEEN.append(value)
    return tuple(_SEEN)


_SEEN: list[str] = []
DOCUMENT = RawDocument(b"<rss/>", "feed.xml", url="https://ann:pw@show.example/feed")


def _run(name: str, *arguments: object, limits: Limits = QUICK) -> object:
    return isolation.run(f"{__name__}:{name}", *arguments, limits=limits)


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
    limits = Limits(cpu_s=1, wall_s=5.0, memory_bytes=96 * 2**20, output_bytes=2**20) if name == "spin" else QUICK
    with pytest.raises(error, match=words) as caught:
        _run(name, DOCUMENT, limits=limits)
    assert "pw" not in str(caught.value)
    assert caught.value.subject == "https://[…]@show.example/feed"
    assert _run("measure", DOCUMENT) is not None


def test_errors_of_ours_keep_their_three_parts() -> None:
    with pytest.raises(NoText) as caught:
        _run("refuse", DOCUMENT)
    assert (caught.value.subject, caught.value.problem, caught.value.mend) == ("feed.xml", "holds no words", "give another")


def test_a_foreign_error_is_one_clean_line() -> None:
    with pytest.raises(Crashed, match=r"ZeroDivisionError: a trap \[2J for terminals"):
        _run("fail", DOCUMENT)


@pytest.mark.enable_socket
def test_the_child_reaches_no_network() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert _run("reach_out", RawDocument(b"", str(listener.getsockname()[1]))) == "PermissionError"


def test_the_child_writes_no_file_and_starts_no_program(tmp_path: Path) -> None:
    target = tmp_path / "planted"
    assert _run("write_file", RawDocument(b"", str(target))) == "PermissionError"
    assert _run("start_program", DOCUMENT) == "PermissionError"
    assert not target.exists()


def test_the_child_sees_no_secret_of_ours() -> None:
    os.environ["EARWITNESS_TEST_KEY"] = "secret"
    try:
        isolation.stop()
        assert "EARWITNESS_TEST_KEY" not in _run("secrets")
    finally:
        del os.environ["EARWITNESS_TEST_KEY"]


def test_nothing_of_one_document_reaches_the_next() -> None:
    assert [_run("remember", value) for value in "ab"] == [("a",), ("b",)]


def test_loading_a_library_is_not_held_against_the_document() -> None:
    isolation.stop()
    assert _run("load_slowly", limits=Limits(cpu_s=1, wall_s=10.0)) == "warm"


def test_many_threads_share_few_workers() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: _run("measure", RawDocument(b"x" * n, str(n))), range(40)))
    assert [nested.pairs[0] for nested in made] == [Pair(str(n), n) for n in range(40)]
    assert threading.active_count() < 20


def test_a_dead_worker_is_replaced() -> None:
    _run("measure", DOCUMENT)
    idle = isolation.pool._pool._idle
    for sleeping in idle:
        sleeping._process.kill()
        sleeping._process.wait()
    assert _run("measure", DOCUMENT) is not None


def test_a_warm_call_costs_little() -> None:
    _run("measure", DOCUMENT)
    spent = []
    for _ in range(10):
        started = time.perf_counter()
        _run("measure", DOCUMENT)
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.05


def test_without_fork_the_work_is_done_all_the_same() -> None:
    job = worker.pickle.dumps((f"{__name__}:measure", {"output_bytes": 1000}, (DOCUMENT,)))
    assert worker._answer(job) == ("ok", b'{"pairs":[["feed.xml",6]],"note":null}')


def test_limits_grow_with_honest_size() -> None:
    assert Limits.for_size(2 * 2**20) == isolation.DEFAULT
    assert Limits.for_size(2 * 2**20 + 1).cpu_s == 3
    assert Limits.for_size(15 * 2**20).memory_bytes == isolation.DEFAULT.memory_bytes
    assert Limits.for_size(32 * 2**20) == Limits(cpu_s=17, wall_s=95.0, memory_bytes=448 * 2**20, output_bytes=256 * 2**20)


@pytest.mark.parametrize("name", ["earwitness.__main__", "os;x", "", "evil"])
def test_only_names_of_packages_we_use_are_loaded_ahead(name: str) -> None:
    assert not (worker._MODULE.fullmatch(name) and name.partition(".")[0] in confinement.OUR_PACKAGES)


@pytest.mark.enable_socket
def test_a_slice_of_the_bombs_is_contained(tmp_path: Path) -> None:
    contained, found = bombs.measure(tmp_path, seconds=1.0, rounds=0, only=slice(0, 9))
    assert len(contained) == 9
    assert [one.name for one in contained if one.cpu_s > 2.0 or one.is_leak] == []
    assert found["entity fetches"] == 0
