"""Error responses: a page for browsers, problem details (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from earwitness.web.app_state import AppState
from earwitness.web.permissions import path_of

PROBLEM = "application/problem+json"
HEADINGS = {400: "Not understood", 401: "Sign in first", 403: "Not allowed", 404: "Not here", 405: "Not that way", 422: "Not understood"}


class RequestFault(BaseModel):
    """One value of a request that does not do."""

    where: str = Field(description="its place: query.limit")
    problem: str


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(default="", examples=["0123456789abcdef: there is no such item"])
    errors: list[RequestFault] = []


def is_for_programs(request: Request) -> bool:
    """Whether a program reads the answer."""
    return path_of(request.scope).startswith(("/api/", "/feeds/"))


class Refusal(NamedTuple):
    """What to say to whoever cannot be served."""

    status: int
    message: str
    hint: str = ""
    retry_after_s: int = 0
    errors: Sequence[RequestFault] = ()


def answer_for(app_state: AppState, request: Request, refusal: Refusal) -> Response:
    """A refusal or failure in the form its reader understands."""
    status, message, hint, retry_after_s, errors = refusal
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="earwitness"'
    if is_for_programs(request):
        detail = f"{message}; {hint}" if hint else message
        problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
        return JSONResponse(problem.model_dump(), status, headers=headers, media_type=PROBLEM)
    heading = HEADINGS.get(status, "Wait a moment" if retry_after_s else "That went wrong")
    source_text = "; ".join([message, *(f"{one.where}: {one.problem}" for one in errors)])
    return HTMLResponse(app_state.render(request, "error.html", heading=heading, message=source_text, hint=hint), status, headers=headers)
