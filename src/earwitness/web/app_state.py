"""The dependencies of the app as one value, so that tests can pass fakes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from earwitness.config import Settings
from earwitness.extensions import Embedder
from earwitness.storage.engine import Database
from earwitness.web.access import caller_of
from earwitness.web.feed_addresses import ALL, feed_links
from earwitness.web.limits import Bounds, KnownClients, LoginBackoff, RateLimiter
from earwitness.web.page_cache import HTML, PageCache, answer
from earwitness.web.password_limiter import PasswordLimiter
from earwitness.website.links import AppLinks
from earwitness.website.rendering import Frame, Pages


def system_clock() -> int:
    """Now, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class AppState:
    """Everything a handler may use."""

    settings: Settings
    database: Database
    pages: Pages = field(default_factory=Pages)
    clock: Callable[[], int] = system_clock
    embedder: Embedder | None = None
    archive: str = "Earwitness"
    """What the archive is called on its pages."""
    loopback: bool = True
    """Whether only this machine can reach the app: then it is read without signing in."""

    user_backoff: LoginBackoff = field(default_factory=lambda: LoginBackoff(10, 60))
    """Failed sign-ins by name: slow enough to guess nothing, short enough that nobody is kept out for long by somebody else."""
    password_limiter: PasswordLimiter = field(default_factory=PasswordLimiter)
    streams: Bounds = field(default_factory=Bounds)
    known_clients: KnownClients = field(default_factory=KnownClients)
    address_backoff: LoginBackoff = field(default_factory=lambda: LoginBackoff(10, 900))
    rate_limiter: RateLimiter = field(default_factory=lambda: RateLimiter(600, 120))
    """Calls of the JSON API and feeds by each token or user."""
    page_cache: PageCache = field(default_factory=PageCache)
    """Pages of this state of the archive, as they were sent."""

    @property
    def is_open(self) -> bool:
        """Whether whoever reaches the app is the owner of this machine, who need not sign in."""
        return self.loopback and self.settings.public_url is None

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the app over https."""
        return (self.settings.public_url or "").startswith("https://")

    def cached(
        self, request: Request, etag: str, make: Callable[[], str], media_type: str = HTML, *, caching: str = "private, no-cache"
    ) -> Response:
        """Return the content of this version, rendered by `make` unless it is cached; the cache is cleared when the archive changes."""
        self.page_cache.for_state(self.database.stamp.now())
        return answer(request, etag, lambda: self.page_cache.get(etag, make), media_type, caching=caching)

    def render(self, request: Request, template: str, here: str = "", *, feed: str = ALL, **values: Any) -> str:
        """A page as this reader gets it; `feed` is the key of the feed that has what it lists."""
        return self.pages.render(template, self.frame(request, here, feed), **values)

    def links(self, request: Request) -> AppLinks:
        """Addresses as this reader reaches them."""
        return AppLinks(request.scope.get("root_path", ""))

    def frame(self, request: Request, here: str = "", feed: str = ALL) -> Frame:
        """What surrounds a page for this reader."""
        caller, links = caller_of(request), self.links(request)
        feeds = feed_links(links, feed) if caller.has("reader") else ()
        own = feed if feeds and caller.signed_in else ""
        frame = Frame(links, here=here, archive=self.archive, user=caller.name, can_write=caller.has("editor"))
        return frame._replace(feeds=feeds, feed=own)

    def base_url(self, request: Request) -> str:
        """The hub's absolute address, without a slash at its end: what leaves it (feeds, token addresses) leads back there."""
        return (self.settings.base_url if not self.is_open else "") or str(request.base_url).rstrip("/")
