import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.text.redaction import redacted, redacted_url

TOKEN = "0123456789abcdef0123456789"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://show.example/feed?page=2", "https://show.example/feed?page=2"),
        (f"https://show.example/feed?auth={TOKEN}&page=2", "https://show.example/feed?auth=[…]&page=2"),
        (f"https://show.example/feed?{TOKEN}", "https://show.example/feed?[…]"),
        (f"https://show.example/feed#t={TOKEN}", "https://show.example/feed#t=[…]"),
        ("https://ann:pw@show.example:8080/", "https://[…]@show.example:8080/"),
        ("https://a@b@show.example/", "https://[…]@show.example/"),
        (f"http://[::1/feed?auth={TOKEN}", "http://[::1/feed"),
        ("not an address", "not an address"),
    ],
)
def test_what_may_be_secret_is_not_shown(url: str, shown: str) -> None:
    assert redacted_url(url) == shown


def test_addresses_inside_a_sentence_are_redacted_too() -> None:
    text = f"Redirected to https://ann:pw@show.example/x?k={TOKEN}; try http://plain.example/, again."
    assert redacted(text) == "Redirected to https://[…]@show.example/x?k=[…]; try http://plain.example/, again."


@given(st.text(alphabet="abcdefghijk:/?&=#@.[]", max_size=60))
def test_a_secret_never_survives_wherever_it_stands_in_an_address(rest: str) -> None:
    assert TOKEN not in redacted_url(f"https://ann:{TOKEN}@show.example/{rest}?k={TOKEN}")
