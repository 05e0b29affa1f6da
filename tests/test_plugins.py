"""Every built-in part fits its plug, and laws that hold for each of them."""

from pathlib import Path

import pytest

from earwitness import pipeline, plugins
from earwitness.analysis.reading import read
from earwitness.documents.decoding import decode
from earwitness.errors import UsageError
from earwitness.model.documents import ItemDraft
from earwitness.model.media import RawDocument

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.*.*"))
TEXTS = [path for path in EXAMPLES if path.suffix in {".md", ".vtt"}]


def _document(path: Path) -> RawDocument:
    return RawDocument(path.read_bytes(), path.name)


@pytest.mark.parametrize("reader", plugins.readers(), ids=lambda reader: reader.name)
def test_a_reader_answers_with_a_share_and_never_fails_on_foreign_content(reader) -> None:
    for content in (
        b"x",
        b"{}",
        b"<p>",
        b"WEBVTT",
        b"1\n00:00:01,000 --> 00:00:02,000\nHello there",
        b"# Title\n\nSome words.",
        b"---\na: b\n---\n",
    ):
        assert 0.0 <= reader.recognises(decode(RawDocument(content, "any"))) <= 1.0


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_one_reader_clearly_wins_each_example(path: Path) -> None:
    decoded = decode(_document(path))
    scores = sorted((reader.recognises(decoded) for reader in plugins.readers()), reverse=True)
    assert scores[0] > scores[1]


@pytest.mark.parametrize("analyzer", plugins.analyzers(), ids=lambda analyzer: analyzer.name)
def test_an_analyzer_is_pure_and_stays_inside_the_text(analyzer) -> None:
    document = _document(TEXTS[0])
    parsed = pipeline.parse(document, plugins.readers())
    reading = read(pipeline.identify(parsed, document, ItemDraft()), parsed.transcript)
    once = list(analyzer.propose(reading, ()))
    assert once == list(analyzer.propose(reading, ()))
    assert all(0 <= span.start < span.end <= len(reading.text) for finding in once for span in finding.spans)
    assert all(finding.spans for finding in once)
    assert all(getattr(finding, "text", "") == "" for finding in once)


@pytest.mark.parametrize("name", sorted(plugins.RENDERERS))
def test_a_renderer_gives_the_same_bytes_for_the_same_digest(name: str) -> None:
    result = pipeline.digest(_document(TEXTS[0]), pipeline.Tools.standard())
    renderer = plugins.renderer(name)
    assert (renderer.name, renderer.suffix[:1]) == (name, ".")
    assert renderer.render(result.digest, result.transcript) == renderer.render(result.digest, result.transcript)


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="html"):
        plugins.renderer("pdf")


def test_the_names_in_the_tables_are_those_of_the_parts() -> None:
    assert [reader.name for reader in plugins.readers()] == list(plugins.READERS)
    assert [analyzer.name for analyzer in plugins.analyzers()] == list(plugins.ANALYZERS)
