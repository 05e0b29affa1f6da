"""Listening sockets and connection limits: unlike uvicorn's, connections time out waiting for a request, and are bounded in number."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

from earwitness.errors import UsageError


class HttpConnection(H11Protocol):
    """A connection whose requests begin in time."""

    head_seconds = 20.0
    """How long the head of a request may take from its first byte, and the first byte from the beginning of the connection."""
    most_of_address = 200
    """Connections of one address. Behind a proxy all come from the proxy's, which is why there they are not counted."""
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """Begins to wait."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        same = sum(1 for other in self.connections if isinstance(other, HttpConnection) and other.client and other.client[0] == host)
        if same > self.most_of_address and not self.config.proxy_headers:
            transport.close()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Takes what came, and waits for the rest of a head."""
        super().data_received(data)
        if self._is_answering():
            self._end_wait()
        elif self._deadline is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._end_wait()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        """Whether a whole request is here that has not been answered yet; its body has limits of its own."""
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _end_wait(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self._is_answering():
            self.transport.close()


def check_place(host: str, port: int) -> None:
    """Raises `UsageError` when nothing can listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or "is no address").lower()
        raise UsageError(f"{host} port {port}", f"cannot be listened on: {reason}", "give another --port or --host") from error
