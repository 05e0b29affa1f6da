"""The digest as JSON, byte for byte the same for the same digest."""

from __future__ import annotations

import json

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.transcript_file import full_record


class JsonRenderer:
    """Writes the schema `earwitness.digest/1`."""

    name = "json"
    suffix = ".json"

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """Indented JSON in UTF-8; the transcript's content only on request."""
        if with_transcript:
            digest = digest.model_copy(update={"transcript": full_record(digest.transcript, transcript)})
        return json.dumps(digest_content(digest), ensure_ascii=False, indent=1) + "\n"


def digest_content(digest: Digest) -> dict[str, object]:
    """The digest as JSON values, without the parts of the transcript it does not carry."""
    content: dict[str, object] = digest.model_dump(mode="json", by_alias=True)
    record = content["transcript"]
    if isinstance(record, dict):
        for key in ("text", "timeline", "marks", "word_times"):
            if record[key] is None:
                del record[key]
    return content
