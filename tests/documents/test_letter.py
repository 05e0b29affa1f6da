"""Plain-text newsletters: headings, lists, quotations and their speakers, with the text untouched."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.documents.decoding import decode
from earwitness.documents.newsletters.headings import heading_in
from earwitness.documents.newsletters.plain_text import NewsletterReader, newsletter_blocks
from earwitness.model.documents import ParsedDocument
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Segment

CORPUS = pathlib.Path(__file__).parents[1] / "corpus"


def read(text: str) -> ParsedDocument:
    return NewsletterReader().read(decode(RawDocument(content=text.encode(), name="letter.txt")))


@pytest.fixture(scope="module")
def harbour() -> ParsedDocument:
    return read((CORPUS / "letter-harbour.txt").read_text())


def found(parsed: ParsedDocument, words: str) -> Segment:
    """The one segment that begins with `words`."""
    text = parsed.transcript.text
    (segment,) = [s for s in parsed.transcript.segments if text[s.start : s.end].startswith(words)]
    return segment


def test_text_is_unchanged(harbour: ParsedDocument) -> None:
    assert harbour.transcript.text == (CORPUS / "letter-harbour.txt").read_text()


def test_item(harbour: ParsedDocument) -> None:
    assert harbour.draft.kind == "newsletter"
    assert harbour.draft.title == "88: Why Harbours Electrify First, a Robot That Sorts Kelp, and Two Books for Winter"


def test_headings_without_their_emoji(harbour: ParsedDocument) -> None:
    text = harbour.transcript.text
    headings = [(s.level, text[s.start : s.end]) for s in harbour.transcript.segments if s.kind == "heading"]
    assert headings[1:] == [
        (2, "Money Desk"),
        (3, "Why Harbours Electrify First"),
        (3, "A Robot That Sorts Kelp… By Smell?"),
        (3, "Two Books for Winter"),
    ]


@pytest.mark.parametrize(
    ("words", "kind", "speaker"),
    [
        ('"The tide pays', "quote", None),
        ("A good chart", "quote", "Ines Halloran"),
        ("But the bill falls", "paragraph", None),
        ("A ship in port", "quote", None),
        ("Whoever breathes", "quote", None),
        ("I still think", "paragraph", None),
        ("The agency will require", "quote", None),
        ("That is a small fine", "paragraph", None),
        ("We trained it", "quote", "Mara Quill"),
        ("It is wrong about", "quote", "Mara Quill"),
        ("My own nose", "paragraph", None),
        ("When does it pay", "quote", "Mara Quill"),
        ("In four seasons", "quote", "Mara Quill"),
        ("I would not bet", "paragraph", None),
        ("Sorting speed", "list_item", None),
        ("Waste shrank", "list_item", None),
        ("That surprised me", "paragraph", None),
        ("Kelp Sorter by", "list_item", None),
    ],
)
def test_whose_words(harbour: ParsedDocument, words: str, kind: str, speaker: str | None) -> None:
    segment = found(harbour, words)
    assert (segment.kind, segment.speaker) == (kind, speaker)


def test_labels_and_source_lie_outside_the_words(harbour: ParsedDocument) -> None:
    transcript = harbour.transcript
    marks = [(m.kind, m.value, transcript.text[m.start : m.end]) for m in transcript.marks]
    assert ("label", "Mara Quill", "Mara Quill:") in marks
    assert ("label", "Ines Halloran", "-Ines Halloran") in marks
    assert ("syntax", "", "(Source)") in marks


def test_a_colon_after_common_words_is_no_speaker() -> None:
    parsed = read("A plain piece\n\nUpdate: The boat has been sold for a fair price.\n\nKey Takeaway: Sell early in the year.\n")
    assert {s.speaker for s in parsed.transcript.segments} == {None}


def test_hard_wrapped_lines_make_paragraphs() -> None:
    first = "The quay was built in three summers by a crew that\nnever numbered more than forty, and it has not moved\nby a finger since the last stone was laid on it there."
    second = "Most of the quays along this coast were built faster\nand many of them had to be built again before the old\nengineers who had drawn the plans were dead and gone."
    blocks = newsletter_blocks(f"{first}\n\n{second}\n")
    assert [block.text for block in blocks] == [first, second]


def test_quoted_lines_and_bullets() -> None:
    parsed = read(
        "A title here\n\nShe answered within the hour and was plain about it.\n\n> The lamp stays lit.\n> Always.\n\n- one oar\n- two oars\n"
    )
    assert found(parsed, "The lamp").kind == "quote"
    assert [parsed.transcript.text[s.start : s.end] for s in parsed.transcript.segments if s.kind == "list_item"] == ["one oar", "two oars"]


@pytest.mark.parametrize(
    "line", ["I walked home along the quay and thought about it 🤔", "That’s a lot of ropes!", "It never lasts forever.", "🚢", ""]
)
def test_no_heading(line: str) -> None:
    heading = heading_in(line)
    assert heading is None or not heading.sure


@given(st.text(alphabet='Aab :.-\n>*🍿[]()"“”…1', max_size=300))
def test_any_text_keeps_its_law(text: str) -> None:
    blocks = newsletter_blocks(text)
    transcript = NewsletterReader().read(decode(RawDocument(content=("x" + text).encode(), name="x"))).transcript
    for block in blocks:
        assert text[block.start : block.start + len(block.text)] == block.text
    last = 0
    for segment in transcript.segments:
        assert last <= segment.start < segment.end <= len(transcript.text)
        last = segment.end
