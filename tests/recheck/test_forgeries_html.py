"""Forged HTML pages, sealed again: the file that holds everything, and the hub's page that is checked from what lies beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.renderers.forging import Made, page, resealed

from earwitness.cli import main
from earwitness.recheck.verify import verify
from earwitness.renderers.json import JsonRenderer
from earwitness.renderers.transcript_file import transcript_json

BOTH = ("html", "site")
QUOTE = "Rules in medicine are written after funerals."
FIGURE = rf'<figure class="quote"[^>]*>(?:(?!</figure>).)*{re.escape(QUOTE)}.*?</figure>'
WORDS = rf'“<span class="w">{re.escape(QUOTE)}</span>”'

FORGERIES = {
    "words before a quotation": (WORDS, f'It is not true that “<span class="w">{QUOTE}</span>”'),
    "words behind it": (WORDS, f'“<span class="w">{QUOTE}</span>”, she joked'),
    "struck out": (WORDS, f'<del>“<span class="w">{QUOTE}</span>”</del>'),
    "hidden, and another shown": (WORDS, f'<span hidden>“<span class="w">{QUOTE}</span>”</span>“Rules are written by lawyers.”'),
    "hidden by a class": (WORDS, f'<span class="skip">“<span class="w">{QUOTE}</span>”</span>“Rules are written by lawyers.”'),
    "hidden by a style": (WORDS, f'<span style="display:none">“<span class="w">{QUOTE}</span>”</span>“Rules are written by lawyers.”'),
    "the whole figure hidden": ('<figure class="quote"', '<figure hidden class="quote"'),
    "the section hidden": ('<section id="quotes"', '<section hidden id="quotes"'),
    "the whole item hidden": (' class="item"', ' hidden class="item"'),
    "a comment that opens": ('<section id="quotes"', '<!-- > <section id="quotes"'),
    "a second style": ("</head>", "<style>.w{display:none}</style></head>"),
    "a second script": ("</head>", "<script>document.title='x'</script></head>"),
    "a quotation without evidence": (f"({FIGURE})", r"\1<blockquote>“Alarms never save anybody.”</blockquote>"),
    "a quotation in a paragraph": (f"({FIGURE})", r"\1<p>“Alarms never save anybody.” Lucia Ferrante</p>"),
    "a number's value beside its card": (r'<p class="big">83 %</p>', '<p class="big">83 %</p><p>No: 38 %</p>'),
    "a second value": (r'<p class="big">83 %</p>', '<p class="big">83 %</p><p class="big"></p><b>38 %</b>'),
    "what a number is about": (r"the mortality of sepsis patients in our group", "the mortality of nurses in our group"),
    "a condition": (r"If the hospitals save money and put a beginner there</span>", "If nothing changes</span>"),
    "an alias": (r'(<b class="name">(?:<a[^>]*>)?Mistral AI(?:</a>)?</b>)', r'\1 <span class="note">also OpenAI</span>'),
    "a count in the audit": (r"<dt>proven</dt><dd>\d+</dd>", "<dt>proven</dt><dd>500</dd>"),
    "the share that was read": (r"\d+ % of the text read", "100 % of the text read"),
    "the origin of the words": (r"(<h2 id=\"h-transcript\">Transcript</h2>\s*<p class=\"note\">)[^<]*", r"\1Certified by a court."),
    "the speaker of a passage": (r'<b class="who">Lucia Ferrante</b>', '<b class="who">Priya Raman</b>'),
    "no speaker of a passage": (r' <b class="who">Lucia Ferrante</b>', ""),
    "words of a passage doubled": (r'(<span class="w">)', r"\1<b>This is what they meant to say:</b> "),
    "marks moved to other words": (r'(<span class="e"[^>]*>)([^<]*)</span>', r"\2\1</span>"),
    "two ids": (r'(<figure class="quote" id="(q-[0-9a-f]+)")', r'<span id="\2"></span>\1'),
    "a link that leads to another place": (r'href="#t=580&amp;s=', 'href="#t=579&amp;s='),
    "the title": (r"<h1( class=\"long\")?>[^<]*</h1>", "<h1>How the hospital failed</h1>"),
    "letters of another alphabet": (re.escape(QUOTE), QUOTE.replace("a", "а")),
    "a character nobody sees": (re.escape(QUOTE), QUOTE.replace("are", "a\u200bre")),
    "a turned direction": (re.escape(QUOTE), QUOTE.replace("after", "\u202eafter\u202c")),
    "written from right to left": ('<section id="quotes"', '<section dir="rtl" id="quotes"'),
    "a reason": (r"States a general rule about judge", "The speaker later took it back"),
    "a heading": (r'<h2 id="h-quotes">Quotes</h2>', '<h2 id="h-quotes">Quotes that were withdrawn</h2>'),
    "told apart from nothing": (r"</article>|</main>", r'<figure class="quote"><p class="w">Alarms never save anybody.</p></figure>\g<0>'),
}


@pytest.mark.parametrize("form", BOTH)
def test_the_pages_themselves_hold(form: str) -> None:
    result = page(form)
    assert result.faults(result.text) == []


@pytest.mark.parametrize("form", BOTH)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found(form: str, forgery: str) -> None:
    assert page(form).forged(*FORGERIES[forgery])


@pytest.mark.parametrize("form", BOTH)
def test_passages_and_speakers_that_change_places_are_found(form: str) -> None:
    result = page(form)
    first, second = re.findall(r'<p class="passage.*?</p>', result.text, re.DOTALL)[3:5]
    assert result.faults(result.text.replace(first, "\0").replace(second, first).replace("\0", second))
    swapped = result.text.replace("Lucia Ferrante", "\0").replace("Daniel Achterberg", "Lucia Ferrante").replace("\0", "Daniel Achterberg")
    assert result.faults(swapped)


def test_the_style_and_the_script_of_the_page_are_ours() -> None:
    result = page("html")
    assert result.forged("<style>", "<style>.quote .w{font-size:0}")
    assert result.forged("</script>\n<script type", "document.title='x';</script>\n<script type")


def test_two_digests_in_one_file_are_found() -> None:
    result = page("html")
    data = re.search(r'<script type="application/json" id="earwitness">.*?</script>\n', result.text, re.DOTALL).group()
    assert result.faults(result.text.replace(data, data + data))
    assert result.faults(result.text.replace(data, data + data.replace("written after", "written before")))
    assert result.faults(result.text + result.text)


class Site:
    """A folder as `publish` makes it, with one item."""

    def __init__(self, folder: Path) -> None:
        self.made = page("site")
        item = self.made.digest.item.id
        self.page, self.data = folder / "items" / f"{item}.html", folder / "items" / f"{item}.json"
        self.transcript, self.assets = folder / "items" / f"{item}.transcript.json", folder / "assets"
        for result in (self.page.parent, self.assets):
            result.mkdir()
        self.page.write_text(self.made.text, encoding="utf-8")
        self.data.write_text(JsonRenderer().render(self.made.digest, self.made.transcript), encoding="utf-8")
        self.transcript.write_text(transcript_json(self.made.transcript), encoding="utf-8")

    def faults(self) -> list[str]:
        """What `earwitness verify` finds in the folder."""
        return [fault.message for fault in verify(self.page.parent.parent).faults]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_site_holds_and_its_page_is_compared_with_the_transcript_beside_it(site: Site) -> None:
    assert site.faults() == []
    forged = re.sub(WORDS, f'It is not true that “<span class="w">{QUOTE}</span>”', site.made.text)
    site.page.write_text(resealed(forged, site.made.digest, "site"), encoding="utf-8")
    assert any("shows other than is made of the digest" in message for message in site.faults())


def test_a_swapped_transcript_beside_a_site_page_is_found(site: Site) -> None:
    other: Made = page("site", "boring-grid.talk.vtt")
    site.transcript.write_text(transcript_json(other.transcript), encoding="utf-8")
    assert site.faults()
    turned = site.made.transcript.model_copy(
        update={"segments": tuple(one.model_copy(update={"speaker": "Priya Raman"}) for one in site.made.transcript.segments)}
    )
    site.transcript.write_text(transcript_json(turned), encoding="utf-8")
    assert site.faults()


def test_a_changed_style_sheet_of_a_site_is_found(site: Site) -> None:
    name = re.search(r"assets/(site\.[0-9a-f]{8}\.css)", site.made.text).group(1)
    (site.assets / name).write_text(".quote{display:none}", encoding="utf-8")
    assert any("was changed" in message for message in site.faults())
    (site.assets / "site.00000000.css").write_text(".quote{display:none}", encoding="utf-8")
    text = site.made.text.replace(name, "site.00000000.css")
    site.page.write_text(resealed(text, site.made.digest, "site"), encoding="utf-8")
    assert any("no style sheet or script of this version" in message for message in site.faults())


def test_a_list_across_items_is_named_as_not_re_checked(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    for name in range(7):
        (site.assets.parent / f"quotes-{name}.html").write_text("<!doctype html><p>“Rules are written by lawyers.”</p>", encoding="utf-8")
    assert main(["verify", str(site.assets.parent)]) == 0
    shown = capsys.readouterr().out
    assert "not re-checked" in shown
    assert "quotes-0.html" in shown
    assert "and 2 more" in shown
