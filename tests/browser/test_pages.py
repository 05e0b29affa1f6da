"""Every main page in a browser: accessible, in order on a phone and in the dark, readable without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.browser.conftest import AXE, SCREENSHOTS

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


@pytest.mark.parametrize("path", PAGES)
def test_pages_read_without_script(hub, chromium, path: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(hub, page, path))
    assert page.locator("main h1").is_visible()
    assert len(page.inner_text("main")) > 60
    context.close()


@pytest.mark.skipif(SCREENSHOTS is None, reason="pictures are made when EARWITNESS_SCREENSHOTS names a folder")
@pytest.mark.parametrize("path", PAGES)
def test_pictures(hub, page, path: str) -> None:
    folder = Path(SCREENSHOTS or "")
    folder.mkdir(parents=True, exist_ok=True)
    name = path.strip("/").partition("?")[0].replace("/ID", "-one") or "today"
    page.goto(address(hub, page, path))
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 5_000
