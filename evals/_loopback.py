"""A server on loopback that answers byte for byte what it is told to, and remembers who asked: for evals and tests of the door."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, Self


class Asked(NamedTuple):
    """One request as it came."""

    path: str
    headers: dict[str, str]
    """Names in lower case, values byte for byte (ISO 8859-1)."""

    @property
    def host(self) -> str:
        """The host asked for, without the port."""
        return self.headers.get("host", "").rpartition(":")[0]


PATIENCE_S = 5.0
"""How long the end of a server waits for an answer that is being made."""
Respond = Callable[[Asked], Iterable[bytes]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; `Content_Type="..."` becomes `Content-Type: ...`. A length given as `None` is left out."""
    named = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1") + body


class Loopback:
    """Serves on 127.0.0.1 at a free port, one thread to a connection."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._guard = threading.Lock()
        self._open: dict[str, set[socket.socket]] = {}
        self._streams: dict[threading.Thread, socket.socket] = {}
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._closing = False
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends every thread before the listener is closed.

        One still on its way into `accept` would otherwise wait on a number that the system has given to the next server by then, and take
        a connection away from it; and one that still serves would count into a test that is over.
        """
        self._closing = True
        while self._accepting.is_alive():
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            self._accepting.join(0.1)
        with self._guard:
            serving = dict(self._streams)
        for stream in serving.values():
            with suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
        for thread in serving:
            thread.join(PATIENCE_S)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            stream, _ = self._listener.accept()
            if self._closing:
                stream.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(stream,), daemon=True)
            with self._guard:
                self._streams[thread] = stream
            thread.start()

    def _serve(self, stream: socket.socket) -> None:
        try:
            self._answer(stream)
        finally:
            with self._guard:
                self._streams.pop(threading.current_thread())

    def _answer(self, stream: socket.socket) -> None:
        with stream, suppress(OSError):
            stream.settimeout(30)
            asked = _read_request(stream)
            if asked is None:
                return
            with self._counted(asked.host, stream):
                self.asked.append(asked)
                for piece in self._respond(asked):
                    stream.sendall(piece)

    @contextmanager
    def _counted(self, host: str, stream: socket.socket) -> Iterator[None]:
        """Counts the connections of a host that its client holds open; one it has closed counts no more, though we still serve it."""
        with self._guard:
            others = self._open.setdefault(host, set())
            self.most_at_once[host] = max(self.most_at_once[host], 1 + sum(not _is_closed(other) for other in others))
            others.add(stream)
        try:
            yield
        finally:
            with self._guard:
                others.discard(stream)


def _is_closed(stream: socket.socket) -> bool:
    try:
        return stream.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _read_request(stream: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = stream.recv(65_536)
        if not piece:
            return None
        data += piece
    first, *rest = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in rest)
    return Asked(first.split(" ")[1], {name.lower(): value.removeprefix(" ") for name, _, value in pairs})
