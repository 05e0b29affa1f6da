"""The interfaces of every kind of plug-in. Built-in plug-ins use the same ones.

A plug-in is a class that a package names in an entry point group (`plugins.GROUPS`). A class whose constructor takes an argument is given
the `Context`. One that fails costs what it would have contributed, never the digest: the failure stands in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from earwitness.config import Settings
from earwitness.model.digest import Digest
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.findings import Finding
from earwitness.model.pages import Claim, Page
from earwitness.model.reading import Reading
from earwitness.model.speech import Hints, RecognizedWord, Utterance, VoiceTurn
from earwitness.model.transcript import Transcript


class FetchedDocument(Protocol):
    """What a URL answered."""

    @property
    def content(self) -> bytes:
        """The body."""

    @property
    def url(self) -> str:
        """The URL after redirects."""


class Http(Protocol):
    """The guarded HTTP client: no private addresses, bounded time and size."""

    def fetch(self, url: str) -> FetchedDocument:
        """Return the document at a URL. Raises `SourceError`."""


class LanguageModel(Protocol):
    """A language model. It proposes; only verification decides what is printed."""

    @property
    def name(self) -> str:
        """The model as findings name it behind `llm:`."""

    def complete(self, prompt: str, *, schema: Mapping[str, object]) -> str:
        """Return JSON that fits the schema."""


@dataclass(frozen=True)
class Context:
    """What a plug-in may use: the settings, the guarded HTTP client and, where one is configured, a language model."""

    settings: Settings
    http: Http | None = None
    llm: LanguageModel | None = None


class TranscriptReader(Protocol):
    """Turns one format into item metadata and a transcript."""

    @property
    def name(self) -> str:
        """The format's name as people know it: `webvtt`, `srt`, `html` ..."""

    def recognises(self, document: DecodedDocument) -> float:
        """How sure the content is of this format: 0 (is not) to 1 (cannot be anything else). Never from the name alone."""

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """The document's metadata and transcript. Raises `InputError` when the format is right and the content hopeless."""


class Analyzer(Protocol):
    """Proposes findings. Pure: same reading, same findings, in the same order.

    Proposals for the same place compete by confidence, whoever made them: verification keeps the best and counts the others.
    """

    @property
    def name(self) -> str:
        """Names the analyser in messages: `numbers`, `quotes` ..."""

    @property
    def requires(self) -> frozenset[str]:
        """Types of findings (`Finding.TYPE`) it reads from `found`: every analyser that provides one runs before it."""

    @property
    def provides(self) -> frozenset[str]:
        """Types of findings it proposes."""

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """Yield findings that name spans of the text, or sentences of the reading by index. `found` is what was proposed before."""


class Renderer(Protocol):
    """Turns a digest into a page. Pure: same digest, same bytes."""

    @property
    def name(self) -> str:
        """The value of `--format`."""

    @property
    def suffix(self) -> str:
        """The file name ending, with its dot: `.md`, `.html` ..."""

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """The page's text. `media` is where a player finds the recording: a web address, a `data:` address or the name of a file beside."""


class PageReader(Protocol):
    """Reads back what a page claims, so that anybody can re-check it. The inverse of a renderer, and as strict."""

    def recognises(self, text: str) -> bool:
        """True when the text is a page of this kind made by Earwitness."""

    def read(self, text: str, name: str) -> Page:
        """Every claim on the page, and its transcript when it lies inside."""


@runtime_checkable
class ComparingPageReader(PageReader, Protocol):
    """A reader of pages that do not carry their digest: it reads them again with the one that lies beside."""

    def read_beside(self, text: str, name: str, digest: Digest, transcript: Transcript | None = None) -> Page:
        """Every claim on the page, compared with the digest, and with the transcript where it lies beside too."""


class Embedder(Protocol):
    """Turns texts into points of a space in which near means alike."""

    @property
    def name(self) -> str:
        """Names the model; vectors of different names are never compared."""

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float] | bytes]:
        """One vector a text, all of one length: numbers, or little-endian float32 as bytes."""


class SpeechEngine(Protocol):
    """Hears words in sound. One object serves several threads at once, at most `parallel` of them."""

    @property
    def name(self) -> str:
        """Engine and model, as they stand behind `asr:` in the transcript's origin: `faster-whisper/tiny.en`."""

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        """What is said in at most half a minute of sound (16 kHz, signed 16 bit, one channel), with times from its beginning."""

    def facts(self) -> EngineFacts:
        """What the engine can do."""


class EngineFacts(NamedTuple):
    """What a speech engine can do: its languages (empty: any), whether hints change what it hears, how many calls may run at once.

    `own_times` turns False once a word's time had to be estimated.
    """

    languages: tuple[str, ...] = ()
    honours_hints: bool = False
    parallel: int = 1
    own_times: bool = True


class Diarizer(Protocol):
    """Tells voices apart. One or no voice is a valid answer."""

    @property
    def name(self) -> str:
        """Names the method in the transcript's warnings and in figures."""

    def turns(self, blocks: Iterable[bytes], words: Sequence[RecognizedWord]) -> Sequence[VoiceTurn]:
        """Who speaks when, in order. `blocks` is the whole sound (16 kHz, signed 16 bit, one channel) and is read once."""


__all__ = [
    "Analyzer",
    "Claim",
    "ComparingPageReader",
    "Context",
    "Embedder",
    "Http",
    "LanguageModel",
    "PageReader",
    "Renderer",
    "TranscriptReader",
]
