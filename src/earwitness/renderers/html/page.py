"""The digest as one self-contained HTML file, in which every claim links to its words and which can be verified on its own."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.html.body import Around, body_of
from earwitness.renderers.html.elements import text
from earwitness.renderers.html.static_files import item_script, page_css
from earwitness.renderers.stamps import checksum
from earwitness.renderers.transcript_file import full_record
from earwitness.renderers.writing import escape_html, safe_url, script_json

DATA_OPEN = '<script type="application/json" id="earwitness">'
SEAL_OPEN = '<script type="application/json" id="earwitness-seal">'
TAIL = "</script>\n</body>\n</html>\n"

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
        content = script_json(whole.model_dump(mode="json", by_alias=True, exclude_none=True))
        audio = _audio(digest, media)
        body = body_of(digest, transcript, Around(audio, fits=bool(digest.item.recording or media)))
        page = (
            f"{_head(digest, audio)}<body>\n"
            f'<a class="skip" href="#content">Skip to the digest</a>\n<main id="content" class="item" {body.about}>\n'
            f'<div class="told">{body.told}{_footer(digest)}</div>\n'
            f'<aside class="heard" aria-label="Recording and transcript">{body.heard}</aside>\n</main>\n'
            f"<script>{item_script()}</script>\n{DATA_OPEN}{content}</script>\n"
        )
        return f"{page}{SEAL_OPEN}{script_json({'page': checksum(page)})}{TAIL}"


def _head(digest: Digest, audio: str | None) -> str:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(page_css())}'",
            f"script-src '{_hash(item_script())}'",
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
        f"<style>{page_css()}</style>\n</head>\n"
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


def _footer(digest: Digest) -> str:
    return (
        "<footer>Every quotation, number and sentence above is copied from the transcript by position. "
        "To check this file: <code>earwitness verify</code> with its name. "
        f"Transcript SHA-256 {digest.transcript.sha256}.</footer>\n"
    )
