from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

from tests.renderers.harbour_talk import TURNS, URLS, digest_of, talk

from earwitness.renderers.html.page import HtmlRenderer
from earwitness.renderers.html.static_files import colors


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def page(url: str | None = None, *, timed: bool = True) -> str:
    transcript = talk(timed=timed)
    return HtmlRenderer().render(digest_of(transcript, url=url), transcript)


def tags(text: str) -> list[tuple[str, dict[str, str]]]:
    parser = Tags()
    parser.feed(text)
    return parser.found


def test_the_policy_allows_this_style_and_script_and_nothing_else():
    text = page()
    policy = next(given["content"] for tag, given in tags(text) if given.get("http-equiv") == "Content-Security-Policy")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL).group(1)
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in policy
    assert "media-src" not in policy


def test_nothing_is_loaded_and_no_attribute_carries_style_or_script():
    for url in URLS.values():
        for tag, given in tags(page(url)):
            assert "style" not in given
            assert not any(name.startswith("on") for name in given)
            assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
            if tag == "script":
                assert "src" not in given
            if "href" in given:
                assert given["href"].startswith(("#", "https://"))
                if not given["href"].startswith("#"):
                    assert given["rel"] == "noopener noreferrer nofollow"


def test_hostile_words_stay_words():
    text = page()
    body = text[: text.index('<script type="application/json"')]
    assert "<img" not in body
    assert "<b>power" not in body
    assert "javascript:" in body  # shown, as words
    assert not any("javascript:" in given.get("href", "") for _, given in tags(text))
    assert not any(tag == "script" and given.get("id", "") not in ("", "earwitness", "earwitness-seal") for tag, given in tags(text))
    data = re.search(r'id="earwitness">(.*?)</script>', text, re.DOTALL).group(1)
    assert TURNS[-1][1] in json.loads(data)["transcript"]["text"]


def test_audio_plays_from_its_own_address_only():
    text = page(URLS["audio"])
    assert "media-src https://example.org;" in text
    assert '<audio controls preload="none" src="https://example.org/talk.mp3">' in text
    assert re.search(r'href="#t=72(\.\d+)?&amp;s=', text)
    assert "<audio" not in page(URLS["video"])


def test_every_time_leads_to_one_anchor():
    for timed in (True, False):
        found = tags(page(timed=timed))
        ids = [given["id"] for _, given in found if "id" in given]
        assert len(ids) == len(set(ids))
        targets = {given["href"][1:] for tag, given in found if tag == "a" and given["href"].startswith("#")}
        assert targets <= set(ids)


def test_marked_pieces_are_exactly_the_evidence_even_where_it_overlaps():
    transcript = talk()
    digest = digest_of(transcript, url=None)
    text = HtmlRenderer().render(digest, transcript)
    takeaway = digest.takeaway.evidence[0]
    insight = digest.insights[0].evidence[0]
    assert (insight.start, insight.end < takeaway.end) == (takeaway.start, True)
    pieces = re.findall(r'<span class="e" data-e="([^"]*)">(.*?)</span>(?=<|[^<])', text)
    assert pieces
    shared = [keys for keys, _ in pieces if digest.takeaway.id in keys.split() and digest.insights[0].id in keys.split()]
    alone = [keys for keys, _ in pieces if digest.takeaway.id in keys.split() and digest.insights[0].id not in keys.split()]
    assert shared
    assert alone


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_colour_has_contrast_enough():
    for scheme in (colors(dark=False), colors(dark=True)):
        for ink, ground in (
            ("ink", "ground"),
            ("ink", "card"),
            ("ink", "mark"),
            ("ink", "lit"),
            ("quiet", "ground"),
            ("quiet", "card"),
            ("quiet", "mark"),
            ("accent", "ground"),
            ("accent", "card"),
            ("warn", "ground"),
        ):
            bright, dim = sorted((luminance(scheme[ink]), luminance(scheme[ground])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (ink, ground, scheme[ink])
