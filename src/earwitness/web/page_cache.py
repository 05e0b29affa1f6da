"""An in-memory cache of rendered pages, bounded by bytes, and conditional responses from it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable

from cachetools import LRUCache
from fastapi import Request, Response

HTML = "text/html; charset=utf-8"
LARGEST_BYTES = 48 * 1024 * 1024
LEVEL = 8
"""gzip level: pages are compressed once and sent often; 9 takes twice the time for the same size."""


class PageCache:
    """Compressed responses by the key they are a function of, the least recently used evicted first. Thread-safe."""

    def __init__(self, largest: int = LARGEST_BYTES) -> None:
        self._pages: LRUCache[str, bytes] = LRUCache(largest, getsizeof=len)
        self._state = ""
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes cached now."""
        return int(self._pages.currsize)

    def for_state(self, state: str) -> None:
        """Clear the cache when the archive has changed since it was filled: erased content must not stay in memory."""
        with self._lock:
            if state != self._state:
                self._pages.clear()
                self._state = state

    def get(self, key: str, make: Callable[[], str]) -> bytes:
        """Return the compressed page with this key; `make` renders it when it is not cached."""
        with self._lock:
            cached = self._pages.get(key)
        if cached is not None:
            return bytes(cached)
        result = gzip.compress(make().encode("utf-8", "replace"), LEVEL, mtime=0)
        with self._lock:
            if len(result) <= self._pages.maxsize:
                self._pages[key] = result
        return result


def answer(
    request: Request,
    etag: str,
    content: Callable[[], bytes],
    media_type: str = HTML,
    *,
    caching: str = "private, no-cache",
) -> Response:
    """Return 304 when the client has this version, else the content, compressed if accepted.

    An empty `caching` leaves Cache-Control to the middleware.
    """
    headers = {"ETag": etag, "Vary": "Accept-Encoding, Cookie"} | ({"Cache-Control": caching} if caching else {})
    if is_held(request, etag):
        return Response(status_code=304, headers=headers)
    body = content()
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type=media_type, headers=headers)


def is_held(request: Request, etag: str) -> bool:
    """Return whether `If-None-Match` names this version, by weak comparison (RFC 9110, section 8.8.3.2)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or any(one.strip().removeprefix("W/") == etag.removeprefix("W/") for one in given.split(","))
