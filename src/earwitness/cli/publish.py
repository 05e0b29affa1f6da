"""`earwitness publish`: the whole archive as a folder that others can read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from earwitness.archive import publishing
from earwitness.archive.opening import open_archive
from earwitness.archive.publishing import FormatName, Progress, PublishResult
from earwitness.cli.listing import Flag, Json, as_json, counted, positive
from earwitness.cli.output import print_text
from earwitness.text.invisible import one_line as clean

PARTLY_DONE = 3
NOTES_SHOWN = 20


@Parameter(name="*")
@dataclass(frozen=True)
class PublishChoice:
    """What is published, and as what."""

    source: str | None = None
    """Only items of this source (id, title or address, or a part of one)."""
    limit: int | None = None
    """Only the newest items, this many."""
    base_url: str = ""
    """The public address of the folder, for feeds and previews."""
    title: str = "Earwitness"
    """Title of the publication."""
    with_private: Flag = False
    """Include the addresses of private sources: readers can then fetch what you subscribe to."""

    def chosen(self) -> publishing.PublishOptions:
        """Return the options, checked. Raises `UsageError` for a limit below 1."""
        limit = None if self.limit is None else positive(self.limit)
        return publishing.PublishOptions(self.source, limit, self.base_url, self.title, with_private=bool(self.with_private))


def publish(
    out: Path,
    *,
    format_: Annotated[FormatName, Parameter(name="--format")] = "site",
    choice: PublishChoice | None = None,
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
        The folder; created if missing.
    format_
        site (pages with search), jekyll (`_episodes/`), obsidian (linked notes) or json (a digest a file).
    choice
        What is published, and as what.
    force
        Write into a folder that contains other files or another format; other files are not touched.
    json_
        Print one JSON object: what was built, written, removed and left unchanged.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    options = (choice or PublishChoice()).chosen()
    with open_archive(home) as archive, _shown(quietly=json_) as progress:
        outcome = publishing.publish(archive, out, format_, options, force=force, progress=progress)
    print_text(as_json({"folder": str(out), "format": format_, **outcome._asdict()}) if json_ else _as_lines(out, outcome))
    return PARTLY_DONE if outcome.notes else 0


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
