"""One episode page of a hub as values of ours. What the page says is kept as it is; what cannot be understood is counted, never guessed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from earwitness.errors import InputError
from earwitness.importing.hub_files import HubFile
from earwitness.model.claims import ClaimKind, ImportedClaim
from earwitness.text.invisible import strip_invisible
from earwitness.transcripts.decode import mend_mojibake
from earwitness.transcripts.front_matter import is_shallow, iso_date

MOST_CLAIMS = 5_000
"""Of one kind on one page; the fullest page seen has 200."""
LONGEST = 20_000
"""Characters kept of one text."""
_OPEN = re.compile(r"\A\ufeff?---[ \t]{0,20}\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}\r?$", re.MULTILINE)
_TOP_KEY = re.compile(r"^([A-Za-z_][\w-]{0,40}):(?=[ \r\n]|$)", re.MULTILINE)
_UNKNOWN = re.compile(r"(?:unknown(?: source)?|none|null|n/?a|untitled|-)?", re.IGNORECASE)
_LISTS: tuple[tuple[str, ClaimKind, str], ...] = (
    ("quotes", "quote", "text"),
    ("insights", "insight", "text"),
    ("companies", "company", "name"),
)


class Section(NamedTuple):
    """One list of the page: what it claims, and what of it was no claim."""

    present: bool
    claims: tuple[ImportedClaim, ...]
    blank: int
    """Entries without words."""
    malformed: int
    """Entries that are no mapping, or whose words are no text."""


class HubPage(NamedTuple):
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
    sections: dict[ClaimKind, Section]
    said: dict[str, Any]
    mended: tuple[str, ...]
    """Fields in which wrongly decoded characters were put right."""
    repeated_keys: tuple[str, ...]

    @property
    def claims(self) -> tuple[ImportedClaim, ...]:
        """All claims, section by section."""
        return tuple(claim for section in self.sections.values() for claim in section.claims)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quotes' words."""
        return tuple(claim.text for claim in self.sections["quote"].claims)


def read_page(file: HubFile) -> HubPage:
    """The page's statements. Raises `InputError` naming why it cannot be read."""
    if file.problem:
        raise InputError(file.path, file.problem)
    text = file.content.decode("utf-8", "replace")
    values, repeated = _front_matter(file.path, text)
    return _page(file, values, repeated)


def _front_matter(path: str, text: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end()) if opened else None
    if opened is None or closed is None:
        raise InputError(path, "has no front matter" if opened is None else "its front matter does not end")
    block = text[opened.end() : closed.start()]
    values = _load(path, block)
    if not isinstance(values, dict):
        raise InputError(path, "its front matter is no list of keys and values")
    keys = Counter(_TOP_KEY.findall(block))
    return {str(key): value for key, value in values.items()}, tuple(key for key, count in keys.items() if count > 1)


def _load(path: str, block: str) -> Any:
    import yaml  # noqa: PLC0415 - only pages of hubs pay for it

    if not is_shallow(block):
        raise InputError(path, "its front matter is nested too deep")
    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = type("HubLoader", (base,), {"flatten_mapping": lambda _self, _node: None})  # merge keys can multiply without bound
    try:
        return yaml.load(block, Loader=loader)  # noqa: S506 - a safe loader: plain values, nothing is built or run
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 2})" if error.problem_mark else ""
        raise InputError(path, f"its front matter is no valid YAML{line}: {error.problem or error.context or 'unreadable'}") from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise InputError(path, "its front matter is no valid YAML") from error


def _page(file: HubFile, values: Mapping[str, Any], repeated: tuple[str, ...]) -> HubPage:
    mended: list[str] = []
    title = _text(values.get("title"), "title", mended)
    summary = values.get("summary")
    if isinstance(summary, str):
        summary = _text(summary, "summary", mended)
    source = _text(values.get("source"), "source", mended)
    sections = {kind: _section(values, key, kind, name, mended) for key, kind, name in _LISTS}
    url = _text(values.get("original_url") or values.get("url"), "url", mended)
    topics = tuple(_topic(one) for one in _list(values.get("topics"))[:100] if isinstance(one, Mapping))
    tags = tuple(_text(tag, "tags", mended) for tag in _list(values.get("tags"))[:200] if isinstance(tag, str | int | float))
    actions = tuple(_text(one.get("text", one.get("action")) if isinstance(one, Mapping) else one, "action_items", mended)
                    for one in _list(values.get("action_items"))[:200])  # fmt: skip
    page = HubPage(
        path=file.path,
        content_hash=hashlib.sha256(file.content).hexdigest()[:32],
        title=title,
        published=iso_date(values.get("date")),
        processed=iso_date(values.get("processing_date")),
        url=url if url.startswith(("http://", "https://")) and " " not in url else None,
        source=None if _UNKNOWN.fullmatch(source) else source,
        minutes=_number(values.get("duration")),
        summary=summary,
        has_transcript=flag if isinstance(flag := values.get("has_transcript"), bool) else None,
        transcript_url=_text(values.get("transcript_url"), "transcript_url", mended) or None,
        tags=tags,
        topics=topics,
        action_items=actions,
        sections=sections,
        said={},
        mended=tuple(dict.fromkeys(mended)),
        repeated_keys=repeated,
    )
    return page._replace(said=_said(page, values))


def _section(values: Mapping[str, Any], key: str, kind: ClaimKind, name: str, mended: list[str]) -> Section:
    claims: list[ImportedClaim] = []
    blank = malformed = 0
    for entry in _list(values.get(key))[:MOST_CLAIMS]:
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
    return Section(key in values, tuple(claims), blank, malformed)


def _said(page: HubPage, values: Mapping[str, Any]) -> dict[str, Any]:
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


def _topic(entry: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_plain(entry, skip=""))


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
        return mend_mojibake(_tidy(value))[0]
    return value.isoformat() if hasattr(value, "isoformat") else None


def _text(value: object, field: str, mended: list[str]) -> str:
    """A scalar as clean text, wrongly decoded characters put right; empty for anything else."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    found = _tidy(str(value)) if not isinstance(value, int) or abs(value) < 2**63 else ""
    text, places = mend_mojibake(found)
    if places:
        mended.append(field)
    return text.strip()


def _tidy(text: str) -> str:
    return strip_invisible(text[:LONGEST])[0].encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


def _number(value: object) -> float | None:
    """The duration in minutes, given as a number or as digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value.strip()):
        return float(value)
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e6 else None


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
