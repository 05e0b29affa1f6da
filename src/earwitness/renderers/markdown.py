"""The digest as a Markdown page for GitHub and every common viewer, checkable by `earwitness verify`."""

from __future__ import annotations

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.dialects import MARKDOWN
from earwitness.renderers.markdown_body import page


class MarkdownRenderer:
    """Writes `--format md`."""

    name = "md"
    suffix = ".md"

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """The page; with the transcript's paragraphs and content at its end on request."""
        return page(digest, transcript, MARKDOWN, with_transcript=with_transcript)
