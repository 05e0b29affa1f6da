"""The permission of every route, one line each. A route without a line gets the strictest rule for its method."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

Level = Literal["open", "feed", "reader", "editor", "admin", "account"]
"""`open`: anybody. `feed`: readers, and whoever has that feed's token. `account`: somebody signed in by password, for their own account."""
SMALL = 256 * 1024
LIST = 6 * 1024 * 1024
UPLOAD = 2 * 1024 * 1024 * 1024
"""Bytes a request may bring: forms and JSON; a list of sources; recordings."""


class Rule(NamedTuple):
    """One route's method and path, `*` standing for one part of it."""

    method: str
    path: str
    level: Level
    most_bytes: int = SMALL


def _reading(*paths: str) -> tuple[Rule, ...]:
    return tuple(Rule("GET", path, "reader") for path in paths)


RULES: tuple[Rule, ...] = (
    Rule("GET", "/assets/*", "open"),
    Rule("GET", "/signin", "open"),
    Rule("POST", "/signin", "open"),
    Rule("POST", "/signout", "open"),
    Rule("GET", "/account", "account"),
    Rule("POST", "/account/password", "account"),
    Rule("POST", "/account/tokens", "account"),
    Rule("POST", "/account/tokens/*/revoke", "account"),
    Rule("POST", "/account/signout", "account"),
    *_reading("/", "/items", "/items/*", "/items/*/transcript", "/search", "/queue", "/events", "/media/*"),
    *_reading("/entities", "/entities/*", "/topics", "/topics/*", "/speakers", "/speakers/*", "/sources", "/sources/*"),
    *_reading("/quotes", "/numbers", "/predictions"),
    Rule("POST", "/sources", "editor"),
    Rule("POST", "/sources/opml", "editor", LIST),
    Rule("POST", "/sources/*/unfollow", "editor"),
    Rule("POST", "/uploads", "editor", UPLOAD),
    Rule("POST", "/retry/", "editor"),
    Rule("POST", "/retry/*", "editor"),
    Rule("POST", "/entities/*/same", "editor"),
    Rule("POST", "/entities/*/apart", "editor"),
    Rule("POST", "/entities/*/spelling", "editor"),
    Rule("POST", "/decisions/*/undo", "editor"),
    Rule("GET", "/feeds/*", "feed"),
    Rule("GET", "/feeds/*/*", "feed"),
    Rule("GET", "/api/v1/openapi.json", "open"),
    *_reading("/api/v1/items", "/api/v1/items/*", "/api/v1/items/*/transcript", "/api/v1/search", "/api/v1/sources", "/api/v1/sources/*"),
    *_reading("/api/v1/entities", "/api/v1/entities/*", "/api/v1/quotes", "/api/v1/numbers", "/api/v1/predictions"),
    Rule("POST", "/api/v1/sources", "editor"),
    Rule("DELETE", "/api/v1/sources/*", "editor"),
    Rule("POST", "/api/v1/items", "editor", UPLOAD),
    Rule("POST", "/api/v1/items/*/retry", "editor"),
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def rule_for(method: str, path: str) -> Rule:
    """The rule for a request; one to an address nobody knows is a reader's to ask, and an editor's to change."""
    asked = "GET" if method == "HEAD" else method
    for rule, pattern in _patterns():
        if rule.method == asked and pattern.fullmatch(path):
            return rule
    return Rule(method, path, "reader" if method in SAFE_METHODS else "editor")


def declared(method: str, route: str) -> Rule | None:
    """The rule written for a route's own path (`/items/{item_id}`); None when nobody wrote one."""
    starred = re.sub(r"\{[^}]*\}", "*", route)
    return next((rule for rule in RULES if (rule.method, rule.path) == (method, starred)), None)


def path_of(scope: Mapping[str, Any]) -> str:
    """The path a request asks for below the hub's own root."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] or "/" if root and (path + "/").startswith(root + "/") else path


@cache
def _patterns() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(re.escape(rule.path).replace(r"\*", "[^/]+"))) for rule in RULES)
