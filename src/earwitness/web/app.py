"""The app: every group of routes in one list, errors as pages."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from earwitness.errors import EarwitnessError, NotFound, UsageError
from earwitness.web import routes_assets, routes_item, routes_knowledge, routes_queue, routes_reading, routes_search
from earwitness.web.guard import Guard
from earwitness.web.served import Served

ROUTES = (
    routes_reading.router,
    routes_item.router,
    routes_search.router,
    routes_knowledge.router,
    routes_queue.router,
    routes_assets.router,
)
"""Each takes what is served and gives its routes."""

SMALLEST_ZIPPED = 1_000


def create_app(served: Served) -> FastAPI:
    """The app over one archive."""
    app = FastAPI(title="Earwitness", version=version("earwitness"), docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    for routes in ROUTES:
        app.include_router(routes(served))

    @app.exception_handler(EarwitnessError)
    def refused(request: Request, error: EarwitnessError) -> Response:
        status = 404 if isinstance(error, NotFound) else 400 if isinstance(error, UsageError) else 500
        return page_of_error(served, request, status, f"{error.subject}: {error.problem}", error.mend)

    @app.exception_handler(HTTPException)
    def failed(request: Request, error: HTTPException) -> Response:
        return page_of_error(served, request, error.status_code, str(error.detail))

    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED, compresslevel=5)
    app.add_middleware(Guard)
    return app


def page_of_error(served: Served, request: Request, status: int, message: str, mend: str = "") -> Response:
    """A refusal as a page that says what and why."""
    heading = {404: "Not here", 400: "Not understood", 403: "Not allowed", 405: "Not that way"}.get(status, "That went wrong")
    return HTMLResponse(served.render(request, "error.html", heading=heading, message=message, mend=mend), status)
