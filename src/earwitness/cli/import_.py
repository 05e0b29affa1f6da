"""`earwitness import`: import another site as unproven claims, with a report on its defects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted
from earwitness.cli.output import print_text
from earwitness.config import load_settings
from earwitness.text.invisible import one_line as clean

if TYPE_CHECKING:
    from earwitness.archive.importing.run import ImportReport, Progress
    from earwitness.archive.importing.site_files import ImportFolder
    from earwitness.archive.opening import Archive
    from earwitness.config import Settings

PARTLY_DONE = 3
INTERRUPTED = 130
TROUBLES = 10


def import_(
    hub: Path,
    *,
    source: str | None = None,
    transcripts: Path | None = None,
    dry_run: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Import the episodes of a Jekyll site and report its defects: duplicates, false companies, false quotes, empty fields.

    Titles, dates, addresses, lengths, sources, tags and topics are kept. Every quote, insight and company is kept as a claim, `unverified`
    until a transcript proves it: one of --transcripts (found by file name, title or date), one the hub itself holds, or the one the
    archive has of the same episode, now or after a later sync. What is proven becomes a finding with its evidence; what is not is
    refuted with the reason. Can be stopped and run again: pages that are as they were are left alone.

    Examples:
      earwitness import ~/hub --dry-run
      earwitness import ~/hub --transcripts ~/captions
      earwitness import ~/hub --source "Norrby Digest" --json > score.json

    Parameters
    ----------
    hub
        Folder of the site, with its pages in `_episodes`.
    source
        Name of the site, and of the source of episodes that name none (default: the folder's name).
    transcripts
        Folder with transcripts: captions, text, Markdown, JSON.
    dry_run
        Only report; write nothing.
    json_
        Print one JSON object: what was written, and the report.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    from earwitness.archive.importing.site_files import open_site  # noqa: PLC0415 - --help needs none of it

    opened = open_site(hub, source)
    if dry_run:
        settings = load_settings(home)
        report = _run(opened, transcripts, settings, None, quietly=json_)
    else:
        with open_archive(home, create=True) as archive:
            report = _run(opened, transcripts, archive.settings, archive, quietly=json_)
    if json_:
        print_text(as_json(report.model_dump(mode="json")))
    else:
        from earwitness.archive.importing.report_lines import report_lines  # noqa: PLC0415

        print_text("\n".join([*_outcome(report), "", *report_lines(report.quality_report)]) + "\n")
        _tell_troubles(report)
    if report.stopped:
        return INTERRUPTED
    return PARTLY_DONE if report.quality_report.unreadable else 0


def _run(opened: ImportFolder, transcripts: Path | None, settings: Settings, archive: Archive | None, *, quietly: bool) -> ImportReport:
    from earwitness.archive.importing.service import import_folder  # noqa: PLC0415 - the analysis takes half a second to load
    from earwitness.cli.sync import terminated_like_interrupted  # noqa: PLC0415

    with terminated_like_interrupted(), _shown(quietly=quietly) as progress:
        return import_folder(opened, settings, archive=archive, transcripts=transcripts, progress=progress)


@contextmanager
def _shown(*, quietly: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, nothing otherwise."""
    if quietly or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.done, total=progress.total, description=escape(clean(progress.title)[:60]))

        yield tell


def _outcome(report: ImportReport) -> list[str]:
    if report.dry_run:
        return ["dry run: nothing was written"]
    known = f", {counted(report.known_items, 'page')} about items already there" if report.known_items else ""
    lines = [f"{counted(report.new_items, 'new item')}{known}, {counted(report.unchanged_pages, 'page')} unchanged"]
    if report.erased_before:
        lines.append(f"{counted(report.erased_before, 'page')} passed over: their items were erased on purpose")
    if report.stopped:
        lines.append("stopped; nothing is lost, the next earwitness import goes on from here (the numbers below are of what was read)")
    return lines


def _tell_troubles(report: ImportReport) -> None:
    troubles = report.quality_report.unreadable
    for one in troubles[:TROUBLES]:
        print(f"earwitness: {clean(one.path)}: {clean(one.reason)}", file=sys.stderr)
    if len(troubles) > TROUBLES:
        print(f"earwitness: ... and {len(troubles) - TROUBLES} more; --json names them", file=sys.stderr)
