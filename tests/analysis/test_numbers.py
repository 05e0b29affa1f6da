"""Numbers asserted about the world, and the many numerals that are not."""

from __future__ import annotations

import os
import pathlib
import time

import pytest

from earwitness.analysis.numbers.analyzer import LONGEST, NumberAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Transcript
from earwitness.text.numeral_proof import derivable

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[3] / "shared" / "data")


def reading_of(text, *, marks=(), speaker=None):
    segments = (Segment(start=0, end=len(text), kind="paragraph", speaker=speaker),)
    return read(Item(id="0" * 16, title="Ferries"), Transcript(text=text, segments=segments, marks=tuple(marks)))


def numbers(text, **more):
    return list(NumberAnalyzer().propose(reading_of(text, **more), ()))


def said(text):
    return [(n.value, n.value_high, n.unit) for n in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferrolink has agreed to pay the port $150 million per month beginning July 1, 2026.", [(150_000_000, None, "USD per month")]),
        ("It has a ~€25bn valuation and a patient owner.", [(25_000_000_000, None, "EUR")]),
        ("The yard was founded by two ex-Navy divers.", [(2, None, "divers")]),
        ("More than 29,000 registrants came this year.", [(29_000, None, "registrants")]),
        ("They planned a half a million berths in 2026.", [(500_000, None, "berths")]),
        ("The new engine is a 600-million-parameter model.", [(600_000_000, None, "parameters")]),
        ("We use that million token context window.", [(1_000_000, None, "tokens")]),
        ("Throughput grew ~40X since the quay opened.", [(40, None, "x")]),
        ("Its memory went from 4 terabytes to 1.77 petabytes.", [(4, None, "terabytes"), (1.77, None, "petabytes")]),
        ("The chip does 46 BF16 TFLOPS at full load.", [(46, None, "TFLOPS")]),
        ("The share of night sailings rose from 59% to 97%.", [(59, None, "%"), (97, None, "%")]),
        ("Diesel costs fell 25 to 30% last winter.", [(25, 30, "%")]),
        ("Crates handled per docker have gone from ~175 in 2016 to ~3,870 in 2025.", [(175, None, "Crates"), (3870, None, "Crates")]),
        ("Either side can leave with 90 days’ notice after the first three months.", [(90, None, "days"), (3, None, "months")]),
        ("A ticket sold at six cents on the dollar.", [(0.06, None, "USD")]),
        ("About 80% of 150 Danish yards closed.", [(80, None, "%"), (150, None, "yards")]),
        ("The trip took 2 years, 7 months, 11 days.", [(2, None, "years")]),
        ("It was 4,000 times oversubscribed.", [(4000, None, "x")]),
        ("Profits doubled in the north.", [(2, None, "x")]),
        ("At least a quarter of new ferries will be electric.", [(25, None, "%")]),
        ("About half of the crates come from Vadstena.", [(50, None, "%")]),
        ("Half the town voted for it.", [(50, None, "%")]),
        ("It won in three out of five harbours.", [(60, None, "%")]),
        ("One in five sailors has no berth.", [(20, None, "%")]),
        ("We lost 1/4 of our crews.", [(25, None, "%")]),
        ("Power fell below 90 euros per kilowatt hour.", [(90, None, "EUR per kilowatt hour")]),
        ("A berth is $8 per boat per night.", [(8, None, "USD per boat per night")]),
        ("The quay has 120 square metres.", [(120, None, "square metres")]),
        ("The tide mill makes 50 megawatt hours a day.", [(50, None, "megawatt hours per day")]),
        ("The tug does 4 miles per gallon.", [(4, None, "miles per gallon")]),
        ("The crane lifts 40 crates an hour.", [(40, None, "crates per hour")]),
        ("Fees rose by 25 basis points to 4.5 percent.", [(25, None, "basis points"), (4.5, None, "%")]),
        ("It was minus 12 degrees Celsius at the pier.", [(-12, None, "°C")]),
        ("Traffic was up 12 percent to 3.2 million crates.", [(12, None, "%"), (3_200_000, None, "crates")]),
        ("Our 200-something thousand crates are safe.", [(200_000, None, "crates")]),
        ("Some 300 boats per 100,000 inhabitants sink.", [(300, None, "boats per 100,000 inhabitants")]),
        ("Fees rose 15 million year over year.", [(15_000_000, None, "")]),
        ("I would say it will take two years.", [(2, None, "years")]),
    ],
)
def test_planted_numbers_are_found_with_value_and_unit(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "There are two reasons for that and three things to watch.",
        "One of the captains wrote back.",
        "We tested Harbourmaster 5.2 and GPT-5.2 side by side.",
        "Chapter 12 and episode 645 cover it.",
        "The quay opened in 2016 and closed on March 3.",
        "35 years ago the two towns were alike.",
        "In the next 6 months you hear more.",
        "I feel like we sail 24/7 since 6 a.m. today.",
        "I agree 100%.",
        "I have told you a million times.",
        "Let's say you carry 400 crates a day.",
        "Imagine 10,000 boats.",
        "1. Buy a crane.",
        "Number one, write it down.",
        "I am a hundred percent sure of it.",
        "The first mate and the twenty-first century.",
        "He doubled down on it.",
        "Call 555-1234 tomorrow.",
        "He was 35 years old then.",
        "They have many millions of crates and a few hundred ropes.",
        "The 2025 harbour budget passed.",
        "How many of those 30 boats came back?",
        "Was it 95%?",
        "Does it mean five percent and fifty percent?",
        "It was the first quarter of the year.",
        "In the second half of the year it rained.",
        "We sailed there ten times and it sank.",
        "They rang the bell twice and left.",
        "The server listens on port 8,000.",
        "Every sailor in the 99.95 percentile came.",
        "Let's say the captains meet and decide to double the fare to 30 euros.",
        "It is 100% subjective.",
        "These are the results for the first six months of the year.",
        "A 2-of-3 vote is what they use.",
    ],
)
def test_numerals_that_claim_nothing_are_left(text):
    assert said(text) == []


def test_hedge_time_and_subject_are_words_of_the_source():
    text = "Supplies for the upper docks cost nearly $75 million in 2024."
    (number,) = numbers(text, speaker="Ida Holm")
    assert (number.hedge, number.as_of, number.subject) == ("nearly", "in 2024", "Supplies for the upper docks")
    assert number.speaker == "Ida Holm"
    assert number.confidence > 0.8
    assert number.reasons == ("an amount of money",)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("At least a quarter of new ferries will be electric by 2030.", "new ferries"),
        ("Half the boats sank.", "boats"),
        ("Cash flow from operations was $175 million.", "Cash flow from operations"),
        ("Ferry sales of 194 million crowned the year.", "Ferry sales"),
        ("Sales down 40% versus last year.", "Sales"),
        ("This represents a decline in freight of 60%.", "decline in freight"),
        ("You bought a $1 million life insurance policy.", "life insurance policy"),
        ("We are at 600 training voyages.", "training voyages"),
        ("I mean, it was about 40%.", ""),
        ("I previously was a captain, and I have ten boats.", ""),
        ("Um, we've put {vocalsound} another {gap} 18 tons in there.", ""),
        ("They'll have like 15 meanings of quay.", ""),
        ("If you look at that at higher level, then we've got 77 per cent.", ""),
    ],
)
def test_the_subject_is_a_noun_phrase_or_nothing(text, subject):
    assert numbers(text)[0].subject == subject


def test_evidence_is_a_clause_of_a_long_sentence_and_proves_the_value():
    text = (
        "When the old company, which nobody in the town remembered by then, sold its yard to the island council, the price came to $6.3 billion, "
        "and the crews, who had expected far less, kept 29,000 shares between them, as the clerk wrote in a letter that took weeks to arrive."
    )
    found = numbers(text)
    assert [number.value for number in found] == [6_300_000_000, 29_000]
    spans = [text[slice(*number.spans[0])] for number in found]
    assert spans[0] != spans[1]
    assert "$6.3 billion" in spans[0]
    assert "kept 29,000 shares between them" in spans[1]
    assert all(len(span) <= LONGEST for span in spans)
    assert all(derivable(span, number.value, number.value_high, number.unit) for span, number in zip(spans, found, strict=True))


def test_evidence_stays_between_unspoken_marks():
    text = "They raised [music] about $2 billion in May [laughter] and left."
    marks = [Mark(start=text.index("["), end=text.index("]") + 1, kind="noise"),
             Mark(start=text.index("[l"), end=text.rindex("]") + 1, kind="noise")]  # fmt: skip
    (number,) = numbers(text, marks=marks)
    assert text[slice(*number.spans[0])] == "about $2 billion in May"


def test_same_reading_same_numbers():
    text = "About 80% of 150 Danish yards closed, and $5 to $10 billion went with them. " * 5
    assert numbers(text) == numbers(text)


def test_cost_is_linear_in_the_text():
    def cost(times: int) -> float:
        reading = reading_of("The yard paid about $75 million for 30 boats, from 59% to 97% of its price, in 2024. " * times)
        begin = time.process_time()
        list(NumberAnalyzer().propose(reading, ()))
        return time.process_time() - begin

    cost(20)
    assert cost(400) < 30 * max(cost(40), 1e-3)


@pytest.mark.data
def test_labelled_speech_and_letters():
    folder = DATA / "gold_speech"
    if not folder.is_dir():
        pytest.skip("shared data not present")
    from evals.numbers import agreement, bare_digits, gold_speech, ours, proven  # noqa: PLC0415 - needs the data

    gold = list(gold_speech(folder, "numbers"))
    figures = agreement(gold, ours)
    assert figures["f1"] > 0.9
    assert figures["unit"] > 0.9
    assert figures["f1"] > agreement(gold, bare_digits)["f1"]
    assert proven(gold)["share"] == 1.0
