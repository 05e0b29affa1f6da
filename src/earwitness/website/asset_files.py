"""Style sheets, scripts and icons of the web app under names that contain their checksum, so that browsers may cache them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from earwitness.errors import NotFound
from earwitness.renderers.html.static_files import components_css, item_script, static_text

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
"""Media types by file name ending; nothing else is an asset."""
NAMES = ("site.css", "hub.js", "item.js", "htmx.min.js", "icon.svg")


@cache
def asset(name: str) -> bytes:
    """Return the bytes of an asset. Raises `NotFound`."""
    if name not in NAMES:
        raise NotFound(name, "there is no such asset")
    if name == "item.js":
        return item_script().encode()
    content = (resources.files(__package__) / "assets" / name).read_bytes()
    before = ""
    if name == "site.css":
        before = components_css() + static_text("item.css")
    elif name == "hub.js":
        before = static_text("copying.js")
    return before.encode() + content


@cache
def stamped(name: str) -> str:
    """`site.css` as `site.1a2b3c4d.css`, from its bytes."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(asset(name)).hexdigest()[:8]}.{suffix}"


def unstamped(name: str) -> str:
    """The asset that `stamped` gave this name. Raises `NotFound` for another, an older version's among them."""
    found = next((known for known in NAMES if stamped(known) == name), None)
    if found is None:
        raise NotFound(name, "there is no such asset")
    return found
