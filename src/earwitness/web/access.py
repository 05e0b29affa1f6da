"""Authentication: who makes a request (local owner, signed-in user, API token or anonymous) and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request

from earwitness.storage.accounts import ROLES, Role, SignedIn, is_touch_due, session_of, token_of, touch
from earwitness.storage.credentials import stored_hash
from earwitness.web.permissions import Level, path_of

if TYPE_CHECKING:
    from earwitness.web.app_state import AppState

HTTPS_COOKIE = "__Host-earwitness"
PLAIN_COOKIE = "earwitness-session"
"""Browsers keep a `__Host-` cookie for the very host that set it over https; without https there is only the plain name."""
FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip")
"""What proxies add to the requests they bring, beside all that begins with `x-forwarded-`."""


class Caller(NamedTuple):
    """Somebody who asks for something."""

    role: Role | None = None
    """None for a stranger."""
    signed_in: SignedIn | None = None

    @property
    def name(self) -> str | None:
        """The user's name; None for the owner of this machine and for strangers."""
        return self.signed_in.user.name if self.signed_in else None

    @property
    def key(self) -> str:
        """What this caller's pace is counted by; empty where it is not."""
        if self.signed_in is None:
            return ""
        return f"token {self.signed_in.token.id}" if self.signed_in.token else f"user {self.signed_in.user.id}"

    def has(self, role: Role) -> bool:
        """Whether the caller has at least this role, as far as a token's scope lets it."""
        if self.role is None:
            return False
        token = self.signed_in.token if self.signed_in else None
        if token is not None and (token.scope == "feed" or (token.scope == "read" and role != "reader")):
            return False
        return ROLES.index(self.role) >= ROLES.index(role)

    def may(self, level: Level, feed: str = "") -> bool:
        """Whether the caller may do what needs this level; `feed` is the one asked for, where one is."""
        if level == "open":
            return True
        if level == "account":
            return self.signed_in is not None and self.signed_in.session is not None
        if level == "feed":
            token = self.signed_in.token if self.signed_in else None
            return self.has("reader") or (token is not None and token.scope == "feed" and bool(feed) and token.feed == feed)
        return self.has(level)


ANONYMOUS = Caller()
OWNER = Caller("admin")
"""Whoever sits at this machine, while nobody else can reach the hub."""


class VisibleAddresses(NamedTuple):
    """What a request shows to say who sends it."""

    cookie: str = ""
    bearer: str | None = None
    feed_token: str = ""

    @property
    def any(self) -> bool:
        """Whether it shows anything."""
        return bool(self.cookie or self.bearer is not None or self.feed_token)


def is_forwarded(request: Request) -> bool:
    """Whether a proxy brings this request: by what it adds, or by HTTP/1.0, which no browser has spoken for long and nginx does unasked."""
    return request.scope.get("http_version") == "1.0" or any(
        name in FORWARDED or name.startswith("x-forwarded-") for name in request.headers
    )


def shown(request: Request, app_state: AppState) -> VisibleAddresses:
    """The credentials of a request. A feed's token may stand in the address of a feed, and nowhere else."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    feed_token = request.query_params.get("token", "") if path_of(request.scope).startswith("/feeds/") else ""
    return VisibleAddresses(
        request.cookies.get(cookie_name(app_state), ""), bearer.strip() if scheme.lower() == "bearer" else None, feed_token
    )


def identify(given: VisibleAddresses, app_state: AppState) -> Caller | None:
    """Who shows these credentials; None for a token that opens nothing: a program must be told, not treated as a stranger."""
    unnamed = OWNER if app_state.is_open else ANONYMOUS
    if not given.any:
        return unnamed
    now_ms = app_state.clock()
    with app_state.database.read() as connection:
        if given.bearer is not None:
            found = token_of(connection, given.bearer, now_ms=now_ms)
            return Caller(found.user.role, found) if found and found.token and found.token.scope != "feed" else None
        if given.cookie and (found := session_of(connection, given.cookie, now_ms=now_ms)):
            return Caller(found.user.role, found)
        if given.feed_token and (found := token_of(connection, given.feed_token, now_ms=now_ms)) and found.token:
            return Caller(found.user.role, found) if found.token.scope == "feed" else None
    return unnamed


def note_use(caller: Caller, app_state: AppState) -> None:
    """Writes down that a session or token was used, when the last note is some minutes old."""
    now_ms = app_state.clock()
    if caller.signed_in is not None and is_touch_due(caller.signed_in, now_ms=now_ms):
        with app_state.database.write() as connection:
            touch(connection, caller.signed_in, now_ms=now_ms)


def caller_of(request: Request) -> Caller:
    """Who sent a request that has passed the gate; a stranger for any other."""
    caller = request.scope.get("state", {}).get("caller", ANONYMOUS)
    return caller if isinstance(caller, Caller) else ANONYMOUS


def cookie_name(app_state: AppState) -> str:
    """The name of the session's cookie."""
    return HTTPS_COOKIE if app_state.is_https else PLAIN_COOKIE


def session_hash(request: Request, app_state: AppState) -> str:
    """The hash of the session a request came with."""
    return stored_hash(request.cookies.get(cookie_name(app_state), ""))


def feed_key(path: str, query: str = "") -> str:
    """What a feed is known by, whatever its format: `source/ab12`, `search?q=grid`.

    >>> feed_key("/feeds/source/ab12.atom"), feed_key("/feeds/search.json", "grid")
    ('source/ab12', 'search?q=grid')
    """
    stem = path.removeprefix("/feeds/")
    for ending in (".atom", ".json"):
        stem = stem.removesuffix(ending)
    return f"{stem}?q={query}" if query else stem
