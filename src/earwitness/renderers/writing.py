"""Escapes source text for pages: one line, with the page language's special characters made harmless; and the reverse.

This is the only place where characters of a source become characters of a page. A reader of pages undoes it here and compares
exactly, so what `escape` writes, `unescape` must give back (a law the tests check on random text).
"""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote, urlsplit

from earwitness.text.clock import seconds
from earwitness.text.words import single_line

GAP = "\u00a0[…] "
"""Between the parts of elided words. It begins with a no-break space, which a single line of source words never holds."""

_MARKDOWN = re.compile(r"[\\`*_\[\]<>&|~$#{}@^]|==|%%|(?<=\{)%|%(?=\})|!(?=\[)|:(?=//)|(?<=[wW]{3})\.")
_LINE_START = re.compile(r"^(?:[-+=:](?=\s|$|-|=)|\d{1,9}[.)](?=\s|$))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_YOUTUBE = ("youtube.com", "youtu.be", "youtube-nocookie.com")
_VIMEO = "vimeo.com"
_URL_SAFE = "%/:=&?~#+!,;@-._'"


def printed(*parts: str) -> str:
    r"""The parts as a page prints them: each on a single line, gaps between them.

    >>> printed("one   two", "three")
    'one two\xa0[…] three'
    """
    return GAP.join(single_line(part) for part in parts)


def escape_markdown(text: str) -> str:
    r"""`text` on one line with every sign escaped that Markdown, GitHub, Obsidian or kramdown might act on.

    Escapes emphasis, code, links, images, HTML, entities, tables, strike-through, mathematics, tags, block ids, attribute lists,
    highlights, comments, Liquid, bare addresses (`https\://`, `www\.`) and, at the beginning, what would start a list.

    >>> escape_markdown("1. [a](b) <i>")
    '1\\. \\[a\\](b) \\<i\\>'
    """
    line = _MARKDOWN.sub(lambda match: "".join("\\" + symbol for symbol in match.group()), printed(*text.split(GAP)))
    return _LINE_START.sub(lambda match: match.group()[:-1] + "\\" + match.group()[-1], line)


def unescape_markdown(raw: str) -> str:
    """What `escape_markdown` was given, on one line."""
    return _ESCAPED.sub(r"\1", raw)


def escape_html(text: str) -> str:
    """`text` for element content and quoted attributes alike.

    >>> escape_html('<a b="c">')
    '&lt;a b=&quot;c&quot;&gt;'
    """
    return html.escape(text, quote=True)


def script_json(value: object) -> str:
    """JSON that may stand inside a script element: no character in it can end the element or a line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for symbol in "<>&\u2028\u2029":
        text = text.replace(symbol, f"\\u{ord(symbol):04x}")
    return text


def comment_json(value: object) -> str:
    """JSON that may stand inside an HTML comment on one line of a Jekyll page: it holds no `--`, `<`, `>`, `{{` or `{%`."""
    text = script_json(value)
    for cues in ("--", "{{", "{%", "\u0085"):
        text = text.replace(cues, "".join(f"\\u{ord(symbol):04x}" for symbol in cues))
    return text


def safe_url(url: str | None) -> str | None:
    """`url` when it is an absolute http, https or mailto address, with everything encoded that could leave a link; else None.

    >>> safe_url("https://example.org/a b|c")
    'https://example.org/a%20b%7Cc'
    >>> safe_url("javascript:alert(1)") is None
    True
    """
    if not url or any(ord(char) < 0x20 for char in url):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _SAFE_SCHEMES or (parts.scheme.lower() != "mailto" and not host):
        return None
    return quote(url.strip(), safe=_URL_SAFE)


def time_url(url: str | None, t0_ms: int | None) -> str | None:
    """The media at that second: `t=754s` where the player reads it from the query (YouTube), else a W3C media fragment.

    >>> time_url("https://www.youtube.com/watch?v=abc", 754_000)
    'https://www.youtube.com/watch?v=abc&t=754s'
    >>> time_url("https://example.org/a.mp3#x", 754_000)
    'https://example.org/a.mp3#t=754'
    """
    safe = safe_url(url)
    if safe is None or t0_ms is None or safe.lower().startswith("mailto:"):
        return None
    seconds = t0_ms // 1000
    base = safe.partition("#")[0]
    host = _host(base)
    if host in _YOUTUBE:
        path, _, query = base.partition("?")
        retained = [pair for pair in query.split("&") if pair and not pair.startswith(("t=", "start="))]
        return f"{path}?{'&'.join([*retained, f't={seconds}s'])}"
    if host == _VIMEO:
        return f"{base}#t={seconds}s"
    return f"{base}#t={seconds}"


def player_url(url: str | None, t0_ms: int | None) -> str | None:
    """`time_url` where a video service's own page plays from that second; None for other addresses."""
    return time_url(url, t0_ms) if url and _host(url) in (*_YOUTUBE, _VIMEO) else None


def _host(url: str) -> str:
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.").removeprefix("m.").removeprefix("music.")


def moment_of(t0_ms: int | None, finding_id: str) -> str:
    """The part of an address that leads to a finding's words and second: `t=754&s=ID`; without times `s=ID`.

    >>> moment_of(754_300, "3fa9")
    't=754.3&s=3fa9'
    """
    return f"s={finding_id}" if t0_ms is None else f"t={seconds(t0_ms)}&s={finding_id}"
