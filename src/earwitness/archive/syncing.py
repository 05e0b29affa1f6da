"""Runs of `sync` and of a worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from earwitness.jobs import sync as jobs
from earwitness.jobs.report import Event, Progress, SyncReport, quiet

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive
    from earwitness.config import Settings

__all__ = ["Event", "Progress", "SyncReport", "quiet", "retry_failed", "run_sync", "sync", "work"]


def sync(archive: Archive, *, once: bool = True, source: str | None = None, limit: int | None = None, retry: bool = False) -> SyncReport:
    """Poll the sources that are due, digest what is new, and report what became of each item."""
    if retry:
        retry_failed(archive, source)
    return run_sync(archive.settings, once=once, source=source, limit=limit)


def retry_failed(archive: Archive, source: str | None = None) -> int:
    """Mark failed items, of one source or of all, to be tried again; return how many."""
    return jobs.retry_failed(archive.database, source)


def run_sync(
    settings: Settings, *, once: bool = True, source: str | None = None, limit: int | None = None, progress: Progress = quiet
) -> SyncReport:
    """Run `sync` with a database connection of its own, as a long-running process needs."""
    return jobs.sync(settings, once=once, source=source, limit=limit, progress=progress)


def work(settings: Settings, *, idle_seconds: float | None = None, progress: Progress = quiet) -> int:
    """Process queued items until stopped, or until idle for so long; return how many were processed."""
    return jobs.work(settings, idle_seconds=idle_seconds, progress=progress)
