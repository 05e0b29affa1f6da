"""The one door to the network: every address is checked when it is connected to, every answer is bounded.

A check before the request can be outrun by a resolver that changes its mind, so the guard sits in the network back end:
it resolves, refuses if any answer is not public, and connects to the very address it judged.
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

from earwitness.errors import AddressRefused, FetchFailed, NotFound, SourceError, TooLarge
from earwitness.sources.addresses import is_public

Resolver = Callable[[str, int], list[str]]
_CORE_ERRORS = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol)
MAX_REDIRECTS = 10
"""Trackers in front of podcast enclosures chain up to about five; ten is what browsers call a loop at half."""


def system_resolver(host: str, port: int) -> list[str]:
    """Every address a host name stands for, as the system's resolver gives them."""
    return list(dict.fromkeys(str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Fetched(NamedTuple):
    """An answer: the address it came from after redirects, its type as stated, its decoded bytes."""

    url: str
    media_type: str | None
    content: bytes


@dataclass(frozen=True)
class Door:
    """What may pass: `private_hosts` lists names or addresses off the public internet that may be reached all the same."""

    max_bytes: int
    seconds: float = 30.0
    private_hosts: tuple[str, ...] = ()
    resolve: Resolver = field(default=system_resolver)

    def fetch(self, url: str) -> Fetched:
        """The document at `url`, redirects followed and re-checked.

        Raises `AddressRefused`, `NotFound`, `FetchFailed` or `TooLarge`.
        """
        deadline = time.monotonic() + self.seconds
        current = url
        with httpx2.Client(transport=_GuardedTransport(self), timeout=min(10.0, self.seconds), follow_redirects=False) as client:
            for _ in range(MAX_REDIRECTS + 1):
                _check_url(current)
                outcome = self._request(client, current, deadline)
                if isinstance(outcome, Fetched):
                    return outcome
                current = outcome
        raise FetchFailed(url, f"redirects more than {MAX_REDIRECTS} times")

    def _request(self, client: httpx2.Client, url: str, deadline: float) -> Fetched | str:
        """The answer, or the address it redirects to."""
        headers = {"User-Agent": f"Earwitness/{version('earwitness')}", "Accept-Encoding": "gzip, identity", "Accept": "*/*"}
        try:
            with client.stream("GET", url, headers=headers) as response:
                if response.is_redirect:
                    return urljoin(url, response.headers["Location"])
                if response.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
                    raise NotFound(url, f"the server says {response.status_code}", "check the address")
                if response.status_code != httpx2.codes.OK:
                    raise FetchFailed(url, f"the server says {response.status_code} {response.reason_phrase}".rstrip(), "try again later")
                content = b"".join(self._bounded(response, url, deadline))
                return Fetched(url, response.headers.get("Content-Type"), content)
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
            raise FetchFailed(url, f"no answer within {self.seconds:g} s", "try again later") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, *_CORE_ERRORS, UnicodeError) as error:
            raise FetchFailed(url, f"cannot be fetched ({error})", "check the address and the network") from error

    def _bounded(self, response: httpx2.Response, url: str, deadline: float) -> Iterator[bytes]:
        """The decoded body in pieces, stopped at the size and time limits. The size counts decoded bytes."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchFailed(url, f"answers in the encoding {encoding!r}, which was not asked for")
        total = 0
        for piece in _decoded(response.iter_raw(), gzip="gzip" in encoding, url=url):
            total += len(piece)
            if total > self.max_bytes:
                raise TooLarge(url, f"is larger than {self.max_bytes // 2**20} MiB", "raise max_bytes in earwitness.toml")
            if time.monotonic() > deadline:
                raise FetchFailed(url, f"took longer than {self.seconds:g} s", "raise fetch_seconds in earwitness.toml")
            yield piece


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError as error:
        raise SourceError(url, f"is not a valid address ({error})", "check it") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid:
        raise AddressRefused(url, "only http and https addresses can be fetched", "check the address")


def _decoded(pieces: Iterable[bytes], *, gzip: bool, url: str) -> Iterator[bytes]:
    """The pieces with gzip undone at most 64 KiB at a time, so that a bomb never unfolds in memory."""
    if not gzip:
        yield from pieces
        return
    decompressor = zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield decompressor.decompress(rest, 65536)
            except zlib.error as error:
                raise FetchFailed(url, "sends broken gzip") from error
            rest = decompressor.unconsumed_tail


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects to public addresses only, and to the very address that was judged."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = self._door.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(host, "no such host", "check the address and the network") from error
        if not addresses:
            raise FetchFailed(host, "no such host", "check the address and the network")
        if host not in self._door.private_hosts:
            refused = [address for address in addresses if not is_public(address) and address not in self._door.private_hosts]
            if refused:
                raise AddressRefused(
                    host,
                    f"stands for {refused[0]}, which is not on the public internet",
                    "list the host under private_hosts in earwitness.toml if you mean it",
                )
        return self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class _GuardedTransport(httpx2.BaseTransport):
    """An HTTP transport over the guarded back end; proxies from the environment are not used, they would resolve names unseen."""

    def __init__(self, door: Door) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(), max_connections=1, network_backend=_GuardedBackend(door)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    def close(self) -> None:
        """Closes the connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    def close(self) -> None:
        if hasattr(self._pieces, "close"):
            self._pieces.close()
