"""An item's page, its files and its recording."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from earwitness import plugins
from earwitness.errors import NotFound
from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.captions import captions_text
from earwitness.storage.disclosure import shown_item, shown_pair
from earwitness.web.access import caller_of
from earwitness.web.app_state import AppState
from earwitness.web.recordings import SOUND, sound_file
from earwitness.website.publishing.renderer_version import renderer_version
from earwitness.website.rendering import Frame
from earwitness.website.views.item import FORMS, ItemRecording, item_page, item_version, rendered

TYPES = {
    "html": "text/html; charset=utf-8", "md": "text/plain; charset=utf-8", "json": "application/json",
    "transcript.json": "application/json", "txt": "text/plain; charset=utf-8", "vtt": "text/vtt; charset=utf-8",
    "srt": "text/plain; charset=utf-8",
}  # fmt: skip


def router(app_state: AppState) -> APIRouter:
    """`/items/ID`, `/items/ID.FORM` and `/media/ID`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/items/{name}")
    def item(request: Request, name: str) -> Response:
        item_id, _, form = name.partition(".")
        with app_state.database.read() as connection:
            version = item_version(connection, item_id)
            if version is None or (form and form not in FORMS):
                raise NotFound(name, "no such item or format", "look among all items; it may have been erased")
            frame = app_state.frame(request, "items")
            recording = _recording(app_state, connection, frame, item_id)
            whole = caller_of(request).has("admin")  # the files of an item are handed on: they hold nothing private for anybody
            etag = _etag(version, form or repr((frame, recording, whole)))

            def make() -> str:
                if form:
                    return _file(connection, item_id, form)
                return rendered(app_state.pages, frame, item_page(connection, item_id, frame.links, recording, whole=whole))

            result = app_state.cached(request, etag, make, TYPES[form or "html"])
        if form == "html":
            result.headers["Content-Disposition"] = f'attachment; filename="{item_id}.html"'
        return result

    @routes.get("/media/{item_id}")
    def media(item_id: str) -> Response:
        with app_state.database.read() as connection:
            path = sound_file(connection, app_state.settings.home, item_id)
        if path is None:
            raise NotFound(item_id, "its recording is not stored here", "set keep_media, or play it where it was published")
        return FileResponse(path, media_type=SOUND.get(path.suffix, "application/octet-stream"), content_disposition_type="inline")

    return routes


def _recording(app_state: AppState, connection: sa.Connection, frame: Frame, item_id: str) -> ItemRecording | None:
    """The recording kept or found here: the one that was heard, so its times fit."""
    if sound_file(connection, app_state.settings.home, item_id) is None:
        return None
    return ItemRecording(frame.links.page("media", item_id))


def _etag(*parts: str) -> str:
    return f'W/"{hashlib.sha256(chr(31).join((renderer_version(), *parts)).encode()).hexdigest()[:24]}"'


def _file(connection: sa.Connection, item_id: str, form: str) -> str:
    pair = shown_pair(connection, item_id)
    if pair is None:
        raise NotFound(f"{item_id}.{form}", "the item has not been digested")
    digest, transcript = pair
    if form in ("md", "html", "json"):
        return plugins.renderer(form).render(digest, transcript, with_transcript=form == "md", media=_media(connection, digest))
    return _captions(transcript, form)


def _media(connection: sa.Connection, digest: Digest) -> str | None:
    archived = shown_item(connection, digest.item.id)
    return archived.enclosure_url if archived and digest.item.recording else None


def _captions(transcript: Transcript, form: str) -> str:
    return captions_text(transcript, "transcript" if form == "transcript.json" else form)
