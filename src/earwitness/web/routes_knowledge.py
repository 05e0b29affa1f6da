"""Names, topics, speakers, sources, and the ledgers; and what a person decides of names."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from earwitness.errors import NotFound, UsageError
from earwitness.knowledge.identity import Act, canonical, find_entities, merge, part, part_spelling, undo
from earwitness.knowledge.ledger import LedgerType
from earwitness.pages.entities import EntitiesPage, EntityPage, entities_page, entity_page
from earwitness.pages.ledgers import LedgerFilter, LedgerPage, ledger_page
from earwitness.pages.paging import page_number
from earwitness.pages.sources import SourcePage, source_page, sources_page
from earwitness.pages.speakers import SpeakerPage, SpeakersPage, speaker_page, speakers_page
from earwitness.pages.topics import TopicPage, TopicsPage, topic_page, topics_page
from earwitness.web.params import Words
from earwitness.web.served import Served
from earwitness.web.showing import Fresh, Showing, today

LOCAL = "user:local"
"""Who decides where nobody has to sign in."""
_Reason = Annotated[str, Form(max_length=500)]


class _CountsAs(Exception):
    """The name asked for counts as another."""

    def __init__(self, entity_id: str) -> None:
        super().__init__(entity_id)
        self.entity_id = entity_id


def router(served: Served) -> APIRouter:
    """`/entities`, `/topics`, `/speakers`, `/sources`, `/numbers`, `/predictions`, `/quotes` and the decisions on names."""
    routes = APIRouter(include_in_schema=False)
    fresh = Fresh(served)
    showing = Showing(served, fresh)
    _names(routes, served, showing)
    _subjects(routes, showing)
    _ledgers(routes, served, showing)
    _decisions(routes, served, fresh)
    return routes


def _names(routes: APIRouter, served: Served, showing: Showing) -> None:
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
            return RedirectResponse(served.links(request).page("entity", other.entity_id), 302)

    @routes.get("/speakers")
    def speakers(request: Request, words: Words = "", sort: str = "", page: str = "") -> Response:
        def made(connection: sa.Connection) -> SpeakersPage:
            return speakers_page(connection, words=words, sort=sort, number=page_number(page))

        return showing.page(request, "speakers.html", "speakers", made)

    @routes.get("/speakers/{speaker_id}")
    def speaker(request: Request, speaker_id: str, page: str = "") -> Response:
        def made(connection: sa.Connection) -> SpeakerPage:
            return speaker_page(connection, speaker_id, today=today(served), number=page_number(page))

        return showing.page(request, "speaker.html", "speakers", made, feed=f"speaker/{speaker_id}")


def _subjects(routes: APIRouter, showing: Showing) -> None:
    @routes.get("/topics")
    def topics(request: Request, words: Words = "", sort: str = "", page: str = "") -> Response:
        def made(connection: sa.Connection) -> TopicsPage:
            return topics_page(connection, words=words, sort=sort, number=page_number(page))

        return showing.page(request, "topics.html", "topics", made)

    @routes.get("/topics/{topic_id}")
    def topic(request: Request, topic_id: str, page: str = "") -> Response:
        def made(connection: sa.Connection) -> TopicPage:
            return topic_page(connection, topic_id, number=page_number(page))

        return showing.page(request, "topic.html", "topics", made, feed=f"topic/{topic_id}")

    @routes.get("/sources")
    def sources(request: Request, words: Words = "") -> Response:
        return showing.page(request, "sources.html", "sources", lambda connection: sources_page(connection, words))

    @routes.get("/sources/{source_id}")
    def source(request: Request, source_id: str, page: str = "") -> Response:
        def made(connection: sa.Connection) -> SourcePage:
            return source_page(connection, source_id, number=page_number(page))

        return showing.page(request, "source.html", "sources", made, feed=f"source/{source_id}")


def _ledgers(routes: APIRouter, served: Served, showing: Showing) -> None:
    def show(request: Request, type_: LedgerType) -> Response:
        given = LedgerFilter(**{name: request.query_params.get(name, "")[:200].strip() for name in LedgerFilter._fields})

        def made(connection: sa.Connection) -> LedgerPage:
            number = page_number(request.query_params.get("page", ""))
            return ledger_page(connection, type_, given, today=today(served), number=number)

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


def _decisions(routes: APIRouter, served: Served, fresh: Fresh) -> None:
    current = [Depends(fresh)]

    def act(request: Request, reason: str) -> Act:
        user = served.frame(request).user
        return Act(f"user:{user}" if user else LOCAL, reason, served.clock())

    def back(request: Request, connection: sa.Connection, entity_id: str) -> Response:
        return RedirectResponse(served.links(request).page("entity", canonical(connection, entity_id) or entity_id, at="h-who"), 303)

    @routes.post("/entities/{entity_id}/same", dependencies=current)
    def same(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            merge(connection, entity_id, one_entity(connection, other), act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/apart", dependencies=current)
    def apart(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            part(connection, entity_id, other, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/spelling", dependencies=current)
    def spelling(request: Request, entity_id: str, spelling: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            part_spelling(connection, entity_id, spelling, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/decisions/{decision_id}/undo", dependencies=current)
    def undone(request: Request, decision_id: str, back_to: Annotated[str, Form(alias="back", max_length=64)] = "") -> Response:
        with served.database.write() as connection:
            taken = undo(connection, decision_id, act(request, ""))
            known = canonical(connection, back_to) is not None
            return back(request, connection, back_to if known else taken.entity_id)


def one_entity(connection: sa.Connection, words: str) -> str:
    """The id of the one entity these words name. Raises `NotFound` and `UsageError`."""
    found = find_entities(connection, words)
    if not found:
        raise NotFound(words, "no such name in the archive", "see the list of names")
    if len(found) > 1:
        raise UsageError(words, f"could mean {len(found)} names", "give the whole name, or its id from the address of its page")
    return found[0]
