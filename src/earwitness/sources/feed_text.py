"""Decodes a feed to text, and its mark-up to plain names and titles. Linear and bounded, against hostile feeds."""

from __future__ import annotations

import codecs
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from earwitness.text.html_depth import nesting
from earwitness.text.invisible import replace_surrogates, strip_invisible

MAX_LINE = 2_000
"""Longest title, name or address kept, in characters. The longest real title seen in 2,000 feeds has 312."""
MAX_DEPTH = 512
"""Deeper nesting is refused before any tree is built; browsers cut there too."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_BYTES = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
"""How `<` or `<?xm` begins in each family of encodings (XML 1.0, appendix F)."""
_DECLARED = re.compile(r"""^\s{0,100}<\?xml[^>]{0,300}?\sencoding\s{0,10}=\s{0,10}["']([A-Za-z0-9._:-]{2,40})["']""")
_CHARSET = re.compile(r"""charset\s{0,4}=\s{0,4}["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_TEXT_ENCODINGS = re.compile(
    r"utf-?_?(?:8|16|32)|latin|iso8859|iso2022|cp\d|koi8|mac|euc|gb|big5|hz$|shift|johab|ptcp|tis|ascii", re.IGNORECASE
)
"""Only character sets are obeyed: of Python's codecs `punycode` alone takes minutes on 1 MB."""
_NON_ASCII = re.compile("[^\x00-\x7f]+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KNOWN_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|pre|q|s|small|span|strike|strong|sub|sup"
    r"|table|tbody|td|th|tr|tt|u|ul)(?:\s[^<>]{0,2000})?/?>|<!--[^>]{0,2000}-->",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:br|p|div|li|h[1-6]|tr|td|blockquote)[\s/>]", re.IGNORECASE)
_CONTENT_DROPPED = re.compile(r"<(script|style|iframe|noscript)\b[^<>]{0,2000}>", re.IGNORECASE)
_SPACES = re.compile(r"\s")
_ATTRIBUTE = re.compile(r"([^\s=<>\"'/]{1,100})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_MAX_VALUE = 20_000
_REFERENCE = re.compile(r"&(#?\w{1,32});")
_MANY_REFERENCES = 5_000
_RESOLVABLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")


def decode_feed(content: bytes, media_type: str | None) -> str:
    """The feed as text without characters XML forbids. Never fails: byte-order mark, valid UTF-8, what server and feed state, a guess.

    Valid UTF-8 with letters beyond ASCII goes before every statement: text of another set is valid UTF-8 by accident only, and
    feeds that state a set they are not written in are common.
    """
    text = _decoded(content, media_type or "")
    text = text.lstrip("\ufeff")
    return _ILLEGAL.sub("", replace_surrogates(text))


def _decoded(content: bytes, media_type: str) -> str:
    for bom, charset in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(charset, "replace")
    family = next((encoding for first, encoding in _FIRST_BYTES if content.startswith(first)), None)
    if family is None and not content.isascii() and (text := _utf8(content)) is not None:
        return text
    head = content[:1024].decode(family or "latin-1", "replace")
    stated = _CHARSET.search(media_type)
    declared = _DECLARED.match(head)
    for name in (stated and stated[1], declared and declared[1], family, "utf-8"):
        encoding = _usable(name or "", family)
        if encoding is None:
            continue
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if family is not None:
        return content.decode(family, "replace")
    lossy = content.decode("utf-8", "replace")
    return lossy if 0 < lossy.count("\ufffd") * 10 < sum(map(len, _NON_ASCII.findall(lossy))) else content.decode("cp1252", "replace")


def _utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _usable(name: str, family: str | None) -> str | None:
    """The codec of a declared name when it may be used; a declaration in 16-bit characters cannot be of an 8-bit set, nor the reverse."""
    try:
        encoding = codecs.lookup(name).name if name else ""
    except LookupError:
        return None
    if not encoding or not _TEXT_ENCODINGS.match(encoding):
        return None
    wide = encoding.startswith(("utf-16", "utf-32"))
    if family and family != "cp037":
        return family if wide or encoding == "utf-8" else None
    if family == "cp037":
        return encoding if encoding.startswith("cp") else family
    return None if wide else {"gb2312": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}.get(encoding, encoding)


def plain(text: str | None, *, is_markup: bool = True) -> str:
    """One clean line for a title or a name: tags gone, entities resolved, white space and invisible characters settled.

    Only tags of HTML are taken out, so that `List<String>` stays a title.

    >>> plain("Cats &amp;amp; <b>dogs</b>&#8203;")
    'Cats & dogs'
    """
    if not text:
        return ""
    text = text[: 4 * MAX_LINE]
    if is_markup:
        text = _without_tags(unescape(text))
    text, _ = strip_invisible(replace_surrogates(text))
    if "&" in text and is_markup:
        text = unescape(text)
        text, _ = strip_invisible(replace_surrogates(text))
    return " ".join(text.split())[:MAX_LINE]


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    while (found := _CONTENT_DROPPED.search(text)) is not None:
        close = text.lower().find(f"</{found[1].lower()}", found.end())
        end = text.find(">", close) + 1 if close >= 0 else 0
        text = text[: found.start()] + (text[end:] if end else "")
    return _KNOWN_TAG.sub(lambda tag: " " if _BREAKING.match(tag.group()) else "", text)


def attributes_of(source: str) -> dict[str, str]:
    """The attributes in the inside of a tag, names as they stand; at most 200, the first of a name counts.

    >>> attributes_of(' rel="self" hrefLang=en')
    {'rel': 'self', 'hrefLang': 'en'}
    """
    found: dict[str, str] = {}
    if "=" not in source:
        return found
    for match in _ATTRIBUTE.finditer(source):
        if len(found) >= 200:
            break
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        found.setdefault(match[1], strip_invisible(unescape(value[:_MAX_VALUE]))[0])
    return found


def web_url(text: str | None, base: str | None = None) -> str | None:
    """`text` as an absolute http or https address, resolved against `base`; None for anything else.

    >>> web_url("../ep/2.mp3", "https://example.org/show/feed.xml")
    'https://example.org/ep/2.mp3'
    >>> web_url("javascript:alert(1)") is None
    True
    """
    if not text:
        return None
    address = "".join(char for char in plain_address(text) if char.isprintable())
    if not address or len(address) > MAX_LINE:
        return None
    try:
        if base and (address.startswith(("//", "/", "?", "#", ".")) or not _RESOLVABLE.match(address)):
            address = urljoin(base, address)
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or port == 0 or "\\" in parts.netloc:
        return None
    return parts.scheme.lower() + address[len(parts.scheme) :]


def plain_address(text: str) -> str:
    """An address as it stands in mark-up, without white space around it, line breaks in it and characters nobody can see."""
    address, _ = strip_invisible(replace_surrogates(text.strip()[: 2 * MAX_LINE]))
    pieces = address.split("\n") if "\n" in address else [address]
    return _SPACES.sub("%20", "".join(piece.strip() for piece in pieces))


def safe_html(markup: str, base: str | None) -> str:
    """The mark-up of an article without anything active in it, its addresses absolute; empty when it is nested too deep.

    The depth is measured first, since the sanitiser's cost grows with its square: 200,000 nested tags did not finish in a minute.
    """
    if not markup.strip():
        return ""
    markup, _ = strip_invisible(replace_surrogates(markup))
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    if markup.count("<") > MAX_DEPTH and nesting(markup, limit=MAX_DEPTH) > MAX_DEPTH:
        return ""
    markup = _few_references(markup)
    import nh3  # noqa: PLC0415 - a command that reads no feed pays nothing

    schemes = {"http", "https", "mailto"}
    if (root := web_url(base)) is not None:
        try:
            return nh3.clean(markup, url_schemes=schemes, url_relative=("rewrite_with_base", root), link_rel=None).strip()
        except ValueError:  # an address the sanitiser's own parser refuses
            pass
    return nh3.clean(markup, url_schemes=schemes, url_relative="deny", link_rel=None).strip()


def _few_references(markup: str) -> str:
    """The mark-up with its references put in, where they are many: the sanitiser's cost grows with their square (a million: 12 s)."""
    if markup.count("&") <= _MANY_REFERENCES:
        return markup
    markup = _REFERENCE.sub(
        lambda found: found[0] if found[1] in ("lt", "gt", "amp", "quot") else unescape(found[0]).replace("<", "&lt;"), markup
    )
    return markup if markup.count("&") <= 4 * _MANY_REFERENCES else markup.replace("&", " ")
