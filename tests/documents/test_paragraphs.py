"""Paragraphs of plain text: wrapped lines, lines that are paragraphs, headings and lists."""

from hypothesis import given
from hypothesis import strategies as st

from earwitness.documents.paragraphs import paragraphs

WRAPPED = (
    "The mill at Lindum closed because nobody would pay for the wheel and the\n"
    "council had other plans for the quay.\n"
    "It took nine years until somebody bought the building and by then the roof\n"
    "was gone and the wheel had been sold to a museum in the north of the\n"
    "country.\n"
)


def texts(text):
    return [text[start:end] for start, end in paragraphs(text)]


def test_wrapped_lines_are_joined_and_sentences_keep_together():
    assert texts(WRAPPED) == [WRAPPED.rstrip()]


def test_blank_lines_lists_and_headings_part_paragraphs():
    text = f"The mill\n{WRAPPED}\nWhat was sold:\n- the wheel\n- the stones\n"
    assert texts(text) == ["The mill", WRAPPED.rstrip(), "What was sold:", "- the wheel", "- the stones"]


def test_lines_of_a_text_that_is_not_wrapped_are_paragraphs():
    lines = ["A short heading", "The first paragraph ends here.", "The second one, too.", "And a third."]
    assert texts("\n".join(lines)) == lines


def test_a_long_stretch_without_blank_lines_ends_with_a_sentence():
    found = texts(WRAPPED * 6)
    assert len(found) > 1
    assert all(one.endswith(".") for one in found)


@given(st.text(alphabet="ab A.\n-", max_size=300))
def test_every_word_is_in_one_paragraph(text):
    found = list(paragraphs(text))
    assert all(start < end for start, end in found)
    assert found == sorted(found)
    assert " ".join(text[start:end] for start, end in found).split() == text.split()
