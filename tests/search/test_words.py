from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from earwitness.search.stemming import stem
from earwitness.search.words import index_text, plain, tokens


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Ada's mills", "ada mill"),
        ("don't, don’t", "dont dont"),
        ("U.S. and example.com", "us and exampl com"),
        ("C++ C# AT&T R&D", "c++ c# at&t r&d"),
        ("1,987 3.5% -5", "1987 3.5 5"),
        ("naïve José ﬁne Straße", "naiv jose fine strass"),
        ("open-source end.Next", "open sourc end next"),
        ("寒武纪上", "寒 武 纪 上"),
        ("— … &", ""),
        ("#tag @me foo_bar", "tag me foo bar"),
    ],
)
def test_words_are_compared_by_these_stems(text: str, stems: str) -> None:
    assert index_text(text) == stems


def test_a_token_covers_the_characters_it_comes_from() -> None:
    text = "“Ada’s” open-source C++, 1,987!"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Ada", "open", "source", "C++", "1,987"]


@given(st.text(max_size=80))
def test_tokens_stand_in_order_and_their_words_survive_the_index(text: str) -> None:
    found = tokens(text)
    places = [(token.start, token.end) for token in found]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(token.stem and not set(token.stem) & set(" \t\n'\"\\\x00") for token in found)
    assert index_text(text).split(" ") == [token.stem for token in found] or not found


@given(st.text(max_size=80))
def test_plain_is_settled_after_once(text: str) -> None:
    assert plain(text) == " ".join(token.form for token in tokens(text))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mills milling milled", "mill"),
        ("predicts predicted prediction predictions", "predict"),
        ("organization organizations organize", "organ"),
        ("agreed agree agrees", "agre"),
        ("skies sky", "sky ski"),
    ],
)
def test_forms_of_a_word_share_a_stem(words: str, expected: str) -> None:
    assert {stem(word) for word in words.split()} <= set(expected.split())


@pytest.mark.parametrize("word", ["is", "a" * 65, "ab1", "über", "r&d"])
def test_words_that_are_no_english_are_left_alone(word: str) -> None:
    assert stem(word) == word


def test_stems_are_the_same_from_many_threads() -> None:
    words = [root + ending for root in ("relat", "organ", "predict", "clos", "argu") for ending in ("s", "ed", "ing", "ation", "ational")]
    expected = [snowballstemmer.stemmer("porter").stemWord(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [stem.__wrapped__(word) for word in words], range(40)):
            assert found == expected
