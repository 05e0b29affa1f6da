"""A hub that others can reach: nothing is read before signing in, and the session ends with signing out."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.browser.conftest import earwitness, started

PASSWORD = "a long walk beside the canal"


def test_signing_in_and_out(archive_home: Path, tmp_path: Path, page) -> None:
    home = tmp_path / "home"
    shutil.copytree(archive_home, home)
    (home / "earwitness.toml").write_text('public_url = "http://127.0.0.1:1"\nhost_names = ["127.0.0.1"]\n', encoding="utf-8")
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
