"""Security headers of every response, and the origin check of unsafe requests."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self' https: http:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""No inline script or style, nothing loaded from elsewhere but the recording a reader plays: its servers redirect as they like."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Origin-Agent-Cluster": "?1",
}
"""A stricter Referrer-Policy would make browsers send `Origin: null` with our own forms (Fetch, section 3.2), and without https there is
nothing but that header to know them by."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SecurityHeaders:
    """Puts the headers on every answer and refuses unsafe requests that another site's page sent."""

    def __init__(self, app: ASGIApp, own_origin: str = "") -> None:
        self._app, self._own_origin = app, own_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE_METHODS and not is_own(Headers(scope=scope), self._own_origin):
            refusal = PlainTextResponse("This request did not come from a page of this web app.\n", 403, {"Cache-Control": "no-store"})
            await refusal(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def is_own(headers: Headers, own_origin: str = "") -> bool:
    """Whether a request comes from a page of our own or from no page at all (a program with a token sends neither header).

    Fetch Metadata where the browser sends it, else the Origin compared with the Host, or with the origin the settings give where a
    proxy changes the Host (OWASP CSRF prevention, 2026).
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return "cookie" not in headers
    return origin == own_origin if own_origin else origin.partition("://")[2] == headers.get("host", "")
