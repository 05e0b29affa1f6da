"""Measures how deeply mark-up is nested before any tree is built from it."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]{0,40})|(!--))")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text, whatever it looks like."""
_UNCOUNTED = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "body",
        "br",
        "col",
        "colgroup",
        "dd",
        "dt",
        "embed",
        "frame",
        "head",
        "hr",
        "html",
        "image",
        "img",
        "input",
        "isindex",
        "keygen",
        "li",
        "link",
        "meta",
        "optgroup",
        "option",
        "p",
        "param",
        "rp",
        "rt",
        "source",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "track",
        "wbr",
    }
)
"""Void elements, and those a following sibling closes: they cannot nest without one that counts (`li` needs `ul`, `td` needs `table`)."""


def nesting(markup: str, *, limit: int) -> int:
    """The depth of nesting, counted no further than `limit + 1`. One pass, linear in the length of the mark-up.

    An end tag closes everything opened after its start tag, as browsers do; an end tag without a start tag closes nothing.
    """
    pagination: list[str] = []
    open_tags: dict[str, int] = {}
    ends: dict[str, int] = {}
    deepest, at = 0, 0
    while match := _TAG.search(markup, at):
        at = match.end()
        if match[3]:
            at = _after_comment(markup, at, ends)
            continue
        name = match[2].lower()
        if match[1]:
            if open_tags.get(name):
                _close(name, pagination, open_tags)
            continue
        if name in _RAW:
            at = _after_raw(markup, at, name, ends)
            continue
        if name in _UNCOUNTED or _closes_itself(markup, at):
            continue
        pagination.append(name)
        open_tags[name] = open_tags.get(name, 0) + 1
        deepest = max(deepest, len(pagination))
        if deepest > limit:
            break
    return deepest


def _close(name: str, stack: list[str], open_tags: dict[str, int]) -> None:
    while stack:
        last = stack.pop()
        open_tags[last] -= 1
        if last == name:
            return


def _closes_itself(markup: str, at: int) -> bool:
    """True for `<path />` as drawings have them by the hundred; looked for within 400 characters, else it counts."""
    end = markup.find(">", at, at + 400)
    return end > 0 and markup[end - 1] == "/"


def _after_comment(markup: str, at: int, ends: dict[str, int]) -> int:
    if markup.startswith((">", "->"), at):
        return at
    return max(at, _next("-->", markup, at, ends))


def _after_raw(markup: str, at: int, name: str, ends: dict[str, int]) -> int:
    return max(at, _next(f"</{name}", markup, at, ends))


def _next(needle: str, markup: str, at: int, ends: dict[str, int]) -> int:
    """Where `needle` stands next, else -1; a needle once missed is not looked for again, so that the whole stays linear."""
    if needle in ends:
        return -1
    match = re.compile(re.escape(needle), re.IGNORECASE).search(markup, at)
    if match is None:
        ends[needle] = -1
        return -1
    return match.start()
