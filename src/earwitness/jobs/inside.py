"""What runs in other processes: parsing of foreign bytes, and the analysis of a transcript. No database, no network, no DBOS."""

from __future__ import annotations

from functools import cache

from earwitness import pipeline, plugins
from earwitness.model.digest import Digest
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item, RawDocument
from earwitness.model.transcript import Transcript


def parse_document(document: RawDocument, about: ItemDraft) -> tuple[Item, Transcript]:
    """What a document says and what it is; `about` wins over what it says of itself. Raises `InputError`."""
    parsed = pipeline.parse(document, plugins.readers())
    return pipeline.identify(parsed, document, about), parsed.transcript


def digest_transcript(item: Item, transcript: Transcript) -> Digest:
    """The digest of an item."""
    return pipeline.digest_transcript(item, transcript, _tools())


@cache
def _tools() -> pipeline.Tools:
    return pipeline.Tools.standard()
