"""Settings: the hub's address has one name, and its old names go on working."""

from pathlib import Path

import pytest

from earwitness.config import load_settings
from earwitness.errors import UsageError

HUB = "https://hub.example.org"


def read(home: Path, text: str = "", **environment: str) -> tuple[str, bool, str | None]:
    """Address, whether others come through a proxy, and the address at which they do."""
    (home / "earwitness.toml").write_text(text, encoding="utf-8")
    settings = load_settings(home, environment)
    return settings.base_url, settings.behind_proxy, settings.public_url


def test_links_lead_to_the_base_url_and_only_behind_proxy_lets_others_in(tmp_path: Path) -> None:
    assert read(tmp_path) == ("", False, None)
    assert read(tmp_path, f'base_url = "{HUB}/"') == (HUB, False, None)
    assert read(tmp_path, f'base_url = "{HUB}"\nbehind_proxy = true') == (HUB, True, HUB)
    assert read(tmp_path, EARWITNESS_BASE_URL=f"{HUB}/hub/", EARWITNESS_BEHIND_PROXY="true") == (f"{HUB}/hub", True, f"{HUB}/hub")


def test_old_names_go_on_working(tmp_path: Path) -> None:
    assert read(tmp_path, f'hub_url = "{HUB}/"') == (HUB, False, None)
    assert read(tmp_path, f'public_url = "{HUB}"') == (HUB, True, HUB)
    assert read(tmp_path, f'public_url = "{HUB}"\nhub_url = "{HUB}/"') == (HUB, True, HUB)
    assert read(tmp_path, EARWITNESS_HUB_URL=HUB) == (HUB, False, None)
    assert read(tmp_path, 'hub_url = ""') == ("", False, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f'hub_url = "https://site.example/"\npublic_url = "{HUB}"',
            "there is one address; keep base_url alone, with behind_proxy = true",
        ),
        (
            f'base_url = "{HUB}"\nhub_url = "https://site.example"',
            "hub_url is https://site.example, and base_url is https://hub.example.org",
        ),
        ("behind_proxy = true", "needs base_url"),
        ('base_url = "hub.example.org"', "base_url: "),
        ('base_url = "https://hub.example.org/?a=b"', "base_url: "),
        ("public_url = 7", "base_url: "),
    ],
)
def test_what_cannot_be_meant_is_an_error_that_names_the_mend(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
