"""Parses one episode page of another site. Text is kept as it stands; what cannot be parsed is counted, never guessed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from earwitness.archive.importing.site_files import ImportFile
from earwitness.archive.importing.tolerant_yaml import ImportedFrontMatter, read_front_matter
from earwitness.documents.decoding import repair_mojibake
from earwitness.documents.front_matter import duration_ms, iso_date
from earwitness.errors import InputError
from earwitness.model.claims import ClaimKind, ImportedClaim
from earwitness.text.invisible import strip_invisible

MOST_CLAIMS = 5_000
"""Of one kind on one page; the fullest page seen has 200."""
LONGEST = 20_000
"""Characters kept of one text."""
YEARS = range(1900, 2201)
"""In which an item can have been published: dates of other years are slips, as in feeds."""
_UNKNOWN = re.compile(r"(?:unknown(?: source)?|none|null|n/?a|untitled|-)?", re.IGNORECASE)
_LISTS: tuple[tuple[str, ClaimKind, str], ...] = (
    ("quotes", "quote", "text"),
    ("insights", "insight", "text"),
    ("companies", "company", "name"),
)


class ImportedSection(NamedTuple):
    """One list of the page: what it claims, and what of it was no claim."""

    present: bool
    claims: tuple[ImportedClaim, ...]
    blank: int
    """Entries without words."""
    malformed: int
    """Entries that are no mapping, whose words are no text, or that are more than anybody reads; 1 for a section that is no list."""


class SitePage(NamedTuple):
    """What a page says."""

    path: str
    content_hash: str
    title: str
    published: str | None
    processed: str | None
    url: str | None
    source: str | None
    """None for none and for `Unknown Source`."""
    minutes: float | None
    summary: object
    """As it stands: text, nothing, or whatever was put there."""
    has_transcript: bool | None
    transcript_url: str | None
    tags: tuple[str, ...]
    topics: tuple[dict[str, Any], ...]
    action_items: tuple[str, ...]
    sections: dict[ClaimKind, ImportedSection]
    said: dict[str, Any]
    mended: tuple[str, ...]
    """Fields in which wrongly decoded characters were put right."""
    repeated_keys: tuple[str, ...]
    not_understood: tuple[str, ...]
    """`title`, `date`, `duration`, `original_url`: those that hold something that is none."""
    decoding: tuple[str, ...]
    """What was done to a page that is not in UTF-8."""

    @property
    def claims(self) -> tuple[ImportedClaim, ...]:
        """All claims, section by section."""
        return tuple(claim for section in self.sections.values() for claim in section.claims)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quotes' words."""
        return tuple(claim.text for claim in self.sections["quote"].claims)


def read_page(file: ImportFile) -> SitePage:
    """The page's statements. Raises `InputError` naming why it cannot be read."""
    if file.problem:
        raise InputError(file.path, file.problem)
    return page_of(file, read_front_matter(file.path, file.content))


def page_of(file: ImportFile, front: ImportedFrontMatter) -> SitePage:
    """What the front matter of a page says."""
    values = front.values
    repaired: list[str] = []
    title = _text(values.get("title"), "title", repaired)
    summary = values.get("summary")
    if isinstance(summary, str):
        summary = _text(summary, "summary", repaired)
    source = _text(values.get("source"), "source", repaired)
    sections = {kind: _section(values, key, kind, name, repaired) for key, kind, name in _LISTS}
    url = _text(values.get("original_url") or values.get("url"), "url", repaired)
    topics = tuple(topic for one in _list(values.get("topics"))[:100] if (topic := _topic(one)))
    tags = tuple(text for tag in _tags(values.get("tags"))[:200] if (text := _text(tag, "tags", repaired)))
    actions = tuple(_text(one.get("text", one.get("action")) if isinstance(one, Mapping) else one, "action_items", repaired)
                    for one in _list(values.get("action_items"))[:200])  # fmt: skip
    page = SitePage(
        path=file.path,
        content_hash=hashlib.sha256(file.content).hexdigest()[:32],
        title=title,
        published=_date(values.get("date")),
        processed=_date(values.get("processing_date")),
        url=url if url.startswith(("http://", "https://")) and " " not in url else None,
        source=None if _UNKNOWN.fullmatch(source) else source,
        minutes=_number(values.get("duration")),
        summary=summary,
        has_transcript=flag if isinstance(flag := values.get("has_transcript"), bool) else None,
        transcript_url=_text(values.get("transcript_url"), "transcript_url", repaired) or None,
        tags=tags,
        topics=topics,
        action_items=actions,
        sections=sections,
        said={},
        mended=tuple(dict.fromkeys(repaired)),
        repeated_keys=front.repeated,
        not_understood=(),
        decoding=front.decoding,
    )
    read = {"title": page.title, "date": page.published, "duration": page.minutes, "original_url": page.url}
    odd = tuple(name for name, value in read.items() if value in (None, "") and not _is_nothing(values.get(name)))
    return page._replace(said=_said(page, values), not_understood=odd)


def _section(values: Mapping[str, Any], key: str, kind: ClaimKind, name: str, mended: list[str]) -> ImportedSection:
    claims: list[ImportedClaim] = []
    given = values.get(key)
    entries, blank = _list(given), 0
    malformed = max(0, len(entries) - MOST_CLAIMS) + (not isinstance(given, list) and not _is_nothing(given))
    for entry in entries[:MOST_CLAIMS]:
        words = entry.get(name) if isinstance(entry, Mapping) else entry
        if words is None and isinstance(entry, Mapping):
            words = entry.get("text", entry.get("quote", ""))
        if words is not None and (not isinstance(words, str | int | float) or isinstance(words, bool)):
            malformed += 1
            continue
        text = _text(words, key, mended)
        if not text:
            blank += 1
            continue
        fields = dict(_plain(entry, skip=name)) if isinstance(entry, Mapping) else {}
        if isinstance(words, str) and text != (found := _tidy(words)):
            fields["as found"] = found
        claims.append(ImportedClaim(kind=kind, text=text, fields=fields))
    return ImportedSection(key in values, tuple(claims), blank, malformed)


def _said(page: SitePage, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the page as it stands, in plain values; lists of claims are kept as claims."""
    summary = page.summary if isinstance(page.summary, str) else None
    known = {
        "title": page.title,
        "date": _scalar(values.get("date")),
        "processing_date": _scalar(values.get("processing_date")),
        "source": _scalar(values.get("source")),
        "duration": _scalar(values.get("duration")),
        "original_url": _scalar(values.get("original_url")),
        "transcript_url": page.transcript_url,
        "summary": summary,
        "tags": list(page.tags),
        "topics": list(page.topics),
        "action_items": list(page.action_items),
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _topic(entry: object) -> dict[str, Any]:
    """A topic as it stands, a bare name as a topic of that name; empty for anything else."""
    if isinstance(entry, Mapping):
        return dict(_plain(entry, skip=""))
    return {"topic": name} if isinstance(entry, str) and (name := _scalar(entry)) else {}


def _tags(value: object) -> Sequence[Any]:
    """A list, or the words of one line as Jekyll parts them; where it has commas, by these."""
    if isinstance(value, str):
        return value.split(",") if "," in value else value.split()
    return _list(value)


def _date(value: object) -> str | None:
    found = iso_date(value)
    return found if found and int(found[:4]) in YEARS else None


def _is_nothing(value: object) -> bool:
    """True for what stands where nothing is known."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and _UNKNOWN.fullmatch(value.strip()) is not None)


def _plain(entry: Mapping[str, Any], *, skip: str) -> Iterator[tuple[str, Any]]:
    """The scalars of a mapping and its lists of scalars; anything deeper is somebody's object and left out."""
    for key, value in list(entry.items())[:40]:
        name = str(key)[:60] if isinstance(key, str | int | float) else ""
        if not name or name == skip:
            continue
        if isinstance(value, list):
            yield name, [one for item in value[:100] if (one := _scalar(item)) is not None]
        elif (plain := _scalar(value)) is not None:
            yield name, plain


def _scalar(value: object) -> str | int | float | bool | None:
    if isinstance(value, bool | int) and abs(value) < 2**53:
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) < 1e300 else None  # noqa: PLR0124 - not a number
    if isinstance(value, str):
        return repair_mojibake(_tidy(value))[0]
    return value.isoformat() if hasattr(value, "isoformat") else None


def _text(value: object, field: str, mended: list[str]) -> str:
    """A scalar as clean text, wrongly decoded characters put right; empty for anything else."""
    if isinstance(value, date):  # a title may be a day
        value = value.isoformat()
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    found = _tidy(str(value)) if not isinstance(value, int) or abs(value) < 2**63 else ""
    text, places = repair_mojibake(found)
    if places:
        mended.append(field)
    return text.strip()


def _tidy(text: str) -> str:
    return strip_invisible(text[:LONGEST])[0].encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


def _number(value: object) -> float | None:
    """The duration in minutes, given as a number or digits, or with its units: `1:23:45`, `49 min`, `PT1H2M`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", value.strip()):
        return float(value)
    if isinstance(value, str):
        ms = duration_ms(value) if re.search(r"[:a-zA-Z]", value) else None
        return ms / 60_000 if ms else None
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e6 else None


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
