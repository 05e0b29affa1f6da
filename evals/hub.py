"""How long the hub's server takes for each kind of page, with eight readers on one archive, and how much a first view weighs.

The archive is `evals._archive`'s, 2,000 items of real talk. The server is `earwitness serve --no-sync` in a process of its own; each
reader asks over a connection that stays open. Once each reader pauses a quarter of a second between pages (a fast reader), once not at
all (what the server can bear). Times are from the request's last byte sent to the answer's last byte read, over loopback.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from evals._archive import archive_of

ITEMS = int(os.environ.get("EARWITNESS_EVAL_ITEMS", "2000"))
READERS = 8
PAGES_A_READER = 150
PAUSE_S = 0.25
BAR_MS, BAR_BYTES = 100, 150_000
WORDS = (
    "model",
    "data",
    "open source",
    '"neural network"',
    "bitcoin price",
    "speaker:daniel training",
    "remote control",
    "gpu*",
    "privacy -law",
)
_LINK = re.compile(r'href="(/(?:items|entities|topics|speakers|sources)/[^"#?]+)')
_ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


class Answer(NamedTuple):
    """One page a reader got."""

    kind: str
    ms: float
    status: int


def run(data: Path) -> dict[str, object]:
    """95th percentiles by kind of page and the heaviest first views."""
    home = archive_of(data, ITEMS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "earwitness", "serve", "--no-sync", "--port", str(port), "--home", str(home)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        addresses = _addresses(port)
        figures: dict[str, object] = {"items": ITEMS, "readers": READERS, "addresses": len(addresses)}
        _walk(port, addresses, 0.0, pages=20)  # warm: templates compiled, database pages in memory
        for name, pause in (("reading", PAUSE_S), ("without a pause", 0.0)):
            figures |= _figures(name, _walk(port, addresses, pause, pages=PAGES_A_READER))
        return figures | _weights(port, addresses)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the hub does not answer")


def _get(connection: http.client.HTTPConnection, address: str) -> tuple[int, bytes]:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, gzip.decompress(content) if answer.getheader("Content-Encoding") == "gzip" else content


def _addresses(port: int) -> list[tuple[str, str]]:
    """Kind and address of what readers open: every list, what the lists lead to, searches."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = {
        (name or "today", f"/{name}")
        for name in ("", "items", "entities", "topics", "speakers", "sources", "quotes", "numbers", "predictions", "queue")
    }
    found |= {("search", f"/search?q={quote(words)}") for words in WORDS}
    address: str | None = "/items"
    for _ in range(6):
        status, page = _get(connection, address or "/items")
        assert status == 200, (address, status)
        found |= {(f"one of {link.split('/')[1]}", link) for link in _LINK.findall(page.decode())}
        older = re.search(r'rel="next" href="([^"]+)"', page.decode())
        address = older[1].replace("&amp;", "&") if older else None
        if address is None:
            break
        found.add(("items", address))
    for name in ("entities", "topics", "speakers", "sources"):
        page = _get(connection, f"/{name}")[1].decode()
        found |= {(f"one of {link.split('/')[1]}", link) for link in _LINK.findall(page)}
    connection.close()
    return sorted(found)


def _walk(port: int, addresses: list[tuple[str, str]], pause: float, *, pages: int) -> list[Answer]:
    """What every reader got; each kind of page is opened as often as any other."""
    kinds: dict[str, list[str]] = {}
    for kind, address in addresses:
        kinds.setdefault(kind, []).append(address)
    answers: list[Answer] = []
    guard = threading.Lock()

    def read(seed: int) -> None:
        chosen = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(pages):
            kind = chosen.choice(sorted(kinds))
            begun = time.perf_counter()
            status, _content = _get(connection, chosen.choice(kinds[kind]))
            with guard:
                answers.append(Answer(kind, (time.perf_counter() - begun) * 1000, status))
            time.sleep(pause)
        connection.close()

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _figures(name: str, answers: list[Answer]) -> dict[str, object]:
    by_kind: dict[str, list[float]] = {}
    for answer in answers:
        by_kind.setdefault(answer.kind, []).append(answer.ms)
    times = [answer.ms for answer in answers]
    worst = {kind: _p95(own) for kind, own in sorted(by_kind.items())}
    return {
        f"{name}: pages, not 200": f"{len(answers):,}, {sum(answer.status != 200 for answer in answers)}",
        f"{name}: p50, p95 of all, ms": f"{statistics.median(times):.0f}, {_p95(times):.0f}",
        f"{name}: p95 by kind, ms (bar {BAR_MS})": json.dumps({kind: round(value) for kind, value in worst.items()}),
        f"{name}: kinds over the bar": ", ".join(kind for kind, value in worst.items() if value > BAR_MS) or "none",
    }


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _weights(port: int, addresses: list[tuple[str, str]]) -> dict[str, object]:
    """The heaviest page of each kind with everything it loads at once, compressed as the server sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sizes: dict[str, int] = {}
    heaviest: dict[str, int] = {}
    for kind, address in addresses:
        heaviest[kind] = max(heaviest.get(kind, 0), sum(_sizes(connection, address, sizes)))
    connection.close()
    return {
        f"heaviest first view by kind, bytes compressed (bar {BAR_BYTES:,})": json.dumps(heaviest),
        "kinds over that bar": ", ".join(kind for kind, size in heaviest.items() if size > BAR_BYTES) or "none",
    }


def _sizes(connection: http.client.HTTPConnection, address: str, known: dict[str, int]) -> Iterator[int]:
    page, size = _sent(connection, address)
    yield size
    for asset in sorted(set(_ASSET.findall(page.decode()))):
        if asset not in known:
            known[asset] = _sent(connection, asset)[1]
        yield known[asset]


def _sent(connection: http.client.HTTPConnection, address: str) -> tuple[bytes, int]:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    return gzip.decompress(content) if answer.getheader("Content-Encoding") == "gzip" else content, len(content)
