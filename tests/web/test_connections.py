"""Connections over real sockets, on this machine alone: idle and dripping ones end, whole requests are answered, no address has them all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import uvicorn

from earwitness.web.connections import HttpConnection

pytestmark = pytest.mark.enable_socket
Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hurried(HttpConnection):
    """The same with less patience, for tests."""

    head_seconds = 0.4
    most_of_address = 5


async def slow_app(_scope, _receive, send) -> None:
    await asyncio.sleep(1.0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def with_server(visit: Callable[[Connect], Awaitable[None]], *, proxy: bool = False) -> None:
    """Runs a visit of a server, whose connections end with it."""
    writers: list[asyncio.StreamWriter] = []

    async def run() -> None:
        config = uvicorn.Config(slow_app, port=0, http=Hurried, log_level="error", lifespan="off", proxy_headers=proxy)
        server = uvicorn.Server(config)
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        port = server.servers[0].sockets[0].getsockname()[1]

        async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            return reader, writer

        try:
            await visit(connect)
        finally:
            for writer in writers:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)
            await server.shutdown()

    asyncio.run(asyncio.wait_for(run(), 30))


async def ends(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Whether the other side closes within this time without a word."""
    try:
        return await asyncio.wait_for(reader.read(), seconds) == b""
    except TimeoutError:
        return False


def test_a_connection_that_brings_nothing_or_drips_is_closed() -> None:
    async def visit(connect: Connect) -> None:
        idle, _ = await connect()
        dripping, writer = await connect()
        ended = asyncio.create_task(ends(dripping, 3))
        for at in range(20):
            writer.write(b"GET / HTTP/1.1\r\nX: " + b"y" * at if at == 0 else b"y")
            await asyncio.sleep(0.05)
        assert await ended
        assert await ends(idle, 3)

    with_server(visit)


def test_a_request_may_take_its_time_to_be_answered_and_others_follow() -> None:
    async def visit(connect: Connect) -> None:
        reader, writer = await connect()
        for _ in range(2):
            writer.write(GET)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
            assert b"200" in head
            assert await reader.readexactly(2) == b"ok"
        writer.write(b"G")  # a third that never comes
        assert await ends(reader, 3)

    with_server(visit)


def test_one_address_does_not_take_every_connection() -> None:
    async def visit(connect: Connect) -> None:
        result = [await connect() for _ in range(5)]
        sixth, _ = await connect()
        assert await ends(sixth, 0.3)
        reader, writer = result[0]
        writer.write(GET)
        assert b"200" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)

    with_server(visit)


def test_behind_a_proxy_its_address_is_everybody() -> None:
    async def visit(connect: Connect) -> None:
        result = [await connect() for _ in range(9)]
        result[8][1].write(GET)
        assert b"200" in await asyncio.wait_for(result[8][0].readuntil(b"\r\n\r\n"), 5)

    with_server(visit, proxy=True)
