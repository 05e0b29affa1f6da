"""Outgoing feeds: what the archive digests, as Atom and JSON Feed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from earwitness.errors import NotFound
from earwitness.web.app_state import AppState
from earwitness.web.cached_pages import Fresh
from earwitness.web.feed_addresses import feed_address
from earwitness.website.feeds import atom, json_feed
from earwitness.website.feeds.entry import FeedAbout
from earwitness.website.feeds.live import Entries, LiveFeed, find_feed, versions
from earwitness.website.links import AppLinks
from earwitness.website.publishing.renderer_version import key_of, renderer_version

WRITERS = {"atom": (atom.atom_feed, atom.MEDIA_TYPE), "json": (json_feed.json_feed, json_feed.MEDIA_TYPE)}


def router(app_state: AppState) -> APIRouter:
    """`/feeds/all.atom`, `/feeds/source/ID.json`, `/feeds/search.atom?q=WORDS` and the like."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(Fresh(app_state))])
    entries = Entries()

    def send(request: Request, kind: str, which: str, form: str) -> Response:
        if form not in WRITERS:
            raise NotFound(request.url.path, "there is no such feed", "write its address with .atom or .json at the end")
        feed = find_feed(app_state.database, kind, which)
        base = app_state.base_url(request)
        about = _about(app_state, request, feed, form)
        write, media_type = WRITERS[form]
        entries.for_state(app_state.database.stamp.now())
        with app_state.database.read() as connection:
            found = versions(connection, feed.items)
            etag = f'W/"{key_of(renderer_version(), form, about, found)}"'

            def make() -> str:
                result = (entries.get(connection, one, base + AppLinks().page("item", one.item_id)) for one in found)
                return write(about, [entry for entry in result if entry is not None])

            return app_state.cached(request, etag, make, f"{media_type}; charset=utf-8")

    @routes.get("/feeds/{name}")
    def whole(request: Request, name: str, q: Annotated[str, Query(max_length=2_000)] = "") -> Response:
        kind, _, form = name.rpartition(".")
        return send(request, kind if kind in ("all", "search") else "", q if kind == "search" else "", form)

    @routes.get("/feeds/{kind}/{name}")
    def part(request: Request, kind: str, name: str) -> Response:
        which, _, form = name.rpartition(".")
        return send(request, kind if kind not in ("all", "search") else "", which, form)

    return routes


def _about(app_state: AppState, request: Request, feed: LiveFeed, form: str) -> FeedAbout:
    base, links = app_state.base_url(request), AppLinks()
    title = f"{app_state.archive}: {feed.title}" if feed.title else app_state.archive
    home = links.page("search", q=feed.which) if feed.page == "search" else links.page(feed.page, feed.which)
    # A reader that was let in by a token would take the feed's own address for its new one, and be refused there.
    own = "" if request.query_params.get("token") else base + feed_address(links, feed.key, f".{form}")
    return FeedAbout(feed.key, title, base + home, own)
