"""The glossary: heard forms are written as the user writes them, times stay, ordinary words are left and named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.config import load_settings
from earwitness.errors import UsageError
from earwitness.model.speech import RecognizedWord
from earwitness.speech.glossary import apply_glossary

GLOSSARY = {"kite db": "KiteDB", "in vidia": "Nvidia", "cloud": "Claude", "okafor": "Okafor", "new weights": "NewWaits Labs Inc"}


def heard(text: str) -> list[RecognizedWord]:
    return [RecognizedWord(word, 1_000 * at, 1_000 * at + 900, 0.5 + at / 100) for at, word in enumerate(text.split())]


def written(text: str, *ordinary: str) -> str:
    return " ".join(word.text for word in apply_glossary(heard(text), GLOSSARY, ordinary).words)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("We use Kite DB, and In vidia.", "We use KiteDB, and Nvidia."),
        ("I asked “cloud” twice.", "I asked “Claude” twice."),
        ("okafor's house is no Okafor", "okafor's house is no Okafor"),
        ("kite kite db db", "kite KiteDB db"),
        ("the new weights!", "the NewWaits Labs Inc!"),
    ],
)
def test_heard_forms_are_written_as_the_user_writes_them(said: str, expected: str) -> None:
    assert written(said) == expected


def test_times_and_the_lowest_confidence_stay() -> None:
    words = apply_glossary(heard("we use kite db now"), GLOSSARY).words
    assert words[2] == RecognizedWord("KiteDB", 2_000, 3_900, 0.52)
    assert words[3] == heard("we use kite db now")[4]
    longer = apply_glossary(heard("new weights"), GLOSSARY).words
    assert [(word.start_ms, word.end_ms) for word in longer] == [(0, 1_013), (1_013, 1_520), (1_520, 1_900)]


def test_an_ordinary_word_is_left_and_named() -> None:
    found = apply_glossary(heard("a cloud over kite db"), GLOSSARY, ["Cloud"])
    assert " ".join(word.text for word in found.words) == "a cloud over KiteDB"
    assert found.warnings == (
        "changed by the glossary (1): 0:03 “kite db”, written “KiteDB”",
        "left as heard because the glossary calls it an ordinary word (1): 0:01 “cloud”, perhaps “Claude”",
    )


def test_no_glossary_changes_nothing() -> None:
    words = heard("as it was")
    assert apply_glossary(words, {}) == (tuple(words), ())


@given(st.lists(st.sampled_from(["kite", "db", "cloud,", "in", "vidia.", "new", "weights", "—"]), max_size=20))
def test_times_never_run_backwards_and_once_is_enough(words: list[str]) -> None:
    once = apply_glossary(heard(" ".join(words)), GLOSSARY).words
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(once))
    assert apply_glossary(once, GLOSSARY).words == once


def test_the_settings_hold_the_glossary(tmp_path: Path) -> None:
    (tmp_path / "earwitness.toml").write_text('ordinary_words = ["cloud"]\n[glossary]\n"kite db" = "KiteDB"\n')
    settings = load_settings(tmp_path, {})
    assert settings.glossary == {"kite db": "KiteDB"}
    assert settings.ordinary_words == ("cloud",)
    given = load_settings(tmp_path, {"EARWITNESS_GLOSSARY": "in vidia=Nvidia,kite db=KiteDB", "EARWITNESS_ORDINARY_WORDS": "a,b"})
    assert given.glossary == {"in vidia": "Nvidia", "kite db": "KiteDB"}
    assert given.ordinary_words == ("a", "b")
    with pytest.raises(UsageError, match="glossary"):
        load_settings(tmp_path, {"EARWITNESS_GLOSSARY": "KiteDB"})
