"""Functions that run in other processes: parsing of untrusted bytes and analysis of transcripts. No database, no network, no DBOS."""

from __future__ import annotations

from functools import cache

from earwitness import pipeline, plugins
from earwitness.extensions import TranscriptReader
from earwitness.model.digest import Digest
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Item, RawDocument
from earwitness.model.transcript import Transcript


def parse_document(document: RawDocument, about: ItemDraft) -> tuple[Item, Transcript]:
    """What a document says and what it is; `about` wins over what it says of itself. Raises `InputError`."""
    parsed = pipeline.parse(document, _readers())
    return pipeline.identify(parsed, document, about), parsed.transcript


def warm() -> None:
    """Reads a few words of ours in the formats met most often: a child forked afterwards finds everything loaded, 30 ms a document."""
    for name, text in _WARMING.items():
        parse_document(RawDocument(text.encode(), name), ItemDraft())


_WARMING = {
    "talk.vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Ada>The kettle is on, and 40 people wait.\n\n"
    "00:00:04.000 --> 00:00:08.000\n<v Bo>[music] Then pour it.\n",
    "talk.srt": "1\n00:00:00,000 --> 00:00:04,000\nThe kettle is on, and 40 people wait.\n",
    "letter.md": "# The kettle\n\n**By Ada Quill**\n\n> The kettle is on, and [40 people](https://example.org/) wait.\n\n- Then pour it.\n",
    "talk.txt": "Ada: The kettle is on, and 40 people wait.\n\nBo: Then pour it.\n\nAda: It is poured.\n",
}


def digest_transcript(item: Item, transcript: Transcript) -> Digest:
    """The digest of an item."""
    return pipeline.digest_transcript(item, transcript, _tools())


def load_tools() -> None:
    """Reads the tables that analysis needs, so that the first item does not wait for them."""
    _tools()


@cache
def _readers() -> tuple[TranscriptReader, ...]:
    return plugins.readers()


@cache
def _tools() -> pipeline.Tools:
    return pipeline.Tools.standard()
