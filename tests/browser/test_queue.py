"""From a browser: follow a feed and watch its item arrive, drop a file, search as one types."""

from __future__ import annotations

FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>Lock Keepers Weekly</title><link>{base}/</link><description>Locks.</description>
<item><title>The lock at Hollow Bend</title><guid>lock-1</guid><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate>
<podcast:transcript url="{base}/lock.vtt" type="text/vtt"/></item></channel></rss>
"""
CAPTIONS = """WEBVTT

00:00.000 --> 00:04.000
<v Maren Tolk>The lock at Hollow Bend carried 412 barges last year, and it was built for 90.

00:04.000 --> 00:09.000
<v Maren Tolk>I think the whole chamber has to be rebuilt by 2031, or the canal closes.
"""
DROPPED = """WEBVTT

00:00.000 --> 00:05.000
<v Ina Brandsma>Quicksilver Ferries will stop the night boat in 2028. Nobody should be surprised.
"""
ARRIVAL_SECONDS = 90
"""Patience for the whole way from the form to the digest on a busy machine; nothing is measured by it."""


def test_a_feed_is_followed_and_its_item_arrives(hub, page, feed_server) -> None:
    base, folder = feed_server
    (folder / "feed.xml").write_text(FEED.format(base=base), encoding="utf-8")
    (folder / "lock.vtt").write_text(CAPTIONS, encoding="utf-8")
    page.goto(f"{hub.url}/queue")
    page.get_by_label("Address of a feed").fill(f"{base}/feed.xml")
    page.get_by_role("button", name="Follow", exact=True).click()
    assert "Following Lock Keepers Weekly." in page.get_by_role("status").first.inner_text()
    assert "Lock Keepers Weekly" in page.locator("#live table").inner_text()
    _wait_for(hub, page, "barges")
    page.wait_for_function("said => document.querySelector('#live p[role=status]').innerText.startsWith(said)", arg=_digested(hub, page))
    page.goto(f"{hub.url}/search")
    page.get_by_label("Query").press_sequentially("barges")
    page.wait_for_selector("#found article")
    assert "The lock at Hollow Bend" in page.locator("#found").inner_text()
    assert page.locator("#found mark").first.inner_text() == "barges"


def test_a_dropped_file_is_digested(hub, page) -> None:
    page.goto(f"{hub.url}/queue")
    data = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'ferries.vtt', {type: 'text/vtt'})); return data; }",
        DROPPED,
    )
    with page.expect_navigation():
        page.dispatch_event("main", "drop", {"dataTransfer": data})
    assert "Taken: ferries.vtt." in page.locator(".notice").inner_text()
    _wait_for(hub, page, "quicksilver")
    page.goto(f"{hub.url}/items")
    assert "ferries" in page.inner_text("main")


def _wait_for(hub, page, word: str) -> None:
    """Waits until the archive holds a word, asking beside the page, which stays as it is."""
    for _ in range(ARRIVAL_SECONDS):
        if "<mark>" in page.request.get(f"{hub.url}/search?q={word}").text():
            return
        page.wait_for_timeout(1_000)
    raise AssertionError(page.request.get(f"{hub.url}/queue").text())


def _digested(hub, page) -> str:
    """What the queue says of digested items to somebody who asks for it now."""
    text = page.request.get(f"{hub.url}/queue").text()
    return text.partition('id="live"')[2].partition('role="status">')[2].partition(" digested")[0]


def test_keys_move_and_search(hub, page) -> None:
    page.goto(f"{hub.url}/items")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".row.at").count() == 1
    first = page.locator(".row.at").get_attribute("id")
    page.keyboard.press("k")
    assert page.locator(".row.at").get_attribute("id") != first
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.id") == "q"
