import pytest

from earwitness import pipeline, plugins
from earwitness.documents.newsletters.byline import Byline, read_byline
from earwitness.model.media import RawDocument


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("By Jane Doe · 8 May 2026 · The Weekly", Byline("Jane Doe", "2026-05-08")),
        ("By Mary-Ann O'Neil | 2026-01-02", Byline("Mary-Ann O'Neil", "2026-01-02")),
        ("by Jean Luc Varga", Byline("Jean Luc Varga", None)),
        ("By the river we sat down.", None),
        ("By Monday Everything Had Changed, and nobody knew why it had.", None),
        ("8 May 2026", None),
        ("", None),
    ],
)
def test_a_byline_is_told_from_a_sentence(words: str, expected: Byline | None) -> None:
    assert read_byline(words) == expected


def test_the_byline_names_the_author_and_is_nobodys_sentence() -> None:
    newsletter = b"# The letter\n\n*By Jane Doe \xc2\xb7 8 May 2026*\n\nThe river rose by 12 centimetres. Nobody was [surprised](https://x.example/a).\n\n## More\n\n- One thing\n"
    parsed = pipeline.parse(RawDocument(newsletter, "letter.md"), plugins.readers())
    assert [(person.name, person.role) for person in parsed.draft.people] == [("Jane Doe", "author")]
    assert parsed.draft.published == "2026-05-08"
    at = parsed.transcript.text.index("Jane Doe")
    assert parsed.transcript.is_unspoken(at, at + 8)
