"""Somebody who has never seen the hub: what was said about a company is found, heard and copied with its source, by what stands on the pages.

Roles and texts only, as a person or a screen reader finds them; every click is counted. The browser plays sound as browsers do: only after a click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.browser.conftest import CHROMIUM, QUIET, Watched, earwitness, served_folder

MOST_CLICKS = 5
SHOWS = re.compile(r"^▸? ?(\d+:)?\d+:\d\d$")
COMPANY = "Northwind Storage"
WORDS = "never heard of"


@pytest.fixture(scope="module")
def browser(_sockets: None) -> Iterator:
    """A browser that plays nothing by itself, as people have it."""
    if CHROMIUM is None:
        pytest.skip("no chromium here")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        asked = [one for one in QUIET if "autoplay" not in one]
        result = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*asked, "--autoplay-policy=document-user-activation-required"], headless=True
        )
        yield result
        result.close()


class Newcomer:
    """Clicks what can be seen, and counts."""

    def __init__(self, page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, role: str, name: str | re.Pattern[str], **more) -> None:
        found = self.page.get_by_role(role, name=name, **more)
        found.first.click()
        self.clicks += 1

    def ask(self, words: str) -> None:
        """Words into the search field at the top; counted as one click, for the field has to be found too."""
        field = self.page.get_by_role("searchbox", name="Search", exact=True)
        field.click()
        self.clicks += 1
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("search"))


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["wide", "phone"])
def newcomer(browser, request) -> Iterator[Newcomer]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("document.addEventListener('playing', event => { window.begunAt ??= event.target.currentTime; }, true)")
    watched = Watched(page)
    yield Newcomer(page)
    assert watched.complaints == []
    context.close()


def _heard(page) -> float:
    """The second the sound began at."""
    page.wait_for_function("() => window.begunAt !== undefined && !document.querySelector('audio').paused")
    return float(page.evaluate("window.begunAt"))


def _second(page) -> float:
    return float(re.search(r"[#&]t=([\d.]+)", page.url)[1])


def _copied(page) -> str:
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.startsWith('“'))")
    return str(page.evaluate("navigator.clipboard.readText()"))


def _is_a_quote_with_its_source(text: str, page) -> None:
    """Words, speaker, show, date, time and a link that leads to them."""
    source_text = re.fullmatch(
        r"“(?P<words>.+)” — (?P<who>[^,]+), The boring grid: what batteries really did, Harbour Talks Rotterdam, 17 Apr 2026, (?P<at>\d+:\d\d), (?P<link>http\S+)",
        text,
    )
    assert source_text is not None, text
    assert len(source_text["words"]) > 20
    assert source_text["who"] in ("Mara Lindqvist", "Moderator", "Tomas Okafor", "Yuki Tanabe")
    minutes, seconds = source_text["at"].split(":")
    linked = float(re.search(r"#t=([\d.]+)", source_text["link"])[1])
    assert int(linked) == int(minutes) * 60 + int(seconds)
    page.goto("about:blank")
    page.goto(source_text["link"])
    page.wait_for_function("() => document.querySelectorAll('.e.on').length > 0 || CSS.highlights.has('asked')")
    shown = " ".join(page.get_by_role("complementary").inner_text().split())
    assert " ".join(source_text["words"].split())[:60] in shown


def test_from_search_to_the_copied_quote(hub, newcomer) -> None:
    page = newcomer.page
    page.goto(hub.url)
    newcomer.ask("northwind")
    newcomer.click("link", COMPANY, exact=True)
    page.wait_for_url(re.compile("/entities/"))
    newcomer.click("link", SHOWS)
    page.wait_for_url(re.compile("/items/.*t="))
    assert abs(_heard(page) - _second(page)) < 0.3
    newcomer.click("button", "Copy with source")
    text = _copied(page)
    assert newcomer.clicks <= MOST_CLICKS - 1
    _is_a_quote_with_its_source(text, page)


def test_from_names_to_the_copied_quote(hub, newcomer) -> None:
    page = newcomer.page
    page.goto(hub.url)
    if not page.get_by_role("link", name="Names", exact=True).is_visible():
        newcomer.click("button", "Menu")
    newcomer.click("link", "Names", exact=True)
    page.get_by_label("Name or spelling").press_sequentially("northw")
    page.get_by_role("status").filter(has_text=re.compile("^1 name$")).wait_for()
    page.wait_for_url(re.compile("words=northw$"))
    page.wait_for_load_state("networkidle")  # the answer to the last letter is there
    newcomer.click("link", COMPANY, exact=True)
    newcomer.click("link", SHOWS)
    page.wait_for_url(re.compile("/items/.*t="))
    assert abs(_heard(page) - _second(page)) < 0.3
    newcomer.click("button", "Copy with source")
    assert newcomer.clicks <= MOST_CLICKS
    _is_a_quote_with_its_source(_copied(page), page)


def test_a_quote_is_copied_where_it_stands(hub, newcomer) -> None:
    page = newcomer.page
    page.goto(hub.url)
    newcomer.ask(WORDS)
    newcomer.click("button", "Copy with source")
    assert newcomer.clicks == 2
    assert WORDS in _copied(page)
    _is_a_quote_with_its_source(_copied(page), page)


def test_a_search_hit_leads_to_its_words_and_their_second(hub, newcomer) -> None:
    page = newcomer.page
    page.goto(hub.url)
    newcomer.ask(WORDS)
    newcomer.click("link", SHOWS)
    page.wait_for_url(re.compile("/items/.*c="))
    assert abs(_heard(page) - _second(page)) < 0.3
    marked = page.evaluate("Array.from(CSS.highlights.get('asked'))[0].toString()")
    assert WORDS in " ".join(marked.split())
    top = page.evaluate("Array.from(CSS.highlights.get('asked'))[0].getBoundingClientRect().top")
    assert 0 < top < page.viewport_size["height"]


@pytest.fixture(scope="module")
def published_site(tmp_path_factory: pytest.TempPathFactory, _sockets: None) -> Iterator[Path]:
    """Yield a site published from an archive of one followed feed, while the feed's server runs."""
    folder = tmp_path_factory.mktemp("www")
    with served_folder(folder) as base:
        yield _published(tmp_path_factory.mktemp("published"), base, folder)


def test_the_published_site_opened_as_a_file(newcomer, published_site: Path) -> None:
    """Opened from `file://`, where the sound comes from the publisher: here a server of the test's own, which the feed names."""
    page, site = newcomer.page, published_site
    page.goto((site / "index.html").as_uri())
    if not page.get_by_role("link", name="Names", exact=True).is_visible():
        newcomer.click("button", "Menu")
    newcomer.click("link", "Names", exact=True)
    newcomer.click("link", "Larkspur Energy Ltd", exact=True)
    newcomer.click("link", SHOWS)
    page.wait_for_url(re.compile("items/.*t="))
    seconds = _second(page)
    playing = page.get_by_role("button", name=re.compile("^▸ Play from"))
    playing.wait_for()
    if page.evaluate("document.querySelector('audio').paused && window.begunAt === undefined"):
        newcomer.click("button", re.compile("^▸ Play from"))
    assert abs(_heard(page) - seconds) < 0.3
    newcomer.click("button", "Copy with source")
    assert newcomer.clicks <= MOST_CLICKS + 1  # a file has no clipboard of its own in every browser, and may not play by itself
    shown = page.get_by_label("The citation, ready to be copied")
    text = _copied(page) if page.evaluate("window.isSecureContext") else shown.input_value()
    assert re.match(r"“.*Larkspur Energy Ltd.*” — Ada Quill, The tenth mast, Masts, 2 Mar 2026, 0:\d\d, file://.*#t=[\d.]+&s=\w+$", text), (
        text
    )


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>Masts</title><link>{base}/</link><description>Masts.</description>
<item><title>The tenth mast</title><guid>mast-10</guid><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>
<enclosure url="{base}/mast.mp3" type="audio/mpeg" length="{length}"/>
<podcast:transcript url="{base}/mast.vtt" type="text/vtt"/></item></channel></rss>
"""
CAPTIONS = """WEBVTT

00:00.000 --> 00:14.000
<v Ada Quill>The harbour was quiet for a long time, and nobody spoke of the masts at all.

00:14.000 --> 00:21.000
<v Ada Quill>Larkspur Energy Ltd said that it will build 40 masts by 2031, because the wind there never sleeps.
"""


def _published(tmp_path: Path, base: str, folder: Path) -> Path:
    """A site of an archive of one heard episode."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\n', encoding="utf-8")
    sound = (Path(__file__).parent.parent.parent / "examples" / "two-voices.mp3").read_bytes()
    (folder / "mast.mp3").write_bytes(sound)
    (folder / "mast.vtt").write_text(CAPTIONS, encoding="utf-8")
    (folder / "feed.xml").write_text(RSS.format(base=base, length=len(sound)), encoding="utf-8")
    run = partial(earwitness, home)
    run("follow", f"{base}/feed.xml")
    run("sync", "--once")
    run("publish", str(tmp_path / "site"), "--format", "site")
    return tmp_path / "site"
