"""The frame of a static page: content security policy, feed links and preview metadata."""

from __future__ import annotations

from functools import cache

import jinja2

from earwitness.website.publishing.formats import Options
from earwitness.website.rendering import Frame, Pages
from earwitness.website.site.links import FolderLinks, depth_of

POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file: data:; "
    "media-src 'self' file: https: http:; base-uri 'none'; form-action 'self' file:"
)
"""Nothing but the site's own files, and recordings where their publishers keep them. A page opened as a file has no origin of its own in
every browser, so `file:` is named."""
PICTURE = "assets/preview.png"
"""What previews elsewhere show: its address must not change with its bytes, as others keep it."""
_FEEDS = (("Atom", ".xml"), ("JSON Feed", ".json"))


class SiteFrame:
    """Makes the frame of each page; holds values only, so that it can be handed to other processes."""

    def __init__(self, options: Options, pages: frozenset[str], feeds: frozenset[str] = frozenset()) -> None:
        self.options = options
        self.pages = pages
        self.feeds = feeds

    def links(self, file: str) -> FolderLinks:
        """The links of the page in this file."""
        return FolderLinks(depth_of(file), self.pages)

    def render(self, template: str, file: str, here: str = "", *, feed: str = "all", description: str = "", **values: object) -> str:
        """A page's text."""
        return templates().render(template, self.frame(file, here, feed=feed, description=description), **values)

    def frame(self, file: str, here: str = "", *, feed: str = "all", description: str = "") -> Frame:
        """What surrounds the page in this file, with the feed of this name where there is one, else with that of all items."""
        links = self.links(file)
        name = feed if feed in self.feeds else "all"
        return Frame(
            links,
            live=False,
            here=here,
            archive=self.options.title,
            can_write=False,
            policy=POLICY,
            feeds=tuple((form, links.page("feed", name + suffix)) for form, suffix in _FEEDS),
            base_url=self.options.base_url,
            address=file,
            picture=PICTURE,
            description=description,
        )


@cache
def templates() -> Pages:
    """The hub's templates and those that only a site has."""
    own = jinja2.PackageLoader("earwitness.website.site")
    return Pages(jinja2.ChoiceLoader([jinja2.PackageLoader("earwitness.website"), own]))
