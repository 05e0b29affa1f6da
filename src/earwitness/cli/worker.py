"""`earwitness worker`: one more process that works on items, on this machine or another."""

from __future__ import annotations

from pathlib import Path

from earwitness.archive.opening import open_archive
from earwitness.cli.output import print_text
from earwitness.cli.sync import shown, terminated_like_interrupted


def worker(*, idle_seconds: float | None = None, home: Path | None = None) -> int:
    """Carry items for the `sync` that asks the sources: one more process, here or on another machine with the same PostgreSQL.

    Takes over what a dead worker left, within a minute. Stop it with Ctrl-C or SIGTERM; what it had at hand is finished or handed on.

    Examples:
      earwitness worker
      EARWITNESS_DATABASE_URL=postgresql://team@db.example/earwitness earwitness worker

    Parameters
    ----------
    idle_seconds
        Exit after this many seconds without work; without it, run until stopped.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    from earwitness.archive import syncing  # noqa: PLC0415 - the job engine takes half a second to load, --help must not

    with open_archive(home) as archive:
        settings = archive.settings
    with terminated_like_interrupted(), shown(quietly=False) as progress:
        carried = syncing.work(settings, idle_seconds=idle_seconds, progress=progress)
    print_text(f"{carried:,} item{'' if carried == 1 else 's'} carried by this worker\n")
    return 0
