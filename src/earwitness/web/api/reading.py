"""API routes that read the archive."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from earwitness.entities.dates import is_date
from earwitness.entities.entities import entity_facts, list_entities
from earwitness.entities.ledger import LedgerType, Wanted, list_ledger
from earwitness.errors import NotFound, UsageError
from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.json import digest_content
from earwitness.search.interface import Order
from earwitness.search.searching import search
from earwitness.storage.disclosure import shown_digest, shown_items, shown_transcript
from earwitness.storage.items import Before, ItemFilter, count_items, list_items
from earwitness.storage.reports import report_sources
from earwitness.storage.sources import find_sources
from earwitness.web.api import models
from earwitness.web.api.answers import MOST, PROBLEMS, Cursor, Limit, next_page, offset_of, read_cursor, sent, write_cursor
from earwitness.web.api.shown import source_shown
from earwitness.web.app_state import AppState
from earwitness.web.cached_pages import Fresh
from earwitness.web.params import LONGEST_WORDS, Words

Key = Annotated[str, Query(max_length=64)]


class ItemsAsked(BaseModel):
    """Which items."""

    words: str = Field(default="", max_length=LONGEST_WORDS, description="in the title")
    source: str = Field(default="", max_length=64, description="a source's id")
    kind: str = Field(default="", max_length=64, examples=["podcast"])
    state: str = Field(default="", max_length=64, examples=["digested"])
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=500)


class LedgerAsked(BaseModel):
    """Which quotes, numbers or predictions."""

    words: str = Field(default="", max_length=LONGEST_WORDS, description="all of these in the words, the subject or the speaker's name")
    source: str = Field(default="", max_length=64, description="a source's id")
    item: str = Field(default="", max_length=64, description="an item's id")
    after: str = Field(default="", max_length=10, description="a day, month or year", examples=["2026-02"])
    before: str = Field(default="", max_length=10, description="a day, month or year")
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=500)


def router(app_state: AppState) -> APIRouter:
    """`/api/v1/...`, to read."""
    routes = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    _items(routes, app_state)
    _search(routes, app_state)
    across = APIRouter(dependencies=[Depends(Fresh(app_state))])
    _names(across, app_state)
    _ledgers(across, app_state)
    routes.include_router(across)
    _sources(routes, app_state)
    return routes


def _items(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/items", response_model=models.Items, tags=["items"])
    def items(request: Request, asked: Annotated[ItemsAsked, Query()]) -> Response:
        """Items, newest first: by words of the title, source, kind and state."""
        wanted = ItemFilter(asked.words, asked.source, asked.kind, asked.state)
        cursor, limit = asked.cursor, asked.limit
        before = Before(*read_cursor(cursor, str | None, str)) if cursor else None
        with app_state.database.read() as connection:
            found = list_items(connection, wanted, before, limit=limit + 1)
            total = count_items(connection, wanted)
            shown = list(shown_items(connection, found[:limit]))
        last = found[limit - 1].item if len(found) > limit else None
        following = write_cursor(last.published, last.id) if last else None
        return sent(request, models.Items(items=shown, total=total, next=next_page(request, following)))

    @routes.get("/items/{item_id}", response_model=Digest, tags=["items"])
    def item(request: Request, item_id: str) -> Response:
        """An item's digest: everything proven about it, each with its evidence."""
        with app_state.database.read() as connection:
            digest = shown_digest(connection, item_id)
        if digest is None:
            raise NotFound(item_id, "there is no digest of such an item")
        return sent(request, digest_content(digest))

    @routes.get("/items/{item_id}/transcript", response_model=Transcript, tags=["items"])
    def transcript(request: Request, item_id: str) -> Response:
        """The item's transcript, to which every evidence points."""
        with app_state.database.read() as connection:
            found = shown_transcript(connection, item_id)
        if found is None:
            raise NotFound(item_id, "there is no transcript of such an item")
        return sent(request, found)


def _search(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/search", response_model=models.Hits, tags=["search"])
    def find(
        request: Request,
        q: Annotated[str, Query(min_length=1, max_length=2_000)],
        sort: Order = "relevance",
        limit: Limit = 20,
        cursor: Cursor = "",
    ) -> Response:
        """Passages that answer a query, in the language of `earwitness search`."""
        offset = offset_of(cursor)
        found = search(app_state.database, q, limit=limit, offset=offset, order=sort, embedder=app_state.embedder)
        names = models.HitOut.model_fields.keys()
        hits = [
            models.HitOut(**{name: value for name, value in {**hit.passage._asdict(), **hit._asdict()}.items() if name in names})
            for hit in found.hits
        ]
        following = write_cursor(offset + limit) if found.more else None
        return sent(request, models.Hits(query=q, hits=hits, next=next_page(request, following)))


def _names(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/entities", response_model=models.Entities, tags=["names"])
    def entities(request: Request, words: Words = "", kind: Key = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
        """Names over the whole archive, those in the most items first."""
        offset = offset_of(cursor)
        with app_state.database.read() as connection:
            found = list_entities(connection, words=words, kind=kind, limit=limit + 1, offset=offset)
        following = write_cursor(offset + limit) if len(found) > limit else None
        shown = [models.EntityOut(**one._asdict()) for one in found[:limit]]
        return sent(request, models.Entities(entities=shown, next=next_page(request, following)))

    @routes.get("/entities/{entity_id}", response_model=models.EntityFull, tags=["names"])
    def entity(request: Request, entity_id: str) -> Response:
        """A name with its spellings and why each was taken for it."""
        with app_state.database.read() as connection:
            facts = entity_facts(connection, entity_id)
        if facts is None:
            raise NotFound(entity_id, "there is no such name")
        spellings = [
            models.SpellingOut(text=one.text, mentions=one.mentions, items=one.items, why=list(one.why)) for one in facts.spellings
        ]
        shown = facts.row._asdict()
        return sent(request, models.EntityFull(**shown, ids=facts.ids, spellings=spellings, counts_as=facts.row.id))


def _ledgers(routes: APIRouter, app_state: AppState) -> None:
    def listed(request: Request, wanted: Wanted, limit: int, cursor: str) -> Response:
        for name in ("after", "before"):
            if (day := getattr(wanted, name)) and not is_date(day):
                raise UsageError(name, f"{day} is no date", "write 2026, 2026-11 or 2026-11-28")
        offset = offset_of(cursor)
        with app_state.database.read() as connection:
            found = list_ledger(connection, wanted, limit=limit, offset=offset)
        names = models.FindingOut.model_fields.keys()
        rows = [models.FindingOut(**{name: value for name, value in one._asdict().items() if name in names}) for one in found.rows]
        following = write_cursor(offset + limit) if found.total > offset + limit else None
        return sent(request, models.ItemFindings(findings=rows, total=found.total, next=next_page(request, following)))

    def add(type_: LedgerType) -> None:
        @routes.get(f"/{type_}s", response_model=models.ItemFindings, tags=["findings"], operation_id=f"{type_}s", name=f"{type_}s")
        def ledger(request: Request, asked: Annotated[LedgerAsked, Query()]) -> Response:
            source_ids = (asked.source,) if asked.source else ()
            wanted = Wanted(type_, asked.words, source_ids=source_ids, item_id=asked.item, after=asked.after, before=asked.before)
            return listed(request, wanted, asked.limit, asked.cursor)

    for type_ in ("quote", "number", "prediction"):
        add(type_)


def _sources(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/sources", response_model=models.Sources, tags=["sources"])
    def sources(request: Request, words: Words = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
        """What is followed, by title, and how it goes."""
        offset = offset_of(cursor)
        with app_state.database.read() as connection:
            found = find_sources(connection, words, limit=limit + 1, offset=offset)
            shown = [source_shown(one) for one in report_sources(connection, found[:limit])]
        following = write_cursor(offset + limit) if len(found) > limit else None
        return sent(request, models.Sources(sources=shown, next=next_page(request, following)))
