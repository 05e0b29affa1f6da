"""Audits the output of another program against the transcript of the recording it is about."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from earwitness.archive.importing.outputs import read_output
from earwitness.archive.importing.transcript_lookup import read_transcript
from earwitness.config import Settings
from earwitness.documents.decoding import to_text
from earwitness.errors import UsageError
from earwitness.jobs.analysis_pool import AnalysisPool
from earwitness.model.claims import ImportedClaim
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item
from earwitness.recheck.imported_claims import judge_claims
from earwitness.sources.files import read_file


class AuditedOutput(NamedTuple):
    """The claims of another program's output with their verdicts."""

    format: str
    transcript_sha256: str
    claims: tuple[ImportedClaim, ...]
    warnings: tuple[str, ...]


def audit_output(file: Path, transcript: Path, settings: Settings) -> AuditedOutput:
    """Judge every claim of a file by a transcript.

    Raises `InputError` for a file in no known format and `UsageError` for the transcript of another recording.
    """
    text, warnings = to_text(read_file(file, max_bytes=settings.max_bytes))
    output = read_output(file.name, text)
    read = read_transcript(transcript, ItemDraft(), max_bytes=settings.max_bytes)
    pool = AnalysisPool(1)
    try:
        digest = pool.digest(Item(id="0" * 16, title=file.name, fingerprint=read.fingerprint), read)
    finally:
        pool.stop()
    judged = judge_claims(digest, read, output.claims, f"audit:{file.name}")
    if not judged.fits:
        raise UsageError(str(transcript), "holds other words than the quotes", "give the transcript of the same recording")
    claims = tuple(claim.model_copy(update={"finding_id": None}) for claim in judged.claims)
    return AuditedOutput(output.format, read.sha256, claims, tuple(warnings))
