"""What counts as proven."""

from __future__ import annotations

import pytest
from tests.verification.talk import span_of, transcript

from earwitness.model.digest import VerifiedNumber, VerifiedPrediction, VerifiedQuote
from earwitness.model.evidence import finding_id
from earwitness.model.findings import Chapter, Entity, Insight, Number, Prediction, Quote, Reference, SummarySentence
from earwitness.model.transcript import Mark, Segment, Span, Transcript
from earwitness.verification.verdicts import verify

SOURCE = transcript()
MADE = "Our plant in Brackwater made 3.5 million dollars in 2024"


def spans(*words: str) -> tuple[Span, ...]:
    return tuple(Span(*span_of(part, SOURCE)) for part in words)


def only(*proposals):
    verdicts = verify(proposals, "item", SOURCE)
    return verdicts.verified[0] if verdicts.verified else verdicts.rejected[0]


def test_a_quote_is_read_back_from_the_source_with_time_and_speaker():
    quote = only(Quote(spans=spans(MADE), text="something else", speaker="Somebody"))
    assert isinstance(quote, VerifiedQuote)
    assert (quote.text, quote.speaker) == (MADE, "Tobias Okafor")
    part = quote.evidence[0]
    assert SOURCE.text[part.start : part.end] == part.text == MADE
    assert (part.tier, part.time, part.t0_ms) == ("exact", "interpolated", SOURCE.time_of(part.start, part.end).t0_ms)
    assert quote.id == finding_id("item", "quote", MADE)


def test_words_without_a_place_are_aligned():
    quote = only(Quote(words="our plant in BRACKWATER made 3.5 million dollars in 2024"))
    assert (quote.text, quote.evidence[0].tier) == (MADE, "folded")


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (Quote(words="Our plant in Brackwater made 4.5 million dollars in 2024"), "altered: number"),
        (Quote(words="build a second plant"), "altered: negation"),
        (Quote(words=""), "empty"),
        (Quote(spans=(Span(5, 5),)), "outside the text"),
        (Quote(spans=(Span(0, 10**6),)), "outside the text"),
        (Quote(spans=spans("[laughter]")), "noise"),
        (Quote(spans=spans("storage is cheap. [laughter] It always was.")), "noise"),
        (Insight(spans=spans("use code HARBOUR")), "promotion"),
        (Entity(spans=spans("Tessalon"), name="Tessalon", kind="organization"), "promotion"),
        (Number(spans=spans("3.5 million dollars"), value=4_500_000, unit="USD"), "value not in words"),
        (Chapter(spans=spans("tidal power"), title="Tidal power", start=5, end=4), "outside the text"),
        (Chapter(spans=spans("tidal power"), title="Tidal power", start=0, end=20), "unsupported"),
        (Reference(spans=spans("the harbour show"), kind="show", title="The Mountain Hour"), "unsupported"),
        (SummarySentence(spans=spans(MADE), words="The plant made 9 million dollars."), "altered: number"),
    ],
)
def test_what_cannot_be_proven_is_refused_with_its_reason(proposal, reason):
    verdicts = verify([proposal], "item", SOURCE)
    assert not verdicts.verified
    assert verdicts.rejected[0].reason == reason


def test_a_refusal_repeats_the_proposal_and_the_nearest_words():
    refused = only(Quote(words="Our plant in Brackwater made 4.5 million dollars in 2024"))
    assert "4.5 million" in refused.proposal
    assert refused.nearest == MADE
    assert SOURCE.text[refused.start : refused.end] == MADE


def test_noise_inside_an_insight_becomes_a_marked_gap():
    insight = only(Insight(spans=spans("storage is cheap. [laughter] It always was.")))
    assert insight.text == "storage is cheap. […] It always was."
    assert [part.tier for part in insight.evidence] == ["elided", "elided"]


def test_mark_up_inside_a_quote_leaves_no_gap():
    text = "The **deep** sea"
    marks = (Mark(start=4, end=6, kind="syntax"), Mark(start=10, end=12, kind="syntax"))
    source = Transcript(text=text, segments=(Segment(start=0, end=16, kind="paragraph"),), marks=marks)
    quote = verify([Quote(spans=(Span(0, 16),))], "item", source).verified[0]
    assert quote.text == "The deep sea"
    assert {part.tier for part in quote.evidence} == {"folded"}


def test_the_same_finding_twice_is_kept_once():
    verdicts = verify([Quote(spans=spans(MADE)), Quote(spans=spans(MADE)), Insight(spans=spans(MADE))], "item", SOURCE)
    assert [finding.TYPE for finding in verdicts.verified] == ["quote", "insight"]
    assert [one.reason for one in verdicts.rejected] == ["duplicate"]


def test_a_phrase_said_twice_has_two_ids_that_do_not_depend_on_the_order_of_proposals():
    first, second = SOURCE.text.index("Thank you, Mara."), SOURCE.text.rindex("Thank you, Mara.")
    one, other = (Quote(spans=(Span(at, at + 16),)) for at in (first, second))
    ids = {finding.evidence[0].start: finding.id for finding in verify([one, other], "item", SOURCE).verified}
    again = {finding.evidence[0].start: finding.id for finding in verify([other, one], "item", SOURCE).verified}
    assert ids == again
    assert len(set(ids.values())) == 2


def test_fields_that_are_not_the_sources_words_are_left_blank_and_said_so():
    prediction = only(
        Prediction(
            spans=spans("I think demand will increase by 40 percent"),
            horizon="by the end of the decade",
            due="2030",
            hedge="I think",
            condition="unless prices rise",
        )
    )
    assert isinstance(prediction, VerifiedPrediction)
    assert (prediction.horizon, prediction.due, prediction.hedge, prediction.condition) == ("", None, "I think", "unless prices rise")
    assert any("horizon" in reason for reason in prediction.reasons)
    number = only(Number(spans=spans("3.5 million dollars"), value=3_500_000, unit="USD", subject="the whole coast"))
    assert isinstance(number, VerifiedNumber)
    assert (number.value, number.subject) == (3_500_000, "")


def test_a_date_that_its_words_do_not_name_is_left_blank():
    start, end = span_of("in 2024", SOURCE)
    named = only(Prediction(spans=(Span(start, end),), horizon="in 2024", due="2024"))
    other = only(Prediction(spans=(Span(start, end),), horizon="in 2024", due="2034"))
    assert (named.due, other.due) == ("2024", None)
    assert any("due left blank" in reason for reason in other.reasons)


def test_an_entity_keeps_all_mentions_and_shows_the_first_three():
    places = [Span(at, at + 4) for at in range(len(SOURCE.text)) if SOURCE.text.startswith("Mara", at)]
    entity = only(Entity(spans=tuple(places), name="Mara Lindqvist", kind="person", aliases=("Mara", "Marja")))
    assert len(entity.mentions) == len(places) > 3
    assert entity.evidence == entity.mentions[:3]
    assert entity.aliases == ("Mara",)


def test_a_link_that_the_source_does_not_hold_is_left_out():
    reference = only(Reference(spans=spans("the harbour show"), kind="show", title="harbour show", url="https://evil.example/"))
    assert reference.url is None


def test_two_numbers_of_one_sentence_are_two_findings():
    place = spans("made 3.5 million dollars in 2024")
    numbers = [Number(spans=place, value=3_500_000, unit="USD"), Number(spans=place, value=2024), Number(spans=place, value=2024)]
    verdicts = verify(numbers, "item", SOURCE)
    assert [number.value for number in verdicts.verified] == [3_500_000, 2024]
    assert len({number.id for number in verdicts.verified}) == 2
    assert [one.reason for one in verdicts.rejected] == ["duplicate"]
