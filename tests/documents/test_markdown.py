"""Markdown: every character stays; mark-up becomes `syntax`, anchor words `link`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.documents.decoding import decode
from earwitness.documents.markdown import MarkdownReader
from earwitness.model.documents import ParsedDocument
from earwitness.model.media import RawDocument

PAGE = """---
title: The Quiet Grid
author: Ada Marlow
date: 2026-03-02
---
# The Quiet Grid 🔋

See [the *log*](https://grid.example/a_(b) "t") and **bold words** now; ![pic](x.png) or https://grid.example/bare.

## 🚀 Section One ##

> Quoted *words* of
> another day.

- first item
  - deeper one

| Name | Size |
|------|------|
| Alpha | 3 MW |

```python
print("x")
```

<div class="x">Hello <b>there</b> friend</div>

A \\[b\\] &amp; c.
"""


def read(text: str) -> ParsedDocument:
    return MarkdownReader().read(decode(RawDocument(content=text.encode(), name="page.md", url="https://grid.example/page")))


def spoken(parsed: ParsedDocument, start: int, end: int) -> str:
    transcript = parsed.transcript
    silent = {at for span in transcript.unspoken_in(start, end) for at in range(span.start, span.end)}
    return "".join(transcript.text[at] for at in range(start, end) if at not in silent)


def test_text_is_unchanged_and_head_is_read() -> None:
    parsed = read(PAGE)
    assert parsed.transcript.text == PAGE
    assert (parsed.draft.title, parsed.draft.published) == ("The Quiet Grid", "2026-03-02")
    assert [p.name for p in parsed.draft.people] == ["Ada Marlow"]


def test_blocks() -> None:
    parsed = read(PAGE)
    blocks = [(s.kind, s.level, " ".join(spoken(parsed, s.start, s.end).split())) for s in parsed.transcript.segments]
    assert blocks == [
        ("heading", 1, "The Quiet Grid"),
        ("paragraph", 0, "See the log and bold words now; or https://grid.example/bare."),
        ("heading", 2, "Section One"),
        ("quote", 0, "Quoted words of another day."),
        ("list_item", 1, "first item"),
        ("list_item", 2, "deeper one"),
        ("paragraph", 0, "Name Size"),
        ("paragraph", 0, "Alpha 3 MW"),
        ("code", 0, 'print("x")'),
        ("paragraph", 0, "Hello there friend"),
        ("paragraph", 0, "A \\[b\\] &amp; c."),
    ]


def test_links() -> None:
    transcript = read(PAGE).transcript
    links = [(transcript.text[m.start : m.end], m.value) for m in transcript.marks if m.kind == "link"]
    assert links == [("the *log", "https://grid.example/a_(b)"), ("https://grid.example/bare", "https://grid.example/bare")]


def test_prose_is_no_markdown() -> None:
    assert MarkdownReader().recognises(decode(RawDocument(content=b"Just a line.\n\nAnd one more line of prose.", name="a.md"))) == 0


@settings(max_examples=60)
@given(st.text(alphabet="ab #>-*`[](!)|\n<\\&1.", max_size=200))
def test_any_text_keeps_its_law(text: str) -> None:
    transcript = read("x\n\n" + text).transcript
    last = 0
    for segment in transcript.segments:
        assert last <= segment.start < segment.end <= len(transcript.text)
        last = segment.end
    assert all(0 <= mark.start < mark.end <= len(transcript.text) for mark in transcript.marks)
