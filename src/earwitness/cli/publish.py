"""`earwitness publish`: the whole archive as a folder that others can read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import sqlalchemy as sa
from cyclopts import Parameter

from earwitness.archive.opening import archive_url, open_archive
from earwitness.cli.listing import Flag, Json, as_json, clean, counted, positive
from earwitness.cli.output import print_text
from earwitness.cli.sources import one_source
from earwitness.errors import UsageError
from earwitness.website.publishing.archive_formats import publication
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.formats import FormatName, Options
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.publish import Progress, PublishResult
from earwitness.website.publishing.publish import publish as run

PARTLY_DONE = 3
NOTES_SHOWN = 20


@Parameter(name="*")
@dataclass(frozen=True)
class PublishOptions:
    """What is published, and as what."""

    source: str | None = None
    """Only items of this source (id, title or address, or a part of one)."""
    limit: int | None = None
    """Only so many items, the newest."""
    base_url: str = ""
    """The address at which the folder will be read, for whatever must name one."""
    title: str = "Earwitness"
    """What the publication is called."""
    with_private: Flag = False
    """Put in the addresses of private sources too: whoever reads them can fetch what you subscribe to."""

    def options(self, connection: sa.Connection, format_: FormatName, searches: Mapping[str, str]) -> Options:
        """The same as options of a publication. Raises `UsageError` for a limit, source or address that is none."""
        limit = None if self.limit is None else positive(self.limit)
        source_id = one_source(connection, self.source).id if self.source else ""
        saved = tuple(sorted(searches.items()))
        reported = {"title": clean(self.title), "base_url": _base(self.base_url), "with_private": self.with_private}
        return Options(format=format_, source_id=source_id, limit=limit, searches=saved, **reported)


def publish(
    out: Path,
    *,
    format_: Annotated[FormatName, Parameter(name="--format")] = "site",
    choice: PublishOptions | None = None,
    force: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Publish the archive into a folder: only what changed is written, what is gone from the archive is removed.

    Two runs over the same archive leave the same bytes. A run that is cut off, or finds the disk full, leaves whole pages and
    goes on the next time. Files that are not ours are never touched. Exit code 3 when something had to be left as it was.

    Examples:
      earwitness publish www/ --base-url https://hub.example.org/
      earwitness publish hub/ --format jekyll
      earwitness publish vault/ --format obsidian --source norrby
      earwitness publish data/ --format json --limit 100
      earwitness verify data/

    Parameters
    ----------
    out
        The folder; made when it is not there.
    format_
        site (pages with search), jekyll (`_episodes/`), obsidian (linked notes) or json (a digest a file).
    choice
        What is published, and as what.
    force
        Write into a folder that holds other files or another format; other files stay as they are.
    json_
        Print one JSON object: what was made, written, removed and left alone.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        settings = archive.settings
        with archive.database.read() as connection:
            options = (choice or PublishOptions()).options(connection, format_, settings.saved_searches)
        makers = Makers(archive.database, archive_url(settings), processes=settings.processes or os.cpu_count() or 1)
        with _shown(quietly=json_) as progress:
            outcome = run(Folder(out), format_, publication(archive.database, options), makers, force=force, progress=progress)
    print_text(as_json({"folder": str(out), "format": format_, **outcome._asdict()}) if json_ else _as_lines(out, outcome))
    return PARTLY_DONE if outcome.notes else 0


def _base(url: str) -> str:
    """The address with a slash at its end. Raises `UsageError` for anything but http and https."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or any(char.isspace() for char in url):
        raise UsageError("--base-url", f"{clean(url)!r} is no address of a folder", "write it like https://example.org/hub/")
    return url.rstrip("/") + "/"


@contextmanager
def _shown(*, quietly: bool) -> Iterator[Progress]:
    """A bar on a terminal, else nothing."""
    if quietly or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("publishing"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("publishing", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _as_lines(out: Path, outcome: PublishResult) -> str:
    done = f"{counted(outcome.written, 'file')} written, {outcome.removed:,} removed, {counted(outcome.files, 'file')} in all"
    lines = [f"{out}: {done}" if outcome.written or outcome.removed else f"{out}: nothing has changed, {counted(outcome.files, 'file')}"]
    lines += [f"  {clean(note)}" for note in outcome.notes[:NOTES_SHOWN]]
    if len(outcome.notes) > NOTES_SHOWN:
        lines.append(f"  ... and {len(outcome.notes) - NOTES_SHOWN:,} more; --json lists all")
    return "\n".join(lines) + "\n"
