from __future__ import annotations

from tests.analysis.letters import HARBOUR, RAIL, chapters_of, reading_of, texts

from earwitness.analysis.summary.analyzer import MOST_WORDS, SummaryAnalyzer
from earwitness.text.words import WORD


def summary_of(reading, found=()):
    return list(SummaryAnalyzer().propose(reading, found))


def test_every_chapter_is_there_under_its_title_in_order():
    reading = reading_of(HARBOUR, RAIL)
    found = chapters_of(reading, ("The harbour", "The quay"), ("The railway", "Grain by rail"))
    summary = summary_of(reading, found)
    assert list(dict.fromkeys(sentence.heading for sentence in summary)) == ["The quay", "Grain by rail"]
    starts = [sentence.spans[0].start for sentence in summary]
    assert starts == sorted(starts)


def test_a_chapter_without_a_fit_sentence_stays_out():
    reading = reading_of(HARBOUR, "Uh, right?\nYeah.\nThey told him.")
    found = chapters_of(reading, ("The harbour", "The quay"), ("Uh, right", "Talk"))
    assert {sentence.heading for sentence in summary_of(reading, found)} == {"The quay"}


def test_without_chapters_there_is_still_a_summary_of_whole_sentences():
    reading = reading_of(HARBOUR, RAIL)
    source_text = texts(reading, summary_of(reading))
    assert len(source_text) >= 3
    assert all(text.endswith(".") and "subscribe" not in text and not text.endswith("?") for text in source_text)


def test_a_long_text_is_summed_up_in_bounds():
    towns = ("Ash", "Birk", "Cold", "Dorn", "Elm", "Firn", "Gorse", "Holm")
    blocks = [
        block.replace("Lindum", f"{town}{number}").replace("crane", f"crane{number}")
        for number in range(25)
        for town in towns[:2]
        for block in (HARBOUR, RAIL)
    ]
    reading = reading_of(*blocks)
    words = sum(len(WORD.findall(text)) for text in texts(reading, summary_of(reading)))
    assert 60 <= words <= MOST_WORDS


def test_nothing_to_say_gives_nothing():
    assert summary_of(reading_of("Yes.\nNo?\nUh.")) == []
