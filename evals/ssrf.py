"""No request leaves for an address off the public internet: every spelling through every sink, and every trick of a resolver.

Nothing here touches the network: names come from a table, numbers from the system's own parser, and connections end in a recorder.
"""

from __future__ import annotations

import ipaddress
import socket
import struct
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpcore2
import httpx2

from earwitness.errors import AddressRefused, EarwitnessError
from earwitness.model.archive import SourceEntry
from earwitness.model.media import RawDocument
from earwitness.network.addresses import is_public
from earwitness.network.client import HttpClient, Resolver
from earwitness.sources.feeds import read_feed
from earwitness.sources.opml import read_opml
from evals._loopback import Asked, Loopback, answer

TARGETS = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "168.63.129.16")
NAMES = {
    "localhost": "127.0.0.1",
    "localhost.localdomain": "127.0.0.1",
    "ip6-localhost": "::1",
    "metadata.google.internal": "169.254.169.254",
    "127.0.0.1.nip.example": "127.0.0.1",
    "router.lan": "192.168.1.1",
    "intranet": "10.0.0.1",
    "xn--bcher-kva.example": "10.0.0.1",
    "mapped.example": "::ffff:10.0.0.1",
    "unique-local.example": "fd00::1",
    "zoned.example": "fe80::1%eth0",
    "translated.example": "64:ff9b::a00:1",
}
"""Names that stand for private addresses; anything else that is no number stands for nothing."""
PUBLIC = "93.184.215.14"
STATUSES = (301, 302, 303, 307, 308)


def _spellings_of(address: str) -> Iterable[str]:
    """Ways to write one IPv4 address that some parser takes for it."""
    a, b, c, d = map(int, address.split("."))
    number = struct.unpack(">I", socket.inet_aton(address))[0]
    yield address
    yield f"{address}."
    yield str(number)
    yield hex(number)
    yield f"0{number:o}"
    yield f"{a:#x}.{b:#x}.{c:#x}.{d:#x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a:#x}.{b}.0{c:o}.{d}"
    yield f"{a}.{(b << 16) | (c << 8) | d}"
    yield f"{a}.{b}.{(c << 8) | d}"
    yield f"000{a:o}.{b}.{c}.{d}"
    yield "".join(f"%{ord(char):02x}" for char in address)
    yield address.translate({ord(digit): chr(0xFF10 + int(digit)) for digit in "0123456789"})
    yield address.replace(".", "。")
    yield f"[::ffff:{address}]"
    yield f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"
    yield f"[2001:0:5db8:d70e:0:0:{(number ^ 0xFFFFFFFF) >> 16:x}:{(number ^ 0xFFFFFFFF) & 0xFFFF:x}]"
    yield f"[2606:4700::5efe:{address}]"
    yield f"[2606:4700::200:5efe:{address}]"


def spellings() -> list[str]:
    """Every host, and a few whole authorities that try to pass for another host."""
    hosts = [spelling for target in TARGETS for spelling in _spellings_of(target)]
    hosts += ["127.1", "127.0.1", "0", "0x7f.1", "127.255.255.255", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.0.8", "198.18.0.1"]
    hosts += [
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000::0001]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[fec0::1]",
        "[fc00::1]",
    ]
    hosts += [
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[3fff::1]",
        "[5f00::1]",
        "[100::1]",
        "[2001:db8::1]",
        "[64:ff9b:1::a00:1]",
        "[::ffff:0:127.0.0.1]",
    ]
    hosts += [
        *NAMES,
        *(name.upper() + "." for name in ("localhost", "intranet")),
        "①②⑦.⓪.⓪.①",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ",
        "bücher.example",
    ]
    hosts += [f"{PUBLIC}@127.0.0.1", f"{PUBLIC}:80@127.0.0.1", "show.example@10.0.0.1", f"127.0.0.1\\@{PUBLIC}", f"{PUBLIC}#@127.0.0.1\\"]
    hosts += [
        "127.0.0.1%00.show.example",
        "127.0.0.1%2f.show.example",
        "127.0.0.1%0d%0a",
        " 127.0.0.1",
        "127.0.0.1\t",
        "127.0.0.1\\.show.example",
    ]
    return list(dict.fromkeys(hosts))


class _Recorder(httpcore2.NetworkBackend):
    """Connects to the eval's own server and nothing else, and remembers every address it was asked for."""

    def __init__(self, allowed: tuple[str, int] | None = None) -> None:
        self.allowed = allowed
        self.asked: list[str] = []

    def connect_tcp(self, host: str, port: int, *rest: Any, **options: Any) -> httpcore2.NetworkStream:
        self.asked.append(host)
        if (host, port) == self.allowed:
            return httpcore2.SyncBackend().connect_tcp(host, port, *rest, **options)
        raise httpcore2.ConnectError("recorded, not connected")


def resolver(host: str, port: int) -> list[str]:
    """Names from the table, numbers in every notation the C library knows; no question ever leaves the machine."""
    name = host.lower().rstrip(".")
    if name in NAMES:
        return [NAMES[name]]
    if name == "show.example":
        return ["127.0.0.1"]
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(found[4][0]) for found in answers]


class Sink(NamedTuple):
    """A place where an address from outside is opened."""

    name: str
    open: Callable[[HttpClient, str], object]


def _feed(url: str) -> RawDocument:
    escaped = url.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return RawDocument(
        f"""<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
        <channel><title>Show</title><item><title>One</title><guid>1</guid>
        <link>{escaped}</link><enclosure url="{escaped}" type="audio/mpeg" length="1"/>
        <podcast:transcript url="{escaped}" type="text/vtt"/><podcast:chapters url="{escaped}" type="application/json+chapters"/>
        <itunes:image href="{escaped}"/></item></channel></rss>""".encode(),
        "feed.xml",
    )


@lru_cache(maxsize=64)
def _entry(url: str) -> SourceEntry:
    return read_feed(_feed(url)).entries[0]


def _from_feed(pick: Callable[[Any], str | None], door: HttpClient, url: str) -> object:
    """The address as our own feed reader hands it on; one it drops or mends is opened as it was given all the same."""
    return door.fetch(pick(_entry(url)) or url)


def _download(door: HttpClient, url: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        found = _entry(url).enclosures
        return door.download(found[0].url if found else url, Path(folder) / "episode")


def _from_opml(door: HttpClient, url: str) -> object:
    escaped = url.replace("&", "&amp;").replace('"', "&quot;")
    outlines = read_opml(f'<opml version="2.0"><body><outline type="rss" text="a" xmlUrl="{escaped}"/></body></opml>'.encode())
    return door.fetch(outlines[0].url if outlines else url)


SINKS = (
    Sink("feed", HttpClient.fetch),
    Sink("enclosure", _download),
    Sink("transcript", partial(_from_feed, lambda entry: entry.transcripts[0].url if entry.transcripts else None)),
    Sink("chapters", partial(_from_feed, lambda entry: entry.chapters_url)),
    Sink("artwork", partial(_from_feed, lambda entry: entry.image_url)),
    Sink("article", partial(_from_feed, lambda entry: entry.url)),
    Sink("opml", _from_opml),
)


def _always(addresses: Sequence[str]) -> Resolver:
    return lambda _host, _port: list(addresses)


def _alternating(asked: Any, _host: str, _port: int) -> list[str]:
    return ["127.0.0.1"] if next(asked) % 2 else [PUBLIC]


RESOLVERS: dict[str, Callable[[], Resolver]] = {
    "private": lambda: _always(["10.0.0.1"]),
    "public then private": lambda: _always([PUBLIC, "10.0.0.1"]),
    "private then public": lambda: _always(["10.0.0.1", PUBLIC]),
    "public IPv4, private IPv6": lambda: _always([PUBLIC, "fd00::1"]),
    "mapped": lambda: _always(["::ffff:169.254.169.254"]),
    "translated": lambda: _always(["64:ff9b::127.0.0.1"]),
    "zoned": lambda: _always(["fe80::1%lo"]),
    "last of fifty": lambda: _always([PUBLIC] * 49 + ["127.0.0.1"]),
    "no address": lambda: _always(["nonsense"]),
    "nothing": lambda: _always([]),
    "rebinding": lambda: partial(_alternating, count()),
    "rebinding backwards": lambda: partial(_alternating, count(1)),
}


def measure(hosts: Sequence[str], statuses: Sequence[int] = STATUSES) -> dict[str, int]:
    """Attempts made, refused, and connections that should not have been, over hosts x sinks and hosts x redirects."""
    counters = {"attempts": 0, "refused": 0, "connections": 0}
    sinks = [(sink, "") for sink in SINKS]
    sinks += [(SINKS[number % 2], str(status)) for number, status in enumerate(statuses)]
    with Loopback(_redirect) as server:
        for host in hosts:
            for sink, status in sinks:
                inner = f"http://{host}:{server.port}/secret" if host[-1:] != "\\" else f"http://{host}/secret"
                url = f"http://show.example:{server.port}/{status}/{inner.encode().hex()}" if status else inner
                recorder = _Recorder(("127.0.0.1", server.port))
                client = HttpClient(max_bytes=10_000, seconds=5, private_hosts=("show.example",), resolve=resolver, connector=recorder)
                counters["attempts"] += 1
                try:
                    sink.open(client, url)
                except EarwitnessError:
                    counters["refused"] += 1
                forbidden = recorder.asked[1:] if status else recorder.asked
                counters["connections"] += sum(not is_public(address) for address in forbidden)
    return counters


def _redirect(asked: Asked) -> list[bytes]:
    _, status, target = asked.path.split("/")
    return [answer(status=f"{status} Moved", Location=bytes.fromhex(target).decode().encode().decode("latin-1"))]


def unguarded(hosts: Sequence[str]) -> dict[str, int]:
    """What the guard is for: spellings that do stand for an address, and those whose addresses `ipaddress.is_global` all calls global."""
    standing = fooled = 0
    for host in hosts:
        try:
            addresses = resolver(httpx2.URL(f"http://{host}/").host, 80)
        except (OSError, UnicodeError, ValueError, httpx2.InvalidURL):
            continue
        standing += 1
        fooled += all(ipaddress.ip_address(address).is_global for address in addresses)
    return {"standing": standing, "fooled": fooled}


def measure_resolvers() -> dict[str, int]:
    """The tricks of a resolver: how many were tried, and how many connections went to an address that is not public."""
    private = 0
    for make in RESOLVERS.values():
        resolve = make()
        for _ in range(4):
            recorder = _Recorder()
            try:
                HttpClient(max_bytes=1000, seconds=5, resolve=resolve, connector=recorder).fetch("http://tricky.example/")
            except EarwitnessError:
                private += sum(not is_public(address) for address in recorder.asked)
    return {"resolvers": len(RESOLVERS), "connections": private}


def measure_listed() -> dict[str, int]:
    """The positive control: a listed private host, through every sink and every redirect."""
    reached = tried = 0
    with Loopback(lambda asked: _redirect(asked) if asked.path.count("/") == 2 else [answer(b"<rss/>")]) as server:
        client = HttpClient(max_bytes=10_000, private_hosts=("show.example",), resolve=resolver)
        goal = f"http://show.example:{server.port}/feed"
        for sink in SINKS:
            for url in (goal, *(f"http://show.example:{server.port}/{status}/{goal.encode().hex()}" for status in STATUSES)):
                tried += 1
                try:
                    sink.open(client, url)
                except AddressRefused:
                    continue
                reached += 1
    return {"listed tried": tried, "listed reached": reached}


def run(_data: Path) -> dict[str, object]:
    """Figures over all spellings."""
    hosts = spellings()
    started = time.perf_counter()
    counters = measure(hosts)
    resolvers = measure_resolvers()
    listed = measure_listed()
    bare = unguarded(hosts)
    return {
        "spellings": len(hosts),
        "sinks": len(SINKS) + len(STATUSES),
        "attempts": counters["attempts"],
        "refused with a reason": counters["refused"],
        "connections": counters["connections"],
        "resolver behaviours": resolvers["resolvers"],
        "resolver connections": resolvers["connections"],
        "listed private host reached": f"{listed['listed reached']} of {listed['listed tried']}",
        "spellings that do stand for an address": bare["standing"],
        "let through by ipaddress.is_global": bare["fooled"],
        "seconds": round(time.perf_counter() - started, 1),
    }
