from __future__ import annotations

from tests.analysis.letters import HARBOUR, RAIL, reading_of, texts

from earwitness.analysis.summary.insights import InsightAnalyzer
from earwitness.analysis.summary.practices import PracticeAnalyzer
from earwitness.analysis.summary.principles import PrincipleAnalyzer


def test_causes_and_contrasts_are_insights():
    reading = reading_of(HARBOUR, RAIL)
    insights = list(InsightAnalyzer().propose(reading, ()))
    assert any("bottleneck" in text or "customs office" in text for text in texts(reading, insights))
    assert all(insight.reasons and insight.reasons[0][0].isupper() for insight in insights)


def test_no_sentence_is_printed_under_two_families():
    reading = reading_of(HARBOUR, RAIL)
    spans = [
        finding.spans[0]
        for analyzer in (InsightAnalyzer(), PrincipleAnalyzer(), PracticeAnalyzer())
        for finding in analyzer.propose(reading, ())
    ]
    assert len(spans) == len(set(spans)) >= 3


def test_plain_narration_has_no_insight():
    reading = reading_of("The crane is yellow today.\nWe walked along the quay for an hour.\nA gull sat on the rail near the gate.")
    assert list(InsightAnalyzer().propose(reading, ())) == []
