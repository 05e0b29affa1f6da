from earwitness.analysis.common_words import COMMONNESS
from earwitness.analysis.reading import read
from earwitness.analysis.stopwords import FILLERS, FUNCTION_WORDS, STOPWORDS, VAGUE_WORDS, WEAK_WORDS
from earwitness.analysis.topics.keyphrases import keyphrases
from earwitness.model.media import Item
from earwitness.model.transcript import Segment, Transcript


def phrases(text):
    transcript = Transcript(text=text, segments=(Segment(start=0, end=len(text)),))
    reading = read(Item(id="0" * 16, title="A test"), transcript)
    return {text[phrase.places[0].start : phrase.places[0].end]: phrase for phrase in keyphrases(reading, reading.sentences)}


def test_noun_phrases_are_found_whole():
    assert {"tide mill", "harbour wall", "objective"} <= set(phrases("The tide mill stood behind a harbour wall. That was the objective."))


def test_verbs_after_pronouns_and_filling_words_open_no_phrase():
    found = phrases("We build tide mills and they want different harbour walls to protect entire towns.")
    assert "tide mills" in found
    assert not any(phrase.split()[0] in ("build", "different", "entire", "protect", "want") for phrase in found)


def test_no_phrase_crosses_punctuation_or_ends_in_an_adjective():
    found = phrases("They sold the mill, harbour rights and a famous wooden wheel that was useful.")
    assert "mill, harbour" not in found
    assert "useful" not in found


def test_figures_belong_to_names_only():
    found = phrases("The Kestrel 5 engine beat 7 others.")
    assert any(phrase.startswith("Kestrel 5") for phrase in found)
    assert not any(phrase.startswith("7") for phrase in found)


def test_places_of_a_phrase_in_the_plural_are_its_places_too():
    found = phrases("A tide mill turns. Two tide mills turn. The Tide Mill stopped.")
    assert len(found["tide mill"].places) == 3


def test_rare_words_are_more_specific_than_common_ones():
    found = phrases("The sluice broke. The system broke.")
    assert found["sluice"].specificity > found["system"].specificity


def test_the_word_lists_are_in_the_form_of_folded_words():
    for words in (FUNCTION_WORDS, FILLERS, VAGUE_WORDS, set(COMMONNESS)):
        assert all(word == word.casefold().strip() and "’" not in word for word in words)
    assert STOPWORDS < WEAK_WORDS
    assert not set(COMMONNESS) & WEAK_WORDS
