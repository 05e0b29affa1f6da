"""Pages that depend only on the archive, the address and the reader: rendered once per state of the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from earwitness.entities.indexing import catch_up, count_marked
from earwitness.web.app_state import AppState
from earwitness.web.feed_addresses import ALL
from earwitness.website.publishing.renderer_version import renderer_version

LOOK_MS = 10_000
"""How often it is looked for items that were taken in by an older version."""
ITEMS_A_PAGE, NAMES_A_PAGE = 2, 60
"""Items taken in and names counted before a page is made: some ten milliseconds. A sync, and the start of the server, do the rest."""


class Fresh:
    """Brings the tables across items up to date before they are read, as far as a page may wait for."""

    def __init__(self, app_state: AppState) -> None:
        self._app_state = app_state
        self._next_ms = 0
        self._is_first = True
        self._counted = ""

    def __call__(self) -> None:
        """Counts what new items have marked, where anything was written since; looks for items that are not taken in when it is time."""
        now, stamp = self._app_state.clock(), self._app_state.database.stamp.now()
        if self._is_first:  # nothing to do where the server caught up before it listened
            catch_up(self._app_state.database, now_ms=now)
            self._is_first, self._next_ms = False, now + LOOK_MS
        elif now >= self._next_ms:
            done = catch_up(self._app_state.database, now_ms=now, limit=ITEMS_A_PAGE, at_once=NAMES_A_PAGE)
            self._next_ms = now + (LOOK_MS if done < ITEMS_A_PAGE else 0)
        elif stamp != self._counted and not count_marked(self._app_state.database, now_ms=now, limit=NAMES_A_PAGE):
            self._counted = stamp


class CachedPages:
    """Answers with pages, kept for as long as nothing is written to the archive and the day is the same.

    Each reader's frame is part of what a page is kept by: its name, what it may do, the feeds it is offered.
    """

    def __init__(self, app_state: AppState, prepare: Callable[[], None]) -> None:
        self._app_state, self._prepare = app_state, prepare

    def page(self, request: Request, template: str, here: str, make: Callable[[sa.Connection], object], *, feed: str = ALL) -> Response:
        """The page of what `make` reads; what `make` raises goes on."""
        self._prepare()
        app_state = self._app_state
        stamp, frame = app_state.database.stamp.now(), app_state.frame(request, here, feed)
        parts = (renderer_version(), stamp, today(app_state), template, request.scope["path"], request.url.query, repr(frame))
        etag = f'W/"{hashlib.sha256(chr(31).join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'

        def render() -> str:
            with app_state.database.read() as connection:
                page = make(connection)
            return app_state.pages.render(template, frame, page=page)

        return app_state.cached(request, etag, render, caching="")


def today(app_state: AppState) -> str:
    """The day by the server's clock, in UTC."""
    return datetime.fromtimestamp(app_state.clock() / 1000, UTC).date().isoformat()
