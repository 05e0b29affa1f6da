"""One import: reads every page of a site, stores it, checks it where a transcript can be had, and counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from earwitness.archive.importing.archive import Desk, ImportedRecord, draft_of, item_of
from earwitness.archive.importing.counters import DefectCounters
from earwitness.archive.importing.quality_report import QualityReport
from earwitness.archive.importing.site_files import ImportFolder, page_paths, read_pages
from earwitness.archive.importing.site_page import SitePage, read_page
from earwitness.archive.importing.transcript_lookup import TranscriptLookup, TranscriptMatch, own_transcript, read_transcript
from earwitness.errors import EarwitnessError, InputError
from earwitness.jobs.claims import judge_page
from earwitness.jobs.services import Analysis
from earwitness.model.base import Frozen
from earwitness.model.claims import ImportedPage
from earwitness.model.transcript import Transcript
from earwitness.recheck.imported_claims import OTHER_TEXT, judge_name_alone, may_be_of
from earwitness.storage.claims import StoredPage


class Progress(NamedTuple):
    """How far an import is."""

    done: int
    total: int
    title: str


class ImportReport(Frozen):
    """The outcome of one import: what was written, and the hub's score card."""

    dry_run: bool = False
    new_items: int = 0
    known_items: int = 0
    """Pages about items the archive had already, duplicates inside the hub among them."""
    changed_pages: int = 0
    unchanged_pages: int = 0
    erased_before: int = 0
    """Pages about items that were erased on purpose: passed over."""
    stopped: bool = False
    quality_report: QualityReport


@dataclass(frozen=True)
class Means:
    """What an import works with; without a desk nothing is written."""

    hub: ImportFolder
    shelf: TranscriptLookup
    digest: Analysis
    max_bytes: int
    desk: Desk | None = None
    progress: Callable[[Progress], None] | None = None


def import_site(means: Means) -> ImportReport:
    """Takes over every page; stopped at any moment, the next run goes on. A second run of the same hub writes nothing."""
    counters, counts = DefectCounters(means.hub.name), dict.fromkeys(("new", "known", "changed", "unchanged", "erased"), 0)
    paths = page_paths(means.hub)
    if means.desk:
        means.desk.open()
    stopped = False
    try:
        for at, file in enumerate(read_pages(means.hub, paths)):
            try:
                page = read_page(file)
            except InputError as error:
                counters.unreadable(error.subject, error.problem)
                continue
            if means.progress:
                means.progress(Progress(at, len(paths), page.title))
            retained = _one(means, page)
            if retained is None:
                counts["erased"] += 1
                counters.page(page, ())
                continue
            counts["new" if retained.new else "known"] += retained.new or retained.changed
            counts["changed" if retained.changed else "unchanged"] += 1
            if own_transcript(means.hub, page):
                counters.transcript_file()
            counters.page(page, retained.page.claims, judged_by=retained.page.page.judged_by, note=retained.page.page.note)
    except KeyboardInterrupt:
        stopped = True
    return ImportReport(
        dry_run=means.desk is None,
        new_items=counts["new"],
        known_items=counts["known"],
        changed_pages=counts["changed"],
        unchanged_pages=counts["unchanged"],
        erased_before=counts["erased"],
        stopped=stopped,
        quality_report=counters.card(),
    )


def _one(means: Means, page: SitePage) -> ImportedRecord | None:
    if means.desk is None:
        return _judged_alone(means, page)
    retained = means.desk.keep(page)
    if retained is None:
        return None
    retained = means.desk.judge_by_archive(retained)
    item = None if retained.page.page.transcript else means.desk.item_of(retained)
    if item is None:
        return retained
    note = ""
    for found in _files(means, page):
        transcript, note = _read(means, found, page)
        if transcript is None:
            continue
        digest = means.digest(item.model_copy(update={"fingerprint": transcript.fingerprint}), transcript)
        return means.desk.judge_by(retained, digest, transcript, by=found.by)
    return means.desk.note(retained, note)


def _judged_alone(means: Means, page: SitePage) -> ImportedRecord:
    """The page as it would be judged, nothing written."""
    about = item_of(page, "0" * 16, means.hub.name)
    result = ImportedPage(origin=f"import:{means.hub.name}", path=page.path, content_hash=page.content_hash, import_id=about.id)
    retained = ImportedRecord(StoredPage(about.id, result, tuple(judge_name_alone(claim) for claim in page.claims)), changed=True, new=True)
    note = ""
    for found in _files(means, page):
        transcript, note = _read(means, found, page)
        if transcript is not None:
            digest = means.digest(about.model_copy(update={"fingerprint": transcript.fingerprint}), transcript)
            return retained._replace(page=judge_page(retained.page, digest, transcript, by=found.by)[1])
    noted = retained.page.page.model_copy(update={"note": note})
    return retained._replace(page=retained.page._replace(page=noted))


def _files(means: Means, page: SitePage) -> list[TranscriptMatch]:
    own = own_transcript(means.hub, page)
    return [*means.shelf.find(page), *([own] if own else [])]


def _read(means: Means, found: TranscriptMatch, page: SitePage) -> tuple[Transcript | None, str]:
    """The transcript in a file when it can be of this page, else None and why not."""
    about = draft_of(item_of(page, "", means.hub.name))
    try:
        transcript = read_transcript(found.file, about, max_bytes=means.max_bytes)
    except EarwitnessError as error:
        return None, str(error)
    if not may_be_of(transcript, page.claims):
        return None, OTHER_TEXT
    return transcript, ""
