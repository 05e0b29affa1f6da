"""The table of built-in parts, and the entry points through which strangers add theirs. Nothing registers by being imported."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from earwitness.errors import UsageError
from earwitness.extensions import Analyzer, Embedder, PageReader, Renderer, SpeechEngine, TranscriptReader

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
"""In the order of the work: a later one sees what the earlier ones proposed."""
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
ENDPOINT_ENGINE = "openai"
"""The engine behind an address: made by `recordings`, which knows the network."""


def readers() -> tuple[TranscriptReader, ...]:
    """Every transcript reader, built-in ones first."""
    return tuple(_load(path)() for path in _all("earwitness.readers", READERS).values())


def analyzers() -> tuple[Analyzer, ...]:
    """Every analyser, in the order of the work."""
    return tuple(_load(path)() for path in _all("earwitness.analyzers", ANALYZERS).values())


def renderer(name: str) -> Renderer:
    """The renderer for `--format NAME`. Raises `UsageError` naming the formats there are."""
    known = _all("earwitness.renderers", RENDERERS)
    if name not in known:
        raise UsageError("--format", f"there is no format {name!r}", f"choose from {', '.join(sorted(known))}")
    result: Renderer = _load(known[name])()
    return result


def page_readers() -> tuple[PageReader, ...]:
    """Every reader of published pages."""
    return tuple(_load(path)() for path in _all("earwitness.page_readers", PAGE_READERS).values())


def speech_engine(name: str, model: str, folder: Path | None, *, workers: int) -> SpeechEngine:
    """The speech engine for `--engine NAME` with a model from its folder. Raises `UsageError` naming the engines, or `MissingExtra`."""
    known = _all("earwitness.speech_engines", SPEECH_ENGINES)
    if name not in known:
        raise UsageError("--engine", f"there is no engine {name!r}", f"choose from {', '.join(sorted([*known, ENDPOINT_ENGINE]))}")
    result: SpeechEngine = _load(known[name])(model, folder, workers=workers)
    return result


def embedder(name: str, model: str, files: Mapping[str, Path]) -> Embedder:
    """The embedder of that name with a model from its files. Raises `UsageError` naming those there are, `MissingExtra` or `InputError`."""
    known = _all("earwitness.embedders", EMBEDDERS)
    if name not in known:
        raise UsageError("embedding_engine", f"there is no engine {name!r}", f"choose from {', '.join(sorted(known))}")
    result: Embedder = _load(known[name])(model, files)
    return result


def _all(group: str, built_in: Mapping[str, str]) -> dict[str, str]:
    return {**built_in, **{point.name: point.value for point in entry_points(group=group)}}


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
