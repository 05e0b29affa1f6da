"""The digest as one HTML file: nothing loaded from anywhere, every claim one click from its words, checkable on its own."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

from earwitness.model.digest import Digest
from earwitness.model.transcript import Span, Transcript
from earwitness.publish.html_parts.elements import Elements, claim
from earwitness.publish.html_parts.script import SCRIPT
from earwitness.publish.html_parts.sections import REL, Section, audit, sections, text
from earwitness.publish.html_parts.strip import strip
from earwitness.publish.html_parts.style import STYLE
from earwitness.publish.html_parts.transcript import cited_in, passages_html
from earwitness.publish.labels import byline, coverage_line
from earwitness.publish.passages import passages_of
from earwitness.publish.stamps import checksum
from earwitness.publish.transcript_file import full_record
from earwitness.publish.writing import escape_html, safe_url, script_json

DATA_OPEN = '<script type="application/json" id="earwitness">'
SEAL_OPEN = '<script type="application/json" id="earwitness-seal">'
TAIL = "</script>\n</body>\n</html>\n"

LONG_TITLE = 90
"""Characters from which a title is set smaller."""

FORMATS = ("audio/aac", "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm")
"""What browsers play."""

_AUDIO = re.compile(r"\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac)$", re.IGNORECASE)
_EMBEDDED = re.compile(rf"data:(?:{'|'.join(FORMATS)});base64,[A-Za-z0-9+/]{{4}}")
_BESIDE = re.compile(r"[A-Za-z0-9_%][A-Za-z0-9._%-]{0,250}")
"""A file name in the page's own folder, percent-encoded: no scheme, no slash."""


class HtmlRenderer:
    """Writes `--format html`. The transcript is always inside: it is where the evidence points."""

    name = "html"
    suffix = ".html"

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """The page's text; its player plays `media`, else what the item's own address leads to."""
        whole = digest.model_copy(update={"transcript": full_record(digest.transcript, transcript)})
        cited = cited_in(digest)
        spans = [Span(one.start, one.end) for one in cited] + [Span(chapter.start, chapter.end) for chapter in digest.chapters]
        content = script_json(whole.model_dump(mode="json", by_alias=True, exclude_none=True))
        audio = _audio(digest, media)
        elements = Elements(transcript, passages_of(transcript, spans), playable=audio is not None)
        made = (
            *sections(digest, elements),
            Section("audit", "How sure is this?", _sure(digest, [(one.start, one.end) for one in cited]) + audit(digest)),
            Section("transcript", "Transcript", "\n".join(passages_html(elements, cited, digest.item.url))),
        )
        page = (
            f"{_head(digest, audio)}<body>\n"
            f'<a class="skip" href="#content">Skip to the digest</a>\n<div class="page">\n{_navigation(made)}'
            f'{_header(digest, elements, audio)}<main id="content">\n{"".join(map(_section, made))}{_footer(digest)}</main>\n</div>\n'
            f"<script>{SCRIPT}</script>\n{DATA_OPEN}{content}</script>\n"
        )
        return f"{page}{SEAL_OPEN}{script_json({'page': checksum(page)})}{TAIL}"


def _head(digest: Digest, audio: str | None) -> str:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(STYLE)}'",
            f"script-src '{_hash(SCRIPT)}'",
            "img-src data:",
            *([f"media-src {_allowed(audio)}"] if audio else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    language = digest.item.language if digest.item.language and re.fullmatch(r"[A-Za-z0-9-]{2,35}", digest.item.language) else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape_html(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="Earwitness">\n<title>{text(digest.item.title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _audio(digest: Digest, media: str | None) -> str | None:
    """What the player plays: the recording handed in, else a sound file at the item's own address."""
    if media is not None and (_EMBEDDED.match(media) or _BESIDE.fullmatch(media)):
        return media
    url = safe_url(media or digest.item.url)
    if url is None or urlsplit(url).scheme.lower() not in ("http", "https") or not (media or _AUDIO.search(urlsplit(url).path)):
        return None
    return url if re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", urlsplit(url).netloc) else None


def _allowed(audio: str) -> str:
    """The policy's word for where the sound comes from. A page that was opened as a file has no origin of its own in every browser."""
    if audio.startswith("data:"):
        return "data:"
    if _BESIDE.fullmatch(audio):
        return "'self' file:"
    parts = urlsplit(audio)
    return f"{parts.scheme.lower()}://{parts.netloc}"


def _header(digest: Digest, elements: Elements, audio: str | None) -> str:
    parts = [text(part) for part in byline(digest)]
    if url := safe_url(digest.item.url):
        parts.append(f'<a href="{escape_html(url)}" {REL}>original</a>')
    long = ' class="long"' if len(digest.item.title) > LONG_TITLE else ""
    rows = [f"<h1{long}>{text(digest.item.title)}</h1>", f'<p class="by">{" · ".join(parts)}</p>']
    if digest.takeaway:
        rows.append(
            f'<p class="take" {claim(digest.takeaway)}>{elements.words(digest.takeaway)}&nbsp;{elements.where(digest.takeaway)}</p>'
        )
    if digest.best_for:
        roles = "; ".join(text(role.role) + (f" ({text(role.reason)})" if role.reason else "") for role in digest.best_for)
        rows.append(f'<p class="by">Best for: {roles}</p>')
    if digest.tags:
        rows.append('<ul class="tags">' + "".join(f"<li>{text(tag)}</li>" for tag in digest.tags) + "</ul>")
    rows.append(f'<p class="sure"><a href="#audit">{text(coverage_line(digest))}</a></p>')
    if audio:
        rows.append(f'<audio controls preload="none" src="{escape_html(audio)}"></audio>')
    return "<header>\n" + "\n".join(rows) + "\n</header>\n"


def _navigation(made: tuple[Section, ...]) -> str:
    links = "".join(f'<li><a href="#{section.anchor}">{section.heading}</a></li>' for section in made)
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n'


def _section(section: Section) -> str:
    kind = ' class="prose"' if section.anchor == "summary" else ""
    return (
        f'<section id="{section.anchor}"{kind} aria-labelledby="h-{section.anchor}">\n<h2 id="h-{section.anchor}">{section.heading}</h2>\n'
        f"{section.content}\n</section>\n"
    )


def _sure(digest: Digest, cited: list[tuple[int, int]]) -> str:
    return f'{strip(digest, cited)}<p class="key">The whole text from left to right. Coloured: cited on this page. Blank: not read.</p>'


def _footer(digest: Digest) -> str:
    return (
        "<footer>Every quotation, number and sentence above is copied from the transcript by position. "
        "To check this file: <code>earwitness verify</code> with its name. "
        f"Transcript SHA-256 {digest.transcript.sha256}.</footer>\n"
    )
