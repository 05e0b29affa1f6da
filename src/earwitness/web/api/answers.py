"""Responses of the API: cursor pagination, ETags, and problem details (RFC 9457)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from earwitness.errors import UsageError
from earwitness.web.page_cache import is_held
from earwitness.web.problems import PROBLEM, Problem

MOST = 200
_UNFIT = re.compile(r"\\u0000|[\ud800-\udfff]")
"""What no database takes as text: zero characters and halves of characters."""
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, text in (
        (400, "Invalid query, cursor or offset."),
        (401, "Not signed in, and no token."),
        (403, "The token or user lacks permission."),
        (404, "Not found."),
        (413, "Request body too large."),
        (421, "Unknown Host header."),
        (422, "Invalid value."),
        (429, "Too many requests; `Retry-After` says when to come back."),
    )
}
Limit = Annotated[int, Query(ge=1, le=MOST, description="maximum number of rows")]
Cursor = Annotated[str, Query(max_length=500, description="cursor from `next` of the previous page")]


class ApiPage(BaseModel):
    """What every list says of itself."""

    next: str | None = Field(default=None, description="address of the next page; null on the last")


def write_cursor(*place: str | int | None) -> str:
    """A place in a list as text that programs pass on and do not read."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: Any) -> list[Any]:
    """The parts of a cursor, of these types in turn. Raises `UsageError` for anything else."""
    try:
        found = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise UsageError("cursor", "is invalid", "take it from `next` of the previous page") from error
    fits = isinstance(found, list) and len(found) == len(kinds) and not _UNFIT.search(json.dumps(found, ensure_ascii=False))
    if not fits or not all(isinstance(part, kind) and not isinstance(part, bool) for part, kind in zip(found, kinds, strict=True)):
        raise UsageError("cursor", "belongs to another list", "take it from `next` of the previous page")
    return list(found)


def offset_of(cursor: str) -> int:
    """The offset a cursor stands for, 0 for none. Raises `UsageError`."""
    found = int(read_cursor(cursor, int)[0]) if cursor else 0
    if not 0 <= found <= 1_000_000_000:
        raise UsageError("cursor", "belongs to another list", "take it from `next` of the previous page")
    return found


def next_page(request: Request, cursor: str | None) -> str | None:
    """The address of the page that begins at `cursor`, with the other values of this one."""
    if cursor is None:
        return None
    url = request.url.include_query_params(cursor=cursor)
    return f"{url.path}?{url.query}"


def sent(request: Request, content: BaseModel | dict[str, Any]) -> Response:
    """The content with its version; 304 when the program has that one."""
    values = content.model_dump(mode="json", by_alias=True) if isinstance(content, BaseModel) else content
    body = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_held(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
