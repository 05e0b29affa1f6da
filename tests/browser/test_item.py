"""Reading and hearing an item: from what was said about a name to the second it was said in, and the quote with its source copied."""

from __future__ import annotations

import re


def _recording(hub, page) -> str:
    """The address of the item that was heard."""
    page.goto(f"{hub.url}/items")
    return next(link for link in page.locator(".row h3 a").evaluate_all("links => links.map(link => link.href)") if _plays(page, link))


def _plays(page, address: str) -> bool:
    return "<audio" in page.request.get(address).text()


def test_a_quote_plays_its_second_and_shows_its_words(hub, page) -> None:
    # What is heard first: `played` counts from 0 in Chromium when a start is set before anything is loaded.
    page.add_init_script("document.addEventListener('playing', event => { window.begunAt ??= event.target.currentTime; }, true)")
    page.goto(_recording(hub, page))
    time = page.locator("#quotes a.t").first
    seconds = float(re.search(r"t=([\d.]+)", time.get_attribute("href") or "")[1])
    time.click()
    page.wait_for_function("() => window.begunAt !== undefined && !document.querySelector('audio').paused")
    assert abs(page.evaluate("window.begunAt") - seconds) < 0.3
    assert page.locator(".e.on").count() >= 1
    page.keyboard.press("p")
    page.wait_for_function("() => document.querySelector('audio').paused")


def test_a_permanent_link_leads_to_words_and_second(hub, page) -> None:
    page.goto(_recording(hub, page))
    href = page.locator("#quotes a.t").first.get_attribute("href") or ""
    base = page.url.partition("#")[0]
    page.goto("about:blank")
    page.goto(base + "#" + href.partition("#")[2])
    page.wait_for_function("() => document.querySelectorAll('.e.on').length > 0")
    seconds = float(re.search(r"t=([\d.]+)", href)[1])
    page.wait_for_function("seconds => Math.abs(document.querySelector('audio').currentTime - seconds) < 0.3", arg=seconds)
    assert page.locator(".e.on").first.is_visible()


def test_the_player_skips_and_changes_speed_and_offers_where_one_stopped(hub, page) -> None:
    address = _recording(hub, page)
    page.goto(address)
    page.get_by_role("button", name="+30 s").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime === 30")
    page.keyboard.press("b")
    page.wait_for_function("() => document.querySelector('audio').currentTime === 20")
    page.get_by_label("Speed").select_option("1.5")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    page.keyboard.press("p")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 21")
    page.keyboard.press("p")
    page.goto(address)
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    page.get_by_role("button", name=re.compile("^Continue at 0:2")).click()
    page.wait_for_function("() => !document.querySelector('audio').paused && document.querySelector('audio').currentTime > 20")
    assert not page.get_by_role("button", name=re.compile("^Continue")).is_visible()


def test_a_time_alone_offers_its_passage_to_be_heard_and_copied(hub, page) -> None:
    page.goto(_recording(hub, page) + "#t=48")
    asked = page.locator(".asked")
    assert asked.get_by_role("button", name="Play from 0:48").is_visible()
    assert len(asked.inner_text()) > 40
    asked.get_by_role("button", name="Close").click()
    assert not asked.is_visible()


def test_a_merge_is_made_and_undone(hub, page) -> None:
    page.goto(f"{hub.url}/entities?words=Marienhof")
    names = page.locator("main table tr td:first-child a").all_inner_texts()
    assert len(names) > 1
    page.locator("main table tr td:first-child a", has_text=re.compile(r"^Marienhof Kassel$")).click()
    page.get_by_label("Same as (name or id)").fill("Marienhof")
    page.get_by_label("Why").fill("a house of the same group")
    page.get_by_role("button", name="Merge into it").click()
    assert "are the same" in page.inner_text("main")
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    page.goto(f"{hub.url}/entities?words=Marienhof")
    assert page.locator("main table tr td:first-child a").all_inner_texts() == names
