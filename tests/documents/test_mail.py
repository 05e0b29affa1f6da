"""Mail: head, parts, charsets, layout tables, forwarding."""

from __future__ import annotations

import pathlib

import pytest

from earwitness.documents.decoding import decode
from earwitness.documents.mail import MailReader
from earwitness.documents.promotion import promotion_marks
from earwitness.errors import NoText
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.media import RawDocument

CORPUS = pathlib.Path(__file__).parents[1] / "corpus"
HEAD = (
    "From: Ben Ode <ben@letters.example>\nTo: me@letters.example\nSubject: {}\nDate: Tue, 03 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n"
)


def document(content: bytes) -> DecodedDocument:
    return decode(RawDocument(content=content, name="letter.eml"))


@pytest.fixture(scope="module")
def grid() -> ParsedDocument:
    return MailReader().read(document((CORPUS / "letter-grid.eml").read_bytes()))


def test_head(grid: ParsedDocument) -> None:
    draft = grid.draft
    assert (draft.title, draft.source, draft.kind) == ("Grid Notes #12: What batteries cost", "Grid Notes", "newsletter")
    assert draft.published == "2026-03-02T08:00:00+01:00"
    assert [p.name for p in draft.people] == ["Ada Marlow"]


def test_blocks_of_layout_and_data_tables(grid: ParsedDocument) -> None:
    text = grid.transcript.text
    blocks = [(s.kind, text[s.start : s.end]) for s in grid.transcript.segments]
    assert ("heading", "What batteries cost") in blocks
    assert ("paragraph", "Café owners in Lund paid 20% less, says the spring report.") in blocks
    assert ("quote", "We were as surprised as anybody.") in blocks
    assert ("paragraph", "2025 | 90") in blocks
    assert "preview line" not in text
    assert "as plain text" not in text


def test_only_web_and_mail_links(grid: ParsedDocument) -> None:
    links = {grid.transcript.text[m.start : m.end]: m.value for m in grid.transcript.marks if m.kind == "link"}
    assert links["the spring report"] == "https://letters.example/r"
    assert links["an address"] == "mailto:ada@letters.example"
    assert "a trap" not in links


def test_footer_is_promotion(grid: ParsedDocument) -> None:
    marked = " ".join(grid.transcript.text[m.start : m.end] for m in promotion_marks(grid.transcript))
    for words in ("View in browser", "Copyright 2026", "12 Mill Street", "Unsubscribe"):
        assert words in marked
    assert "batteries" not in marked


def test_forwarded_letter_is_its_first_senders() -> None:
    body = (
        "\nHave a look at this.\n\n---------- Forwarded message ---------\nFrom: Ada Marlow <ada@letters.example>\n"
        "Date: Mon, 02 Mar 2026 08:00:00 +0100\nSubject: On cables\nTo: <ben@letters.example>\n\nCables are cheap where trenches are cheap.\n\nThat is all.\n"
    )
    parsed = MailReader().read(document((HEAD.format("Fwd: On cables") + body).encode()))
    assert (parsed.draft.title, parsed.draft.source) == ("On cables", "Ada Marlow")
    assert parsed.transcript.text.startswith("Cables are cheap")
    assert any("forwarder" in warning for warning in parsed.transcript.warnings)


def test_attachment_is_no_text() -> None:
    body = 'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nnot for reading\n'
    with pytest.raises(NoText):
        MailReader().read(document((HEAD.format("x") + body).encode()))


def test_recognised_by_its_head_alone() -> None:
    reader = MailReader()
    assert reader.recognises(document((HEAD.format("x") + "\nHello there").encode())) > 0.9
    assert reader.recognises(document(b"From: here to there\nThe road is long.\n\nSubject: to change.")) == 0
