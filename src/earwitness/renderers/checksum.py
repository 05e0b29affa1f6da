"""Provenance and checksum of a page: what it was made from, and a digest over its content.

Such a page holds neither digest nor transcript: they lie beside it, so that the page is small.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from earwitness.renderers.stamps import checksum
from earwitness.renderers.writing import script_json

META = "earwitness"
"""Name of the meta element that holds the stamp; `pages/templates/item.html` writes it."""
_SEAL = re.compile(r"<!-- ew:seal ([0-9a-f]{64}) -->\n\Z")


class PageSource(NamedTuple):
    """What a page was made from."""

    item: str
    digest: str
    """`checksum_of` the digest."""
    transcript: str
    """SHA-256 of its text."""
    fingerprint: str


def stamp_of(made: PageSource) -> str:
    """The stamp as the meta element's content."""
    return script_json(made._asdict())


def read_stamp(content: str) -> PageSource | None:
    """What `stamp_of` wrote; None for anything else."""
    try:
        held = json.loads(content)
    except ValueError:
        return None
    if not isinstance(held, dict) or set(held) != set(PageSource._fields) or not all(isinstance(value, str) for value in held.values()):
        return None
    return PageSource(**held)


def with_checksum(page: str) -> str:
    """The page with the seal behind it."""
    return f"{page.rstrip()}\n<!-- ew:seal {checksum(page.rstrip())} -->\n"


def checksum_faults(text: str) -> list[str]:
    """What the seal of such a page says of it."""
    match = _SEAL.search(text)
    if match is None:
        return ["the page's seal is missing or damaged: claims may have been removed"]
    if checksum(text[: match.start()].rstrip()) != match.group(1):
        return ["the page was changed after it was made: it differs from its own checksum"]
    return []
