"""The digest as JSON, byte for byte the same for the same digest."""

from __future__ import annotations

import json

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript


class JsonRenderer:
    """Writes the schema `earwitness.digest/1`."""

    name = "json"
    suffix = ".json"

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False) -> str:
        """Indented JSON in UTF-8; the transcript's content only on request."""
        if with_transcript:
            record = digest.transcript.model_copy(
                update={
                    "text": transcript.text,
                    "timeline": transcript.segments,
                    "marks": transcript.marks,
                    "word_times": transcript.word_times,
                }
            )
            digest = digest.model_copy(update={"transcript": record})
        content = digest.model_dump(mode="json", by_alias=True)
        for key in ("text", "timeline", "marks", "word_times"):
            if content["transcript"][key] is None:
                del content["transcript"][key]
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
