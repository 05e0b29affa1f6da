"""What came of a form, shown once on the page one is sent to afterwards: a reload then does nothing twice."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

COOKIE = "earwitness-notice"
LONGEST = 800
"""Characters; cookies end at 4 KiB."""
KEPT_SECONDS = 60


def sent_on(address: str, notice: str) -> RedirectResponse:
    """The answer that sends a browser on to `address`, where `notice` waits for it."""
    answer = RedirectResponse(address, 303)
    answer.set_cookie(COOKIE, quote(notice[:LONGEST], safe=""), max_age=KEPT_SECONDS, httponly=True, samesite="strict", path="/")
    return answer


def waiting(request: Request) -> str:
    """The notice this reader has not seen yet, empty when there is none."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST]


def seen(answer: Response) -> None:
    """Lets go of the notice."""
    answer.delete_cookie(COOKIE, path="/")
