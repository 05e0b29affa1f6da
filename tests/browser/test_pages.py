"""Every main page in a browser: accessible, in order on a phone and in the dark, readable without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.browser.conftest import AXE, SCREENSHOTS, started

PAGES = (
    "/",
    "/items",
    "/items/ID",
    "/entities",
    "/entities/ID",
    "/topics",
    "/topics/ID",
    "/speakers",
    "/speakers/ID",
    "/sources",
    "/sources/ID",
    "/quotes",
    "/numbers",
    "/predictions",
    "/search?q=alarm",
    "/queue",
)
"""`ID` stands for the first of them."""
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def address(hub, page, path: str) -> str:
    """The address of a page, of the first thing its list leads to where it is a page of one thing."""
    if not path.endswith("/ID"):
        return hub.url + path
    kind = path.removesuffix("ID")
    found = re.search(rf'href="({re.escape(kind)}[^"#?]+)', page.request.get(hub.url + kind.rstrip("/")).text())
    assert found is not None, path
    return hub.url + found[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_accessible(hub, page, path: str, theme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not here (make test fetches it with npm)")
    page.emulate_media(color_scheme=theme)
    page.goto(address(hub, page, path))
    # Playwright hands the script over outside the page's policy, so the policy stays as it is for readers.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    assert found["passes"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found["violations"]] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hangs_over_the_edge_of_a_phone(hub, page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(hub, page, path))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_page_is_two_taps_away_on_a_phone(hub, page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{hub.url}/predictions")
    menu = page.get_by_role("navigation", name="Pages")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert menu.get_by_role("link").count() == 10
    assert menu.get_by_role("link", name="Predictions").get_attribute("aria-current") == "page"
    assert all(
        box["height"] >= 44 for box in menu.get_by_role("link").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    )
    menu.get_by_role("link", name="Numbers").click()
    page.wait_for_url(f"{hub.url}/numbers")


def test_what_is_typed_is_kept_for_going_back(hub, page) -> None:
    page.goto(f"{hub.url}/search")
    page.get_by_label("Query").press_sequentially("alarm")
    page.locator("#found article").first.wait_for()
    page.wait_for_url(f"{hub.url}/search?q=alarm")
    page.locator("#found h3 a").first.click()
    page.wait_for_url("**/items/**")
    page.go_back()
    page.locator("#found article").first.wait_for()
    assert page.get_by_label("Query").input_value() == "alarm"


def test_moments_are_told_by_the_readers_own_clock(hub, page) -> None:
    page.goto(f"{hub.url}/queue")
    reported = page.locator("#live time").first
    assert reported.inner_text().startswith("today, ")
    assert "UTC" in (reported.get_attribute("title") or "")


def test_an_empty_archive_says_how_to_begin(chromium, tmp_path: Path) -> None:
    empty = started(tmp_path, "--no-sync")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(empty.url)
    assert page.get_by_role("heading", name="How to begin").is_visible()
    assert page.get_by_label("Address of a feed").is_visible()
    assert page.get_by_label("Recordings, captions, letters").is_visible()
    context.close()
    empty.stop()


@pytest.mark.parametrize("path", PAGES)
def test_pages_read_without_script(hub, chromium, path: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(hub, page, path))
    assert page.locator("main h1").is_visible()
    assert len(page.inner_text("main")) > 60
    context.close()


PICTURES = (
    ("today", "/", 1280, "light"),
    ("items-one", "TALK", 1280, "light"),
    ("items-one-phone", "TALK", 390, "light"),
    ("entities-one", "NAME", 1280, "light"),
    ("predictions", "/predictions", 1280, "light"),
    ("search", "/search?q=northwind", 1280, "light"),
    ("search-dark", "/search?q=northwind", 1280, "dark"),
    ("queue", "/queue", 1280, "light"),
)
"""Name, address, width and theme; `NAME` and `TALK` stand for a company, and for a time at which something was said of it."""


@pytest.mark.skipif(SCREENSHOTS is None, reason="pictures are made when EARWITNESS_SCREENSHOTS names a folder")
@pytest.mark.parametrize(("name", "path", "width", "theme"), PICTURES, ids=[one[0] for one in PICTURES])
def test_pictures(hub, page, name: str, path: str, width: int, theme: str) -> None:
    folder = Path(SCREENSHOTS or "")
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 760 if width > 500 else 844})
    page.emulate_media(color_scheme=theme)
    page.goto(hub.url + ("/search?q=northwind" if path.isupper() else path))
    if path.isupper():
        page.get_by_role("link", name="Northwind Storage", exact=True).first.click()
        page.wait_for_url("**/entities/*")
    if path == "TALK":
        page.locator(".row a.t").first.click()
        page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
        page.keyboard.press("p")
        page.wait_for_timeout(1_500)  # until the words have come into view
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 5_000
