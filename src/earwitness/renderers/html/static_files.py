"""The script and the style sheet of HTML pages, from the files in `static/`.

Their hashes stand in the page's content security policy; style attributes are not allowed. The script of an item's page plays evidence,
highlights its words, follows the recording and copies citations; it writes no HTML and makes no request, and the page reads without it. It
understands the addresses `#t=754&s=KEY` (a piece of evidence, at that second), `#s=KEY`, `#t=754`, `#e-KEY`, `#p12`, and a search hit's
`#t=754&c=20-95` or `#c=20-95` (those characters of the text).

The contrast of every text colour with its background is at least 4.5:1 (WCAG 2.2 AA) in both colour schemes; a test computes it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def static_text(name: str) -> str:
    """Return the text of a file in `static/`."""
    return (files(__package__) / "static" / name).read_text("utf-8")


@cache
def item_script() -> str:
    """Return the script of an item's page: citations, player, reading aids."""
    return static_text("copying.js") + static_text("player.js") + static_text("item.js")


@cache
def components_css() -> str:
    """Return the style sheet that every page shares."""
    return static_text("components.css")


@cache
def page_css() -> str:
    """Return the whole style sheet of a self-contained item page."""
    return components_css() + static_text("item.css") + static_text("layout.css")


@cache
def colors(*, dark: bool) -> dict[str, str]:
    """Return the colour variables of a colour scheme by name, as `components.css` declares them."""
    light_rule, dark_rule = re.findall(r":root\{([^}]*)\}", components_css())[:2]
    return dict(re.findall(r"--([a-z]+):(#[0-9a-f]{6})", dark_rule if dark else light_rule))
