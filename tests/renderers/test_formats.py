from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from tests.renderers.harbour_talk import URLS, digest_of, talk

from earwitness.errors import EvidenceError, UsageError
from earwitness.model.digest import Digest
from earwitness.plugins import renderer
from earwitness.renderers.passages import LONG, passages_of
from earwitness.renderers.terminal import TerminalRenderer, clean
from earwitness.renderers.transcript_file import read_transcript_json, transcript_json


def made(name: str, *, url: str | None = None, timed: bool = True, **options: bool) -> str:
    transcript = talk(timed=timed)
    return renderer(name).render(digest_of(transcript, url=url), transcript, **options)


def front(text: str) -> dict:
    return yaml.safe_load(text[4 : text.index("\n---\n", 4)])


def sample() -> dict:
    data = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parents[3] / "shared" / "data")
    path = data.parent / "samples" / "episode-front-matter.md"
    if not path.exists():
        pytest.skip("the shared samples are not there")
    return front(path.read_text(encoding="utf-8"))


def shapes(entries: list[dict]) -> dict[str, type]:
    return {key: type(value) for entry in entries for key, value in entry.items()}


@pytest.mark.data
def test_jekyll_front_matter_has_every_key_and_type_of_a_hubs_page():
    theirs, ours = sample(), front(made("jekyll", url=URLS["audio"]))
    assert set(ours) == set(theirs)
    assert {key: type(value) for key, value in ours.items()} == {key: type(value) for key, value in theirs.items()}
    for key in ("companies", "insights", "quotes", "topics"):
        assert shapes(ours[key]) == shapes(theirs[key]), key
    assert {type(tag) for tag in ours["tags"]} == {type(tag) for tag in theirs["tags"]}
    assert re.sub(r"\d", "0", ours["date"]) == re.sub(r"\d", "0", theirs["date"])


def test_jekyll_values_come_from_the_digest():
    ours = front(made("jekyll", url=URLS["audio"]))
    assert ours["date"] == ours["processing_date"] == "2026-03-04 00:00:00 +0000"
    assert ours["duration"] == 2
    assert ours["layout"] == "episode"
    assert ours["llm_enhanced"] is False
    assert ours["has_transcript"] is True
    assert ours["title"] == "Tides | <b>power</b> # and [salt](x)"
    assert ours["companies"][0]["name"] == "Nereid Works"
    assert talk().text[ours["companies"][0]["position"] :].startswith("Nereid Works")
    assert ours["quotes"][0]["text"] == "That is not a forecast, it is a contract."
    assert ours["quotes"][0]["length"] == len(ours["quotes"][0]["text"])
    assert all(insight["text"] for insight in ours["insights"])


def test_jekyll_pages_hold_no_liquid():
    text = made("jekyll", with_transcript=True)
    body = text[text.index("\n---\n", 4) + 5 :]
    assert "{{" not in body
    assert "{%" not in body


def test_obsidian_notes_link_people_and_things_and_mark_every_line():
    text = made("obsidian", timed=False)
    assert front(text)["people"] == ["[[Ada Brook]]", "[[Ben Okafor]]"]
    assert "[[Nereid Works]]" in text
    assert "> [!quote]" in text
    blocks = re.findall(r"\^([a-z0-9-]+)$", text, re.MULTILINE)
    assert len(blocks) == len(set(blocks))
    for target in re.findall(r"\]\(#\^(p\d+)\)", text):
        assert target in blocks


@pytest.mark.parametrize("name", ["md", "obsidian", "jekyll"])
def test_markdown_shows_no_hostile_link_image_or_html(name):
    text = made(name, timed=False, with_transcript=True)
    body = text[text.index("\n---\n", 4) + 5 :] if text.startswith("---") else text
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type == "image"]
    hrefs = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert all(str(href).startswith(("#", "https://example.org/")) for href in hrefs)
    written = {child.content for child in inline if child.type == "html_inline" and not child.content.startswith("<!-- ew:")}
    assert all(re.fullmatch(r'<br>|<a id="p\d+">|</a>', content) for content in written)
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert all(block.startswith("<!-- ew:") for block in blocks)


def test_markdown_links_lead_to_the_second_of_a_video_and_to_passages_else():
    assert "](https://www.youtube.com/watch?v=abc&t=72s)" in made("md", url=URLS["video"])
    assert "## Passages cited" not in made("md", url=URLS["video"])
    text = made("md")
    assert "[1:12](#p4)" in text
    assert '<a id="p4"></a>¶4' in text


def test_empty_sections_are_left_out():
    transcript = talk()
    whole = digest_of(transcript, url=None)
    bare = Digest(item=whole.item, transcript=whole.transcript)
    for name in ("md", "html", "obsidian", "jekyll"):
        text = renderer(name).render(bare, transcript)
        for heading in ("Quotes", "Numbers", "Insights", "Names", "Chapters"):
            assert f"## {heading}" not in text
            assert f">{heading}</h2>" not in text


def test_words_with_gaps_are_never_set_in_quotation_marks():
    for name in ("md", "obsidian", "jekyll"):
        assert "“By 2030 half of our fleet\u00a0" not in made(name)
        assert "By 2030 half of our fleet\u00a0\\[…\\] That is not a forecast" in made(name)


def test_nobody_is_named_whom_the_transcript_does_not_name():
    transcript = talk()
    whole = digest_of(transcript, url=None)
    claimed = whole.model_copy(update={"quotes": (whole.quotes[-1].model_copy(update={"speaker": "Nereid Works"}),)})
    for name in ("md", "obsidian", "html"):
        line = next(
            line for line in renderer(name).render(claimed, transcript).split("\n") if f"“{'<span' if name == 'html' else 'their'}" in line
        )
        assert "Nereid Works" not in line.partition("their gauge is open")[2].partition("<!-- ew")[0].partition("</figure>")[0]


def test_a_transcript_file_gives_back_the_transcript_and_notices_every_change():
    transcript = talk()
    text = transcript_json(transcript)
    assert read_transcript_json(text) == transcript.model_copy(update={"language": None})
    for was, now in (("half of our fleet", "all of our fleet"), ('"start_ms":20000', '"start_ms":21000'), ("{", "[")):
        with pytest.raises(EvidenceError):
            read_transcript_json(text.replace(was, now, 1))


def test_the_terminal_view_fits_its_width_and_cannot_be_driven():
    transcript = talk()
    text = TerminalRenderer(width=72, color=False).render(digest_of(transcript, url=None), transcript)
    assert max(map(len, text.split("\n"))) <= 72
    assert "\x1b" not in text
    assert "“That is not a forecast, it is a contract.”" in text
    assert clean("a\x1b[2Jb\u202ec\x07") == "a[2Jbc"


def test_unknown_formats_are_named():
    with pytest.raises(UsageError, match="choose from"):
        renderer("pdf")


def test_passages_cover_every_word_and_stay_short():
    transcript = talk()
    long = transcript.model_copy(
        update={"text": "word one. " * 900, "segments": (transcript.segments[0].model_copy(update={"start": 0, "end": 9_000}),)}
    )
    passages = passages_of(long).all
    assert "".join(long.text[one.start : one.end] for one in passages) == long.text
    assert max(one.end - one.start for one in passages) < 2 * LONG + 20
