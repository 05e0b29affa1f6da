"""Events and reports of `sync`, without the job engine: what progress displays need."""

from __future__ import annotations

from earwitness.jobs.report import Event, Progress, SyncReport, quiet

__all__ = ["Event", "Progress", "SyncReport", "quiet"]
