"""The server of tests and evals takes nothing of its own into the next test."""

import socket
import threading
import time
from contextlib import suppress

import pytest
from evals._loopback import Loopback, answer

pytestmark = pytest.mark.enable_socket


def _ask(port: int, path: str) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as stream:
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        stream.recv(1000)


def test_servers_that_come_and_go_answer_their_own_clients_alone() -> None:
    """A listener closed under its own thread could take a client from the next server that was given its number."""
    for number in range(300):
        with Loopback(lambda _: [answer(b"words")]) as server:
            _ask(server.port, f"/{number}")
        assert [asked.path for asked in server.asked] == [f"/{number}"]


def test_nothing_is_served_any_more_when_a_server_has_ended() -> None:
    before = threading.active_count()

    def drip(_):
        while True:
            time.sleep(0.01)
            yield b"x"

    with Loopback(drip) as server:
        clients = [threading.Thread(target=_ask, args=(server.port, f"/{number}")) for number in range(8)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    assert threading.active_count() == before
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", server.port), 1).close()
    assert len(server.asked) == 8
