"""A server on loopback that plays `/audio/transcriptions`: every answer is what the test says, every request is remembered."""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple


class Sent(NamedTuple):
    path: str
    headers: dict[str, str]
    fields: dict[str, list[str]]
    sound: bytes
    """The samples of the WAV file."""


class Answer(NamedTuple):
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    pieces: Iterator[bytes] | None = None


class SpeechServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, respond: Callable[[Sent], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        self.sent: list[Sent] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: SpeechServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent = _read(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.sent.append(sent)
        answer = self.server.respond(sent)
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        for piece in answer.pieces or ():
            self.wfile.write(piece)

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""


def _read(path: str, headers: dict[str, str], body: bytes) -> Sent:
    boundary = headers["content-type"].partition("boundary=")[2].encode()
    fields: dict[str, list[str]] = {}
    sound = b""
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        if b"filename=" in head:
            with wave.open(io.BytesIO(content)) as file:
                assert (name, file.getframerate(), file.getnchannels(), file.getsampwidth()) == ("file", 16_000, 1, 2)
                sound = file.readframes(file.getnframes())
        else:
            fields.setdefault(name, []).append(content.decode())
    return Sent(path, headers, fields, sound)


@contextmanager
def serving(respond: Callable[[Sent], Answer]) -> Iterator[SpeechServer]:
    with SpeechServer(respond) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
