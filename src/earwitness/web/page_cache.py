"""Pages kept in memory as they were sent, at most so many bytes of them: the longest unread goes first."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable

from fastapi import Request, Response

LARGEST_BYTES = 48 * 1024 * 1024
LEVEL = 8
"""Made once and sent often; 9 costs twice the time for nothing."""


class PageCache:
    """Compressed answers by what they are a function of. Safe in threads."""

    def __init__(self, largest: int = LARGEST_BYTES) -> None:
        self._largest = largest
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._state = ""
        self._guard = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._size

    def for_state(self, state: str) -> None:
        """Lets go of everything when the state it was made of has passed: what was erased must not stay in memory either."""
        with self._guard:
            if state != self._state:
                self._held.clear()
                self._size, self._state = 0, state

    def get(self, key: str, make: Callable[[], str]) -> bytes:
        """The compressed page with this key, made when it is not held."""
        with self._guard:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        result = gzip.compress(make().encode("utf-8", "replace"), LEVEL, mtime=0)
        with self._guard:
            if key not in self._held and len(result) <= self._largest:
                self._held[key] = result
                self._size += len(result)
                while self._size > self._largest:
                    self._size -= len(self._held.popitem(last=False)[1])
        return result


def answer(
    request: Request,
    etag: str,
    content: Callable[[], bytes],
    media_type: str = "text/html; charset=utf-8",
    *,
    caching: str = "private, no-cache",
) -> Response:
    """304 when the reader has this version, else the compressed content as the reader can take it; no `caching` leaves it to the gate."""
    headers = {"ETag": etag, "Vary": "Accept-Encoding, Cookie"} | ({"Cache-Control": caching} if caching else {})
    if is_held(request, etag):
        return Response(status_code=304, headers=headers)
    body = content()
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type=media_type, headers=headers)


def is_held(request: Request, etag: str) -> bool:
    """Whether `If-None-Match` names this version; weak comparison (RFC 9110, section 8.8.3.2)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or any(one.strip().removeprefix("W/") == etag.removeprefix("W/") for one in given.split(","))
