import sqlite3
from pathlib import Path

import pytest
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


ENDINGS = (
    "",
    "s",
    "es",
    "ed",
    "ing",
    "ation",
    "ational",
    "izer",
    "ization",
    "fulness",
    "ously",
    "ement",
    "y",
    "ies",
    "eed",
    "able",
    "logist",
    "ll",
)
ROOTS = (
    "mill",
    "organ",
    "clos",
    "agr",
    "hop",
    "tr",
    "relat",
    "conform",
    "y",
    "sky",
    "fall",
    "siz",
    "bubbl",
    "argu",
    "ox",
    "fil",
    "plast",
    "be",
)


def test_stems_are_those_of_sqlites_porter_tokenizer() -> None:
    words = sorted({root + ending for root in ROOTS for ending in ENDINGS} | {"a", "is", "a" * 64, "a" * 65, "ab1", "skies", "news"})
    assert _porter(words) == [stem(word) for word in words]


@given(st.text(alphabet="abcdeilnosty", min_size=1, max_size=12))
def test_stems_of_any_letters_are_sqlites(word: str) -> None:
    assert _porter([word]) == [stem(word)]


@pytest.mark.data
def test_stems_of_real_talk_are_sqlites(samples: Path) -> None:
    text = (samples / "moonshots-2025-12-09.md").read_text(encoding="utf-8")
    words = sorted({token.form for token in tokens(text) if token.form.isascii() and token.form.isalpha()})
    assert len(words) > 2_000
    assert _porter(words) == [stem(word) for word in words]


def _porter(words: list[str]) -> list[str]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE stems USING fts5(word, tokenize = 'porter ascii')")
    connection.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(stems, instance)")
    connection.executemany("INSERT INTO stems(rowid, word) VALUES (?, ?)", list(enumerate(words)))
    found = dict(connection.execute("SELECT doc, term FROM seen"))
    connection.close()
    return [found[at] for at in range(len(words))]
