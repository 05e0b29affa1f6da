"""Resolves the key of a feed (`all`, `source/ID`, `search?q=WORDS`) to its address; the reverse of `access.feed_key`."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote

from earwitness.website.links import AppLinks

ALL = "all"
FORMS = (("Atom", ".atom"), ("JSON Feed", ".json"))


def feed_address(links: AppLinks, key: str, form: str = ".atom", token: str = "") -> str:
    """The path of a feed below the host, with the token that opens it where one is given.

    >>> feed_address(AppLinks(), "source/ab12"), feed_address(AppLinks(), "search?q=tide power", ".json", "ewf_x")
    ('/feeds/source/ab12.atom', '/feeds/search.json?q=tide+power&token=ewf_x')
    """
    stem, _, words = key.partition("?q=")
    return links.page("feed", stem + form, q=words, token=token)


def feed_links(links: AppLinks, key: str) -> tuple[tuple[str, str], ...]:
    """Title and address of a feed in each of its forms; none for no key."""
    return tuple((title, feed_address(links, key, form)) for title, form in FORMS) if key else ()


def as_key(given: str) -> str:
    """The key of a feed however a person writes it: its key, path or whole address.

    >>> as_key("/feeds/source/ab12.atom"), as_key(" all "), as_key("https://hub.example/x/feeds/search.json?q=a+b&token=t")
    ('source/ab12', 'all', 'search?q=a b')
    """
    text = given.strip()
    if "/feeds/" not in text:
        return text
    path, _, query = text.rpartition("/feeds/")[2].partition("?")
    words = parse_qs(query).get("q", [""])[-1]
    stem = unquote(path).removesuffix(".atom").removesuffix(".json")
    return f"{stem}?q={words}" if words else stem
