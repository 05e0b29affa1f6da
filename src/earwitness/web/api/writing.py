"""API routes that change the archive: follow and unfollow a source, upload files, retry an item."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import BaseModel, Field

from earwitness.archive import uploads
from earwitness.archive.following import follow_sources, locate_on_web
from earwitness.errors import EarwitnessError, NotFound, TooLarge
from earwitness.storage.items import get_item
from earwitness.storage.reports import report_sources
from earwitness.storage.sources import get_source, get_sources, stop_polling
from earwitness.storage.work_records import renew_failed
from earwitness.text.redaction import redacted
from earwitness.web.api import models
from earwitness.web.api.answers import PROBLEMS
from earwitness.web.api.shown import source_shown
from earwitness.web.app_state import AppState
from earwitness.web.problems import Refusal, answer_for
from earwitness.web.routes_queue import MOST_FILES

_NEW: dict[int | str, dict[str, Any]] = {201: {"model": models.Followed, "description": "Followed from now on."}}


class Follow(BaseModel):
    """What to follow."""

    location: str = Field(
        min_length=1,
        max_length=2_000,
        description="address on the web of a feed, channel or page",
        examples=["https://example.org/feed.xml"],
    )
    private: bool | None = Field(
        default=None, description="whether its addresses are hidden from other users; null decides by secrets in the address"
    )


def router(app_state: AppState) -> APIRouter:
    """`/api/v1/...`, to change."""
    routes = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    _sources(routes, app_state)
    _items(routes, app_state)
    return routes


def _sources(routes: APIRouter, app_state: AppState) -> None:
    @routes.post("/sources", response_model=models.Followed, responses=_NEW, tags=["sources"])
    def follow(request: Request, response: Response, wanted: Follow) -> models.Followed | Response:
        """Follows what lies at an address; 201 when any of it is new, 200 when all of it was followed already."""
        try:
            located = locate_on_web(wanted.location, app_state.settings)
        except EarwitnessError as error:
            return _refused(app_state, request, error)
        found = located.sources
        if wanted.private is not None:
            found = tuple(one.model_copy(update={"privacy": "private" if wanted.private else "public"}) for one in found)
        new = follow_sources(app_state.database, found, now_ms=app_state.clock())
        response.status_code = 201 if new else 200
        ids = [source.id for source in found]
        with app_state.database.read() as connection:
            shown = [source_shown(one) for one in report_sources(connection, get_sources(connection, ids))]
        return models.Followed(sources=shown, new=sorted(new), note=redacted(located.note))

    @routes.delete("/sources/{source_id}", response_model=models.SourceOut, tags=["sources"])
    def stop(source_id: str) -> models.SourceOut:
        """Asks a source no more; its items stay."""
        with app_state.database.write() as connection:
            source = get_source(connection, source_id)
            if source is None:
                raise NotFound(source_id, "no such source is followed")
            stop_polling(connection, source_id)
            return source_shown(report_sources(connection, [source])[0])


def _items(routes: APIRouter, app_state: AppState) -> None:
    @routes.post("/items", response_model=models.Accepted, status_code=201, tags=["items"])
    def hand_in(request: Request, files: Annotated[list[UploadFile], File(max_length=MOST_FILES)]) -> models.Accepted | Response:
        """Takes in recordings, captions, letters and texts; a recording and captions of one name become one item.

        They become items at the next `sync`, which `serve` runs beside itself.
        """
        dropped = [uploads.Dropped(file.filename or "", file.file) for file in files]
        try:
            names = uploads.keep(app_state.settings, app_state.database, dropped, now_ms=app_state.clock())
        except EarwitnessError as error:
            return _refused(app_state, request, error)
        return models.Accepted(names=list(names))

    @routes.post("/items/{item_id}/retry", response_model=models.Retried, tags=["items"])
    def retry(item_id: str) -> models.Retried:
        """Has a failed item tried again; one that has not failed stays as it is."""
        with app_state.database.write() as connection:
            if get_item(connection, item_id) is None:
                raise NotFound(item_id, "no such item")
            count = renew_failed(connection, item_ids=(item_id,))
            known = get_item(connection, item_id)
        return models.Retried(id=item_id, retried=bool(count), state=known.state if known else "new")


def _refused(app_state: AppState, request: Request, error: EarwitnessError) -> Response:
    """What was handed in does not do: nothing in the hub has failed."""
    status = 413 if isinstance(error, TooLarge) else 422
    return answer_for(app_state, request, Refusal(status, redacted(f"{error.subject}: {error.problem}"), hint=error.hint))
