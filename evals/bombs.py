"""Hostile documents: each must be contained within 2 s of CPU and 256 MiB while good feeds go on.

Everything is real but the network: a server on loopback, the door, the child process, our parsers. CPU is that of the fetch plus that
of the child; memory is all that was resident in the largest process that ever parsed one, its code and the document included.
"""

from __future__ import annotations

import gzip
import io
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple, Self

from earwitness import sandbox
from earwitness.config import Settings
from earwitness.documents.captions.cues import MOST_CUES
from earwitness.errors import EarwitnessError
from earwitness.model.documents import ItemDraft
from earwitness.model.media import RawDocument
from earwitness.network.client import HttpClient
from earwitness.sandbox import Limits
from evals._loopback import Asked, Loopback, answer

FEED, ITEM = "earwitness.sources.feeds:read_feed", "earwitness.jobs.worker_functions:parse_document"
CANARY = "a planted secret that must never be read"
MIB = 2**20
GOOD_FEEDS = 100
LATENCY_S = 0.05
"""A near server's answer; real ones take longer, which would only flatter us."""
RSS = '<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


class Bomb(NamedTuple):
    """A hostile answer and which parser it is meant for."""

    name: str
    pieces: Callable[[], Iterable[bytes]]
    function: str = FEED


def _rss(doctype: str = "", title: str = "Show", items: str = "") -> bytes:
    return RSS.format(doctype=doctype, title=title, items=items).encode()


GOOD = _rss(
    items="".join(f"<item><guid>{n}</guid><title>Episode {n}</title><description>{'Notes. ' * 100}</description></item>" for n in range(20))
)

PAGE = (
    b"<html><body><article><h1>News</h1>"
    + b"<p>Some words that say a little about the world, and then a few more.</p>" * 40
    + b"</article></body></html>"
)


def _laughs() -> bytes:
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _rss(f'<!DOCTYPE r [<!ENTITY l0 "ha">{rows}]>', "&l9;", "<item><title>&l9;</title></item>")


def _zip() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", b"0" * 8 * MIB)
    return result.getvalue()


def _forever(piece: bytes, pause: float = 0.0) -> Iterator[bytes]:
    while True:
        time.sleep(pause)
        yield piece


def _streamed(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _plain(body: Callable[[], bytes], media_type: str = "application/rss+xml") -> Callable[[], Iterable[bytes]]:
    return lambda: [answer(body(), Content_Type=media_type)]


def bombs(port: int, canary: Path) -> tuple[Bomb, ...]:
    """The hostile documents; `port` is the server's, `canary` a file that must not be read."""
    here = f"http://127.0.0.1:{port}"
    return (
        Bomb("entities, exponential", _plain(_laughs)),
        Bomb("entities, quadratic", _plain(lambda: _rss(f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>', "&a;" * 20_000))),
        Bomb("entities, cyclic", _plain(lambda: _rss('<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"))),
        Bomb("external entity, file", _plain(lambda: _rss(f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{canary}">]>', "&x;"))),
        Bomb("external entity, network", _plain(lambda: _rss(f'<!DOCTYPE r [<!ENTITY x SYSTEM "{here}/xxe">]>', "&x;"))),
        Bomb("external document type", _plain(lambda: _rss(f'<!DOCTYPE rss SYSTEM "{here}/xxe.dtd">'))),
        Bomb("parameter entity", _plain(lambda: _rss(f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{here}/xxe.dtd"> %p;]>'))),
        Bomb("XInclude", _plain(lambda: _rss(items=f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{canary}"/>'))),
        Bomb("depth, 200,000 tags", _plain(lambda: _rss(items="<item>" + "<a>" * 200_000))),
        Bomb(
            "depth, 200,000 divs in a description",
            _plain(lambda: _rss(items="<item><description><![CDATA[" + "<div>" * 200_000 + "]]></description></item>")),
        ),
        Bomb("depth, 200,000 divs in a page", _plain(lambda: b"<html><body>" + b"<div>" * 200_000 + b"words", "text/html"), ITEM),
        Bomb("token of 8 MB", _plain(lambda: _rss(title="x" * 8 * MIB))),
        Bomb("attribute of 8 MB", _plain(lambda: _rss(items=f'<item a="{"x" * 8 * MIB}"/>'))),
        Bomb("unclosed comment of 8 MB", _plain(lambda: _rss(items="<!--" + "-" * 8 * MIB))),
        Bomb("100,000 attributes", _plain(lambda: _rss(items="<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>"))),
        Bomb("100,000 namespaces", _plain(lambda: _rss(items="".join(f'<n{n}:a xmlns:n{n}="urn:{n}"/>' for n in range(100_000))))),
        Bomb("a million entries", _plain(lambda: _rss(items="<item/>" * 1_000_000))),
        Bomb("a million opening brackets", _plain(lambda: b"<" * MIB)),
        Bomb(
            "text against patterns",
            _plain(lambda: _rss(items=f"<item><pubDate>{' ' * 200_000}x</pubDate><author>{'a@' * 100_000}</author></item>")),
        ),
        Bomb(
            "JSON, 500,000 deep",
            _plain(lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 500_000, "application/feed+json"),
        ),
        Bomb(
            "JSON, number of 4 million digits",
            _plain(
                lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 4_000_000 + b"}]}",
                "application/feed+json",
            ),
        ),
        Bomb("mail, 5,000 parts deep", _plain(_deep_mail, "message/rfc822"), ITEM),
        Bomb("captions, 300,000 cues", _plain(lambda: b"WEBVTT\n\n" + b"00:00.000 --> 00:00.001\na\n\n" * 300_000, "text/vtt"), ITEM),
        Bomb(
            f"captions, {MOST_CUES:,} cues, the most that are read",
            _plain(lambda: b"WEBVTT\n\n" + b"00:00.000 --> 00:00.001\na\n\n" * MOST_CUES, "text/vtt"),
            ITEM,
        ),
        Bomb("archive that says it is a feed", _plain(_zip)),
        Bomb("gzip, 1000 to 1", lambda: [answer(gzip.compress(b"0" * 200 * MIB), Content_Encoding="gzip")]),
        Bomb("gzip inside gzip", lambda: [answer(gzip.compress(gzip.compress(b"0" * 100 * MIB)), Content_Encoding="gzip")]),
        Bomb("length too long", lambda: [answer(_rss(), Content_Length="1000000")]),
        Bomb("length of 8 exabytes", lambda: [answer(_rss(), Content_Length=str(2**63))]),
        Bomb("endless body", lambda: _streamed(b"HTTP/1.1 200 OK\r\n\r\n<rss>", _forever(b"<item>" * 10_000))),
        Bomb("body in crumbs", lambda: _streamed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", _forever(b"1\r\nx\r\n" * 1000))),
        Bomb("slow drip of a body", lambda: _streamed(b"HTTP/1.1 200 OK\r\n\r\n<rss>", _forever(b" ", 0.05))),
        Bomb("slow drip of a head", lambda: _streamed(b"HTTP/1.1 200 OK\r\nX: ", _forever(b"y", 0.05))),
        Bomb("endless head", lambda: _streamed(b"HTTP/1.1 200 OK\r\nX: ", _forever(b"y" * 10_000))),
        Bomb("endless interim answers", lambda: _forever(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000)),
        Bomb("endless redirect", lambda: [answer(status="302 Found", Location=f"/again?{time.monotonic_ns()}")]),
    )


def _deep_mail() -> bytes:
    head = "From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
    return (head + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(5000)) + "\r\nwords").encode()


class Contained(NamedTuple):
    """What one bomb cost and how it ended."""

    name: str
    outcome: str
    cpu_s: float
    seconds: float
    is_leak: bool


class Range:
    """The server, the door and the bombs of one run."""

    def __init__(self, folder: Path, seconds: float, only: slice) -> None:
        canary = folder / "canary.txt"
        canary.write_text(CANARY)
        self.server = Loopback(self._respond)
        self.bombs = bombs(self.server.port, canary)[only]
        self._made = [result if isinstance(result := bomb.pieces(), list) else None for bomb in self.bombs]
        hosts = ("127.0.0.1", *(f"show{n}.example" for n in range(GOOD_FEEDS)))
        self.door = HttpClient(
            max_bytes=Settings().max_bytes, seconds=seconds, private_hosts=hosts, resolve=lambda _host, _port: ["127.0.0.1"]
        )

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        if asked.path.startswith("/bomb/"):
            number = int(asked.path[6:])
            return self._made[number] or self.bombs[number].pieces()
        if asked.path == "/good":
            time.sleep(LATENCY_S)
            return [answer(GOOD)]
        if asked.path.startswith("/again"):
            return [answer(status="302 Found", Location=f"/again?{time.monotonic_ns()}")]
        return [answer(b'<!ENTITY x "reached">')]

    def detonate(self, number: int) -> Contained:
        """Fetches and parses one bomb as a sync does."""
        bomb = self.bombs[number]
        started, cpu, result = time.perf_counter(), time.thread_time() + _workers_cpu(), ""
        try:
            fetched = self.door.fetch(f"http://127.0.0.1:{self.server.port}/bomb/{number}")
            document = RawDocument(fetched.content, f"bomb {number}", url=fetched.url, media_type=fetched.media_type)
            about = (ItemDraft(),) if bomb.function == ITEM else ()
            result = repr(sandbox.run(bomb.function, document, *about, limits=Limits.for_size(len(document.content))))
            outcome = "read, harmless"
        except EarwitnessError as error:
            outcome = f"{type(error).__name__}: {error.problem}"
        cpu = time.thread_time() + _workers_cpu() - cpu
        return Contained(bomb.name, outcome, cpu, time.perf_counter() - started, CANARY in result or "reached" in result)

    def warm(self) -> None:
        """Lets the workers load all they need, as they have after the first minutes of a day."""
        for function, body, about in ((FEED, GOOD, ()), (ITEM, PAGE, (ItemDraft(),))):
            sandbox.run(function, RawDocument(body, "good"), *about)

    def good_feeds(self) -> float:
        """Seconds to fetch and parse the good feeds, one after the other."""
        started = time.perf_counter()
        for number in range(GOOD_FEEDS):
            fetched = self.door.fetch(f"http://show{number}.example:{self.server.port}/good")
            assert len(sandbox.run(FEED, RawDocument(fetched.content, "good")).entries) == 20
        return time.perf_counter() - started

    def good_feeds_beside_bombs(self) -> float:
        """The same while another thread takes in one bomb after the other."""
        over = threading.Event()

        def bombard() -> None:
            while not over.is_set():
                for number in range(len(self.bombs)):
                    if over.is_set():
                        return
                    self.detonate(number)

        thread = threading.Thread(target=bombard)
        thread.start()
        try:
            return self.good_feeds()
        finally:
            over.set()
            thread.join()


def _workers_cpu() -> float:
    """CPU seconds of our idle workers and of their children, all of them gone by then."""
    ticks = 0
    for worker in list(sandbox.pool._pool._idle):  # noqa: SLF001 - an eval may look behind the scenes
        fields = Path(f"/proc/{worker._process.pid}/stat").read_text().rpartition(")")[2].split()  # noqa: SLF001
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def largest() -> float:
    """MiB resident in the largest process that parsed a bomb, in a run that holds one bomb at a time.

    Linux counts what the starter of a process held at that moment as its own: `measure`, which holds all bombs, would show itself.
    """
    sandbox.run(FEED, RawDocument(GOOD, "good"))
    sandbox.run(ITEM, RawDocument(PAGE, "good"), ItemDraft())
    for bomb in bombs(1, Path("none")):
        result = bomb.pieces()
        if isinstance(result, list):
            head, _, body = result[0].partition(b"\r\n\r\n")
            media_type = "text/vtt" if b"text/vtt" in head else None
            about = (ItemDraft(),) if bomb.function == ITEM else ()
            del result, head
            with suppress(EarwitnessError):
                sandbox.run(bomb.function, RawDocument(body, "b", media_type=media_type), *about, limits=Limits.for_size(len(body)))
    sandbox.stop()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _largest_apart() -> float:
    command = [sys.executable, "-c", "from evals.bombs import largest; print(largest())"]
    return float(subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True).stdout)


def measure(folder: Path, *, seconds: float, rounds: int, only: slice = slice(None)) -> tuple[list[Contained], dict[str, float]]:
    """Every bomb by itself, then the good feeds with and without bombs beside them."""
    sandbox.stop()
    with Range(folder, seconds, only) as range_:
        range_.warm()
        contained = [range_.detonate(number) for number in range(len(range_.bombs))]
        pairs = [(range_.good_feeds(), range_.good_feeds_beside_bombs()) for _ in range(rounds)]
        fetched_by_entities = sum(asked.path.startswith("/xxe") for asked in range_.server.asked)
    sandbox.stop()
    figures = {
        "alone": median(alone for alone, _ in pairs) if pairs else 0.0,
        "beside": median(beside for _, beside in pairs) if pairs else 0.0,
        "entity fetches": fetched_by_entities,
        "largest child MiB": _largest_apart(),
    }
    return contained, figures


def run(_data: Path) -> dict[str, object]:
    """Figures over all bombs."""
    with tempfile.TemporaryDirectory() as folder:
        contained, figures = measure(Path(folder), seconds=2.0, rounds=3)
    rows = {f"  {one.name}": f"{one.cpu_s:5.2f} s CPU {one.seconds:5.2f} s  {one.outcome[:90]}" for one in contained}
    return {
        "bombs": len(contained),
        "within 2 s CPU": sum(one.cpu_s <= 2.0 for one in contained),
        "most CPU, s": round(max(one.cpu_s for one in contained), 2),
        "longest, s": round(max(one.seconds for one in contained), 2),
        "largest child, MiB": round(figures["largest child MiB"]),
        "files or addresses read through an entity": sum(one.is_leak for one in contained) + int(figures["entity fetches"]),
        f"{GOOD_FEEDS} good feeds, alone, s": round(figures["alone"], 2),
        f"{GOOD_FEEDS} good feeds, beside bombs, s": round(figures["beside"], 2),
        "later by": f"{figures['beside'] / figures['alone'] - 1:.1%}",
        **rows,
    }
