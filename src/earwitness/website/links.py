"""Link targets of pages, for the running web app and for a static site."""

from __future__ import annotations

from typing import NamedTuple, Protocol
from urllib.parse import quote, urlencode

from earwitness.entities.slugs import slug
from earwitness.renderers.writing import moment_of
from earwitness.website.asset_files import stamped

__all__ = ["AppLinks", "Links", "SiteLinks", "moment_of", "site_file", "slug"]

_APP: dict[str, str] = {
    "today": "/",
    "items": "/items",
    "item": "/items/{key}",
    "entities": "/entities",
    "entity": "/entities/{key}",
    "topics": "/topics",
    "topic": "/topics/{key}",
    "speakers": "/speakers",
    "speaker": "/speakers/{key}",
    "sources": "/sources",
    "source": "/sources/{key}",
    "quotes": "/quotes",
    "numbers": "/numbers",
    "predictions": "/predictions",
    "search": "/search",
    "queue": "/queue",
    "events": "/events",
    "uploads": "/uploads",
    "opml": "/sources/opml",
    "retry": "/retry/{key}",
    "unfollow": "/sources/{key}/unfollow",
    "same": "/entities/{key}/same",
    "apart": "/entities/{key}/apart",
    "spelling": "/entities/{key}/spelling",
    "undo": "/decisions/{key}/undo",
    "account": "/account",
    "password": "/account/password",
    "tokens": "/account/tokens",
    "revoke": "/account/tokens/{key}/revoke",
    "signin": "/signin",
    "signout": "/signout",
    "signout_everywhere": "/account/signout",
    "media": "/media/{key}",
    "data": "/api/v1/items/{key}",
    "item_file": "/items/{key}",
    "feed": "/feeds/{key}",
}
"""Every page there is, and its address in the app."""

_SITE: dict[str, str] = {
    "today": "index.html",
    "items": "items/index.html",
    "item": "items/{key}.html",
    "entities": "entities/index.html",
    "entity": "entities/{key}.html",
    "topics": "topics/index.html",
    "topic": "topics/{key}.html",
    "speakers": "speakers/index.html",
    "speaker": "speakers/{key}.html",
    "sources": "sources/index.html",
    "source": "sources/{key}.html",
    "quotes": "quotes.html",
    "numbers": "numbers.html",
    "predictions": "predictions.html",
    "search": "search.html",
    "data": "items/{key}.json",
    "item_file": "items/{key}",
    "feed": "feeds/{key}",
}
"""The same on a site of files; what needs a server is not there."""


class Links(Protocol):
    """Writes addresses for one page."""

    def page(self, name: str, key: str = "", *, at: str = "", **query: str | int | None) -> str:
        """The address of a page, of one `key` where there are many, at a place in it; without a server `query` is left out."""

    def asset(self, name: str) -> str:
        """The address of a style sheet, script or icon."""

    def has(self, name: str) -> bool:
        """Whether there is such a page here."""


class AppLinks(NamedTuple):
    """Addresses of the running app, under `root` where it does not have the host to itself."""

    root: str = ""

    def page(self, name: str, key: str = "", *, at: str = "", **query: str | int | None) -> str:
        """`/items/ID?x=y#t=754&s=ID`."""
        given = {name: value for name, value in query.items() if value not in (None, "")} if query else {}
        path = self.root + _APP[name].format(key=_quoted(key, "/" if name == "feed" else ""))
        return path + (f"?{urlencode(given)}" if given else "") + (f"#{at}" if at else "")

    def asset(self, name: str) -> str:
        """`/assets/site.1a2b3c4d.css`: may be kept for ever."""
        return f"{self.root}/assets/{stamped(name)}"

    def has(self, name: str) -> bool:
        """Whether the app has such a page."""
        return name in _APP


class SiteLinks(NamedTuple):
    """Addresses inside a folder of files, relative to a page `depth` folders down: they hold wherever the folder lies."""

    depth: int = 0

    def page(self, name: str, key: str = "", *, at: str = "", **query: str | int | None) -> str:
        """`../items/ID.html#t=754&s=ID`; without a server nobody would answer a query."""
        return "../" * self.depth + _SITE[name].format(key=_quoted(key)) + (f"#{at}" if at else "")

    def asset(self, name: str) -> str:
        """`../assets/site.1a2b3c4d.css`."""
        return f"{'../' * self.depth}assets/{stamped(name)}"

    def has(self, name: str) -> bool:
        """Whether the site has such a page."""
        return name in _SITE


def site_file(name: str, key: str = "") -> str:
    """The file in which a site keeps a page: `items/ID.html`."""
    return _SITE[name].format(key=key)


def _quoted(key: str, safe: str = "") -> str:
    """The key as a part of an address; most are ids, in which nothing is to be quoted."""
    return key if key.isascii() and key.isalnum() else quote(key, safe=safe)
