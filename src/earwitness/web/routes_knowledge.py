"""Names, topics, speakers, sources, and the ledgers; and what a person decides of names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from earwitness.errors import NotFound, UsageError
from earwitness.knowledge.gathering import catch_up, count_marked
from earwitness.knowledge.identity import Act, canonical, find_entities, merge, part, part_spelling, undo
from earwitness.knowledge.ledger import LedgerType
from earwitness.pages.entities import entities_page, entity_page
from earwitness.pages.ledgers import LedgerFilter, ledger_page
from earwitness.pages.paging import page_number
from earwitness.pages.sources import source_page, sources_page
from earwitness.pages.speakers import speaker_page, speakers_page
from earwitness.pages.topics import topic_page, topics_page
from earwitness.web.served import Served

LOOK_MS = 10_000
"""How often it is looked for items that were taken in by an older version."""
ITEMS_A_PAGE, NAMES_A_PAGE = 2, 60
"""Items taken in and names counted before a page is made: some ten milliseconds. A sync, and the start of the server, do the rest."""
LOCAL = "user:local"
"""Who decides where nobody has to sign in."""
_Reason = Annotated[str, Form(max_length=500)]


class Fresh:
    """Brings the tables across items up to date before they are read, as far as a page may wait for."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._next_ms = 0
        self._is_first = True

    def __call__(self) -> None:
        """Counts what new items have marked; looks for items that are not taken in when it is time."""
        now = self._served.clock()
        if self._is_first:  # nothing to do where the server caught up before it listened
            catch_up(self._served.database, now_ms=now)
            self._is_first, self._next_ms = False, now + LOOK_MS
        elif now >= self._next_ms:
            done = catch_up(self._served.database, now_ms=now, limit=ITEMS_A_PAGE, at_once=NAMES_A_PAGE)
            self._next_ms = now + (LOOK_MS if done < ITEMS_A_PAGE else 0)
        else:
            count_marked(self._served.database, now_ms=now, limit=NAMES_A_PAGE)


def router(served: Served) -> APIRouter:
    """`/entities`, `/topics`, `/speakers`, `/sources`, `/numbers`, `/predictions`, `/quotes` and the decisions on names."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(Fresh(served))])
    _names(routes, served)
    _subjects(routes, served)
    _ledgers(routes, served)
    _decisions(routes, served)
    return routes


def _names(routes: APIRouter, served: Served) -> None:
    @routes.get("/entities", response_class=HTMLResponse)
    def entities(request: Request, words: str = "", kind: str = "", sort: str = "", page: str = "") -> str:
        with served.database.read() as connection:
            made = entities_page(connection, words=words, kind=kind, sort=sort, number=page_number(page))
        return served.render(request, "entities.html", "entities", page=made)

    @routes.get("/entities/{entity_id}", response_class=HTMLResponse)
    def entity(request: Request, entity_id: str, page: str = "") -> Response:
        with served.database.read() as connection:
            made = entity_page(connection, entity_id, number=page_number(page))
        if made.row.id != entity_id:  # it counts as another: that one's page is the page of both
            return RedirectResponse(served.links(request).page("entity", made.row.id), 302)
        return HTMLResponse(served.render(request, "entity.html", "entities", feed=f"entity/{entity_id}", page=made))

    @routes.get("/speakers", response_class=HTMLResponse)
    def speakers(request: Request, words: str = "", sort: str = "", page: str = "") -> str:
        with served.database.read() as connection:
            made = speakers_page(connection, words=words, sort=sort, number=page_number(page))
        return served.render(request, "speakers.html", "speakers", page=made)

    @routes.get("/speakers/{speaker_id}", response_class=HTMLResponse)
    def speaker(request: Request, speaker_id: str, page: str = "") -> str:
        with served.database.read() as connection:
            made = speaker_page(connection, speaker_id, today=_today(served), number=page_number(page))
        return served.render(request, "speaker.html", "speakers", feed=f"speaker/{speaker_id}", page=made)


def _subjects(routes: APIRouter, served: Served) -> None:
    @routes.get("/topics", response_class=HTMLResponse)
    def topics(request: Request, words: str = "", sort: str = "", page: str = "") -> str:
        with served.database.read() as connection:
            made = topics_page(connection, words=words, sort=sort, number=page_number(page))
        return served.render(request, "topics.html", "topics", page=made)

    @routes.get("/topics/{topic_id}", response_class=HTMLResponse)
    def topic(request: Request, topic_id: str, page: str = "") -> str:
        with served.database.read() as connection:
            made = topic_page(connection, topic_id, number=page_number(page))
        return served.render(request, "topic.html", "topics", feed=f"topic/{topic_id}", page=made)

    @routes.get("/sources", response_class=HTMLResponse)
    def sources(request: Request, words: str = "") -> str:
        with served.database.read() as connection:
            made = sources_page(connection, words)
        return served.render(request, "sources.html", "sources", page=made)

    @routes.get("/sources/{source_id}", response_class=HTMLResponse)
    def source(request: Request, source_id: str, page: str = "") -> str:
        with served.database.read() as connection:
            made = source_page(connection, source_id, number=page_number(page))
        return served.render(request, "source.html", "sources", feed=f"source/{source_id}", page=made)


def _ledgers(routes: APIRouter, served: Served) -> None:
    def show(request: Request, type_: LedgerType) -> str:
        given = LedgerFilter(**{name: request.query_params.get(name, "")[:200].strip() for name in LedgerFilter._fields})
        with served.database.read() as connection:
            number = page_number(request.query_params.get("page", ""))
            made = ledger_page(connection, type_, given, today=_today(served), number=number)
        return served.render(request, f"{type_}s.html", f"{type_}s", page=made)

    @routes.get("/numbers", response_class=HTMLResponse)
    def numbers(request: Request) -> str:
        return show(request, "number")

    @routes.get("/predictions", response_class=HTMLResponse)
    def predictions(request: Request) -> str:
        return show(request, "prediction")

    @routes.get("/quotes", response_class=HTMLResponse)
    def quotes(request: Request) -> str:
        return show(request, "quote")


def _decisions(routes: APIRouter, served: Served) -> None:
    def act(request: Request, reason: str) -> Act:
        user = served.frame(request).user
        return Act(f"user:{user}" if user else LOCAL, reason, served.clock())

    def back(request: Request, connection: sa.Connection, entity_id: str) -> Response:
        return RedirectResponse(served.links(request).page("entity", canonical(connection, entity_id) or entity_id, at="h-who"), 303)

    @routes.post("/entities/{entity_id}/same")
    def same(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            merge(connection, entity_id, one_entity(connection, other), act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/apart")
    def apart(request: Request, entity_id: str, other: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            part(connection, entity_id, other, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/entities/{entity_id}/spelling")
    def spelling(request: Request, entity_id: str, spelling: Annotated[str, Form(max_length=300)], reason: _Reason = "") -> Response:
        with served.database.write() as connection:
            part_spelling(connection, entity_id, spelling, act(request, reason))
            return back(request, connection, entity_id)

    @routes.post("/decisions/{decision_id}/undo")
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


def _today(served: Served) -> str:
    return datetime.fromtimestamp(served.clock() / 1000, UTC).date().isoformat()
