"""Where the text of an entry can be found, by trust and cost. Pure, except for `open_document`, which opens local files."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

from earwitness.errors import SourceError, UsageError
from earwitness.model.archive import Enclosure, Source, SourceEntry, TranscriptLink
from earwitness.model.media import RawDocument
from earwitness.sources.files import read_file
from earwitness.sources.folders import DOCUMENTS, MEDIA
from earwitness.sources.imap import read_imap_message
from earwitness.sources.locations import local_path
from earwitness.sources.mailbox import read_message
from earwitness.sources.youtube import video_id

CandidateKind = Literal["publisher transcript", "feed text", "captions", "article", "file", "speech"]

FEWEST_WORDS = 250
"""A text in a feed is the article itself from this length on: the shortest letters have about 300 words, teasers hardly over 150."""
FEWEST_SPOKEN = 3_000
WORDS_A_MINUTE = 100
"""A text beside a recording is its transcript only at the pace of speech (120 to 180 words a minute), else it is show notes."""

_RANKS = (
    ("vtt", ("text/vtt", "text/webvtt", "application/vtt", "application/x-vtt")),
    ("srt", ("application/srt", "application/x-subrip", "text/srt", "application/x-srt", "text/x-srt", "application/subrip")),
    ("json", ("application/json", "text/json")),
    ("html", ("text/html", "application/xhtml+xml")),
    ("txt", ("text/plain", "text/markdown")),
)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_TEASER = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|(?:read|continue|keep) (?:more|reading|on)|read the (?:full|rest|whole)[^.]{0,60}|view (?:the )?full[^.]{0,60}"
    r"|full (?:story|article|post)|this post is for (?:paid|paying)[^.]{0,60}|upgrade to (?:paid|read)[^.]{0,60}|weiterlesen|lire la suite"
    r"|leer más|appeared first on[^.]{0,200}\.?)\W{0,10}$",
    re.IGNORECASE,
)
_BYTES = re.compile(r"(\d{1,15})-(\d{1,15})$")


class ContentCandidate(NamedTuple):
    """One place an entry's words can be had: a document at hand, or an address to fetch."""

    kind: CandidateKind
    url: str | None
    document: RawDocument | None
    media_type: str
    why: str


def candidates(entry: SourceEntry, source: Source) -> tuple[ContentCandidate, ...]:
    """Where the entry's words can be had: publisher's transcripts, full text in the feed, captions, the article, the file, speech.

    A transcript in the item's language goes before one in another; of one language VTT before SRT, JSON, HTML and plain text.
    """
    is_local = (entry.url or "").startswith(("file:", "imap:", "imaps:"))
    recordings = _recordings(entry)
    video = None if is_local else video_id(entry.url)
    found = list(_publisher(entry, source))
    if (text := _feed_text(entry, is_spoken=bool(recordings or video))) is not None:
        found.append(text)
    if video:
        found.append(ContentCandidate("captions", entry.url, None, "", "the video's captions"))
    if is_local:
        found.extend(_file(entry))
    elif entry.url and not recordings and not video:
        found.append(ContentCandidate("article", entry.url, None, "text/html", "the linked article"))
    found.extend(ContentCandidate("speech", one.url, None, _media_type(one), "speech recognition of the recording") for one in recordings)
    if video and not recordings:
        found.append(ContentCandidate("speech", entry.url, None, "", "speech recognition of the video"))
    return tuple(found)


def open_document(candidate: ContentCandidate, *, max_bytes: int, imap_password: str | None = None) -> RawDocument:
    """The bytes of a candidate that needs no fetch: a text from the feed, a file, a message. Raises `SourceError`s and `TooLarge`.

    A candidate with an http address is for the door to the network.
    """
    if candidate.document is not None:
        return candidate.document
    url = candidate.url or ""
    if url.startswith(("imap:", "imaps:")):
        if not imap_password:
            raise UsageError(url, "needs a password", "set EARWITNESS_IMAP_PASSWORD")
        return read_imap_message(url, imap_password, max_bytes=max_bytes)
    if not url.startswith("file:"):
        raise SourceError(url or "candidate", "lies on the network", "fetch it")
    path = local_path(url)
    place = parse_qs(urlsplit(url).fragment)
    if span := _BYTES.match(place.get("bytes", [""])[0]):
        content = read_message(path, (int(span[1]), int(span[2])), place.get("sha256", [""])[0], max_bytes=max_bytes)
        return RawDocument(content, f"{path.stem}-{span[1]}.eml", media_type="message/rfc822")
    return read_file(path, max_bytes=max_bytes)._replace(media_type=candidate.media_type or None)


def _publisher(entry: SourceEntry, source: Source) -> list[ContentCandidate]:
    wanted = _primary(entry.language or source.language)
    usable = [link for link in entry.transcripts if _rank(link) is not None]

    def order(link: TranscriptLink) -> tuple[bool, int]:
        other = bool(wanted and link.language and _primary(link.language) != wanted)
        return other, _rank(link) or 0

    out = []
    for link in sorted(usable, key=order):
        tongue = f" in {link.language}" if link.language else ""
        out.append(
            ContentCandidate("publisher transcript", link.url, None, link.media_type, f"the publisher's {_name(link)} transcript{tongue}")
        )
    return out


def _primary(language: str | None) -> str:
    return (language or "").partition("-")[0].casefold()


def _rank(link: TranscriptLink) -> int | None:
    """The place in the order of formats, by the stated type, else by the address; None for a type that holds no words."""
    for rank, (_, types) in enumerate(_RANKS):
        if link.media_type in types:
            return _by_suffix(link.url) if link.media_type == "text/plain" and _by_suffix(link.url) is not None else rank
    if link.media_type.startswith(("image/", "audio/", "video/")) or link.media_type == "application/pdf":
        return None
    by_suffix = _by_suffix(link.url)
    return by_suffix if by_suffix is not None else len(_RANKS)


def _by_suffix(url: str) -> int | None:
    suffix = url.partition("?")[0].rpartition(".")[2].lower()
    return next((rank for rank, (name, _) in enumerate(_RANKS) if suffix == name or (suffix, name) == ("htm", "html")), None)


def _name(link: TranscriptLink) -> str:
    rank = _rank(link)
    names = ("WebVTT", "SubRip", "JSON", "HTML", "plain text")
    return names[rank] if rank is not None and rank < len(names) else "own"


def _recordings(entry: SourceEntry) -> list[Enclosure]:
    return [one for one in entry.enclosures if _media_type(one).startswith(("audio/", "video/"))]


def _media_type(enclosure: Enclosure) -> str:
    """The stated type when it is one of media, else what the address ends in; servers call many recordings octet streams."""
    if enclosure.media_type.startswith(("audio/", "video/")):
        return enclosure.media_type
    suffix = "." + enclosure.url.partition("?")[0].rpartition(".")[2].lower()
    if suffix in MEDIA and not enclosure.media_type.startswith(("image/", "text/")):
        return MEDIA[suffix]
    return enclosure.media_type


def _feed_text(entry: SourceEntry, *, is_spoken: bool) -> ContentCandidate | None:
    """The text in the feed, when it is the item itself.

    The rule: at least 250 words that do not end like a teaser; beside a recording at least 100 words a minute of it, or 3,000 where its
    length is not known. A summary counts only where there is no content.
    """
    markup = entry.content_html or entry.summary_html
    words, end = _measured(markup)
    needed = FEWEST_WORDS
    if is_spoken:
        needed = max(FEWEST_WORDS, entry.duration_ms * WORDS_A_MINUTE // 60_000) if entry.duration_ms else FEWEST_SPOKEN
    if words < needed or _TEASER.search(end):
        return None
    title = escape(entry.title, quote=False)
    language = f' lang="{entry.language}"' if entry.language else ""
    heading = f"<h1>{title}</h1>" if title else ""
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    page = f"<!DOCTYPE html><html{language}>{head}<body><article>{heading}\n{markup}\n</article></body></html>"
    document = RawDocument(page.encode("utf-8", "replace"), entry.title or entry.guid, url=entry.url, media_type="text/html; charset=utf-8")
    return ContentCandidate("feed text", None, document, "text/html", f"the full text in the feed ({words:,} words)")


def _measured(markup: str) -> tuple[int, str]:
    """The number of words and how the text ends; two characters of a script without spaces count as a word."""
    text = " ".join(unescape(_TAG.sub(" ", markup)).split())
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub("", text) if unspaced else text)) + unspaced // 2, text[-300:]


def _file(entry: SourceEntry) -> list[ContentCandidate]:
    url = entry.url or ""
    if url.startswith("imap") or urlsplit(url).fragment:
        return [ContentCandidate("file", url, None, "message/rfc822", "the message itself")]
    suffix = local_path(url).suffix.lower()
    if suffix in MEDIA:
        return []
    return [ContentCandidate("file", url, None, DOCUMENTS.get(suffix, ""), "the file itself")]
