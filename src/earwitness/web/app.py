"""Builds the app: all route groups in one list, and error pages."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from earwitness.errors import EarwitnessError, NotFound, UsageError
from earwitness.text.redaction import redacted
from earwitness.web import (
    routes_account,
    routes_assets,
    routes_feeds,
    routes_item,
    routes_knowledge,
    routes_queue,
    routes_reading,
    routes_search,
)
from earwitness.web.api import reading, writing
from earwitness.web.app_state import AppState
from earwitness.web.auth_middleware import AuthMiddleware
from earwitness.web.hosts import public_origin
from earwitness.web.problems import PROBLEM, Refusal, RequestFault, answer_for
from earwitness.web.security_headers import SecurityHeaders

ROUTES = (
    routes_reading.router,
    routes_item.router,
    routes_search.router,
    routes_knowledge.router,
    routes_queue.router,
    routes_feeds.router,
    routes_account.router,
    reading.router,
    writing.router,
    routes_assets.router,
)
"""Each takes what is served and gives its routes."""

SMALLEST_ZIPPED = 1_000


class _WebApp(FastAPI):
    """The app, whose description says once what an error is: a problem (RFC 9457), never plain JSON."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        described = super().openapi()
        operations = (operation for path in described["paths"].values() for operation in path.values())
        for answer in (answer for operation in operations for answer in operation["responses"].values()):
            if PROBLEM in answer.get("content", {}):
                answer["content"].pop("application/json", None)
        return described


def create_app(app_state: AppState) -> FastAPI:
    """The app over one archive."""
    app = _WebApp(title="Earwitness", version=version("earwitness"), docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    for routes in ROUTES:
        app.include_router(_with_heads(routes(app_state)))

    @app.exception_handler(EarwitnessError)
    def refused(request: Request, error: EarwitnessError) -> Response:
        status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, UsageError) else 500
        return answer_for(app_state, request, Refusal(status, redacted(f"{error.subject}: {error.problem}"), hint=redacted(error.hint)))

    @app.exception_handler(HTTPException)
    def failed(request: Request, error: HTTPException) -> Response:
        answer = answer_for(app_state, request, Refusal(error.status_code, str(error.detail)))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: RequestValidationError) -> Response:
        faults = [RequestFault(where=".".join(map(str, one["loc"])), problem=str(one["msg"])) for one in error.errors()]
        return answer_for(app_state, request, Refusal(422, "Invalid value.", errors=faults))

    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED, compresslevel=5)
    app.add_middleware(AuthMiddleware, app_state=app_state)
    app.add_middleware(SecurityHeaders, own_origin=public_origin(app_state.settings))
    return app


def _with_heads(routes: APIRouter) -> APIRouter:
    """The routes, those of pages and files answering HEAD too (RFC 9110, section 9.1); a stream has no end to tell of."""
    for route in routes.routes:
        if isinstance(route, APIRoute) and not route.include_in_schema and route.path != "/events" and "GET" in (route.methods or ()):
            route.methods = {"GET", "HEAD"}
    return routes
