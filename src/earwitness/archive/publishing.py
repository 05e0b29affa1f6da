"""Publishing the archive as a folder: a static site, a Jekyll collection, an Obsidian vault or JSON files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from earwitness.archive.opening import archive_url
from earwitness.archive.sources import one_source
from earwitness.errors import UsageError
from earwitness.text.invisible import one_line
from earwitness.website.publishing.archive_formats import publication
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.formats import FormatName, Options
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.publish import Progress, PublishResult
from earwitness.website.publishing.publish import publish as run

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["FormatName", "Progress", "PublishOptions", "PublishResult", "publish"]


@dataclass(frozen=True)
class PublishOptions:
    """What is published, and how."""

    source: str | None = None
    """Only items of this source: its id, title or address, or a part of one."""
    limit: int | None = None
    """Only so many items, the newest."""
    base_url: str = ""
    """The address at which the folder will be served, for feeds and previews."""
    title: str = "Earwitness"
    """The title of the publication."""
    with_private: bool = False
    """Include the addresses of private sources."""


def publish(
    archive: Archive,
    folder: Path,
    format_: FormatName = "site",
    options: PublishOptions | None = None,
    *,
    force: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> PublishResult:
    """Publish the archive into a folder: write what changed, remove what is gone, leave foreign files alone.

    Raises `UsageError` for a folder that holds something else, unless `force` is set.
    """
    settings, wanted = archive.settings, options or PublishOptions()
    source_id = ""
    if wanted.source:
        with archive.database.read() as connection:
            source_id = one_source(connection, wanted.source).id
    searches = tuple(sorted(settings.saved_searches.items()))
    chosen = Options(
        format=format_,
        source_id=source_id,
        limit=wanted.limit,
        searches=searches,
        title=one_line(wanted.title),
        base_url=folder_url(wanted.base_url),
        with_private=wanted.with_private,
    )
    makers = Makers(archive.database, archive_url(settings), processes=settings.processes or os.cpu_count() or 1)
    return run(Folder(folder), format_, publication(archive.database, chosen), makers, force=force, progress=progress)


def folder_url(url: str) -> str:
    """Return the URL with a slash at its end, empty for none. Raises `UsageError` for anything but an http(s) URL of a folder."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or any(char.isspace() for char in url):
        raise UsageError("--base-url", f"{one_line(url)!r} is no address of a folder", "write it like https://example.org/archive/")
    return url.rstrip("/") + "/"
