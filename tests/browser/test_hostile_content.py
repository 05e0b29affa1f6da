"""A hostile feed in a real browser: on no page of the hub or of the site does a script of its run, is a rule of the policy needed, is anybody else asked.

The same forms as in `tests/web/test_html_safety.py`, which parses the pages; here the browser itself is the judge.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.browser.conftest import Hub, earwitness, started
from tests.conftest import BuildOnce
from tests.web.hostile_archive import feed_archive, hostile_archive, payloads

TRAPS = """
window.acted = [];
for (const name of ["alert", "confirm", "prompt", "open"]) { window[name] = (...said) => { window.acted.push([name, String(said)]); }; }
document.addEventListener("securitypolicyviolation", event => { window.acted.push(["policy", event.violatedDirective, event.blockedURI]); });
"""
"""Whatever acts on a page is written down: the calls of the forms, and every violation of the page's policy."""
MOST_PAGES = 150
LEAST_FORMS = 450
HASHES = ('#t=1&s="><img src=x onerror=alert(1)>', "#<img src=x onerror=alert(1)>", "#t=9&c=0-99999", "#%E0%A4%A", "#t=1e9&c=5-2")


class Trapped:
    """A page whose every act is seen: dialogs, requests, errors, violations."""

    def __init__(self, context, origin: str) -> None:
        self.acts: list[object] = []
        self.origin = origin
        context.add_init_script(TRAPS)
        context.on("request", self._asked)
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: (self.acts.append(("dialog", dialog.message)), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.acts.append(("error", str(error))))
        self.page.on("popup", lambda popup: self.acts.append(("popup", popup.url)))
        self.page.on("console", lambda message: self.acts.append(("console", message.text)) if message.type == "error" else None)

    def _asked(self, request) -> None:
        at = urlsplit(request.url)
        if f"{at.scheme}://{at.netloc}" != self.origin and at.scheme != "data":
            self.acts.append(("request", request.url))

    def visit(self, address: str) -> str:
        """The page's text, once it is loaded and its own script has run."""
        self.page.goto(address)
        return str(self.page.inner_text("body"))

    def check(self, address: str) -> None:
        """That nothing has acted so far."""
        acted = self.page.evaluate("window.acted")
        assert [*self.acts, *acted] == [], address


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory, built_once: BuildOnce) -> Path:
    """Return a home folder with an archive in which every text from outside tries to be code."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(built_once("hostile", hostile_archive), home)
    assert len(payloads()) >= LEAST_FORMS
    return home


@pytest.fixture(scope="module")
def hostile_hub(hostile_home: Path, _sockets: None) -> Iterator[Hub]:
    running = started(hostile_home, "--no-sync")
    yield running
    running.stop()


@pytest.fixture
def trapped(chromium, hostile_hub) -> Iterator[Trapped]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Trapped(context, hostile_hub.url)
    context.close()


def test_the_traps_catch(chromium, feed_server) -> None:
    """The check itself: a page that acts is seen to act, one that is stopped by its policy is seen to be stopped."""
    base, folder = feed_server
    (folder / "acts.html").write_text("<!doctype html><img src=x onerror=alert(1)><img src=http://127.0.0.1:9/x.png>", encoding="utf-8")
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    (folder / "stopped.html").write_text(f"<!doctype html>{policy}<script>alert(1)</script>", encoding="utf-8")
    context = chromium.new_context()
    trapped = Trapped(context, base)
    trapped.visit(f"{base}/acts.html")
    trapped.page.wait_for_function("() => window.acted.length > 0")
    assert ["alert", "1"] in trapped.page.evaluate("window.acted")
    assert ("request", "http://127.0.0.1:9/x.png") in trapped.acts
    trapped.visit(f"{base}/stopped.html")
    assert trapped.page.evaluate("window.acted.map(one => one[0])") == ["policy"]
    context.close()


def test_nothing_hostile_acts_on_the_hub(hostile_hub, trapped) -> None:
    reported, pages = "", 0
    for address in _reached(hostile_hub, trapped):
        reported += trapped.visit(hostile_hub.url + address)
        pages += 1
        if re.fullmatch(r"/items/\w+", address):
            for key in ("j", "c", "j", "b", "?"):
                trapped.page.keyboard.press(key)
            trapped.page.keyboard.press("Escape")
        trapped.check(address)
    assert pages >= 60
    assert reported.count("alert(1)") >= 200, "the forms are there, as words"


def _reached(hub: Hub, trapped: Trapped) -> Iterator[str]:
    """The pages that links lead to, those of every kind first."""
    waiting = ["/", "/items", "/queue", "/entities", "/topics", "/speakers", "/sources", "/numbers", "/predictions", "/quotes"]
    waiting += [f"/search?q={quote(form)}" for form in payloads()[::40]]
    seen = set(waiting)
    count = 0
    while waiting and count < MOST_PAGES:
        address = waiting.pop(0)
        count += 1
        yield address
        found = trapped.page.evaluate("Array.from(document.links).map(link => link.href)")
        for link in found:
            path = link.removeprefix(hub.url).partition("#")[0]
            retained = link.startswith(hub.url) and not path.startswith(("/feeds", "/api", "/media", "/assets")) and "." not in path
            if retained and path not in seen:
                seen.add(path)
                waiting.append(path)


def test_nothing_hostile_in_an_address_acts(hostile_hub, trapped) -> None:
    trapped.visit(f"{hostile_hub.url}/items")
    item = next(link for link in trapped.page.locator("main h3 a").evaluate_all("all => all.map(one => one.href)"))
    trapped.visit(f"{hostile_hub.url}/entities")
    for mark in HASHES:
        trapped.page.goto("about:blank")
        trapped.visit(item + mark)
        trapped.check(mark)


def test_nothing_hostile_that_is_typed_acts(hostile_hub, trapped) -> None:
    trapped.visit(f"{hostile_hub.url}/search")
    field = trapped.page.get_by_label("Query")
    for form in payloads()[:8]:
        with trapped.page.expect_response(re.compile("/search")):
            field.fill(form)
        trapped.page.wait_for_timeout(100)
        trapped.check(form)
    field.fill("norrby")
    trapped.page.locator("#found .row .copy").first.wait_for()
    trapped.page.locator("#found .row .copy").first.click()
    trapped.check("norrby")


def test_nothing_hostile_acts_on_the_site(hostile_home: Path, chromium, tmp_path: Path) -> None:
    earwitness(hostile_home, "publish", str(tmp_path / "site"), "--format", "site", "--title", "A <script>alert(1)</script> hub")
    every = sorted((tmp_path / "site").rglob("*.html"))
    pages = [*(page for page in every if page.parent.name != "entities"), *[page for page in every if page.parent.name == "entities"][:40]]
    assert len(pages) >= 40
    context = chromium.new_context()
    trapped = Trapped(context, "file://")
    reported = ""
    for page in pages:
        reported += trapped.visit(page.as_uri())
        trapped.check(page.name)
    assert reported.count("alert(1)") >= 200
    trapped.visit((tmp_path / "site" / "search.html").as_uri() + "?q=" + quote('norrby "><img src=x onerror=alert(1)>'))
    trapped.page.wait_for_timeout(500)
    trapped.page.get_by_role("searchbox").last.fill("norrby sales")
    trapped.page.locator("main article.row").first.wait_for()
    trapped.check("search.html")
    context.close()


@pytest.mark.data
def test_nothing_of_feedparsers_hostile_feeds_acts(data: Path, built_once: BuildOnce, chromium, tmp_path: Path) -> None:
    files = sorted((data / "feeds" / "feedparser" / "wellformed" / "sanitize").glob("*.xml"))
    home = tmp_path / "home"
    shutil.copytree(built_once("feedparser", partial(feed_archive, files=files)), home)
    entries, ids = json.loads((home / "entries.json").read_text())
    assert entries >= 290
    hub = started(home, "--no-sync")
    context = chromium.new_context()
    trapped = Trapped(context, hub.url)
    try:
        for address in ("/", "/items", "/entities", "/quotes", *(f"/items/{id_}" for id_ in ids)):
            trapped.visit(hub.url + address)
            trapped.check(address)
    finally:
        context.close()
        hub.stop()
