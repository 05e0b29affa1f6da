"""What folding ignores and what it never does."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.text.folding import fold, folded_words

TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("0123456789.,-−–$%()[½²ǰ’ aIé\u0301"))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It’s OPEN-source!", "its open source"),
        ("5%", "5 %"),
        ("1,000 people", "1000 people"),
        ("caf\u00e9", "cafe\u0301"),
        ("ﬁnance", "finance"),
        ("U.S.", "US"),
        ("“word”", "word"),
        ("a\u00a0b\n\tc", "a b c"),
        ("−5", "-5"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_the_same_words_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5%", "35%"),
        ("5%", "5"),
        ("-5", "5"),
        ("-$5", "$5"),
        ("$-5", "$5"),
        (".5", "5"),
        ("10²", "102"),
        ("2½", "21/2"),
        ("AT&T", "ATT"),
        ("C#", "C"),
        ("$5", "€5"),
        ("3,5", "35"),
        ("not good", "good"),
    ],
)
def test_what_changes_meaning_is_never_folded_away(one, other):
    assert fold(one) != fold(other)


@given(TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_places_are_in_order_and_fold_to_their_words(text):
    words = folded_words(text)
    assert " ".join(word.form for word in words) == fold(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(one.start <= other.start for one, other in pairwise(words))


def test_places_count_in_the_whole_text():
    assert [(word.start, word.form) for word in folded_words("one two three", 4, 7)] == [(4, "two")]
