"""Renders templates. Everything is escaped except HTML that `renderers` has made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from earwitness.renderers.labels import counted, day, duration, percent
from earwitness.renderers.writing import safe_url
from earwitness.text.clock import clock, seconds
from earwitness.text.words import single_line
from earwitness.website.links import Links, moment_of, slug


class Frame(NamedTuple):
    """What surrounds every page."""

    links: Links
    live: bool = True
    """False on a site of files: no forms, nothing that needs a server."""
    here: str = ""
    """The name of the page in the navigation."""
    archive: str = "Earwitness"
    """What the archive is called."""
    user: str | None = None
    can_write: bool = True
    """Whether this reader may follow, retry, merge: forms are shown only then."""
    policy: str = ""
    """A content security policy for the page's head, where no server sends one."""
    feeds: tuple[tuple[str, str], ...] = ()
    """Title and address of each feed a browser may offer."""
    feed: str = ""
    """Which feed of the hub has what this page lists: `source/ID`; empty where nobody can be given a token for it."""
    base_url: str = ""
    """Where the site will lie, for previews elsewhere; empty when nobody said."""
    address: str = ""
    """The page's own file below `base_url`."""
    picture: str = ""
    """The file of a picture for previews elsewhere, 1200 by 630 pixels, below `base_url`."""
    description: str = ""
    """One sentence for previews elsewhere."""


class Pages:
    """All templates. One object serves every thread."""

    def __init__(self, loader: jinja2.BaseLoader | None = None) -> None:
        self._environment = jinja2.Environment(
            loader=loader or jinja2.PackageLoader("earwitness.website"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update({"moment_of": moment_of, "seconds": seconds, "slug": slug})

    def render(self, template: str, frame: Frame, **values: Any) -> str:
        """The page's text."""
        return self._environment.get_template(template).render(frame=frame, links=frame.links, live=frame.live, **values)


def utc(ms: int | None) -> str:
    """Milliseconds since 1970 as `28 Nov 2026, 07:00 UTC`; `never` for none."""
    return "never" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%d %b %Y, %H:%M UTC").lstrip("0")


def moment(ms: int | None) -> Markup | str:
    """The same as an element, which a browser with script tells by its reader's own clock."""
    if ms is None:
        return utc(ms)
    machine = datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")
    return Markup('<time datetime="{}">{}</time>').format(machine, utc(ms))


def merged(query: dict[str, str], **changed: str) -> dict[str, str]:
    """A query with some of its values changed."""
    return {**query, **changed}


def trusted(made: str) -> Markup:
    """HTML that `publish.html_parts` made, as it is. Never for anything else."""
    return Markup(made)  # noqa: S704 - made by our own escaping writers, see publish/writing


FILTERS: dict[str, Callable[..., Any]] = {
    "clock": clock,
    "counted": counted,
    "day": day,
    "duration": duration,
    "line": single_line,
    "merged": merged,
    "percent": percent,
    "safe_url": safe_url,
    "utc": moment,
}


__all__ = ["FILTERS", "Frame", "Pages", "counted", "day", "trusted", "utc"]
