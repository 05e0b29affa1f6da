"""Engines that write bare words get sentence ends and capitals by rule; what an engine marked itself stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earwitness.model.speech import RecognizedWord
from earwitness.speech.punctuation import restore

TALK = (
    "welcome to the show | how many houses did you look at | we looked at four hundred of them and i was surprised , but the numbers hold "
    "| what is the price | nine thousand pounds if you buy it in the , winter | that is what ines okafor told us on monday | i'm sure of it"
)


def spoken(text: str) -> list[RecognizedWord]:
    """`|` is a pause of 0.8 s, `,` one of 0.4 s, `/` a breath of 0.15 s."""
    words, ms = [], 0
    for token in text.split():
        if token in "|,/":
            ms += {"|": 800, ",": 400, "/": 150}[token]
            continue
        words.append(RecognizedWord(token, ms, ms + 250, 0.9))
        ms += 300
    return words


def told(words: tuple[RecognizedWord, ...]) -> str:
    return " ".join(word.text for word in words)


def test_pauses_end_sentences_and_questions_are_questions() -> None:
    result = restore(spoken(TALK), language="en", names=["Ines Okafor"])
    assert told(result.words) == (
        "Welcome to the show. How many houses did you look at? We looked at four hundred of them and I was surprised. But the numbers hold. "
        "What is the price? Nine thousand pounds if you buy it in the winter. That is what Ines Okafor told us on Monday. I'm sure of it."
    )
    assert "added by rules" in result.warnings[0]


def test_commas_stand_around_fillers_before_relatives_and_before_a_clause_behind_a_breath() -> None:
    talk = "the sale went through uh the second time which pleased us / we paid the bank back and nobody at the table asked / where it came from"
    assert told(restore(spoken(talk), language="en").words) == (
        "The sale went through, uh, the second time, which pleased us, we paid the bank back and nobody at the table asked where it came from."
    )
    assert "," not in told(
        restore(
            spoken("did / you see what / it was and in / which house they were when the / i is said by us all day"), language="en"
        ).words
    )
    assert "," not in told(restore(spoken(talk), language="de").words)


def test_a_pause_for_thought_ends_nothing() -> None:
    words = spoken(" ".join(["we went to the | house and we saw that the | roof was made of | straw"] * 3))
    assert "the." not in told(restore(words, language="en").words)
    assert "was?" not in told(restore(words, language="en").words)
    assert "of." not in told(restore(words, language="en").words)


def test_an_engine_that_marks_its_sentences_is_left_alone() -> None:
    words = [word._replace(text=text) for word, text in zip(spoken(TALK), ("It is so. " * 20).split(), strict=False)]
    assert restore(words, language="en") == (tuple(words), ())
    few = spoken("no i do not")
    assert restore(few, language="en") == (tuple(few), ())
    unspaced = spoken(TALK)
    assert restore(unspaced, language="ja") == (tuple(unspaced), ())


def test_capitals_alone_are_added_where_the_ends_are_there() -> None:
    words = [word._replace(text=text) for word, text in zip(spoken(TALK), ("then i said it was so. " * 9).split(), strict=False)]
    result = restore(words, language="en")
    assert told(result.words).startswith("Then I said it was so. Then I said")
    assert "no capitals:" in result.warnings[0]


def test_other_languages_get_ends_but_no_english_capitals() -> None:
    words = spoken(
        "wir haben das gesehen und i war dabei | das war gut so und nicht anders | und dann sind wir wieder nach hause gegangen am abend"
    )
    result = told(restore(words, language="de").words)
    assert result.startswith("Wir haben das gesehen und i war dabei. Das")


@given(st.lists(st.tuples(st.sampled_from("so we do it is the house what how many".split()), st.integers(0, 2_500)), max_size=60))
def test_words_and_times_stay_and_doing_it_twice_is_doing_it_once(said: list[tuple[str, int]]) -> None:
    words, ms = [], 0
    for text, pause in said:
        words.append(RecognizedWord(text, ms, ms + 200, 0.9))
        ms += 200 + pause
    result = restore(words, language="en")
    assert [(w.text.rstrip(".,?").casefold(), *w[1:]) for w in result.words] == [(w.text, *w[1:]) for w in words]
    assert restore(result.words, language="en").words == result.words
