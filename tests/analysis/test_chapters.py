import itertools
import os
import pathlib

import pytest
from evals.chapters import btc, even, figures, ours

from earwitness.analysis.chapters.analyzer import ChapterAnalyzer
from earwitness.analysis.chapters.segmentation import Scored, split_long, stem
from earwitness.analysis.reading import read
from earwitness.analysis.stopwords import STOPWORDS
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Transcript

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[2] / ".." / "shared" / "data")
ITEM = Item(id="0" * 16, title="A test", kind="podcast")

BEES = "The beehive was full of honey and the beekeeper wore his veil. Bees fly miles for nectar. A colony swarms in May when the hive is crowded. "
SHIPS = (
    "The container ship left the harbour late. A tugboat pulled the vessel past the lighthouse. Sailors load cargo at the quay all night. "
)
LOCKS = (
    "A lockpick needs a steady hand and the padlock has five pins. The locksmith filed a key. Every cylinder turns when its pins align. "
)


def talk(*turns):
    text, segments = "", []
    for number, (speaker, words) in enumerate(turns):
        segments.append(
            Segment(
                start=len(text),
                end=len(text) + len(words),
                speaker=speaker,
                turn=number,
                start_ms=number * 60_000,
                end_ms=(number + 1) * 60_000,
            )
        )
        text += words + "\n\n"
    return read(ITEM, Transcript(text=text, segments=tuple(segments)))


def page(*blocks):
    text, segments = "", []
    for kind, words, level in blocks:
        segments.append(Segment(start=len(text), end=len(text) + len(words), kind=kind, level=level))
        text += words + "\n"
    return read(ITEM, Transcript(text=text, segments=tuple(segments)))


def chapters(reading):
    return list(ChapterAnalyzer().propose(reading, ()))


def three_subjects():
    turns = []
    for question, answer in (
        ("So how do you look after bees?", BEES),
        ("All right, let's move on to ships. How does a port work?", SHIPS),
        ("Okay, the next topic is locks. What is lockpicking like?", LOCKS),
    ):
        turns += [("Host", question), ("Guest", (answer * 9).strip()), ("Host", "Right."), ("Guest", (answer * 5).strip())]
    return talk(*turns)


def test_subjects_of_a_talk_are_parted_where_the_host_moves_on():
    reading = three_subjects()
    found = chapters(reading)
    starts = [reading.text[chapter.start : chapter.start + 9] for chapter in found]
    assert "All right" in starts
    assert any(start.startswith("Okay, the") for start in starts)


def test_chapters_cover_the_talk_in_order_and_carry_times():
    reading = three_subjects()
    found = chapters(reading)
    assert found[0].start == reading.sentences[0].start
    assert found[-1].end == reading.sentences[-1].end
    assert all(one.end == other.start for one, other in itertools.pairwise(found))
    assert all(chapter.t0_ms < chapter.t1_ms for chapter in found)


def test_every_word_of_a_title_stands_in_its_spans():
    reading = three_subjects()
    for chapter in chapters(reading):
        proof = {stem(word.strip("?,.").casefold()) for span in chapter.spans for word in reading.text_of(span).split()}
        words = [word.strip("?,.").casefold() for word in chapter.title.split()]
        assert chapter.spans
        assert all(stem(word) in proof or word in STOPWORDS for word in words)


def test_a_short_talk_is_one_chapter():
    assert len(chapters(talk(("Host", "The beekeeper wore his veil. Bees fly miles for nectar.")))) == 1


def test_headings_are_the_chapters_without_their_emoji():
    reading = page(
        ("heading", "🐝 Bees, in Brief 🍯", 2), ("paragraph", BEES, 0), ("heading", "🚢 Ships: A Primer", 2), ("paragraph", SHIPS, 0)
    )
    found = chapters(reading)
    assert [(chapter.title, chapter.heading) for chapter in found] == [("Bees, in Brief", True), ("Ships: A Primer", True)]
    assert [reading.text_of(chapter.spans[0]) for chapter in found] == ["Bees, in Brief", "Ships: A Primer"]
    assert found[0].end == found[1].start


def test_a_label_without_text_is_no_chapter():
    reading = page(
        ("heading", "Bees", 2), ("paragraph", BEES, 0), ("heading", "The Harbour Room", 2), ("heading", "Ships", 2), ("paragraph", SHIPS, 0)
    )
    assert [chapter.title for chapter in chapters(reading)] == ["Bees", "Ships"]


def test_small_nested_headings_stay_inside_their_chapter():
    reading = page(
        ("heading", "Bees", 2),
        ("paragraph", BEES, 0),
        ("heading", "Veils", 3),
        ("paragraph", BEES, 0),
        ("heading", "Ships", 2),
        ("paragraph", SHIPS, 0),
    )
    assert [chapter.title for chapter in chapters(reading)] == ["Bees", "Ships"]


def test_a_stretch_that_is_too_long_is_parted_at_its_best_place_away_from_its_ends():
    sentences = talk(("Guest", "One two three four five six seven eight nine ten. " * 10)).prose
    scored = [Scored(at, {1: 9.0, 5: 2.0}.get(at, 0.0)) for at in range(1, 10)]
    assert split_long([0], scored, sentences, most_words=80, least_words=30) == [0, 5]
    assert split_long([0], scored, sentences, most_words=100, least_words=30) == [0]


def test_a_meeting_of_short_turns_gets_fewer_chapters_than_an_interview():
    words = [BEES, SHIPS, LOCKS] * 60
    lines = [line for text in words for line in text.strip().split(". ")]
    meeting = talk(*((f"Voice {number % 5}", f"{line.rstrip('.')}.") for number, line in enumerate(lines)))
    interview = talk(*((("Host", "Guest")[number % 2], text.strip()) for number, text in enumerate(words)))
    assert len(chapters(meeting)) < len(chapters(interview))


def test_nothing_read_gives_no_chapter():
    assert chapters(talk(("Host", "..."))) == []


@pytest.mark.data
def test_boundaries_beat_even_spacing_on_human_chapters():
    if not (DATA / "chapters_btc" / "episodes.jsonl").exists():
        pytest.skip("no data folder")
    talks = list(btc(DATA / "chapters_btc"))[::9]
    mean = {name: sum(figures(t, system(t))["windowdiff"] for t in talks) / len(talks) for name, system in (("ours", ours), ("even", even))}
    assert mean["ours"] < mean["even"] - 0.03
