"""Detects defects of another site's page from the page alone: one pure, named function per defect."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from earwitness.analysis.names.words import CONNECTORS, FUNCTION
from earwitness.archive.importing.site_page import SitePage
from earwitness.storage.releases import canonical_media_url

SummaryFault = Literal["missing", "raw object", "complaint of a model", "cut mid-sentence"]
DEFAULT_MINUTES = 1
"""What publishers of such hubs write for a length they do not know."""
_RAW = re.compile(
    r"\s{0,8}(?:[\[{]\s{0,8}['\"{\[]|<[\w.]{1,60}(?: object)? at 0x|(?:response:\s{0,4})?[A-Za-z_][\w.]{0,60}\((?:\s|[a-z_]{1,40}=|\{))"
)
_COMPLAINT = re.compile(
    r"\bI (?:notice|see) that (?:the|you)\b|\bI(?:'m| am) (?:sorry|unable)|\bI (?:cannot|can't|don't have|do not have)\b|\bas an AI\b"
    r"|\bplease provide\b|\bthe transcript (?:you(?:'ve| have)? )?provided\b|\bno transcript\b",
    re.IGNORECASE,
)
_AUDIO = re.compile(r"\.(?:mp3|m4a|m4b|aac|ogg|oga|opus|wav|flac|mp4)(?:[/?#]|$)", re.IGNORECASE)
_ENDS = ".!?…:"
_BEHIND = " *_\"'”’)]`|~"
_ELLIPSIS = re.compile(r"\.{3}|…")
_BRACKETS = re.compile(r"\[[^\[\]]{0,400}\]")


def summary_fault(summary: object) -> SummaryFault | None:
    """What is wrong with a summary; None for nothing that shows."""
    if summary is None or (isinstance(summary, str) and not summary.strip()):
        return "missing"
    if not isinstance(summary, str) or _RAW.match(summary):
        return "raw object"
    if _COMPLAINT.search(summary[:600]):
        return "complaint of a model"
    return "cut mid-sentence" if _is_cut(summary) else None


def _is_cut(summary: str) -> bool:
    """True when the last line stops where no sentence and no item of a list stops."""
    line = summary.rstrip().rpartition("\n")[2].strip()
    bare = line.rstrip(_BEHIND)
    if not bare or bare[-1] in _ENDS:
        return False
    if bare[-1] in ",;-–—(/&" or bare.split()[-1].casefold() in FUNCTION | CONNECTORS:
        return True
    return not re.match(r"(?:[-*+•#>|]|\d{1,3}[.)])\s?", line)


def is_processing_minute(page: SitePage) -> bool:
    """True when the date of publication is that of the processing: the publisher's fallback, not a date."""
    published, processed = _minute(page.published), _minute(page.processed)
    return published is not None and published == processed


def is_audio(url: str | None) -> bool:
    """True for the address of a sound file, which is no page to read."""
    return url is not None and _AUDIO.search(url.partition("?")[0]) is not None


def address_key(url: str | None) -> str:
    """The address without what measures and signs it: equal for two copies of one file."""
    return canonical_media_url(url) if url else ""


def has_ellipsis(quote: str) -> bool:
    """True when a quote marks words left out."""
    return _ELLIPSIS.search(quote) is not None


def has_brackets(quote: str) -> bool:
    """True when a quote holds words in brackets, which nobody said."""
    return _BRACKETS.search(quote) is not None


def _minute(moment: str | None) -> str | None:
    try:
        return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M") if moment and "T" in moment else None
    except ValueError:
        return None
