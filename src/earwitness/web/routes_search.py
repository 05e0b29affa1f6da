"""The search page; with scripts enabled, results update while typing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from earwitness.search.interface import Order
from earwitness.web.app_state import AppState
from earwitness.web.feed_addresses import ALL
from earwitness.website.views.searching import SearchRequest, search_page


class Form(BaseModel):
    """The fields of the search form."""

    q: str = Field(default="", max_length=2_000)
    speaker: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=200)
    entity: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=20)
    after: str = Field(default="", max_length=20)
    before: str = Field(default="", max_length=20)
    sort: Order = "relevance"
    offset: int = Field(default=0, ge=0, le=10_000)


def router(app_state: AppState) -> APIRouter:
    """`/search`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/search", response_class=HTMLResponse)
    def find(request: Request, form: Annotated[Form, Query()]) -> HTMLResponse:
        asked = SearchRequest(**form.model_dump(exclude={"offset"}))
        page = search_page(app_state.database, asked, form.offset, app_state.embedder)
        words = asked.text()
        if not words:
            page = page._replace(saved=tuple(sorted(app_state.settings.saved_searches.items())))
        feed = f"search?q={words}" if words and not page.fault else ALL
        return HTMLResponse(app_state.render(request, "search.html", "search", feed=feed, page=page))

    return routes
