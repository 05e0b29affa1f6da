"""Words that negate."""

from __future__ import annotations

import pytest

from earwitness.text.folding import fold
from earwitness.text.negation import are_opposites, is_negation, negates_compound


@pytest.mark.parametrize("word", ["not", "don't", "Won’t", "never", "without", "hardly", "cannot", "nobody"])
def test_negations(word):
    assert is_negation(fold(word))


@pytest.mark.parametrize("word", ["note", "now", "knot", "want", "do", "unit"])
def test_other_words(word):
    assert not is_negation(fold(word))


@pytest.mark.parametrize(("one", "other"), [("likely", "unlikely"), ("careless", "careful"), ("regulation", "deregulation")])
def test_opposites(one, other):
    assert are_opposites(one, other)
    assert are_opposites(other, one)


@pytest.mark.parametrize(("one", "other"), [("rest", "interest"), ("ful", "less"), ("hope", "hopes")])
def test_no_opposites(one, other):
    assert not are_opposites(one, other)


def test_prefixes_before_a_hyphen():
    assert negates_compound("non")
    assert not negates_compound("open")
