"""Digests whose sentences the reading model selects."""

from itertools import pairwise
from pathlib import Path

import pytest

from earwitness import pipeline, plugins
from earwitness.config import Settings
from earwitness.extensions import Context
from earwitness.model.media import RawDocument
from earwitness.recheck.verify import verify

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
LISTS = ("summary", "insights", "principles", "practices", "quotes")


@pytest.fixture(scope="module", params=["second-opinion-41.podcast.md", "margin-notes-112.newsletter.md", "boring-grid.talk.vtt"])
def digested(request):
    tools = pipeline.Tools.standard(Context(Settings(selection="model")))
    return pipeline.digest(RawDocument((EXAMPLES / request.param).read_bytes(), request.param), tools)


def test_what_is_printed_is_the_models_choice_and_stands_once(digested):
    digest = digested.digest
    printed = [one for name in LISTS for one in getattr(digest, name)] + [digest.takeaway]
    assert {one.origin for one in printed} == {"model:earwitness-reading-1"}
    assert len(digest.summary) >= 2
    places = sorted((part.start, part.end) for one in printed for part in one.evidence)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert not any("failed" in warning for warning in digest.audit.warnings)


def test_the_summary_stands_under_the_titles_of_its_chapters(digested):
    titles = {chapter.title for chapter in digested.digest.chapters}
    assert {sentence.heading for sentence in digested.digest.summary} <= titles


def test_its_pages_verify(digested, tmp_path):
    for name in ("json", "md", "html"):
        page = tmp_path / f"page{plugins.renderer(name).suffix}"
        page.write_text(plugins.renderer(name).render(digested.digest, digested.transcript, with_transcript=True), encoding="utf-8")
        assert verify(page).faults == ()


def test_the_rules_are_the_default():
    assert pipeline.Tools.standard().model is None
    assert pipeline.Tools.standard(Context(Settings())).model is None
