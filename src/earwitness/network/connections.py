"""Connections to checked addresses only, bounded in time and bytes; used by the HTTP client.

A check before the request can be outrun by a resolver that changes its mind, so the guard sits in the network back end:
it resolves, refuses if any answer is not public, and connects to the very address it judged.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

from earwitness.errors import AddressRefused, FetchFailed
from earwitness.network.addresses import why_refused

Resolver = Callable[[str, int], list[str]]
HEAD_BYTES = 256 * 1024
"""All that may come before the body, interim answers included: a flood of interim answers would cost a core."""
MIND_PRIVATE = "list the host under private_hosts in earwitness.toml if you mean it"


def system_resolver(host: str, port: int) -> list[str]:
    """Every address a host name stands for, as the system's resolver gives them."""
    return list(dict.fromkeys(str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@cache
def _ssl_context() -> ssl.SSLContext:
    """The one TLS context: reading the certificates takes a fifth of a second, once."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedConnection:
    """One connection, allowed until `deadline` (monotonic seconds) and, after the head, `body_bytes` on the wire."""

    def __init__(self, *, resolve: Resolver, private_hosts: tuple[str, ...], inner: httpcore2.NetworkBackend, deadline: float) -> None:
        self.resolve = resolve
        self.private_hosts = tuple(host.lower().rstrip(".") for host in private_hosts)
        self.inner = inner
        self.deadline = deadline
        self.bytes_left = HEAD_BYTES

    def seconds_left(self, wanted: float | None) -> float:
        """The time one step may take. Raises a timeout when there is none left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the whole answer is over")
        return left if wanted is None else min(wanted, left)


class GuardedTransport(httpx2.BaseTransport):
    """An HTTP transport over guarded connections; proxies from the environment are not used, they would resolve names unseen."""

    def __init__(self, connection: GuardedConnection, body_bytes: int) -> None:
        self._connection = connection
        self._body_bytes = body_bytes
        self._pool: httpcore2.ConnectionPool | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request."""
        url = request.url
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_ssl_context() if url.scheme == "https" else None,
            max_connections=1,
            network_backend=_GuardedBackend(self._connection),
        )
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        self._connection.bytes_left = self._body_bytes
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    def close(self) -> None:
        """Closes the connection."""
        if self._pool is not None:
            self._pool.close()


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects to public addresses only, and to the very address that was judged."""

    def __init__(self, connection: GuardedConnection) -> None:
        self._connection = connection

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception | None = None
        for address in self._judged(host, port, timeout):
            try:
                stream = self._connection.inner.connect_tcp(
                    address, port, self._connection.seconds_left(timeout), local_address, socket_options
                )
            except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
                failure = error
            else:
                return _GuardedStream(stream, self._connection)
        assert failure is not None
        raise failure

    def _judged(self, host: str, port: int, seconds: float | None) -> list[str]:
        """Every address of the host, all of them allowed. Raises `AddressRefused` if one is not."""
        addresses = _resolved(self._connection.resolve, host, port, self._connection.seconds_left(seconds))
        if host.lower().rstrip(".") not in self._connection.private_hosts:
            for address in addresses:
                reason = why_refused(address)
                if reason and address not in self._connection.private_hosts:
                    raise AddressRefused(host, f"stands for {address}, which is not on the public internet ({reason})", MIND_PRIVATE)
        return addresses


def _resolved(resolve: Resolver, host: str, port: int, seconds: float) -> list[str]:
    """The resolver's answer within `seconds`: the system's resolver knows no time limit, so it is asked in a thread of its own."""
    answer: list[list[str]] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            answer.append(resolve(host, port))
        except Exception as error:  # noqa: BLE001 - carried over to the thread that asked
            failure.append(error)

    thread = threading.Thread(target=ask, name="earwitness-resolver", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise httpcore2.ConnectTimeout("the name of the host was not resolved in time")
    if failure and not isinstance(failure[0], (OSError, UnicodeError)):
        raise failure[0]
    if failure or not answer[0]:
        raise FetchFailed(host, "no such host", "check the address and the network") from (failure[0] if failure else None)
    return answer[0]


class _GuardedStream(httpcore2.NetworkStream):
    """A stream whose every step ends with the deadline: a server that drips one byte a second gains nothing by it."""

    def __init__(self, inner: httpcore2.NetworkStream, connection: GuardedConnection) -> None:
        self._inner = inner
        self._connection = connection

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._connection.bytes_left <= 0:
            raise httpcore2.ReadError("more was sent than an answer may hold")
        data = self._inner.read(max_bytes, self._connection.seconds_left(timeout))
        self._connection.bytes_left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._connection.seconds_left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._connection.seconds_left(timeout))
        return _GuardedStream(inner, self._connection)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Body(httpx2.SyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Any:
        yield from self._pieces

    def close(self) -> None:
        if hasattr(self._pieces, "close"):
            self._pieces.close()
