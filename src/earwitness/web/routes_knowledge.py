"""Routes for entities, topics, speakers, sources and findings lists, and for decisions on names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from earwitness.entities.identity import Act, canonical, find_entities, merge, part, part_spelling, undo
from earwitness.entities.ledger import LedgerType
from earwitness.errors import NotFound, UsageError
from earwitness.web.access import caller_of
from earwitness.web.app_state import AppState
from earwitness.web.cached_pages import CachedPages, Fresh, today
from earwitness.web.params import Words
from earwitness.website.paging import page_number
from earwitness.website.views.entities import EntitiesPage, EntityPage, entities_page, entity_page
from earwitness.website.views.ledgers import LedgerFilter, LedgerView, ledger_page
from earwitness.website.views.sources import source_page, sources_page
from earwitness.website.views.speakers import SpeakerPage, speaker_page, speakers_page
from earwitness.website.views.topics import topic_page, topics_page

LOCAL = "user:local"
"""Who decides where nobody has to sign in."""
_Reason = Annotated[str, Form(max_length=500)]


class _CountsAs(Exception):
    """The name asked for counts as another."""

    def __init__(self, entity_id: str) -> None:
        super().__init__(entity_id)
        self.entity_id = entity_id


def router(app_state: AppState) -> APIRouter:
    """`/entities`, `/topics`, `/speakers`, `/sources`, `/numbers`, `/predictions`, `/quotes` and the decisions on names."""
    routes = APIRouter(include_in_schema=False)
    fresh = Fresh(app_state)
    showing = CachedPages(app_state, fresh)
    _names(routes, app_state, showing)
    _subjects(routes, app_state, showing)
    _ledgers(routes, app_state, showing)
    _decisions(routes, app_state, fresh)
    return routes


def _names(routes: APIRouter, app_state: AppState, showing: CachedPages) -> None:
    @routes.get("/entities")
    def entities(request: Request, words: Words = "", kind: str = "", sort: str = "", page: str = "") -> Response:
        def made(connection: sa.Connection) -> EntitiesPage:
            return entities_page(connection, words=words, kind=kind, sort=sort, number=page_number(page))

        return showing.page(request, "entities.html", "entities", made)

    @routes.get("/entities/{entity_id}")
    def entity(request: Request, entity_id: str, page: str = "") -> Response:
        def made(connection: sa.Connection) -> EntityPage:
            found = entity_page(connection, entity_id, number=page_number(page))
            if found.row.id != entity_id:
                raise _CountsAs(found.row.id)
            return found

        try:
            return showing.page(request, "entity.html", "entities", made, feed=f"entity/{entity_id}")
        except _CountsAs as other:  # that one's page is the page of both
            return RedirectResponse(app_state.links(request).page("entity", other.entity_id), 302)


def _subjects(routes: APIRouter, app_state: AppState, showing: CachedPages) -> None:
    def add_list(name: str, make: Callable[..., object]) -> None:
        @routes.get(f"/{name}", name=name)
        def listed(request: Request, words: Words = "", sort: str = "", page: str = "") -> Response:
            asked = partial(make, words=words, sort=sort, number=page_number(page))
            return showing.page(request, f"{name}.html", name, asked)

    def add_one(kind: str, make: Callable[..., object]) -> None:
        @routes.get(f"/{kind}s/{{which}}", name=kind)
        def one(request: Request, which: str, page: str = "") -> Response:
            def asked(connection: sa.Connection) -> object:
                return make(connection, which, number=page_number(page))

            return showing.page(request, f"{kind}.html", f"{kind}s", asked, feed=f"{kind}/{which}")

    def of_speaker(connection: sa.Connection, which: str, *, number: int) -> SpeakerPage:
        return speaker_page(connection, which, today=today(app_state), number=number)

    add_list("topics", topics_page)
    add_list("speakers", speakers_page)
    add_one("topic", topic_page)
    add_one("speaker", of_speaker)
    add_one("source", source_page)

    @routes.get("/sources")
    def sources(request: Request, words: Words = "", page: str = "") -> Response:
        return showing.page(
            request, "sources.html", "sources", lambda connection: sources_page(connection, words, number=page_number(page))
        )


def _ledgers(routes: APIRouter, app_state: AppState, showing: CachedPages) -> None:
    def show(request: Request, type_: LedgerType) -> Response:
        given = LedgerFilter(**{name: request.query_params.get(name, "")[:200].strip() for name in LedgerFilter._fields})

        def made(connection: sa.Connection) -> LedgerView:
            number = page_number(request.query_params.get("page", ""))
            return ledger_page(connection, type_, given, today=today(app_state), number=number)

        return showing.page(request, f"{type_}s.html", f"{type_}s", made)

    @routes.get("/numbers")
    def numbers(request: Request) -> Response:
        return show(request, "number")

    @routes.get("/predictions")
    def predictions(request: Request) -> Response:
        return show(request, "prediction")

    @routes.get("/quotes")
    def quotes(request: Request) -> Response:
        return show(request, "quote")


def _decisions(routes: APIRouter, app_state: AppState, fresh: Fresh) -> None:
    current = [Depends(fresh)]

    def act(request: Request, reason: str) -> Act:
        user = caller_of(request).name
        return Act(f"user:{user}" if user else LOCAL, reason, app_state.clock())

    def back(request: Request, connection: sa.Connection, entity_id: str) -> Response:
        return RedirectResponse(app_state.links(request).page("entity", canonical(connection, entity_id) or entity_id, at="h-who"), 303)

    @routes.post("/entities/{entity_id}/same", dependencies=current)
    def same(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with app_state.database.write() as connection:
            merge(connection, entity_id, one_entity(connection, other), act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/apart", dependencies=current)
    def apart(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with app_state.database.write() as connection:
            part(connection, entity_id, other, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/spelling", dependencies=current)
    def spelling(request: Request, entity_id: str, spelling: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with app_state.database.write() as connection:
            part_spelling(connection, entity_id, spelling, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/decisions/{decision_id}/undo", dependencies=current)
    def undone(request: Request, decision_id: str, back_to: Annotated[str, Form(alias="back", max_length=64)] = "") -> Response:
        with app_state.database.write() as connection:
            used = undo(connection, decision_id, act(request, ""))
            known = canonical(connection, back_to) is not None
            return back(request, connection, back_to if known else used.entity_id)


def one_entity(connection: sa.Connection, words: str) -> str:
    """The id of the one entity these words name. Raises `NotFound` and `UsageError`."""
    found = find_entities(connection, words)
    if not found:
        raise NotFound(words, "no such name in the archive", "see the list of names")
    if len(found) > 1:
        raise UsageError(words, f"could mean {len(found)} names", "give the whole name, or its id from the address of its page")
    return found[0]
