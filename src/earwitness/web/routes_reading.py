"""Routes for Today and the list of items."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from earwitness.storage.items import Before, ItemFilter
from earwitness.web.app_state import AppState
from earwitness.web.feed_addresses import ALL
from earwitness.web.last_visit import COOKIE, KEPT_SECONDS, LastVisit
from earwitness.web.params import Words
from earwitness.website.views.items import items_page
from earwitness.website.views.today import today_page


def router(app_state: AppState) -> APIRouter:
    """`/` and `/items`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/", response_class=HTMLResponse)
    def today(request: Request) -> HTMLResponse:
        visit = LastVisit.read(request.cookies.get(COOKIE)).at(app_state.clock())
        with app_state.database.read() as connection:
            page = today_page(connection, visit.before_ms)
        answer = HTMLResponse(app_state.render(request, "today.html", "today", page=page))
        answer.set_cookie(COOKIE, visit.write(), max_age=KEPT_SECONDS, httponly=True, samesite="lax", path="/", secure=app_state.is_https)
        return answer

    @routes.get("/items", response_class=HTMLResponse)
    def items(request: Request, words: Words = "", source: str = "", kind: str = "", state: str = "", before: str = "") -> HTMLResponse:
        with app_state.database.read() as connection:
            page = items_page(connection, ItemFilter(words, source, kind, state), Before.read(before))
        feed = f"source/{source}" if source and page.total else ALL
        return HTMLResponse(app_state.render(request, "items.html", "items", feed=feed, page=page))

    return routes
