"""The queue: follow, unfollow, retry, upload files, import a list; with live updates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from earwitness.archive import uploads
from earwitness.archive.following import follow_sources, locate_on_web
from earwitness.errors import EarwitnessError, NotFound
from earwitness.storage.items import get_item
from earwitness.storage.sources import find_sources, get_source, stop_polling
from earwitness.storage.work_records import renew_failed
from earwitness.text.redaction import redacted
from earwitness.web import flash_messages
from earwitness.web.app_state import AppState
from earwitness.web.events import Events
from earwitness.web.lists import pop_list, store_list
from earwitness.web.problems import Refusal, answer_for
from earwitness.website.views.queue import pulse, queue_page

MOST_FILES = 50


def router(app_state: AppState) -> APIRouter:
    """`/queue` and what its forms do."""
    routes = APIRouter(include_in_schema=False)
    _reading(routes, app_state)
    _following(routes, app_state)
    _working(routes, app_state)
    return routes


def _reading(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/queue", response_class=HTMLResponse)
    def queue(request: Request) -> Response:
        return _page(app_state, request, flash_messages.waiting(request))

    def look() -> str:
        with app_state.database.read() as connection:
            return pulse(connection)

    streams = Events(look, app_state.streams)

    @routes.get("/events")
    async def events(request: Request) -> Response:
        if not streams.has_room(request):
            return answer_for(
                app_state, request, Refusal(429, "Too many pages are open that follow the queue; this one does not.", retry_after_s=60)
            )
        return StreamingResponse(streams.stream(request), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _following(routes: APIRouter, app_state: AppState) -> None:
    @routes.post("/sources")
    def follow(request: Request, location: Annotated[str, Form(max_length=2_000)]) -> Response:
        try:
            located = locate_on_web(location, app_state.settings)
        except EarwitnessError as error:
            return _page(app_state, request, _said(error), 422)
        new = follow_sources(app_state.database, located.sources, now_ms=app_state.clock())
        names = ", ".join(source.name for source in located.sources[:3])
        return _done(app_state, request, f"{f'Following {names}.' if new else f'{names} is followed already.'} {located.note}")

    @routes.post("/sources/{source_id}/unfollow")
    def unfollow(request: Request, source_id: str) -> Response:
        with app_state.database.write() as connection:
            known = get_source(connection, source_id)
            if known is None:
                raise NotFound(source_id, "no such source is followed")
            stop_polling(connection, source_id)
        return _done(app_state, request, f"{known.name} is not asked any more; its items stay.")

    @routes.post("/sources/opml")
    def opml(
        request: Request,
        list_: Annotated[UploadFile | None, File(alias="list")] = None,
        confirmed: Annotated[str, Form(max_length=64)] = "",
    ) -> Response:
        try:
            if confirmed:
                new = follow_sources(app_state.database, pop_list(app_state.settings.home, confirmed), now_ms=app_state.clock())
                return _done(app_state, request, f"{len(new):,} new source{'' if len(new) == 1 else 's'} followed.")
            if list_ is None:
                return _page(app_state, request, "Choose a list first.", 422)
            key, found = store_list(app_state.settings.home, list_.file)
        except EarwitnessError as error:
            return _page(app_state, request, _said(error), 422)
        with app_state.database.read() as connection:
            fresh = {source.id for source in found} - {source.id for source in find_sources(connection)}
        return HTMLResponse(app_state.render(request, "opml.html", "queue", found=found, fresh=fresh, key=key))


def _working(routes: APIRouter, app_state: AppState) -> None:
    @routes.post("/uploads")
    def drop(request: Request, files: Annotated[list[UploadFile], File()]) -> Response:
        dropped = [uploads.Dropped(file.filename or "", file.file) for file in files[:MOST_FILES]]
        try:
            names = uploads.keep(app_state.settings, app_state.database, dropped, now_ms=app_state.clock())
        except EarwitnessError as error:
            return _page(app_state, request, _said(error), 422)
        left = f" Only the first {MOST_FILES} files were taken." if len(files) > MOST_FILES else ""
        return _done(app_state, request, f"Taken: {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}.{left}")

    @routes.post("/retry/")
    def retry_all(request: Request) -> Response:
        with app_state.database.write() as connection:
            count = renew_failed(connection)
        return _done(app_state, request, f"{count:,} to be tried again.")

    @routes.post("/retry/{item_id}")
    def retry(request: Request, item_id: str) -> Response:
        with app_state.database.write() as connection:
            known = get_item(connection, item_id)
            if known is None:
                raise NotFound(item_id, "no such item")
            count = renew_failed(connection, item_ids=(item_id,))
        source_text = "is tried again" if count else f"has not failed: it is {known.state}"
        return _done(app_state, request, f"“{known.item.title}” {source_text}.")


def _done(app_state: AppState, request: Request, notice: str) -> Response:
    return flash_messages.sent_on(app_state.links(request).page("queue"), notice.strip(), secure=app_state.is_https)


def _page(app_state: AppState, request: Request, notice: str = "", status: int = 200) -> Response:
    with app_state.database.read() as connection:
        page = queue_page(connection)
    answer = HTMLResponse(app_state.render(request, "queue.html", "queue", page=page, notice=notice), status)
    flash_messages.seen(answer)
    return answer


def _said(error: EarwitnessError) -> str:
    """An error as a reader is told it."""
    return redacted(f"{error.subject}: {error.problem}" + (f"; {error.hint}" if error.hint else "") + ".")
