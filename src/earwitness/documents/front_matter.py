"""Metadata that stands before a document's text: YAML or TOML front matter, a `# Title`, `Published: 2025-12-09`."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, get_args

from earwitness.model.documents import ItemDraft
from earwitness.model.media import ItemKind, Person, PersonRole
from earwitness.text.clock import parse_clock

_MAX_YAML = 262_144
"""Characters; the longest real front matter seen here (a whole episode page of a hub) has 73,443."""
_MAX_DEPTH = 40
_MAX_PEOPLE = 60
_FENCE = re.compile(r"\A(?:---|\+\+\+)[ \t]{0,20}\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}$", re.MULTILINE)
_CLOSE_TOML = re.compile(r"^\+\+\+[ \t]{0,20}$", re.MULTILINE)
_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)
_TOML_LINE = re.compile(r"^[A-Za-z_][\w-]{0,40} ?= ?\S", re.MULTILINE)
_MAX_KEYS = 200
_KEY_LINE = re.compile(r"^[A-Za-z_][\w -]{0,40}:(?: |$)", re.MULTILINE)
_HEAD_LINE = re.compile(r"^[ \t]{0,3}(?:[*_]{0,2})([A-Za-z][A-Za-z ]{1,24}?)(?:[*_]{0,2})\s{0,2}:(?:[*_]{0,2})[ \t]{1,8}(\S[^\n]{0,300})$")
_TITLE_LINE = re.compile(r"^#[ \t]{1,8}(\S[^\n]{0,300})$")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,6})?\s?(Z|[+-]\d{2}:?\d{2})?)?")
_RFC_2822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}")
_PLAIN_DURATION = re.compile(
    r"^(?:(\d{1,2})\s?h(?:ours?|rs?)?)?\s?(?:(\d{1,3})\s?m(?:in(?:utes?|s)?)?)?\s?(?:(\d{1,2})\s?s(?:ec(?:onds?|s)?)?)?$"
)
_ISO_DURATION = re.compile(r"^PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:(\d{1,5})(?:\.\d+)?S)?$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$")
_SPLIT = re.compile(r"\s*(?:,|;|\s&\s|\band\b|\|)\s*")

_FIELDS: Mapping[str, str] = {
    "title": "title",
    "episode title": "title",
    "published": "published",
    "date": "published",
    "publish date": "published",
    "published at": "published",
    "publication date": "published",
    "recorded": "published",
    "upload date": "published",
    "url": "url",
    "link": "url",
    "source url": "url",
    "media": "url",
    "youtube url": "url",
    "video url": "url",
    "episode url": "url",
    "canonical url": "url",
    "show": "source",
    "podcast": "source",
    "source": "source",
    "channel": "source",
    "series": "source",
    "publication": "source",
    "newsletter": "source",
    "duration": "duration",
    "length": "duration",
    "runtime": "duration",
    "duration seconds": "duration",
    "language": "language",
    "lang": "language",
    "kind": "kind",
    "type": "kind",
    "format": "kind",
}
_PEOPLE: Mapping[str, PersonRole] = {
    "host": "host",
    "hosts": "host",
    "guest": "guest",
    "guests": "guest",
    "speaker": "speaker",
    "speakers": "speaker",
    "participants": "speaker",
    "author": "author",
    "authors": "author",
    "by": "author",
    "moderator": "moderator",
}


class FrontMatter(NamedTuple):
    """The metadata, where the text begins, where a title line stands, and warnings about what could not be read."""

    draft: ItemDraft
    body: int
    """Offset behind the YAML block, title line and head lines."""
    title: tuple[int, int] | None = None
    """The words of a `# Title` line, when there is one."""
    warnings: tuple[str, ...] = ()
    heads: tuple[tuple[int, int], ...] = ()
    """Lines that are about the item, not of it: the YAML block, `Published: ...`."""


def split_front_matter(text: str) -> FrontMatter:
    """Return the document's own metadata. The text is only read, never changed or executed."""
    values, body, warnings = _metadata_block(text)
    heads = [(0, len(text[:body].rstrip()))] if body else []
    source_text: dict[str, Any] = {_key(key): value for key, value in values.items()}
    title: tuple[int, int] | None = None
    at = body
    for start, line in _lines(text, body):
        if not line.strip():
            continue
        if title is None and (found := _TITLE_LINE.match(line)):
            title = (start + found.start(1), start + len(line.rstrip(" #\t\n")))
            source_text.setdefault("title", text[slice(*title)])
        elif (head := _HEAD_LINE.match(line)) and _is_head(head.group(1), head.group(2)):
            source_text.setdefault(_key(head.group(1)), head.group(2).strip(" *_"))
            heads.append((start, start + len(line.rstrip())))
        else:
            break
        at = start + len(line)
    return FrontMatter(draft_of(source_text), at, title, warnings, tuple(heads))


def draft_of(values: Mapping[str, Any]) -> ItemDraft:
    """Return the item that keys and values describe; what cannot be understood is left out."""
    fields: dict[str, Any] = {}
    people: list[Person] = []
    for raw, value in values.items():
        key = _key(raw)
        if (role := _PEOPLE.get(key)) is not None:
            people.extend(Person(name=name, role=role, why="metadata") for name in _names(value))
        elif (field := _FIELDS.get(key)) is not None and (read := _READ[field](value)) is not None:
            fields.setdefault("duration_ms" if field == "duration" else field, read)
    unique = {person.name.casefold(): person for person in reversed(people)}
    ordered = sorted(unique.values(), key=people.index)
    return ItemDraft(**fields, people=tuple(ordered[:_MAX_PEOPLE]))


def iso_date(value: Any) -> str | None:
    """`value` as an ISO 8601 date or date-time; None when it states no date we can be sure of."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    text = _scalar(value)
    if text is None:
        return None
    if found := _DATE.search(text):
        try:
            dt.date.fromisoformat(found.group(1))
        except ValueError:
            return None
        if found.group(2) and not _is_time(found.group(2)):
            return found.group(1)
        zone = (found.group(3) or "").replace("Z", "+00:00").replace(":", "")
        zone = f"{zone[:3]}:{zone[3:]}" if zone else ""
        return f"{found.group(1)}T{found.group(2)}{zone}" if found.group(2) else found.group(1)
    for pattern in ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%Y/%m/%d", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text.strip(), pattern).date().isoformat()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    if _RFC_2822.match(text):
        try:
            return parsedate_to_datetime(text).isoformat()
        except ValueError:
            return None
    return None


def _is_time(text: str) -> bool:
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        return False
    return True


def duration_ms(value: Any) -> int | None:
    """Milliseconds of `3600` (seconds), `1:02:03`, `62 min`, `PT1H2M`; None for anything else."""
    text = _scalar(value)
    if not text:
        return None
    if (clock := parse_clock(text)) is not None:
        return clock or None
    try:
        seconds = float(text)
    except ValueError:
        found = _ISO_DURATION.match(text) or _PLAIN_DURATION.match(text.casefold())
        parts = [int(part or 0) for part in found.groups()] if found else [0, 0, 0]
        seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return round(seconds * 1000) if 0 < seconds < 360_000 else None


def _metadata_block(text: str) -> tuple[Mapping[str, Any], int, tuple[str, ...]]:
    """Return the values of a YAML (`---`) or TOML (`+++`) block, the offset behind it, and warnings about lines that are neither."""
    opened = _FENCE.match(text)
    if opened is None:
        return {}, 0, ()
    is_toml = text.startswith("+++")
    closed = (_CLOSE_TOML if is_toml else _CLOSE).search(text, opened.end(), opened.end() + _MAX_YAML)
    if closed is None:
        return {}, 0, ()
    block = text[opened.end() : closed.start()]
    if not (_TOML_LINE if is_toml else _KEY_LINE).search(block):
        return {}, 0, ()
    values, warnings = _toml_values(block) if is_toml else _yaml_values(block)
    return {str(key): value for key, value in values.items()}, min(len(text), closed.end() + 1), warnings


def _toml_values(block: str) -> tuple[Mapping[Any, Any], tuple[str, ...]]:
    try:
        return tomllib.loads(block), ()
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}, ("the front matter is no valid TOML and was skipped",)


def _yaml_values(block: str) -> tuple[Mapping[Any, Any], tuple[str, ...]]:
    """Return the values of a YAML block. One bad line costs its own key: the others are read entry by entry."""
    whole = _load_yaml(block)
    if isinstance(whole, Mapping):
        return whole, ()
    values: dict[Any, Any] = {}
    as_text: list[str] = []
    skipped: list[str] = []
    for key, entry in _entries(block):
        loaded = _load_yaml(entry)
        if not isinstance(loaded, Mapping):
            loaded = _load_yaml(_LEADING_TABS.sub(lambda tabs: "  " * len(tabs.group()), entry))
        if isinstance(loaded, Mapping):
            values |= loaded
        elif "\n" not in entry.strip() and (value := entry.partition(":")[2].strip()):
            values[key] = value
            as_text.append(key)
        else:
            skipped.append(key)
    warnings = [f"the front matter is no valid YAML at {', '.join(as_text)}: read as plain text"] if as_text else []
    warnings += [f"the front matter is no valid YAML at {', '.join(skipped)}: skipped"] if skipped else []
    return values, tuple(warnings or ["the front matter is no valid YAML: read line by line"])


def _entries(block: str) -> Iterable[tuple[str, str]]:
    """Yield each top-level key of a YAML block with its lines, those that are indented or list items under it among them."""
    starts = [(found.start(), found.group().strip().rstrip(":")) for found in _KEY_LINE.finditer(block)][:_MAX_KEYS]
    for (start, key), (end, _) in zip(starts, [*starts[1:], (len(block), "")], strict=True):
        yield key, block[start:end]


def _load_yaml(block: str) -> Any:
    import yaml  # noqa: PLC0415  only documents with front matter pay for it

    if not is_shallow(block):
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(block, Loader=loader)  # noqa: S506  a safe loader: plain values, nothing is built or run
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return None


def is_shallow(block: str) -> bool:
    """False for nesting no honest author writes, which would exhaust the parser's stack."""
    if "[" * _MAX_DEPTH in block or "{" * _MAX_DEPTH in block or "- " * _MAX_DEPTH in block or "? " * _MAX_DEPTH in block:
        return False
    depth = deepest = 0
    for char in block:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth = max(0, depth - 1)
    indent = max((len(line) - len(line.lstrip(" ")) for line in block.splitlines() if line.strip()), default=0)
    return deepest < _MAX_DEPTH and indent < 4 * _MAX_DEPTH


def _lines(text: str, start: int) -> Iterable[tuple[int, str]]:
    """At most 40 lines from `start` on, each with its place, line end included."""
    at = start
    for _ in range(40):
        if at >= len(text):
            return
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        yield at, text[at : min(end, at + 2000)]
        at = end


def _is_head(key: str, value: str) -> bool:
    """True for `Published: 2025-12-09`, False for `Host: Welcome to the show`."""
    key = _key(key)
    if key in _PEOPLE:
        names = _names(value)
        return bool(names) and value[-1] not in ".?!" and all(name[:1].isupper() and len(name.split()) <= 4 for name in names)
    field = _FIELDS.get(key)
    return field is not None and _READ[field](value) is not None and len(value.split()) <= 30


def _key(raw: object) -> str:
    return " ".join(str(raw).replace("_", " ").replace("-", " ").split()).casefold()


def _scalar(value: Any) -> str | None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = " ".join(str(value).split())
        return text[:500] or None
    return None


def _url(value: Any) -> str | None:
    text = _scalar(value)
    return text if text and text.startswith(("http://", "https://")) and " " not in text else None


def _kind(value: Any) -> ItemKind | None:
    folded = (_scalar(value) or "").casefold()
    return next((kind for kind in get_args(ItemKind) if kind == folded), None)


def _names(value: Any) -> list[str]:
    """Names from a list, from `A, B and C`, or from mappings with a `name`."""
    if isinstance(value, str):
        return [name for part in _SPLIT.split(value) if (name := part.strip(" .")) and len(name) <= 60]
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, list | tuple):
        named = (item.get("name") if isinstance(item, Mapping) else item for item in value[:_MAX_PEOPLE])
        return [name for item in named if isinstance(item, str) and (name := " ".join(item.split())) and len(name) <= 60]
    return []


_READ = {
    "title": _scalar,
    "published": iso_date,
    "url": _url,
    "source": _scalar,
    "duration": duration_ms,
    "language": lambda value: text if (text := _scalar(value)) and _LANGUAGE.match(text) else None,
    "kind": _kind,
}
