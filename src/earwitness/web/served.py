"""What the app works with, handed in as one value, so that tests hand in fakes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from earwitness.config import Settings
from earwitness.database.engine import Database
from earwitness.interfaces import Embedder
from earwitness.pages.links import AppLinks
from earwitness.pages.rendering import Frame, Pages


def system_clock() -> int:
    """Now, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Served:
    """Everything a handler may use."""

    settings: Settings
    database: Database
    pages: Pages = field(default_factory=Pages)
    clock: Callable[[], int] = system_clock
    embedder: Embedder | None = None
    archive: str = "Earwitness"
    """What the archive is called on its pages."""
    loopback: bool = True
    """Whether only this machine can reach the app: then it is read without signing in."""

    def render(self, request: Request, template: str, here: str = "", **values: Any) -> str:
        """A page as this reader gets it."""
        return self.pages.render(template, self.frame(request, here), **values)

    def links(self, request: Request) -> AppLinks:
        """Addresses as this reader reaches them."""
        return AppLinks(request.scope.get("root_path", ""))

    def frame(self, request: Request, here: str = "") -> Frame:
        """What surrounds a page for this reader."""
        return Frame(self.links(request), here=here, archive=self.archive)
