"""The transcript beside a page: `NAME.transcript.json`, from which anybody can re-check the page without the original."""

from __future__ import annotations

import json

from pydantic import ValidationError

from earwitness.errors import EvidenceError
from earwitness.model.digest import TranscriptRecord
from earwitness.model.transcript import Transcript
from earwitness.text.words import words_with_places

TRANSCRIPT_SUFFIX = ".transcript.json"


def full_record(record: TranscriptRecord, transcript: Transcript) -> TranscriptRecord:
    """`record` with the transcript's content in it."""
    return record.model_copy(
        update={
            "text": transcript.text,
            "timeline": transcript.segments,
            "marks": transcript.marks,
            "word_times": transcript.word_times,
        }
    )


def transcript_json(transcript: Transcript) -> str:
    """The transcript as one line of JSON, byte for byte the same for the same transcript."""
    spoken = (word for word in words_with_places(transcript.text) if not transcript.is_unspoken(word[0], word[1]))
    measures = TranscriptRecord(
        sha256=transcript.sha256,
        fingerprint=transcript.fingerprint,
        origin=transcript.origin,
        characters=len(transcript.text),
        words=sum(1 for _ in spoken),
        segments=len(transcript.segments),
    )
    content = full_record(measures, transcript).model_dump(mode="json", exclude_none=True)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_transcript_json(text: str) -> Transcript:
    """The transcript in such a file. Raises `EvidenceError` when it is damaged or does not fit its own checksums."""
    try:
        record = TranscriptRecord.model_validate_json(text)
    except ValidationError as error:
        raise EvidenceError("transcript", "is no transcript file", "make it again with `earwitness digest`") from error
    transcript = record.restore()
    if transcript is None:
        raise EvidenceError("transcript", "holds no text", "make it again with `earwitness digest --with-transcript`")
    if transcript.sha256 != record.sha256:
        raise EvidenceError("transcript", "its text differs from its own checksum: it was changed after it was made")
    if transcript.fingerprint != record.fingerprint:
        raise EvidenceError("transcript", "its times or speakers differ from its own checksum: it was changed after it was made")
    return transcript
