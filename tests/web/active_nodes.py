"""What in a page would act: found in the parsed page, as a browser would take it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_FORBIDDEN = frozenset(
    {"iframe", "frame", "object", "embed", "base", "applet", "portal", "style", "template", "math", "foreignobject", "noscript", "isindex"}
)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "background", "cite", "ping"})
_LOCAL = re.compile(r"/(?!/)|#|\?|\.\./|[\w.-]+(?:/|\.html|\.xml|\.json|\.js|\.css|\.svg|$)")


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.nodes = 0
        self.forbidden = _FORBIDDEN

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes += 1
        values = {name: value or "" for name, value in attrs}
        if tag in self.forbidden or (tag == "script" and not _is_own_script(values)):
            self.found.append(f"<{tag} {values}>")
        if tag == "meta" and values.get("http-equiv", "").casefold() not in ("", "content-security-policy"):
            self.found.append(f"meta {values}")
        if tag == "link" and not _is_local(values.get("href", "")) and values.get("rel") != "canonical":
            self.found.append(f"link {values}")
        for name, value in values.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}={value}>")
            if name in _ADDRESSES and _scheme(value) not in ("", "http", "https", "mailto"):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("action", "formaction") and not _is_local(value):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        if not data.strip().startswith("ew:"):  # a comment of our own seals a page; another may end where a browser sees code begin
            self.found.append(f"comment {data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"declaration {data}")


def active_nodes(page: str, ours: frozenset[str] = frozenset()) -> list[str]:
    """Every node of a page that would act for somebody else; empty for a page that is safe. `ours` are elements its template has."""
    finder = _Finder()
    finder.forbidden -= ours
    finder.feed(page)
    finder.close()
    return finder.found if finder.nodes else ["no page at all"]


def _is_own_script(values: dict[str, str]) -> bool:
    if values.get("type") in ("application/json", "application/ld+json"):
        return True  # data: no browser runs it
    return bool(values.get("src")) and _is_local(values["src"])


def _is_local(address: str) -> bool:
    return not _scheme(address) and (not address or _LOCAL.match(address) is not None)


def _scheme(address: str) -> str:
    """The scheme of an address as browsers read it: white space and control characters count for nothing."""
    plain = re.sub(r"[\x00-\x20]", "", address)
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", plain)
    return found.group(1).casefold() if found else ""
