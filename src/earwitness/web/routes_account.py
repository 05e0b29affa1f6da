"""Signing in and out; a user's own password, sessions and tokens."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from earwitness.errors import NotFound, UsageError
from earwitness.storage import accounts
from earwitness.storage.accounts import Grant, SignedIn
from earwitness.web.access import caller_of, cookie_name, session_hash
from earwitness.web.app_state import AppState
from earwitness.web.feed_addresses import ALL, FORMS, as_key, feed_address
from earwitness.web.signing_in import BUSY, client_of, sign_in
from earwitness.website.links import AppLinks
from earwitness.website.views.account import account_page

Name = Annotated[str, Form(max_length=200)]
Password = Annotated[str, Form(max_length=1_000)]


def router(app_state: AppState) -> APIRouter:
    """`/signin`, `/signout` and `/account`."""
    routes = APIRouter(include_in_schema=False)
    _doors(routes, app_state)
    _account(routes, app_state)
    return routes


def _doors(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/signin", response_class=HTMLResponse)
    def door(request: Request, next: str = "") -> Response:  # noqa: A002 - the word in the address
        return _door(app_state, request, next)

    @routes.post("/signin")
    def come_in(request: Request, name: Name, password: Password, next: Annotated[str, Form(max_length=2_000)] = "") -> Response:  # noqa: A002
        outcome = sign_in(app_state, name, password, agent=request.headers.get("user-agent", ""), address=client_of(request))
        if outcome.secret is None:
            return _door(app_state, request, next, outcome.problem, 429 if outcome.wait_s else 401, outcome.wait_s)
        with app_state.database.write() as connection:
            accounts.end_session(connection, session_hash(request, app_state))
        answer = RedirectResponse(request.scope.get("root_path", "") + local_path(next), 303)
        lasts_s, secure = accounts.SESSION_MS // 1000, app_state.is_https
        answer.set_cookie(cookie_name(app_state), outcome.secret, lasts_s, path="/", httponly=True, samesite="lax", secure=secure)
        return answer

    @routes.post("/signout")
    def leave(request: Request) -> Response:
        with app_state.database.write() as connection:
            accounts.end_session(connection, session_hash(request, app_state))
        return _out(app_state, request)


def _account(routes: APIRouter, app_state: AppState) -> None:
    @routes.get("/account", response_class=HTMLResponse)
    def account(request: Request, feed: Annotated[str, Query(max_length=2_000)] = ALL) -> Response:
        return _page(app_state, request, AccountMessage(feed=feed))

    @routes.post("/account/password")
    def set_password(request: Request, current: Password, new: Password) -> Response:
        user = _me(request).user
        tries = f"account {user.id}"  # no name of a user: strangers at the door must not keep one from this
        if wait := app_state.user_backoff.begin(tries, app_state.clock()):
            return _page(app_state, request, AccountMessage(problem=f"Too many tries; wait {wait} s."), 429)
        with app_state.database.read() as connection:
            known = accounts.password_of(connection, user.name)
        right = app_state.password_limiter.check(known[1] if known else None, current)
        if right is None:
            app_state.user_backoff.take_back(tries)
            return _page(app_state, request, AccountMessage(problem=BUSY), 503)
        if not right:
            return _page(app_state, request, AccountMessage(problem="That is not the current password."), 403)
        app_state.user_backoff.forgive(tries)
        try:
            with app_state.database.write() as connection:
                accounts.put_password(connection, user, new, now_ms=app_state.clock(), keep_session=session_hash(request, app_state))
        except UsageError as error:
            return _page(app_state, request, AccountMessage(problem=f"The new password {error.problem}: {error.hint}."), 400)
        return _page(app_state, request, AccountMessage("The password is changed, and you are signed out everywhere else."))

    @routes.post("/account/tokens")
    def make_token(
        request: Request,
        label: Annotated[str, Form(max_length=1_000)],
        scope: Annotated[Literal["read", "write", "feed"], Form()] = "read",
        feed: Annotated[str, Form(max_length=2_000)] = "",
        days: Annotated[Literal["", "30", "90", "365"], Form()] = "",
    ) -> Response:
        try:
            key = (as_key(feed) or ALL) if scope == "feed" else ""
            grant = Grant(label, scope, key, int(days) if days else None)
            with app_state.database.write() as connection:
                secret, _ = accounts.add_token(connection, _me(request).user, grant, now_ms=app_state.clock())
        except UsageError as error:
            return _page(app_state, request, AccountMessage(problem=f"{error.subject} {error.problem}: {error.hint}."), 400)
        return _page(app_state, request, AccountMessage(secret=secret, feed=key))

    @routes.post("/account/tokens/{token_id}/revoke")
    def revoke(request: Request, token_id: str) -> Response:
        with app_state.database.write() as connection:
            if not accounts.revoke_token(connection, token_id, _me(request).user.id):
                raise NotFound(token_id, "no such token of yours")
        return RedirectResponse(request.scope.get("root_path", "") + "/account", 303)

    @routes.post("/account/signout")
    def leave_everywhere(request: Request) -> Response:
        with app_state.database.write() as connection:
            accounts.end_sessions(connection, _me(request).user.id)
        return _out(app_state, request)


def local_path(given: str) -> str:
    r"""Where to go after signing in: a path of our own and nothing else.

    >>> local_path("/items?kind=talk"), local_path("//evil.example"), local_path("/\\evil.example"), local_path("https://evil.example")
    ('/items?kind=talk', '/', '/', '/')
    """
    fit = given.startswith("/") and not given.startswith("//") and "\\" not in given and given.isprintable() and given.isascii()
    return given if fit and not given.startswith("/signin") else "/"


def _door(app_state: AppState, request: Request, next_: str, problem: str = "", status: int = 200, wait_s: int = 0) -> Response:
    page = app_state.render(request, "signin.html", "account", next=local_path(next_), problem=problem, is_open=app_state.is_open)
    return HTMLResponse(page, status, headers={"Retry-After": str(wait_s)} if wait_s else {})


class AccountMessage(NamedTuple):
    """What the account's page says of what was just done, and the feed it offers an address of."""

    notice: str = ""
    problem: str = ""
    secret: str = ""
    feed: str = ALL


PLAIN = AccountMessage()


def _page(app_state: AppState, request: Request, told: AccountMessage = PLAIN, status: int = 200) -> Response:
    me = _me(request)
    with app_state.database.read() as connection:
        page = account_page(connection, me, now_ms=app_state.clock())
    base, links = app_state.base_url(request), AppLinks()
    opens = (
        [(title, base + feed_address(links, told.feed, form, told.secret)) for title, form in FORMS] if told.secret and told.feed else []
    )
    page_text = app_state.render(request, "account.html", "account", page=page, told=told, opens=opens)
    return HTMLResponse(page_text, status, headers={"Cache-Control": "no-store"})


def _me(request: Request) -> SignedIn:
    """The user whose account is asked for; the gate has let nobody else through, and no token."""
    signed_in = caller_of(request).signed_in
    if signed_in is None or signed_in.session is None:
        raise NotFound("/account", "nobody is signed in")
    return signed_in


def _out(app_state: AppState, request: Request) -> Response:
    answer = RedirectResponse(request.scope.get("root_path", "") + "/signin", 303)
    answer.delete_cookie(cookie_name(app_state), path="/", secure=app_state.is_https, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
