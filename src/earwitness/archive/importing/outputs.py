"""Parses what other programs say about a recording as claims: site pages, Markdown with headed lists, JSON lists, JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from earwitness.archive.importing.site_files import ImportFile
from earwitness.archive.importing.site_page import LONGEST, MOST_CLAIMS, read_page
from earwitness.documents.decoding import repair_mojibake
from earwitness.errors import InputError
from earwitness.model.claims import ClaimKind, ImportedClaim

OutputFormat = Literal["hub page", "headed lists", "JSON lists", "extractions"]
_KINDS: tuple[tuple[re.Pattern[str], ClaimKind], ...] = (
    (re.compile(r"quot|highlight|verbatim|soundbite", re.IGNORECASE), "quote"),
    (re.compile(r"compan|organi[sz]ation|\borgs?\b", re.IGNORECASE), "company"),
    (re.compile(r"insight|takeaway|idea|lesson|\bfacts?\b", re.IGNORECASE), "insight"),
)
_WORDS = ("text", "quote", "content", "name", "value", "title")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)]|>)\s{1,4}(\S.*)")
_HEADING = re.compile(r"#{1,6}\s{1,4}(\S.*)$")
_MARKS = " *_“”\"'`"
_CREDIT = re.compile(r"(?<=[\"”’.!?])\s{0,3}(?:—|–|--?)\s{0,3}[^—–\"”]{2,80}$")
"""Behind a quotation, who is said to have said it."""
_DEPTH = 6
LONGEST_HEADING = 200


class ExternalOutput(NamedTuple):
    """The claims of one file, and what it was read as."""

    format: OutputFormat
    claims: tuple[ImportedClaim, ...]


def read_output(name: str, text: str) -> ExternalOutput:
    """The claims in `text`. Raises `InputError` when it is none of the formats, or holds no claim."""
    if text.startswith("---") and (page := _page(name, text)).claims:
        read = page
    elif (lines := _json_lines(text)) is not None:
        read = ExternalOutput("extractions", tuple(_extractions(lines)))
    elif (value := _json(text)) is not None:
        read = ExternalOutput("JSON lists", tuple(_lists(value, None, _DEPTH)))
    else:
        read = ExternalOutput("headed lists", tuple(_headed(text)))
    if not read.claims:
        raise InputError(name, "holds no quotes, insights or companies", "give a hub's page, headed Markdown lists, JSON or extractions")
    return read._replace(claims=read.claims[: 3 * MOST_CLAIMS])


def _page(name: str, text: str) -> ExternalOutput:
    """What front matter claims: nothing in that of a note, whose lists stand below it, and where there is none but a line of hyphens."""
    file = ImportFile(name, text.encode("utf-8", "replace"))
    try:
        return ExternalOutput("hub page", read_page(file).claims)
    except InputError:
        if re.search(r"^(?:quotes|insights|companies):", text, re.MULTILINE):
            raise  # a hub's page that cannot be read is no empty one
        return ExternalOutput("hub page", ())


def _json(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _json_lines(text: str) -> list[Mapping[str, Any]] | None:
    """The documents of a file in which each line is an object with `extractions`."""
    read = [_json(line) for line in text.splitlines() if line.strip()]
    documents: list[Mapping[str, Any]] = [value for value in read if isinstance(value, dict) and isinstance(value.get("extractions"), list)]
    return documents if documents and len(documents) == len(read) else None


def _extractions(documents: list[Mapping[str, Any]]) -> Iterator[ImportedClaim]:
    for document in documents:
        for one in document["extractions"]:
            if isinstance(one, Mapping) and isinstance(words := one.get("extraction_text"), str):
                label = str(one.get("extraction_class", ""))[:80]
                yield from _claim(_kind(label) or "quote", words, {"class": label})  # an extraction is offered as the text's own words


def _lists(value: Any, kind: ClaimKind | None, depth: int) -> Iterator[ImportedClaim]:
    """Entries of lists under keys that say what they hold, however deep."""
    if depth == 0:
        return
    if isinstance(value, Mapping):
        words = next((value[name] for name in _WORDS if isinstance(value.get(name), str)), None)
        if kind and words is not None:
            yield from _claim(kind, words, {})
            return
        for key, inner in value.items():
            yield from _lists(inner, _kind(str(key)), depth - 1)
    elif isinstance(value, list):
        for inner in value[:MOST_CLAIMS]:
            if isinstance(inner, str):
                yield from _claim(kind, inner, {}) if kind else ()
            else:
                yield from _lists(inner, kind, depth - 1)


def _headed(text: str) -> Iterator[ImportedClaim]:
    """Items of lists under headings that say what they hold."""
    kind: ClaimKind | None = None
    for line in text.splitlines():
        stripped = line.strip()
        if heading := _HEADING.match(stripped):
            kind = _kind(heading[1][:LONGEST_HEADING])
        elif kind and (item := _ITEM.match(stripped)):
            yield from _claim(kind, _CREDIT.sub("", item[1]) if kind == "quote" else item[1], {})


def _claim(kind: ClaimKind, words: str, fields: dict[str, Any]) -> Iterator[ImportedClaim]:
    text = repair_mojibake(" ".join(words[:LONGEST].split()))[0].strip(_MARKS)
    if text:
        yield ImportedClaim(kind=kind, text=text, fields=fields)


def _kind(label: str) -> ClaimKind | None:
    return next((kind for pattern, kind in _KINDS if pattern.search(label)), None)
