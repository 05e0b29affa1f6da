"""Files published with an episode: chapters are added to the transcript, and the transcript's times are compared with the recording's."""

from __future__ import annotations

from earwitness.documents.chapter_marks import read_chapters, with_chapters
from earwitness.errors import EarwitnessError, InputError, SourceError
from earwitness.jobs.services import Services
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.transcript import Transcript


def chaptered(services: Services, entry: SourceEntry, transcript: Transcript) -> Transcript:
    """The transcript with the chapters of the entry's chapters file; where that cannot be had, a warning and our own chapters later."""
    if entry.chapters_url is None:
        return transcript
    try:
        fetched = services.door.fetch(entry.chapters_url)
        return with_chapters(transcript, read_chapters(fetched.content, entry.chapters_url))
    except (SourceError, InputError) as error:
        return _warned(transcript, f"the publisher's chapters could not be used: {error}")


def aligned(services: Services, archived: ArchivedItem, entry: SourceEntry, source: Source, transcript: Transcript) -> Transcript:
    """The published transcript with the times of the episode's recording, where `align_transcripts` asks for it."""
    if services.align is None or not services.settings.align_transcripts:
        return transcript
    chosen = next((one for one in services.candidates(entry, source) if one.kind == "speech"), None)
    if chosen is None or not entry.enclosures:
        return transcript
    try:
        return services.align(archived, entry, chosen, transcript)
    except EarwitnessError as error:
        if services.stopping.is_set():
            raise
        return _warned(transcript, f"its times could not be compared with the recording: {error}")


def _warned(transcript: Transcript, warning: str) -> Transcript:
    return transcript.model_copy(update={"warnings": (*transcript.warnings, warning)})
