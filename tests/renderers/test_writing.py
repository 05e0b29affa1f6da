from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from earwitness.renderers.dialects import wiki_name
from earwitness.renderers.writing import (
    comment_json,
    escape_html,
    escape_markdown,
    printed,
    safe_url,
    script_json,
    time_url,
    unescape_markdown,
)
from earwitness.text.words import single_line

MESSY = st.text(
    st.one_of(st.sampled_from("\\`*_[]()<>#|~$&{}%!=+-.:/@^\"'“” \n1aw"), st.characters(exclude_categories=["Cs"])),
    max_size=80,
)


@given(MESSY)
def test_unescape_gives_back_what_escape_was_given(text):
    assert unescape_markdown(escape_markdown(text)) == single_line(text)


@given(MESSY)
def test_escaped_words_show_as_themselves_and_nothing_else(text):
    words = single_line("".join(char for char in text if char.isprintable() or char.isspace()))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {escape_markdown(words)} [1:02](#p1)")
    kinds = [token.type for token in tokens]
    assert kinds == [
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "list_item_close",
        "bullet_list_close",
    ]
    children = tokens[3].children
    assert {child.type for child in children} <= {"text", "text_special", "link_open", "link_close"}
    assert [child.type for child in children].count("link_open") == 1
    assert "".join(child.content for child in children) == f"{words} 1:02".lstrip()


@pytest.mark.parametrize(
    ("hostile", "gone"),
    [
        ("{{ site.secret }}", "{{"),
        ("{% include evil %}", "{%"),
        ("<script>", "<s"),
        ("<!-- ew:manifest", "<!"),
        ("x https://evil.example", "://"),
        ("www.evil.example", "www.e"),
        ("a\n# heading", "\n"),
        ("==hi==", "=="),
        ("%%note%%", "%%"),
        ("[[wiki]]", "[["),
    ],
)
def test_signs_of_every_viewer_are_broken(hostile, gone):
    assert re.search(rf"(?<!\\){re.escape(gone)}", escape_markdown(hostile)) is None


def test_ordinary_prose_stays_as_it_is():
    text = "It's 3.5 per cent, isn't it? “Yes” - (well, no); 9:30."
    assert escape_markdown(text) == text


def test_gaps_cannot_be_forged_by_source_words():
    assert printed("one", "two") != printed("one […] two")


@given(MESSY)
def test_script_json_round_trips_and_cannot_leave_its_element(text):
    written = script_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not set(written) & set("<>&\u2028\u2029")


@given(MESSY)
def test_comment_json_round_trips_and_cannot_leave_its_comment(text):
    written = comment_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not any(cues in written for cues in ("--", "<", ">", "{{", "{%", "\n"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil", "ftp://a/b", "https://", "http://[", "java\nscript:x", "", None]
)
def test_other_addresses_are_dropped(url):
    assert safe_url(url) is None


def test_addresses_cannot_leave_a_link_or_a_table():
    url = safe_url('https://example.org/a)b|c d"e<f>[g]{{h}}')
    assert url is not None
    assert not set(url) & set(')|" <>[]{}')


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://youtu.be/abc?si=1", "https://youtu.be/abc?si=1&t=62s"),
        ("https://www.youtube.com/watch?v=abc&t=5s", "https://www.youtube.com/watch?v=abc&t=62s"),
        ("https://vimeo.com/1", "https://vimeo.com/1#t=62s"),
        ("https://example.org/a.mp3", "https://example.org/a.mp3#t=62"),
        ("mailto:a@example.org", None),
        ("javascript:x", None),
    ],
)
def test_a_link_leads_to_the_second(url, expected):
    assert time_url(url, 62_900) == expected


def test_no_time_no_link():
    assert time_url("https://example.org/a.mp3", None) is None


def test_html_is_escaped_for_attributes_too():
    assert escape_html("<a href='x' title=\"y\">&") == "&lt;a href=&#x27;x&#x27; title=&quot;y&quot;&gt;&amp;"


def test_wiki_names_hold_no_signs_of_links():
    assert wiki_name("Nereid | [[Works]]#1") == "Nereid Works 1"
