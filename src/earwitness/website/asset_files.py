"""Style, scripts and icons of the hub: bytes with names that change with them, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from earwitness.errors import NotFound
from earwitness.renderers.html.script import SCRIPT
from earwitness.renderers.html.script_copying import COPYING
from earwitness.renderers.html.style import COMPONENTS, ITEM

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
"""Media types by file name ending; nothing else is an asset."""
NAMES = ("site.css", "hub.js", "item.js", "htmx.min.js", "icon.svg")


@cache
def asset(name: str) -> bytes:
    """The bytes of an asset. Raises `NotFound`."""
    if name not in NAMES:
        raise NotFound(name, "there is no such asset")
    if name == "item.js":
        return SCRIPT.encode()
    held = (resources.files(__package__) / "assets" / name).read_bytes()
    before = {"site.css": COMPONENTS + ITEM, "hub.js": COPYING}.get(name, "")
    return before.encode() + held


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
