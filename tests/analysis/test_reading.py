from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.analysis.reading import read
from earwitness.model.media import Item
from earwitness.model.reading import Reading
from earwitness.model.transcript import Mark, Segment, Transcript

ITEM = Item(id="0" * 16, title="A test")


def reading_of(*turns: str, marks: tuple[Mark, ...] = ()) -> Reading:
    text = "\n\n".join(turns)
    segments, at = [], 0
    for number, turn in enumerate(turns):
        segments.append(Segment(start=at, end=at + len(turn), turn=number))
        at += len(turn) + 2
    return read(ITEM, Transcript(text=text, segments=tuple(segments), marks=marks))


def sentences(reading: Reading) -> list[str]:
    return [reading.text_of(sentence) for sentence in reading.sentences]


def mark(text: str, part: str, kind: str) -> Mark:
    at = text.index(part)
    return Mark(start=at, end=at + len(part), kind=kind)


def test_abbreviations_numbers_and_addresses_do_not_end_a_sentence():
    reading = reading_of(
        "Dr. Amara Obi paid 3.5 million in the U.S. last May. See Vol. 2 and approx. 5 others, e.g. Kestrel Inc. of Leeds. Go to https://a.example/x.y?z=1. Done."
    )
    assert sentences(reading) == [
        "Dr. Amara Obi paid 3.5 million in the U.S. last May.",
        "See Vol. 2 and approx. 5 others, e.g. Kestrel Inc. of Leeds.",
        "Go to https://a.example/x.y?z=1.",
        "Done.",
    ]


def test_no_as_an_answer_ends_a_sentence_and_no_before_a_figure_does_not():
    assert sentences(reading_of("I said no. We left. It was No. 5 on the list.")) == ["I said no.", "We left.", "It was No. 5 on the list."]


def test_me_ends_a_sentence_and_is_no_abbreviation():
    assert sentences(reading_of("It did not surprise me. A box is a box.")) == ["It did not surprise me.", "A box is a box."]


def test_a_closing_bracket_ends_a_sentence():
    assert sentences(reading_of("It rained. (Nobody minded.) We went on.")) == ["It rained.", "(Nobody minded.)", "We went on."]


def test_sentences_never_cross_turns():
    assert sentences(reading_of("and so the whole", "thing fell over")) == ["and so the whole", "thing fell over"]


def test_cues_of_one_voice_are_joined():
    text = "The dam held for\nforty years. Then it\nbroke."
    segments, at = [], 0
    for line in text.split("\n"):
        segments.append(Segment(start=at, end=at + len(line), speaker="Ines"))
        at += len(line) + 1
    reading = read(ITEM, Transcript(text=text, segments=tuple(segments)))
    assert sentences(reading) == ["The dam held for\nforty years.", "Then it\nbroke."]
    assert [sentence.segment for sentence in reading.sentences] == [0, 1]


def test_noise_is_trimmed_at_the_ends_and_breaks_a_sentence_inside():
    text = "[music] The dam held. It then [laughter] broke. [applause]"
    reading = reading_of(text, marks=tuple(mark(text, noise, "noise") for noise in ("[music]", "[laughter]", "[applause]")))
    assert sentences(reading) == ["The dam held.", "It then [laughter] broke."]
    assert [sentence.broken for sentence in reading.sentences] == [False, True]
    assert "laughter" not in {word.folded for word in reading.words}


def test_no_sentence_runs_across_promotion():
    text = "The dam held because buy our fine mattresses today it was deep"
    reading = reading_of(text, marks=(mark(text, "buy our fine mattresses today", "promotion"),))
    assert sentences(reading) == ["The dam held because", "it was deep"]


def test_unpunctuated_speech_is_cut_into_usable_units():
    clause = "so we went down to the river and looked at the old dam because the water had been rising all night "
    reading = reading_of((clause * 12).strip())
    sizes = [sentence.last_word - sentence.first_word for sentence in reading.sentences]
    assert sum(sizes) == len(reading.words)
    assert all(8 <= size <= 45 for size in sizes[:-1])
    assert all(reading.text_of(sentence).startswith(("so ", "and ", "because ")) for sentence in reading.sentences)


def test_punctuated_speech_is_left_alone():
    text = "The river rose all night and we watched it from the bridge until the lamps went out. " * 6
    assert len(sentences(reading_of(text.strip()))) == 6


def test_a_comma_chain_of_a_recogniser_is_cut_at_its_clauses():
    clause = "and the river rose over the lower fields, but nobody in the village had thought of moving the sheep, "
    sizes = [
        s.last_word - s.first_word for s in reading_of("It rained. It rained. It rained. " + clause * 8 + "so that was that.").sentences
    ]
    assert max(sizes) <= 80


def test_text_without_words_has_no_sentences():
    assert reading_of("... --- ...").sentences == ()


pieces = st.sampled_from(
    [
        "the dam ",
        "Dr. ",
        "U.S. ",
        "no. ",
        "3.5 ",
        "[noise] ",
        "broke. ",
        "Why? ",
        "(yes.) ",
        "so ",
        ", ",
        "\n",
        "“Hm.” ",
        "日本。",
        "e.g. ",
        "... ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(pieces, min_size=1, max_size=60).map("".join), min_size=1, max_size=4))
def test_sentences_are_in_order_disjoint_inside_segments_and_hold_their_words(turns):
    text = "\n\n".join(turns)
    marks = []
    at = text.find("[noise]")
    while at >= 0:
        marks.append(Mark(start=at, end=at + 7, kind="noise"))
        at = text.find("[noise]", at + 1)
    reading = reading_of(*turns, marks=tuple(marks))
    end = word = 0
    for sentence in reading.sentences:
        assert end <= sentence.start < sentence.end
        segment = reading.transcript.segments[sentence.segment]
        assert segment.start <= sentence.start
        assert sentence.end <= segment.end
        assert word <= sentence.first_word < sentence.last_word
        assert all(sentence.start <= w.start and w.end <= sentence.end for w in reading.words_of(sentence))
        assert reading.text_of(sentence) == reading.text_of(sentence).strip()
        end, word = sentence.end, sentence.last_word
    for each in reading.words:
        assert reading.text[each.start : each.end] == each.text
        assert reading.sentence_at(each.start) is not None
