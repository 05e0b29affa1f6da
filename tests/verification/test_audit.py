"""Coverage and audit."""

from __future__ import annotations

from tests.verification.talk import span_of, transcript

from earwitness.model.findings import Insight, Quote
from earwitness.model.transcript import Segment, Span, Transcript
from earwitness.verification.audit import audit, coverage
from earwitness.verification.verdicts import verify

SOURCE = transcript()


def test_read_ranges_are_joined_and_gaps_say_why():
    read = [Span(segment.start, segment.end) for segment in SOURCE.segments if "brought" not in SOURCE.text[segment.start : segment.end]]
    result = coverage(SOURCE, read, ())
    gaps = {SOURCE.text[gap.start : gap.end]: gap.why for gap in result.gaps}
    assert gaps == {
        "[laughter]": "noise",
        "Mara Lindqvist: This part is brought to you by Tessalon mattresses, use code HARBOUR.": "promotion",
    }
    assert len(result.read) == 3
    assert result.read[0].t0_ms == 0


def test_a_stretch_nobody_read_is_a_gap():
    result = coverage(SOURCE, [Span(SOURCE.segments[0].start, SOURCE.segments[0].end)], ())
    assert {gap.why for gap in result.gaps} == {"unread", "noise", "promotion"}
    code = Transcript(text="Words here.\n\nprint(1)", segments=(Segment(start=0, end=11), Segment(start=13, end=21, kind="code")))
    assert [gap.why for gap in coverage(code, [Span(0, 11)], ()).gaps] == ["code"]


def test_cited_share_counts_every_character_once():
    source = Transcript(text="abcd efgh. ijkl mnop.", segments=(Segment(start=0, end=21),))
    verified = verify([Quote(spans=(Span(0, 10),)), Insight(spans=(Span(0, 10),)), Insight(spans=(Span(5, 10),))], "item", source).verified
    assert coverage(source, [Span(0, 10), Span(11, 21)], verified).cited_share == round(10 / 21, 4)
    assert coverage(source, [], verified).cited_share == 0.0


def test_the_audit_counts_what_was_proposed_proven_and_refused():
    proposals = [Quote(spans=(Span(*span_of("It always was.", SOURCE)),)), Quote(words="never said by anybody here"), Quote(words="")]
    result = audit(3, verify(proposals, "item", SOURCE), ("captions overlap",))
    assert (result.proposed, result.verified, result.counts) == (3, 1, {"quote": 1})
    assert sum(result.rejected_by_reason.values()) == len(result.rejected) == 2
    assert result.warnings == ("captions overlap",)


def test_an_empty_text_has_no_coverage():
    assert coverage(Transcript(text=""), [], ()).read == ()
