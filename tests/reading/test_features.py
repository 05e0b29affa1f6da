"""Plain features of sentences."""

import numpy as np

from earwitness.reading.features import NAMES, SentenceInput, features


def values(*sentences: SentenceInput, title: str = "") -> list[dict[str, float]]:
    return [dict(zip(NAMES, row, strict=True)) for row in features(sentences, title)]


def test_features_say_what_stands_in_the_sentence():
    first, second = values(
        SentenceInput("So why did the old mill in Lindum close in 1998?", "Ida"),
        SentenceInput("They say it will never open again, because nobody pays.", "Per"),
        title="The mill of Lindum",
    )
    assert (first["question"], first["opens_with_connective"], first["future"]) == (1, 1, 0)
    assert first["title_share"] > second["title_share"] == 0
    assert (second["future"], second["reason"], second["negation"], second["report"]) == (1, 1, 1, 1)
    assert (first["new_turn"], second["new_turn"]) == (1, 1)


def test_turns_and_speakers_are_counted():
    rows = values(
        SentenceInput("A long answer of seven words here.", "Ida"), SentenceInput("It goes on.", "Ida"), SentenceInput("Yes.", "Per")
    )
    assert [row["new_turn"] for row in rows] == [1, 0, 1]
    assert rows[0]["turn_words"] == rows[1]["turn_words"] > rows[2]["turn_words"]
    assert rows[0]["speaker_share"] > rows[2]["speaker_share"]


def test_one_sentence_and_none_have_finite_features():
    assert np.isfinite(features([SentenceInput("")], "")).all()
    assert features([], "").shape == (0, len(NAMES))
