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


def test_what_was_said_of_a_name_is_found_heard_and_copied(hub, chromium) -> None:
    """The way of somebody who has never seen the hub: a name, a quote, its second, its words with their source."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(hub.url)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Names").click()
    page.get_by_label("Name or spelling").fill("Marienhof")
    page.get_by_role("button", name="Find").click()
    page.locator("main table a").first.click()
    page.locator("section[aria-labelledby=h-quote] a.t, section[aria-labelledby=h-number] a.t").first.click()
    page.wait_for_function("() => document.querySelectorAll('.e.on').length > 0")
    page.locator("#quotes button.copy").first.click()
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.length > 0)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "Daniel Achterberg, examples, 19 Feb 2026, 2:03, " in copied
    assert f"{hub.url}/items/" in copied
    context.close()


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
