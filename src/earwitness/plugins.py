"""The table of built-in plug-ins, and the entry points through which other packages add theirs. Importing a module registers nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path
from typing import Any, cast

from earwitness.config import Settings
from earwitness.errors import UsageError
from earwitness.extensions import Analyzer, Context, Diarizer, Embedder, PageReader, Renderer, SpeechEngine, TranscriptReader
from earwitness.model.findings import Finding
from earwitness.model.reading import Reading

READERS: dict[str, str] = {
    "webvtt": "earwitness.documents.captions.lines:WebVttReader",
    "srt": "earwitness.documents.captions.lines:SubRipReader",
    "sbv": "earwitness.documents.captions.lines:SubViewerReader",
    "transcript-json": "earwitness.documents.captions.json:TranscriptJsonReader",
    "ttml": "earwitness.documents.captions.xml:TimedTextReader",
    "ass": "earwitness.documents.captions.ass:SubStationReader",
    "turns": "earwitness.documents.turns:TurnsReader",
    "plain": "earwitness.documents.plain:PlainReader",
    "mail": "earwitness.documents.mail:MailReader",
    "html": "earwitness.documents.html:HtmlReader",
    "markdown": "earwitness.documents.markdown:MarkdownReader",
    "letter": "earwitness.documents.newsletters.plain_text:NewsletterReader",
}
ANALYZERS: dict[str, str] = {
    "chapters": "earwitness.analysis.chapters.analyzer:ChapterAnalyzer",
    "topics": "earwitness.analysis.topics.analyzer:TopicAnalyzer",
    "entities": "earwitness.analysis.names.analyzer:EntitiesAnalyzer",
    "numbers": "earwitness.analysis.numbers.analyzer:NumberAnalyzer",
    "predictions": "earwitness.analysis.predictions.analyzer:PredictionAnalyzer",
    "references": "earwitness.analysis.references:ReferenceAnalyzer",
    "quotes": "earwitness.analysis.quotes.analyzer:QuoteAnalyzer",
    "insights": "earwitness.analysis.summary.insights:InsightAnalyzer",
    "principles": "earwitness.analysis.summary.principles:PrincipleAnalyzer",
    "practices": "earwitness.analysis.summary.practices:PracticeAnalyzer",
    "summary": "earwitness.analysis.summary.analyzer:SummaryAnalyzer",
    "takeaway": "earwitness.analysis.summary.takeaway:TakeawayAnalyzer",
}
"""Each runs after those that provide what it requires; otherwise in this order, plug-ins of other packages last."""
RENDERERS: dict[str, str] = {
    "json": "earwitness.renderers.json:JsonRenderer",
    "md": "earwitness.renderers.markdown:MarkdownRenderer",
    "html": "earwitness.renderers.html.page:HtmlRenderer",
    "jekyll": "earwitness.renderers.jekyll:JekyllRenderer",
    "obsidian": "earwitness.renderers.obsidian:ObsidianRenderer",
    "terminal": "earwitness.renderers.terminal:TerminalRenderer",
}
PAGE_READERS: dict[str, str] = {
    "json": "earwitness.recheck.json_page:JsonPageReader",
    "html": "earwitness.recheck.html_page:HtmlPageReader",
    "markdown": "earwitness.recheck.markdown_page:MarkdownPageReader",
}
SPEECH_ENGINES: dict[str, str] = {
    "faster-whisper": "earwitness.speech.engines.faster_whisper:FasterWhisper",
    "onnx-asr": "earwitness.speech.engines.onnx_asr:OnnxAsr",
}
"""Each is made from a model's name and folder: `Engine(model, folder, workers=2)`."""
EMBEDDERS: dict[str, str] = {"onnx": "earwitness.search.onnx_embedder:OnnxEmbedder"}
"""Each is made from a model's name and its files: `Embedder(model, {"model.onnx": path, ...})`; no files where we know none."""
DIARIZERS: dict[str, str] = {
    "voiceprints": "earwitness.speech.diarization.clustering:VoiceprintDiarizer",
    "sherpa-onnx": "earwitness.speech.diarization.sherpa:SherpaDiarizer",
}
PUBLISH_FORMATS: dict[str, str] = {
    "site": "earwitness.website.site.format:SiteFormat",
    "jekyll": "earwitness.website.publishing.jekyll:JekyllFormat",
    "obsidian": "earwitness.website.obsidian.format:VaultFormat",
    "json": "earwitness.website.publishing.json_files:JsonFormat",
}
"""Each is made by `Format.of(connection, items, options)`."""
ENDPOINT_ENGINE = "openai"
"""The engine behind a URL: made by `speech.recordings`, which is handed the network."""
GROUPS: dict[str, Mapping[str, str]] = {
    "earwitness.readers": READERS,
    "earwitness.analyzers": ANALYZERS,
    "earwitness.renderers": RENDERERS,
    "earwitness.page_readers": PAGE_READERS,
    "earwitness.speech_engines": SPEECH_ENGINES,
    "earwitness.diarizers": DIARIZERS,
    "earwitness.embedders": EMBEDDERS,
    "earwitness.publish_formats": PUBLISH_FORMATS,
}
"""Every entry point group, with the built-ins of its kind."""


def readers(context: Context | None = None) -> tuple[TranscriptReader, ...]:
    """Return every transcript reader, built-in ones first."""
    return tuple(_build(_load(path), context) for path in _all("earwitness.readers").values())


def analyzers(context: Context | None = None) -> tuple[Analyzer, ...]:
    """Return every analyser in an order in which each sees what it requires.

    An analyser of another package that cannot be loaded is returned as one that fails when it is asked, so that the audit names it.
    Raises `UsageError` for requirements that nothing provides or that go in a circle.
    """
    found: list[Analyzer] = []
    for name, path in _all("earwitness.analyzers").items():
        try:
            found.append(_build(_load(path), context))
        except Exception as error:
            if name in ANALYZERS:
                raise
            found.append(_BrokenAnalyzer(name, error))
    return in_order(found)


def in_order(found: Sequence[Analyzer]) -> tuple[Analyzer, ...]:
    """Return the analysers ordered by what they require, else as given. Raises `UsageError` where there is no such order."""
    provided = {kind for one in found for kind in one.provides}
    for one in found:
        if missing := sorted(one.requires - provided):
            raise UsageError(f"analyser {one.name}", f"requires {', '.join(missing)}, which no analyser provides", "install one that does")
    left, ordered = list(found), []
    while left:
        waiting = [{kind for other in left if other is not one for kind in other.provides} for one in left]
        ready = next((at for at, one in enumerate(left) if not one.requires & waiting[at]), None)
        if ready is None:
            raise UsageError(", ".join(one.name for one in left), "require each other's findings", "remove one of these analysers")
        ordered.append(left.pop(ready))
    return tuple(ordered)


def renderer(name: str) -> Renderer:
    """Return the renderer for `--format NAME`. Raises `UsageError` naming the formats there are."""
    return cast("Renderer", _build(_load(_known("earwitness.renderers", name, "--format", "format")), None))


def page_readers() -> tuple[PageReader, ...]:
    """Return every reader of published pages."""
    return tuple(_build(_load(path), None) for path in _all("earwitness.page_readers").values())


def speech_engine(name: str, model: str, folder: Path | None, *, workers: int) -> SpeechEngine:
    """Return the speech engine for `--engine NAME` with a model from its folder. Raises `UsageError` or `MissingExtra`."""
    path = _known("earwitness.speech_engines", name, "--engine", "engine", also=(ENDPOINT_ENGINE,))
    return cast("SpeechEngine", _load(path)(model, folder, workers=workers))


def engine_of_model(model: str) -> str | None:
    """Return the speech engine of another package that lists this model in its class attribute `models`; None when none does."""
    others = {name: path for name, path in _all("earwitness.speech_engines").items() if name not in SPEECH_ENGINES}
    return next((name for name, path in others.items() if model in getattr(_load(path), "models", ())), None)


def diarizer(name: str, context: Context) -> Diarizer:
    """Return the diarizer of that name. Raises `UsageError` naming those there are, `MissingExtra` or `InputError`."""
    return cast("Diarizer", _build(_load(_known("earwitness.diarizers", name, "diarizer", "diarizer", also=("auto", "none"))), context))


def embedder(name: str, model: str, files: Mapping[str, Path]) -> Embedder:
    """Return the embedder of that name with a model from its files. Raises `UsageError`, `MissingExtra` or `InputError`."""
    return cast("Embedder", _load(_known("earwitness.embedders", name, "embedding_engine", "engine"))(model, files))


def publish_format(name: str) -> Any:
    """Return the class of a publish format. Raises `UsageError` naming those there are."""
    return _load(_known("earwitness.publish_formats", name, "--format", "format"))


def names_of(group: str) -> tuple[str, ...]:
    """Return the names of every plug-in of a group, built-in ones first."""
    return tuple(_all(group))


class _BrokenAnalyzer:
    """Stands for an analyser that cannot be loaded; asking it raises why."""

    requires: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()

    def __init__(self, name: str, error: Exception) -> None:
        self.name, self._error = name, error

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """Raise the error of loading."""
        raise self._error


def _known(group: str, name: str, subject: str, noun: str, also: tuple[str, ...] = ()) -> str:
    known = _all(group)
    if name not in known:
        raise UsageError(subject, f"there is no {noun} {name!r}", f"choose from {', '.join(sorted([*known, *also]))}")
    return known[name]


def _all(group: str) -> dict[str, str]:
    """Return the plug-ins of a group by name. Raises `UsageError` for a name that two of them share."""
    known = dict(GROUPS[group])
    owners = dict.fromkeys(known, "earwitness")
    for point in sorted(entry_points(group=group), key=lambda point: (point.name, point.value)):
        owner = point.dist.name if point.dist else "an unknown distribution"
        if point.name in known and known[point.name] != point.value:
            problem = f"{owners[point.name]} and {owner} both provide {point.name!r} in {group}"
            raise UsageError(f"plug-in {point.name}", problem, f"rename it in {owner}, or uninstall one of the two")
        known[point.name], owners[point.name] = point.value, owner
    return known


def _build(plug: Any, context: Context | None) -> Any:
    """Return an instance; the `Context` is passed to a constructor that has a parameter for it."""
    parameters = [one for one in signature(plug).parameters.values() if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    if parameters and parameters[0].name == "context":
        return plug(context or Context(Settings()))
    return plug()


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
