"""`earwitness sync`: poll sources, digest new items, report the results."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

from cyclopts import Parameter

from earwitness.archive.opening import open_archive
from earwitness.archive.progress import Event, Progress, SyncReport, quiet
from earwitness.cli.output import print_text
from earwitness.errors import UsageError

PARTLY_DONE = 3
INTERRUPTED = 130
REMARKS_SHOWN = 5


def sync(
    *,
    once: bool = False,
    source: str | None = None,
    limit: int | None = None,
    retry: bool = False,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
    home: Path | None = None,
) -> int:
    """Poll the sources that are due, then fetch, digest and store new items.

    Can be stopped at any time, also by force: the next run goes on where this one was. A source is not asked again before its time,
    however often this runs. Exit code 3 when a source or an item failed; each is named with its reason.

    Examples:
      earwitness sync --once
      earwitness sync --once --source "the show" --limit 20
      earwitness sync --once --json > report.json

    Parameters
    ----------
    once
        Process what is due, then exit; without it, keep running and poll each source when it is due.
    source
        Only sources whose id starts with this, or whose address or title contains it.
    limit
        Process at most this many items.
    retry
        Retry failed items.
    json_
        Print one JSON object at the end: counts, and every failure with its reason.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if limit is not None and limit < 1:
        raise UsageError("--limit", f"{limit} takes up no item", "give 1 or more, or leave it out for all")
    from earwitness.archive import syncing  # noqa: PLC0415 - the job engine takes half a second to load, --help must not

    with open_archive(home) as archive:
        if retry:
            syncing.retry_failed(archive, source)
        settings = archive.settings
    with terminated_like_interrupted(), shown(quietly=json_) as progress:
        report = syncing.run_sync(settings, once=once, source=source, limit=limit, progress=progress)
    print_text(_as_json(report) if json_ else _as_lines(report))
    if report.stopped:
        return INTERRUPTED
    return 0 if report.is_clean else PARTLY_DONE


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """A service manager's stop is Ctrl-C to us: the items at hand are finished, then we leave."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: Any = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def shown(*, quietly: bool) -> Iterator[Progress]:
    """Who is told what happens: a moving display on a terminal, else only trouble, one line each on stderr."""
    if quietly:
        yield quiet
    elif sys.stderr.isatty():
        with _display() as progress:
            yield progress
    else:
        yield _say_trouble


def _say_trouble(event: Event) -> None:
    if event.kind in ("failed", "poll failed", "again", "note"):
        source_text = f"{event.subject}: {event.reason}" if event.subject else event.reason
        print(f"earwitness: {source_text}", file=sys.stderr, flush=True)


@contextmanager
def _display() -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    counts = dict.fromkeys(("polled", "new", "waiting for speech", "digested", "failed", "embedded"), 0)
    guard = threading.Lock()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(event: Event) -> None:
            with guard:
                name = {"poll failed": "failed", "again": "failed"}.get(event.kind, event.kind)
                if name in counts:
                    counts[name] += event.number
                ended = counts["digested"] + counts["failed"] + counts["waiting for speech"]
                shown = "  ".join(f"{count} {name}" for name, count in counts.items() if count)
                bar.update(task, description=shown or "asking", completed=ended, total=max(counts["new"], ended) or None)
                if event.kind in ("failed", "poll failed", "again", "note"):
                    source_text = f"{event.subject}: {event.reason}" if event.subject else event.reason
                    bar.console.print(f"[red]✗[/] {escape(source_text)}" if event.kind != "note" else escape(source_text))
                elif event.kind == "digested":
                    bar.console.print(f"[green]✓[/] {escape(event.subject)}")

        yield tell


def _as_json(report: SyncReport) -> str:
    return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def _as_lines(report: SyncReport) -> str:
    """The outcome in two to three lines, then every failure."""
    asked = f"{_count(report.polled, 'source')} asked ({report.unchanged} unchanged)"
    if report.not_due:
        asked += f", {report.not_due} not due yet"
    lines = [asked]
    done = [f"{report.new} new", f"{report.changed} changed" if report.changed else "", f"{report.digested} digested"]
    done += [f"{report.copies} copies" if report.copies else ""]
    done += [f"{report.waiting_for_speech} waiting for speech" if report.waiting_for_speech else ""]
    lines.append(f"items: {', '.join(filter(None, done))}, {len(report.failed_items)} failed ({report.seconds:.1f} s)")
    if report.embedded:
        lines.append(f"search by meaning: {_count(report.embedded, 'passage')} added")
    for title, troubles in (("failed", (*report.failed_sources, *report.failed_items)), ("to be tried again", report.again_later)):
        lines += [f"  {title}: {one.title} [{one.id}]: {one.reason.removeprefix(f'{title}: ')}" for one in troubles]
    lines += [f"  note: {one.title} [{one.id}]: {one.reason}" for one in report.remarks[:REMARKS_SHOWN]]
    if len(report.remarks) > REMARKS_SHOWN:
        lines.append(f"  ... and {_count(len(report.remarks) - REMARKS_SHOWN, 'note')} more; --json has all of them")
    if report.left:
        lines.append(f"{_count(report.left, 'item')} left to do; run earwitness sync again")
    if report.stopped:
        lines.append("stopped; nothing is lost, the next earwitness sync goes on from here")
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
