"""Re-checking: true pages pass, every lie is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.verification.talk import LINES, span_of, transcript

from earwitness.model.digest import Digest, TranscriptRecord
from earwitness.model.findings import Chapter, Entity, Insight, Number, Prediction, Quote
from earwitness.model.media import Item
from earwitness.model.pages import Claim, Page
from earwitness.model.transcript import Span, Transcript
from earwitness.recheck.claims import recheck
from earwitness.text.clock import clock
from earwitness.verification.audit import audit, coverage
from earwitness.verification.verdicts import verify

SOURCE = transcript()


def _span(words):
    return (Span(*span_of(words, SOURCE)),)


def _digest() -> Digest:
    proposals = [
        Quote(spans=_span(LINES[1][1])),
        Quote(spans=_span("You should measure the tide before you pour the concrete.")),
        Insight(spans=_span("storage is cheap. [laughter] It always was.")),
        Number(spans=_span("3.5 million dollars"), value=3_500_000, unit="USD", as_of="in 2024"),
        Prediction(spans=_span("I think demand will increase by 40 percent"), hedge="I think"),
        Entity(spans=_span("Veltri Energy"), name="Veltri Energy", kind="organization", context="Veltri Energy believed"),
        Chapter(spans=_span("tidal power"), title="Tidal power", start=0, end=300),
        Quote(words="invented words about nothing at all"),
    ]
    verdicts = verify(proposals, "item", SOURCE)
    record = TranscriptRecord(
        sha256=SOURCE.sha256,
        fingerprint=SOURCE.fingerprint,
        origin="captions",
        characters=len(SOURCE.text),
        words=1,
        segments=len(SOURCE.segments),
    )
    of = lambda kind: tuple(one for one in verdicts.verified if kind == one.TYPE)  # noqa: E731
    return Digest(
        item=Item(id="item", title="Tides", fingerprint=SOURCE.fingerprint),
        transcript=record,
        quotes=of("quote"),
        insights=of("insight"),
        numbers=of("number"),
        predictions=of("prediction"),
        entities=of("entity"),
        chapters=of("chapter"),
        coverage=coverage(SOURCE, [Span(s.start, s.end) for s in SOURCE.segments], verdicts.verified),
        audit=audit(len(proposals), verdicts, ()),
    )


DIGEST = _digest()
CONTENT = DIGEST.model_dump(mode="json", by_alias=True)


def _faults(content):
    return recheck(
        Page("page", (), digest=Digest.model_validate(content), transcript_sha256=SOURCE.sha256, fingerprint=SOURCE.fingerprint), SOURCE
    )


def _edited(path, value):
    content = json.loads(json.dumps(CONTENT))
    place = content
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] != value
    place[path[-1]] = value
    return content


def test_a_true_digest_has_no_fault():
    assert DIGEST.audit.verified == 7
    assert _faults(CONTENT) == ()


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        (("quotes", 0, "speaker"), "Mara Lindqvist", "speaker"),
        (("quotes", 0, "evidence", 0, "speaker"), "Mara Lindqvist", "speaker"),
        (("quotes", 0, "evidence", 0, "t0_ms"), 11_000, "time"),
        (("quotes", 0, "evidence", 0, "t1_ms"), 19_001, "time"),
        (("quotes", 0, "evidence", 0, "time"), "word", "time"),
        (("quotes", 0, "evidence", 0, "end"), 10**6, "place"),
        (("quotes", 0, "evidence", 0, "tier"), "elided", "tier"),
        (("quotes", 0, "id"), "0" * 16, "identity"),
        (("insights", 0, "evidence", 0, "tier"), "exact", "tier"),
        (("numbers", 0, "value"), 3_600_000, "value"),
        (("numbers", 0, "unit"), "EUR", "value"),
        (("numbers", 0, "as_of"), "in 2023", "words"),
        (("predictions", 0, "hedge"), "surely", "words"),
        (("predictions", 0, "due"), "2030", "value"),
        (("entities", 0, "context"), "Veltri Energy denied", "words"),
        (("entities", 0, "mentions"), [], "missing"),
        (("chapters", 0, "t1_ms"), 1, "time"),
        (("chapters", 0, "start"), 290, "place"),
        (("quotes",), [], "missing"),
        (("audit", "proposed"), 7, "missing"),
        (("audit", "rejected"), [], "missing"),
        (("coverage", "cited_share"), 0.99, "value"),
        (("transcript", "sha256"), "f" * 64, "transcript"),
        (("item", "fingerprint"), "f" * 64, "transcript"),
    ],
)
def test_every_lie_is_named(path, value, kind):
    assert kind in {fault.kind for fault in _faults(_edited(path, value))}


@given(st.integers(0, len(LINES[1][1]) - 1), st.sampled_from("abcxyzABC0123456789.,!? "), st.booleans(), st.booleans())
def test_any_one_character_edit_of_a_quote_is_caught(at, put, insert, in_evidence):
    words = LINES[1][1]
    edited = words[:at] + put + words[at + (0 if insert else 1) :]
    if edited == words:
        return
    path = ("quotes", 0, "evidence", 0, "text") if in_evidence else ("quotes", 0, "text")
    faults = _faults(_edited(path, edited))
    assert "words" in {fault.kind for fault in faults}


def _claim(words):
    start, end = span_of(words, SOURCE)
    when = SOURCE.time_of(start, end)
    return Claim("id", "quote", words, start, end, when.t0_ms, when.t1_ms, SOURCE.speaker_of(start, end), clock(when.t0_ms), "line 3")


CLAIM = _claim(LINES[1][1])


def test_a_true_claim_has_no_fault():
    assert recheck(Page("page", (CLAIM,), transcript_sha256=SOURCE.sha256, fingerprint=SOURCE.fingerprint), SOURCE) == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"printed": CLAIM.printed.replace("3.5", "5.3")}, "words"),
        ({"printed": CLAIM.printed.replace("don't ", "")}, "words"),
        ({"t0_ms": CLAIM.t0_ms + 1}, "time"),
        ({"clock": "0:11"}, "time"),
        ({"speaker": "Mara Lindqvist"}, "speaker"),
        ({"start": -1}, "place"),
        ({"end": CLAIM.end - 1}, "words"),
    ],
)
def test_every_false_claim_is_named_with_its_place(change, kind):
    faults = recheck(Page("page", (CLAIM._replace(**change),), transcript_sha256=SOURCE.sha256, fingerprint=SOURCE.fingerprint), SOURCE)
    assert kind in {fault.kind for fault in faults}
    assert {fault.where for fault in faults} == {"line 3"}


def test_a_message_says_what_was_printed_and_what_the_source_says():
    faults = recheck(
        Page(
            "page",
            (CLAIM._replace(printed=CLAIM.printed.replace("3.5", "5.3")),),
            transcript_sha256=SOURCE.sha256,
            fingerprint=SOURCE.fingerprint,
        ),
        SOURCE,
    )
    assert "5.3 million" in faults[0].message
    assert "3.5 million" in faults[0].message


def test_a_page_without_or_with_another_transcript_is_no_proof():
    assert recheck(Page("page", (CLAIM,)))[0].kind == "transcript"
    assert recheck(Page("page", (CLAIM,), transcript_sha256="0" * 64), SOURCE)[0].kind == "transcript"
    assert recheck(Page("page", (CLAIM,)), SOURCE)[0].kind == "transcript"
    forged = Transcript(text=SOURCE.text.replace("3.5", "5.3"), segments=SOURCE.segments, marks=SOURCE.marks)
    faults = recheck(Page("page", (), transcript=forged, transcript_sha256=SOURCE.sha256, fingerprint=SOURCE.fingerprint), SOURCE)
    assert [fault.kind for fault in faults] == ["transcript"]


def test_what_a_reader_found_wrong_is_passed_on():
    assert (
        recheck(Page("page", (), faults=("a claim is missing",), transcript_sha256=SOURCE.sha256, fingerprint=SOURCE.fingerprint), SOURCE)[
            0
        ].message
        == "a claim is missing"
    )
