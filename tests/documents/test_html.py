"""Web pages: the article's blocks and links, what the page says of itself, and what is refused."""

from __future__ import annotations

import os
import pathlib

import pytest

from earwitness.documents.decoding import decode
from earwitness.documents.html import MAX_DEPTH, HtmlReader
from earwitness.errors import NoText, TooDeep
from earwitness.model.documents import ParsedDocument
from earwitness.model.media import RawDocument
from earwitness.text.html_depth import nesting

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[2].parent / "shared" / "data")
PROSE = "The ferry left the harbour an hour late because the pilot had lost his keys, and nobody on board seemed to mind it much. "
PAGE = f"""<!doctype html><html lang="en-gb"><head><title>Late Ferries - Quay Times</title>
<meta property="og:site_name" content="Quay Times"><meta name="author" content="Ada Marlow">
<meta property="article:published_time" content="2026-03-02T08:00:00Z"><link rel="canonical" href="https://quay.example/late"></head>
<body><nav><a href="/">Home</a> <a href="/all">All stories</a></nav><article><h1>Late Ferries</h1>
<p>{PROSE} The <a href="/log">harbour log</a> says so.</p><h2>Why<br>it matters</h2><p>{PROSE}</p>
<blockquote><p>We will be on time in the summer, or nearly so, as we have always been.</p></blockquote>
<ul><li>Two ferries were late in the spring</li><li>One ferry was early in the autumn</li></ul><p>{PROSE}</p></article>
<footer>Imprint</footer></body></html>"""


def read(markup: str, url: str | None = None) -> ParsedDocument:
    return HtmlReader().read(decode(RawDocument(content=markup.encode(), name="page.html", url=url)))


def test_item() -> None:
    draft = read(PAGE, "https://quay.example/late?x=1").draft
    assert (draft.source, draft.published, draft.language, draft.kind) == ("Quay Times", "2026-03-02", "en-GB", "article")
    assert [(p.name, p.role, p.why) for p in draft.people] == [("Ada Marlow", "author", "byline")]
    assert draft.url == "https://quay.example/late"


def test_blocks_and_links() -> None:
    transcript = read(PAGE, "https://quay.example/late").transcript
    kinds = {transcript.text[s.start : s.end]: (s.kind, s.level) for s in transcript.segments}
    assert kinds["Why it matters"] == ("heading", 2)
    assert kinds["We will be on time in the summer, or nearly so, as we have always been."][0] == "quote"
    assert kinds["One ferry was early in the autumn"][0] == "list_item"
    links = [(transcript.text[m.start : m.end], m.value) for m in transcript.marks if m.kind == "link"]
    assert links == [("harbour log", "https://quay.example/log")]
    assert "Imprint" not in transcript.text
    assert "All stories" not in transcript.text


def test_words_beat_a_wrong_language_of_the_template() -> None:
    german = "<p>Die Fähre kam zu spät, weil der Lotse seinen Schlüssel verloren hatte, und niemand hat sich darüber beschwert.</p>"
    assert read(f'<html lang="en"><body><article><h1>Zu spät</h1>{german * 4}</article></body></html>').draft.language == "de"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(TooDeep):
        read("<html><body>" + "<div>" * 100_000 + "deep" + "</div>" * 100_000)


@pytest.mark.parametrize(
    ("markup", "depth"),
    [
        ("<div><p>a<p>b<p>c</div>", 1),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", 2),
        ("<br><img src=x><hr>" * 600, 0),
        ("<script>" + "'<div>'" * 600 + "</script><div></div>", 1),
        ("<!--" + "<div>" * 600 + "--><b></b>", 1),
        ("<!-->" + "<div>" * 600, 600),
        ("<svg>" + "<path d='1'/>" * 600 + "</svg>", 1),
        ("</div>" * 600, 0),
        ("<b>" * 600, 600),
    ],
)
def test_nesting(markup: str, depth: int) -> None:
    assert nesting(markup, limit=10_000) == depth


@pytest.mark.parametrize("markup", ["<html><body></body></html>", '<html><body><a href="/">Home</a><a href="/b">News</a></body></html>'])
def test_a_page_without_article(markup: str) -> None:
    with pytest.raises(NoText):
        read(markup)


def test_only_pages_are_recognised() -> None:
    reader = HtmlReader()
    assert reader.recognises(decode(RawDocument(content=PAGE.encode(), name="x.txt"))) > 0.9
    assert reader.recognises(decode(RawDocument(content=b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hi", name="x.html"))) == 0


@pytest.mark.data
def test_every_real_page_is_shallow_enough() -> None:
    pages = sorted((DATA / "html_readability").glob("*/source.html"))
    if not pages:
        pytest.skip("no shared data")
    assert max(nesting(page.read_text(errors="replace"), limit=MAX_DEPTH) for page in pages) < MAX_DEPTH // 4
