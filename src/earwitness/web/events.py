"""Server-sent events: a word to open pages whenever the work has moved, so that nobody has to reload."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from earwitness.pages.queue import pulse
from earwitness.web.served import Served

LOOK_SECONDS = 1.0
KEEP_ALIVE_LOOKS = 15
"""Looks after which a comment is sent: proxies close what is silent."""
LONGEST_LOOKS = 600
"""After some ten minutes the stream ends and the browser asks for a new one: none outlives its reader's session for long."""


async def pulses(served: Served, request: Request) -> AsyncIterator[str]:
    """An event `changed` for every look at the archive that found something new."""
    last = await run_in_threadpool(_pulse, served)
    yield "retry: 3000\n\n"
    for look in range(LONGEST_LOOKS):
        await asyncio.sleep(LOOK_SECONDS)
        if await request.is_disconnected():
            return
        now = await run_in_threadpool(_pulse, served)
        if now != last:
            last = now
            yield "event: changed\ndata: queue\n\n"
        elif look % KEEP_ALIVE_LOOKS == 0:
            yield ": still here\n\n"


def _pulse(served: Served) -> str:
    with served.database.read() as connection:
        return pulse(connection)
