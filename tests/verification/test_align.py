"""Alignment: what is found, where, and what is refused and why."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.verification.talk import span_of, transcript

from earwitness.model.transcript import Span, Transcript
from earwitness.text.folding import fold
from earwitness.verification.align import Aligner

SOURCE = transcript()
ALIGNER = Aligner(SOURCE)
CHUNKS = [match.span() for match in re.finditer(r"\S+", SOURCE.text[SOURCE.segments[1].start : SOURCE.segments[1].end])]
BASE = SOURCE.segments[1].start


@given(st.integers(0, len(CHUNKS) - 4), st.integers(3, len(CHUNKS)))
def test_any_run_of_words_aligns_exactly_with_itself(first, length):
    last = min(len(CHUNKS), first + length)
    start, end = BASE + CHUNKS[first][0], BASE + CHUNKS[last - 1][1]
    found = ALIGNER.align(SOURCE.text[start:end], near=start)
    assert (found.tier, found.spans) == ("exact", (Span(start, end),))


@given(st.integers(0, len(CHUNKS) - 5), st.integers(4, 12), st.randoms(use_true_random=False))
def test_any_folded_variation_aligns_folded(first, length, rng):
    last = min(len(CHUNKS), first + length)
    words = [SOURCE.text[BASE + start : BASE + end] for start, end in CHUNKS[first:last]]
    changed = "  ".join(word.upper() if rng.random() < 0.5 else word.replace("'", "’") for word in words) + " …"
    found = ALIGNER.align(f"“{changed}”")
    assert found.tier in ("folded", "exact")
    assert fold(SOURCE.text[found.spans[0].start : found.spans[0].end]) == fold(" ".join(words))


@given(st.integers(0, len(CHUNKS) - 8), st.integers(7, 20), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_no_changed_digit_negation_or_name_is_accepted(first, length, rng):
    last = min(len(CHUNKS), first + length)
    words = [SOURCE.text[BASE + start : BASE + end] for start, end in CHUNKS[first:last]]
    places = [at for at, word in enumerate(words) if word in ("3.5", "2024,", "don't", "Brackwater", "Mara.")]
    if not places:
        return
    at = rng.choice(places)
    words[at] = {"3.5": "3.6", "2024,": "2025,", "don't": "do", "Brackwater": "Meridia", "Mara.": "Ada."}[words[at]]
    assert not ALIGNER.align(" ".join(words)).found


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("we do expect that to fall, and our plant in Brackwater", "not found"),
        ("in 2024, and we do expect that to fall", "altered: negation"),
        ("So you will build a second plant before twenty twenty eight", "altered: negation"),
        ("Our plant in Brackwater made 5.3 million dollars in 2024", "altered: number"),
        ("Our plant in Brackwater made 3.5 billion dollars in 2024", "altered: number"),
        ("I think demand will increase by 14 percent, because storage is cheap", "altered: number"),
        ("Our plant in Meridia made 3.5 million dollars in 2024", "altered: name"),
        ("I think demand will decrease by 40 percent, because storage is cheap", "altered: words"),
        ("I think storage will increase by 40 percent, because demand is cheap", "altered: words"),
        ("I think demand might increase by 40 percent, because storage is cheap", "altered: words"),
        ("You should measure the tide after you pour the concrete", "altered: words"),
        ("an entirely different sentence about gardening and bread", "not found"),
        ("!?", "empty"),
    ],
)
def test_altered_words_are_refused_with_their_reason(words, reason):
    found = ALIGNER.align(words)
    assert not found.found
    assert found.reason == reason


def test_a_refusal_names_the_nearest_words():
    found = ALIGNER.align("Our plant in Brackwater made 5.3 million dollars in 2024")
    assert found.nearest == Span(*span_of("Our plant in Brackwater made 3.5 million dollars in 2024", SOURCE))


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("Today we talk about tidal power with Tobias Okafor", "Today we, uh, we talk about tidal power with Tobias Okafor"),
        ("our plant in Brackwater made $3,500,000 in 2024", "Our plant in Brackwater made 3.5 million dollars in 2024"),
        ("So you won't build a second plant before 2028", "So you will not build a second plant before twenty twenty eight"),
        ("I was going to say nobody in Veltri Energy believed the model", None),
    ],
)
def test_a_near_miss_prints_the_sources_own_words(words, printed):
    found = ALIGNER.align(words)
    assert (SOURCE.text[found.spans[0].start : found.spans[0].end] if found.found else None) == printed


def test_a_negating_prefix_cannot_be_cut_off():
    assert not ALIGNER.align("profit model would work").found
    assert ALIGNER.align("non-profit model would work").tier == "exact"


def test_a_cut_that_hides_a_negation_or_a_scale_is_told():
    assert ALIGNER.align("build a second plant").cut == "altered: negation"
    assert ALIGNER.align("Brackwater made 3.5").cut == "altered: number"
    assert ALIGNER.align("storage is cheap").cut is None


def test_marked_gaps_align_elided():
    found = ALIGNER.align("Our plant in Brackwater […] dollars in 2024")
    assert found.tier == "elided"
    assert [SOURCE.text[start:end] for start, end in found.spans] == ["Our plant in Brackwater", "dollars in 2024"]


def test_a_gap_hides_no_negation_and_spans_no_far_places():
    assert ALIGNER.align("in 2024, and we ... expect that to fall").reason == "altered: negation"
    far = Aligner(Transcript(text="The first part is here. " + "Something else entirely. " * 60 + "Here is the second part."))
    assert not far.align("The first part ... is the second part").found


def test_short_words_must_be_the_only_ones():
    assert ALIGNER.align("Thank you").reason == "too short"
    assert ALIGNER.align("Veltri Energy").tier == "exact"
    later = SOURCE.text.rindex("Thank you")
    assert ALIGNER.align("Thank you", near=later).spans[0].start == later


def test_occurrences_are_counted_and_the_nearest_is_taken():
    later = SOURCE.text.rindex("Thank you, Mara.")
    found = ALIGNER.align("Thank you, Mara.", near=later + 20)
    assert (found.occurrences, found.spans[0].start) == (2, later)
    assert ALIGNER.align("Thank you, Mara.").spans[0].start < later


def test_noise_between_words_is_stepped_over():
    found = ALIGNER.align("because storage is cheap. It always was.")
    assert SOURCE.text[found.spans[0].start : found.spans[0].end] == "because storage is cheap. [laughter] It always was."


def test_labels_and_promotion_are_nobodys_words():
    assert not ALIGNER.align("This part is brought to you by Tessalon mattresses").found


@settings(max_examples=60)
@given(st.lists(st.sampled_from("the sea not rose 5 6 Ada harbour [...] never uh".split()), min_size=1, max_size=14))
def test_whatever_is_accepted_has_the_numbers_names_and_negations_of_its_span(words):
    rng = random.Random(1)
    pool = "the sea not rose 5 6 Ada harbour never uh and wind".split()
    source = Transcript(text=" ".join(rng.choice(pool) for _ in range(300)))
    found = Aligner(source).align(" ".join(words))
    if found.found and len(found.spans) == 1:
        source_text = fold(source.text[found.spans[0].start : found.spans[0].end]).split()
        own = fold(" ".join(words)).split()
        assert [word for word in source_text if word in "56"] == [word for word in own if word in "56"]
        assert {"ada", "not", "never"} & set(source_text) == {"ada", "not", "never"} & set(own)
