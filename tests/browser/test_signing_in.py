"""A hub that others can reach: nothing is read before signing in, and the session ends with signing out."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.browser.conftest import earwitness, started

PASSWORD = "a long walk beside the canal"


def test_signing_in_and_out(archive_home: Path, tmp_path: Path, page) -> None:
    home = tmp_path / "home"
    shutil.copytree(archive_home, home)
    (home / "earwitness.toml").write_text(
        'base_url = "http://127.0.0.1:1"\nbehind_proxy = true\nhost_names = ["127.0.0.1"]\n', encoding="utf-8"
    )
    earwitness(home, "users", "add", "ines", "--role", "reader", said=f"{PASSWORD}\n{PASSWORD}\n")
    hub = started(home, "--no-sync")
    try:
        page.goto(f"{hub.url}/items")
        assert "/signin" in page.url
        assert "hospital" not in page.content()
        page.get_by_label("Name").fill("ines")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/items")
        assert "hospital" in page.content()
        page.goto(f"{hub.url}/queue")
        assert page.get_by_role("button", name="Follow", exact=True).count() == 0
        page.goto(f"{hub.url}/account")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto(f"{hub.url}/items")
        assert "/signin" in page.url
    finally:
        hub.stop()


def test_forms_work_over_plain_http_in_a_network(tmp_path: Path, watched) -> None:
    page = watched.page
    (tmp_path / "earwitness.toml").write_text('host_names = ["hub.test"]\n', encoding="utf-8")
    earwitness(tmp_path, "users", "add", "ines", "--role", "editor", said=f"{PASSWORD}\n{PASSWORD}\n")
    hub = started(tmp_path, "--no-sync", "--host", "0.0.0.0")
    try:
        sent: list[dict[str, str]] = []
        page.on("request", lambda request: sent.append(request.all_headers()) if request.method == "POST" else None)
        page.goto(f"{hub.url.replace('127.0.0.1', 'hub.test')}/queue")
        page.get_by_label("Name").fill("ines")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/queue")
        page.get_by_label("Address of a feed").fill("no address")
        page.get_by_role("button", name="Follow", exact=True).click()
        page.get_by_text("is no address on the web").wait_for()
        assert not any("sec-fetch-site" in headers for headers in sent), "this browser says more than the test is about"
        page.goto("about:blank")  # lets go of the live events
        expected = ("URL's origin was untrustworthy", "422")  # what it ignores there, and the refusal asked for
        watched.complaints[:] = [source_text for source_text in watched.complaints if not any(one in source_text for one in expected)]
    finally:
        hub.stop()
