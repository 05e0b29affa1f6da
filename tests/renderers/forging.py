"""Pages as a careful forger leaves them: edited, with every checksum, seal and manifest made to fit again."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from earwitness import pipeline, plugins
from earwitness.model.digest import Digest, sealed
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Transcript
from earwitness.recheck.claims import recheck
from earwitness.recheck.html_page import HtmlPageReader
from earwitness.renderers.checksum import with_checksum
from earwitness.renderers.html.page import SEAL_OPEN, TAIL
from earwitness.renderers.stamps import STAMP, checksum, line_hash, manifest
from earwitness.renderers.writing import script_json
from earwitness.website.links import SiteLinks
from earwitness.website.rendering import Frame, Pages
from earwitness.website.views.item import ItemRecording, site_page

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
EXAMPLE = "second-opinion-41.podcast.md"
MARKDOWN = ("md", "jekyll", "obsidian")


class Made(NamedTuple):
    """A page of an example and what it was made from."""

    form: str
    digest: Digest
    transcript: Transcript
    text: str

    def forged(self, pattern: str, put: str) -> list[str]:
        """What a re-check finds after every place of `pattern` is replaced and everything sealed again."""
        edited, count = re.subn(pattern, put, self.text, flags=re.DOTALL)
        assert count, pattern
        assert edited != self.text
        return self.faults(edited)

    def faults(self, edited: str) -> list[str]:
        """What a re-check finds in an edited page whose seals are made to fit."""
        return faults_of(resealed(edited, self.digest, self.form), self)


@cache
def digested(name: str = EXAMPLE) -> tuple[Digest, Transcript]:
    """An example's digest and transcript."""
    result = pipeline.digest(RawDocument((EXAMPLES / name).read_bytes(), name), pipeline.Tools.standard())
    return result.digest, result.transcript


@cache
def page(form: str, name: str = EXAMPLE) -> Made:
    """An example's page in a format; `site` is the hub's item page."""
    digest, transcript = digested(name)
    if form == "site":
        text = site_page(Pages(), Frame(SiteLinks(1), live=False), digest, transcript, ItemRecording("https://example.org/a.mp3"))
    else:
        text = plugins.renderer(form).render(digest, transcript)
    return Made(form, digest, transcript, text)


def faults_of(text: str, made: Made) -> list[str]:
    """What a re-check finds in a page as it stands."""
    readers = [reader for reader in plugins.page_readers() if reader.recognises(text)]
    if not readers:
        return ["is no page of ours"]
    if made.form == "site" and isinstance(readers[0], HtmlPageReader):
        read = readers[0].read_beside(text, "page", made.digest, made.transcript)
    else:
        read = readers[0].read(text, "page")
    return [fault.message for fault in recheck(read, made.transcript)]


def resealed(text: str, digest: Digest, form: str) -> str:
    """The page with line hashes, manifest, checksum and seal made to fit."""
    if form == "json":
        return sealed(Digest.model_validate_json(text)).model_dump_json(by_alias=True, exclude_none=True)
    if form == "site":
        return with_checksum(text.rpartition("<!-- ew:seal ")[0])
    if form == "html":
        body = text.rpartition(SEAL_OPEN)[0]
        return f"{body}{SEAL_OPEN}{script_json({'page': checksum(body)})}{TAIL}"
    lines = []
    for line in text.split("\n"):
        if line.startswith("<!-- ew:manifest"):
            break
        match = STAMP.search(line)
        lines.append(line[: match.start(4)] + line_hash(line[: match.start()]) + line[match.end(4) :] if match else line)
    body = "\n".join(lines) + "\n"
    return body + manifest(digest, form, body, sealed=form != "obsidian")
