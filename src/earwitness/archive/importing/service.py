"""Imports the pages of another site into the archive as unproven claims, and checks them against transcripts where there are any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from earwitness.archive.importing.archive import Desk
from earwitness.archive.importing.run import ImportReport, Means, Progress, import_site
from earwitness.archive.importing.site_files import ImportFolder
from earwitness.archive.importing.transcript_lookup import TranscriptLookup
from earwitness.archive.sources import now_ms
from earwitness.config import Settings
from earwitness.jobs.analysis_pool import AnalysisPool
from earwitness.search.open import open_index

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive


def import_folder(
    opened: ImportFolder,
    settings: Settings,
    *,
    archive: Archive | None = None,
    transcripts: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Import every page of a site's folder; without an archive nothing is written and the report alone is returned.

    Interrupting keeps what was imported; the next run leaves unchanged pages alone.
    """
    pool = AnalysisPool(1)
    try:
        desk = Desk(archive.database, open_index(archive.database), opened, now_ms) if archive else None
        return import_site(Means(opened, TranscriptLookup(transcripts), pool.digest, settings.max_bytes, desk, progress))
    finally:
        pool.stop()
