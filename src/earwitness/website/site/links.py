"""Relative addresses inside a static site, so that it works under any base path and from local files."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import quote

from earwitness.website.asset_files import stamped
from earwitness.website.links import SiteLinks, site_file

_CLASHES = re.compile(r"index(?:-\w+)*|con|prn|aux|nul|com\d|lpt\d")


class FolderLinks(NamedTuple):
    """The links of a page; those of lists may lead to one of their further pages."""

    root: str
    """How the page reaches the site's first folder: `../`, nothing, or a base path."""
    pages: Collection[str]
    """The kinds of pages this site has."""

    def page(self, name: str, key: str = "", *, at: str = "", **query: str | int | None) -> str:
        """`../items/ID.html#t=754&s=ID`. Of a query the page of a list counts; there is no server to ask anything else."""
        file = page_file(name, key, str(query.get("page") or ""))
        return self.root + quote(file, safe="/") + (f"#{at}" if at else "")

    def asset(self, name: str) -> str:
        """`../assets/site.1a2b3c4d.css`."""
        return f"{self.root}assets/{stamped(name)}"

    def has(self, name: str) -> bool:
        """Whether this site has such pages."""
        return name in self.pages and SiteLinks().has(name)


def page_file(name: str, key: str = "", part: str = "") -> str:
    """The file of a page: `items/ID.html`, `items/index-2.html` for a part of a list."""
    file = site_file(name, f"{key}_" if _CLASHES.fullmatch(key) else key)
    return f"{file.removesuffix('.html')}-{part}.html" if part else file


def depth_of(file: str) -> str:
    """How a page in this file reaches the site's first folder."""
    return "../" * file.count("/")
