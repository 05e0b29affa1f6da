"""A real hub in a real browser: `earwitness serve` over an archive of the bundled examples, Chromium driven by Playwright, all on loopback."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_socket
from tests.conftest import BuildOnce

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
AXE = Path(sys.prefix) / "axe" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP hub.test 127.0.0.1",  # no browser takes it for this machine, so it is plain http as in a home network
    "--autoplay-policy=no-user-gesture-required",
)
READY_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only these tests may use sockets, and only to this machine."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.enable_socket)


class Hub:
    """A running hub and where it lies."""

    def __init__(self, home: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.home = home
        self.url = f"http://127.0.0.1:{port}"
        self._process = process

    def stop(self) -> None:
        """Ends it as Ctrl-C does."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def earwitness(home: Path, *arguments: str, said: str = "") -> str:
    """What a command prints; the test fails when it does."""
    done = subprocess.run(
        [sys.executable, "-m", "earwitness", *arguments, "--home", str(home)], check=False, capture_output=True, text=True, input=said
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def started(home: Path, *arguments: str) -> Hub:
    """A hub over the archive of a home folder, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "earwitness", "serve", "--port", str(port), "--home", str(home), *arguments]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    for _ in range(READY_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return Hub(home, port, process)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError((home / "serve.log").read_text())


@pytest.fixture(scope="session")
def _sockets() -> Iterator[None]:
    """Session fixtures are made before a test's own marker counts."""
    pytest_socket.enable_socket()
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def archive_home(tmp_path_factory: pytest.TempPathFactory, built_once: BuildOnce, _sockets: None) -> Path:
    """Return a home folder whose archive holds the bundled examples, the recording among them."""
    home = tmp_path_factory.mktemp("hub") / "home"
    shutil.copytree(built_once("examples", _archive_of_examples) / "home", home)
    return home


def _archive_of_examples(folder: Path) -> None:
    held = folder / "examples"
    held.mkdir()
    for path in EXAMPLES.iterdir():
        if path.suffix in (".vtt", ".md", ".mp3") and path.name != "README.md":
            shutil.copy(path, held)
    home = folder / "home"
    home.mkdir()
    (home / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\n', encoding="utf-8")
    earwitness(home, "follow", str(held))
    earwitness(home, "sync", "--once")


@pytest.fixture(scope="session")
def hub(archive_home: Path) -> Iterator[Hub]:
    """The hub over that archive, with its sync."""
    running = started(archive_home)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium(_sockets: None):
    """The browser; skipped, and counted, where there is none. Not of the session: Playwright's loop would run on under other tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium here")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), headless=True)
        yield browser
        browser.close()


class Watched:
    """A page, and everything its browser complained of."""

    def __init__(self, page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _failed(self, request) -> None:
        # The browser itself ends what is under way when a page is left or a newer question takes its place; what a server breaks off,
        # or a policy forbids, has other names.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")


@pytest.fixture
def watched(chromium) -> Iterator[Watched]:
    """A fresh page on a wide screen; the test fails when its browser complained: script errors, refused content, lost requests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = Watched(context.new_page())
    yield page
    context.close()
    assert page.complaints == []


@pytest.fixture
def page(watched: Watched):
    """Just the page."""
    return watched.page


@pytest.fixture
def feed_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the address of a web server of the test's own, and the folder it serves."""
    folder = tmp_path / "www"
    folder.mkdir()
    with served_folder(folder) as address:
        yield address, folder


@contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port, with byte ranges as players need them; yield the address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments, **named) -> None:
            super().__init__(*arguments, directory=str(folder), **named)

        def do_GET(self) -> None:
            """Pieces of files too, as whoever publishes recordings gives them: players seek by them."""
            wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            file = Path(self.translate_path(self.path))
            if wanted is None or not file.is_file():
                super().do_GET()
                return
            content = file.read_bytes()
            start, end = int(wanted[1]), min(int(wanted[2] or len(content) - 1), len(content) - 1)
            self.send_response(206)
            self.send_header("Content-Type", self.guess_type(str(file)))
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
            self.send_header("Content-Length", str(end - start + 1))
            self.end_headers()
            self.wfile.write(content[start : end + 1])

        def log_message(self, *_arguments) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


SCREENSHOTS = os.environ.get("EARWITNESS_SCREENSHOTS")
"""A folder: pictures of the main pages are written there."""
