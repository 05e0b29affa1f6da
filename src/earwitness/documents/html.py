"""Reads web pages and HTML newsletters: finds the article, its blocks and the page's metadata."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, NamedTuple

from earwitness.documents.blocks import Block, build
from earwitness.documents.html_blocks import read_blocks
from earwitness.documents.html_links import with_page_links
from earwitness.documents.language import detect_language
from earwitness.documents.newsletters.kind import newsletter_kind
from earwitness.documents.newsletters.quotations import attribute_quotes
from earwitness.errors import NoText, TooDeep
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument
from earwitness.model.media import ItemKind, Person
from earwitness.text.html_depth import nesting

MAX_DEPTH = 512
"""Deeper than any honest page: of 270 pages measured the deepest nests 49 elements; browsers cut at 512 too."""
FEWEST_WORDS = 20
"""Fewer words in blocks of prose are no article."""

_OPENING = re.compile(r"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_ELEMENT = re.compile(r"</?(?:p|div|table|td|tr|span|article|section|h[1-6]|ul|li|a|br|body|html|meta|title)[\s/>]", re.IGNORECASE)
_LANG = re.compile(r"<html[^>]{0,1000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_MAIL_SIGNS = (
    re.compile(r"<!--\[if\s+(?:\(?g?te?\s+)?mso", re.IGNORECASE),
    re.compile(r"\bmso-(?:table-|line-|hide|padding)", re.IGNORECASE),
    re.compile(r"role\s*=\s*[\"']?(?:presentation|none)", re.IGNORECASE),
    re.compile(
        r"view\s+(?:this\s+)?(?:e?mail\s+|it\s+|post\s+|message\s+)?(?:in|on)\s+(?:your\s+|the\s+)?(?:browser|web)|read\s+online|\*\|ARCHIVE\|\*",
        re.IGNORECASE,
    ),
    re.compile(r">\s*unsubscribe\b|manage (?:your )?(?:subscription|preferences)", re.IGNORECASE),
)


class _Article(NamedTuple):
    blocks: list[Block]
    draft: ItemDraft
    warnings: tuple[str, ...] = ()


class HtmlReader:
    """Reads web pages and newsletters in HTML."""

    name = "html"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when the mark-up starts like a page; likely when the start is full of elements."""
        if _OPENING.match(_after_prologue(document.text[:20_000])):
            return 0.95
        head = document.text[:20_000].lstrip()
        return 0.9 if head.startswith("<") and len(_ELEMENT.findall(head)) >= 3 else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """The article of the page. Raises `TooDeep` and `NoText`."""
        name = document.raw.name
        return parsed_page(document.text, name, document.raw.url)


def _after_prologue(text: str) -> str:
    """The text from its first tag on that is neither a comment nor an XML declaration."""
    text = text.lstrip()
    while text.startswith(("<!--", "<?")):
        _, found, text = text.partition("-->" if text.startswith("<!--") else ">")
        if not found:
            return ""
        text = text.lstrip()
    return text


def parsed_page(markup: str, name: str, url: str | None) -> ParsedDocument:
    """Item and transcript of one page of mark-up. Raises `TooDeep` and `NoText`."""
    refuse_deep(markup, name)
    page = _mail(markup, url) if looks_like_mail(markup) else _article(markup, url)
    if not page.blocks or _words(page.blocks) < FEWEST_WORDS:
        page = _whole(markup, url, page)
    if not _has_prose(page.blocks):
        raise NoText(name, "is a page without an article on it", "give the address or file of an article")
    blocks = attribute_quotes(page.blocks)
    language = _spoken_language(_language(markup), blocks)
    transcript = build(blocks, language=language, warnings=page.warnings)
    kind = page.draft.kind or newsletter_kind(blocks, page.draft.title)
    return ParsedDocument(page.draft.model_copy(update={"language": language, "kind": kind}), transcript)


def refuse_deep(markup: str, name: str) -> None:
    """Raises `TooDeep` for mark-up nested deeper than `MAX_DEPTH`, before any tree is built."""
    if nesting(markup, limit=MAX_DEPTH) > MAX_DEPTH:
        raise TooDeep(name, f"is mark-up nested more than {MAX_DEPTH} deep", "no honest page is; save it as text and try again")


def looks_like_mail(markup: str) -> bool:
    """True for HTML made to be mailed: three of the five signs that mail programs and newsletter services leave."""
    head = markup[:400_000]
    return sum(bool(symbol.search(head)) for symbol in _MAIL_SIGNS) >= 3


def mail_blocks(markup: str, url: str | None = None) -> list[Block]:
    """All blocks of mailed HTML: everything in it that is not hidden, since a mail has no navigation around its text."""
    tree = _tree(markup)
    return [] if tree is None else read_blocks(tree, base=url)


def _mail(markup: str, url: str | None) -> _Article:
    title = _TITLE.search(markup[:100_000])
    draft = ItemDraft(title=_clean(unescape(title[1])) if title else None, kind="newsletter", url=url)
    return _Article(mail_blocks(markup, url), draft)


def _article(markup: str, url: str | None) -> _Article:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, and only pages need it

    try:
        found: Any = bare_extraction(markup, url=url, favor_precision=True, include_comments=False, with_metadata=True)
    except (ValueError, AttributeError, TypeError, LookupError, AssertionError, RecursionError):
        found = None  # broken pages make it stumble in many ways; the page is then read whole, with a warning
    if found is None or found.body is None:
        return _Article([], ItemDraft(url=url))
    base = url or found.url
    tree = _tree(markup)
    page = read_blocks(tree, base=base) if tree is not None else []
    return _Article(with_page_links(read_blocks(found.body, base=base), page), _draft(found, url))


def _whole(markup: str, url: str | None, page: _Article) -> _Article:
    """The whole page's prose, when no article was found on it; no blocks when it holds none."""
    tree = _tree(markup)
    blocks = read_blocks(tree, base=url, whole_page=True) if tree is not None else []
    if _words(blocks) <= _words(page.blocks) or not _has_prose(blocks):
        return page
    return _Article(blocks, page.draft, ("no article was found on the page: all of its text was read, menus perhaps among it",))


def _tree(markup: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, and only this format needs it

    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _draft(found: Any, url: str | None) -> ItemDraft:
    people = tuple(Person(name=name, role="author", why="byline") for name in _names(found.author))
    return ItemDraft(
        title=_clean(found.title),
        source=_clean(found.sitename) or _clean(found.hostname),
        url=_web_address(found.url) or url,
        published=_clean(found.date),
        people=people,
        kind=_kind_of(found),
    )


def _kind_of(found: Any) -> ItemKind | None:
    host = (found.hostname or "").lower()
    return "newsletter" if host.endswith((".substack.com", ".beehiiv.com", ".buttondown.email", ".ghost.io")) else None


def _names(author: str | None) -> list[str]:
    names = [_clean(name) for name in (author or "").split(";")]
    return [name for name in names if name and len(name) <= 60 and any(c.isalpha() for c in name) and "://" not in name][:10]


def _web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) and len(url) < 2000 else None


def _clean(text: str | None) -> str | None:
    return " ".join((text or "").split())[:500] or None


def _language(markup: str) -> str | None:
    match = _LANG.search(markup[:20_000])
    if not match:
        return None
    first, *rest = match[1].replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _spoken_language(stated: str | None, blocks: list[Block]) -> str | None:
    """The language the page states, unless its words are clearly in another: 7 of 160 pages measured kept the `lang` of a template."""
    transcribed = detect_language("\n".join(block.text for block in blocks))
    if stated and (transcribed.code is None or transcribed.confidence < 0.8 or stated.split("-")[0] == transcribed.code):
        return stated
    return transcribed.code


def _words(blocks: list[Block]) -> int:
    """Words, two characters of a script without spaces counting as one."""
    return sum(len(block.text.split()) + len(_UNSPACED.findall(block.text)) // 2 for block in blocks)


def _has_prose(blocks: list[Block]) -> bool:
    return any(_words([block]) >= 12 or (len(block.text) >= 25 and block.text.endswith((".", "!", "?", "。"))) for block in blocks)
