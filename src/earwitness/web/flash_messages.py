"""The result of a form, shown once on the page the browser is redirected to, so that a reload repeats nothing."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

COOKIE = "earwitness-notice"
LONGEST = 800
"""Characters."""
MOST_BYTES = 3_500
"""Of a notice as it is written; browsers drop a cookie of more than 4 KiB, and most scripts take nine bytes a character."""
KEPT_SECONDS = 60


def sent_on(address: str, notice: str, *, secure: bool) -> RedirectResponse:
    """The answer that sends a browser on to `address`, where `notice` waits for it; `secure` where the hub is read over https."""
    answer = RedirectResponse(address, 303)
    answer.set_cookie(COOKIE, _written(notice), max_age=KEPT_SECONDS, httponly=True, samesite="strict", path="/", secure=secure)
    return answer


def waiting(request: Request) -> str:
    """The notice this reader has not seen yet, empty when there is none."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST]


def seen(answer: Response) -> None:
    """Lets go of the notice."""
    answer.delete_cookie(COOKIE, path="/")


def _written(notice: str) -> str:
    """The beginning of a notice, as much as a cookie holds."""
    result: list[str] = []
    left = MOST_BYTES
    for symbol in notice[:LONGEST]:
        result.append(quote(symbol.encode("utf-8", "replace"), safe=""))
        left -= len(result[-1])
        if left < 0:
            return "".join(result[:-1])
    return "".join(result)
