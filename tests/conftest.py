"""Shared by all tests: the data folder, the two databases, and the count of what was skipped."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DATA = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parent.parent.parent / "shared" / "data")


@pytest.fixture
def data() -> Path:
    """The labelled data; the test is skipped, and counted, where it is not there."""
    if not DATA.is_dir():
        pytest.skip("the data folder is not there")
    return DATA


@pytest.fixture
def samples(data: Path) -> Path:
    """The four sample documents beside the data."""
    return data.parent / "samples"


def pytest_terminal_summary(terminalreporter) -> None:
    """Says how many tests were skipped and why: a skip nobody sees is a defect."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {count}: {reason}")


BuildOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> BuildOnce:
    """Return a function that builds a folder once for all worker processes and returns its path. Copy it; never write into it."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def build(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = root / f"built-{name}", root / f"built-{name}.done"
        with (root / f"built-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module on one worker, where they share its fixtures, and all browser tests on one, where they share a server."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group("browser" if folder == "browser" else f"{folder}/{item.path.stem}"))


def _postgres_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _free_port() -> int:
    with socket.socket() as transcriber:
        transcriber.bind(("127.0.0.1", 0))
        return transcriber.getsockname()[1]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own on a free port, stopped again; its URL without a database name."""
    binaries = _postgres_bin()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    # The server refuses to run as root.
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="earwitness-pg-", dir="/tmp"))
    if owner:
        shutil.chown(folder, "postgres")
    role = "postgres" if owner else pwd.getpwuid(os.geteuid()).pw_name
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **owner}
    subprocess.run([binaries / "initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], check=True, **quiet)
    port = _server_port()
    options = ["-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "fsync=off", "-c", "max_connections=200"]
    server = subprocess.Popen([binaries / "postgres", *options], **quiet)
    for _ in range(200):
        if subprocess.run([binaries / "pg_isready", "-h", str(folder), "-p", str(port)], check=False, **quiet).returncode == 0:
            break
        time.sleep(0.05)
    yield f"postgresql://{role}@127.0.0.1:{port}"
    server.send_signal(signal.SIGINT)  # fast shutdown: does not wait for a client a failed test left behind
    server.wait(timeout=20)
    shutil.rmtree(folder, ignore_errors=True)


def _server_port() -> int:
    import pytest_socket  # noqa: PLC0415 - sockets are closed to tests, this one only asks for a free port

    pytest_socket.enable_socket()
    try:
        return _free_port()
    finally:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once on SQLite and once on PostgreSQL. A test on PostgreSQL may use sockets."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'earwitness.db'}"
    import psycopg  # noqa: PLC0415 - only where there is a server

    server = request.getfixturevalue("postgres_server")
    request.getfixturevalue("socket_enabled")
    name = f"t{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@pytest.fixture
def database(database_url: str):
    """An open database at the newest schema, on each of the two."""
    from earwitness.storage.engine import open_database  # noqa: PLC0415 - SQLAlchemy is loaded only by tests that store

    opened = open_database(database_url)
    yield opened
    opened.close()
