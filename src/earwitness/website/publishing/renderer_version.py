"""The version of the renderers that wrote a page: pages are written again when the renderers' code changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PACKAGES = ("renderers", "website", "entities", "storage", "text")
"""What a published byte can depend on besides the archive and the options."""


@cache
def renderer_version() -> str:
    """16 hex digits of every module, template and asset of those packages."""
    digest = hashlib.sha256()
    package = files("earwitness")
    for package_name in PACKAGES:
        folder = package.joinpath(package_name)
        if folder.is_dir():
            for name, content in sorted(_contents(folder, package_name)):
                digest.update(f"{name}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:16]


def _contents(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _contents(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith(".pyc"):
            yield f"{name}/{entry.name}", entry.read_bytes()


def key_of(*parts: object) -> str:
    """24 hex digits of JSON values: what a page is a function of, in short."""
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:24]
