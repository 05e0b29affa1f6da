"""Server-sent events that tell open pages when work has progressed, so that nobody has to reload."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from time import monotonic

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from earwitness.web.access import caller_of
from earwitness.web.limits import Bounds

KEEP_ALIVE_LOOKS = 15
"""Looks after which a comment is sent: proxies close what is silent."""
LONGEST_LOOKS = 600
"""After some ten minutes the stream ends and the browser asks for a new one: none outlives its reader's session for long."""


class Events:
    """The streams of one hub; `look` gives a text that changes with the archive.

    Lives on the event loop alone, where nothing else runs between two awaits.
    """

    def __init__(self, look: Callable[[], str], bounds: Bounds) -> None:
        self._look, self._bounds = look, bounds
        self._open: Counter[str] = Counter()
        self._looked, self._last = float("-inf"), ""

    def has_room(self, request: Request) -> bool:
        """Whether this reader may have one more stream."""
        return self._open[caller_of(request).key] < self._bounds.of_one and self._open.total() < self._bounds.of_all

    async def stream(self, request: Request) -> AsyncIterator[str]:
        """An event `changed` for every look at the archive that found something new."""
        reader = caller_of(request).key
        self._open[reader] += 1
        try:
            last = await self._pulse()
            yield "retry: 3000\n\n"
            for look in range(LONGEST_LOOKS):
                await asyncio.sleep(self._bounds.look_seconds)
                if await request.is_disconnected():
                    return
                now = await self._pulse()
                if now != last:
                    last = now
                    yield "event: changed\ndata: queue\n\n"
                elif look % KEEP_ALIVE_LOOKS == 0:
                    yield ": still here\n\n"
        finally:
            self._open[reader] -= 1

    async def _pulse(self) -> str:
        """The newest pulse; one look a second serves all streams."""
        if monotonic() - self._looked > self._bounds.look_seconds / 2:
            self._looked = monotonic()
            self._last = await run_in_threadpool(self._look)
        return self._last
