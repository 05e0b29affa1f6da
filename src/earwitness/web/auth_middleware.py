"""Checks every request: Host header, identity, permission and body size. Exceptions inside become error responses."""

from __future__ import annotations

import logging
import re
import traceback
from urllib.parse import quote

import anyio
import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earwitness.text.redaction import redacted
from earwitness.web.access import ANONYMOUS, Caller, feed_key, identify, is_forwarded, note_use, shown
from earwitness.web.app_state import AppState
from earwitness.web.hosts import is_known_host
from earwitness.web.permissions import SMALL, Rule, path_of, rule_for
from earwitness.web.problems import Refusal, answer_for, is_for_programs

BODY_SECONDS = 30.0
"""How long a form may take to arrive, and how long a large upload may pause."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No address of ours has them, and the router takes `/account` and a newline for `/account`, whose rule it then escapes."""
LOG = logging.getLogger("earwitness.web")


class AuthMiddleware:
    """Lets a request through to the app, or answers it."""

    def __init__(self, app: ASGIApp, app_state: AppState) -> None:
        self._app, self._app_state = app, app_state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        rule = rule_for(scope["method"], path_of(scope))
        started = False

        async def private(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._mark_private(MutableHeaders(scope=message))
            await send(message)

        try:
            caller, refusal = await self._judge(request, rule)
            if refusal is not None:
                await refusal(scope, receive, private)
                return
            scope.setdefault("state", {})["caller"] = caller
            await self._app(scope, _measured(receive, rule), private)
        except Exception as error:  # whatever it is, one bad request must not show its insides or lack the headers
            if started:
                raise
            await self._failed(request, error)(scope, receive, private)
            return
        if caller.signed_in is not None:
            await run_in_threadpool(note_use, caller, self._app_state)

    async def _judge(self, request: Request, rule: Rule) -> tuple[Caller, Response | None]:
        """Who asks, and the refusal if they may not."""
        if (refusal := self._wrong_way_in(request)) is not None:
            return ANONYMOUS, refusal
        given = shown(request, self._app_state)
        found = await run_in_threadpool(identify, given, self._app_state) if given.any else identify(given, self._app_state)
        if found is None:
            return ANONYMOUS, answer_for(self._app_state, request, Refusal(401, "Invalid or expired token."))
        request.scope.setdefault("state", {})["caller"] = found
        feed = feed_key(path_of(request.scope), request.query_params.get("q", "")) if rule.level == "feed" else ""
        if not found.may(rule.level, feed):
            return found, self._refused(request, found, rule)
        wait = self._app_state.rate_limiter.take(found.key, self._app_state.clock()) if found.key and is_for_programs(request) else 0
        if wait:
            source_text = f"Too many requests; the next is welcome in {wait} s."
            return found, answer_for(self._app_state, request, Refusal(429, source_text, retry_after_s=wait))
        return found, None

    def _wrong_way_in(self, request: Request) -> Response | None:
        app_state, host = self._app_state, request.headers.get("host", "")
        if not is_known_host(host, app_state.settings, loopback=app_state.loopback):
            return PlainTextResponse("Unknown Host header. The owner can add the name to host_names in earwitness.toml.\n", 421)
        if app_state.is_open and is_forwarded(request):
            # A proxy brings others here, who would pass for the owner of this machine.
            return PlainTextResponse(
                "The web app is behind a proxy that it was not told of: set base_url and behind_proxy in earwitness.toml.\n", 421
            )
        if _CONTROL.search(request.scope["path"]) or "%00" in request.url.query:
            return answer_for(app_state, request, Refusal(400, "No address here has control characters."))
        length = request.headers.get("content-length", "")
        rule = rule_for(request.method, path_of(request.scope))
        if length.isdecimal() and int(length) > rule.most_bytes:
            return answer_for(app_state, request, Refusal(413, f"At most {rule.most_bytes:,} bytes can be sent here."))
        return None

    def _refused(self, request: Request, caller: Caller, rule: Rule) -> Response:
        """The answer to somebody who may not: sign in first, or it is not theirs to do."""
        if is_for_programs(request):
            if caller.role is None:
                return answer_for(self._app_state, request, Refusal(401, "Sign in, or send a token: Authorization: Bearer ewt_..."))
            needed = f"This needs the role {rule.level}, and a token of scope write to change anything."
            return answer_for(self._app_state, request, Refusal(403, needed))
        if caller.role is None or rule.level == "account":
            root = request.scope.get("root_path", "")
            there = quote(path_of(request.scope)) if request.method in ("GET", "HEAD") else "/"
            query = f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
            back = "" if there == "/" and not query else f"?next={quote(there + query, safe='')}"
            return RedirectResponse(f"{root}/signin{back}", 303)
        return answer_for(self._app_state, request, Refusal(403, f"This needs the role {rule.level}."))

    def _failed(self, request: Request, error: Exception) -> Response:
        if isinstance(error, sa.exc.OperationalError | sa.exc.TimeoutError):
            LOG.warning("%s %r: the database does not answer (%s)", request.method, request.scope["path"], type(error).__name__)
            return answer_for(self._app_state, request, Refusal(503, "The archive is busy; try again in a moment.", retry_after_s=5))
        reported = redacted("".join(traceback.format_exception(error)))  # an error may repeat the address it is about
        LOG.error("%s %r failed\n%s", request.method, request.scope["path"], reported)
        return answer_for(self._app_state, request, Refusal(500, "Internal error; the log has the details."))

    def _mark_private(self, headers: MutableHeaders) -> None:
        """An answer is for one reader: no cache between keeps it, and where people sign in the browser's own keeps no page either."""
        headers.setdefault("Cache-Control", "private, no-cache" if self._app_state.is_open else "no-store")
        if headers["Cache-Control"].startswith(("private", "no-store")):
            headers.add_vary_header("Cookie")
            headers.add_vary_header("Authorization")
        if self._app_state.is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _measured(receive: Receive, rule: Rule) -> Receive:
    """`receive`, ending with 413 past the rule's bytes and with 408 when a body does not come."""
    taken, done, ends = 0, False, anyio.current_time() + BODY_SECONDS

    async def measured() -> Message:
        nonlocal taken, done
        if done:  # the body is here; what comes now is the end of the connection, which may take its time
            return await receive()
        limit = BODY_SECONDS if rule.most_bytes > SMALL else max(0.0, ends - anyio.current_time())
        with anyio.move_on_after(limit) as waited:
            message = await receive()
        if waited.cancelled_caught:
            raise HTTPException(408, "The request did not arrive in time.")
        taken += len(message.get("body", b""))
        done = message["type"] != "http.request" or not message.get("more_body", False)
        if taken > rule.most_bytes:
            raise HTTPException(413, f"At most {rule.most_bytes:,} bytes can be sent here.")
        return message

    return measured
