"""Parses an episode page's front matter: it may state nothing that the body does not prove."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from earwitness.model.pages import Claim, ContextClaim
from earwitness.renderers.jekyll import INSIGHTS
from earwitness.renderers.writing import GAP, escape_markdown, unescape_markdown
from earwitness.text.words import single_line

_LISTS = (("quotes", ("quote",)), ("insights", INSIGHTS))
_KEYS = frozenset(
    "companies date duration has_transcript insights layout llm_enhanced original_url processing_date quotes source summary tags title "  # noqa: SIM905
    "topics".split()
)
_ORIGINAL = re.compile(r" · \[original\]\(([^\s<>]{1,4000})\)$", re.MULTILINE)


class PageFrontMatter(NamedTuple):
    """What is wrong with a page's front matter, and the source's words in it."""

    faults: tuple[str, ...] = ()
    beside: tuple[ContextClaim, ...] = ()


def read_front_matter(text: str, claims: tuple[Claim, ...]) -> PageFrontMatter:
    """What the front matter of an episode page says that its body does not prove; nothing for other pages."""
    end = text.find("\n---\n", 4)
    if not text.startswith("---\n") or end < 0:
        return PageFrontMatter()
    front = _load(text[4:end])
    if front is None:
        return PageFrontMatter(("the front matter cannot be read",))
    if front.get("layout") != "episode":
        return PageFrontMatter()
    faults = [f"front matter, {key}: no such key is ours" for key in sorted(map(str, front.keys() - _KEYS))]
    for key, kinds in _LISTS:
        faults += _list_faults(key, front.get(key), [words for kind in kinds for words in _words(claims, kind)])
    body = text[end:]
    faults += [f"front matter, {key}: it is not the page's" for key, source_text in _said(body) if source_text != front.get(key)]
    if single_line(str(front.get("summary"))) != _summary(claims, body):
        faults.append("front matter, summary: it is not what the page proves")
    companies = front.get("companies")
    listed = [one if isinstance(one, dict) else {} for one in companies] if isinstance(companies, list) else []
    places = {claim.start: claim for claim in claims if claim.kind == "entity"}
    faults += [
        f"front matter, companies[{at}]: no name of the page stands there"
        for at, one in enumerate(listed)
        if one.get("position") not in places
    ]
    return PageFrontMatter(tuple(faults), tuple(_contexts(listed, places)))


def _list_faults(key: str, listed: object, proven: Sequence[str]) -> Iterator[str]:
    entries: list[Any] = listed if isinstance(listed, list) else []
    if len(entries) != len(proven):
        yield f"front matter, {key}: {len(entries)} entries, the page proves {len(proven)}"
    for at, entry in enumerate(entries):
        words = str(entry.get("text")) if isinstance(entry, dict) else ""
        if words not in proven:
            yield f"front matter, {key}[{at}]: its text is not what the page proves"
        elif "extracted" in entry and str(entry["extracted"]) != words.split(GAP)[0]:
            yield f"front matter, {key}[{at}]: what was extracted is not what the page proves"


def _said(body: str) -> Iterator[tuple[str, object]]:
    """What the body says of the item, by key."""
    for key, begin in (("title", "# "), ("tags", "**Tags:** ")):
        line = next((line.removeprefix(begin) for line in body.split("\n") if line.startswith(begin)), "")
        words = unescape_markdown(line)
        yield key, words if key == "title" else [tag for tag in words.split(", ") if tag]
    original = _ORIGINAL.search(body)
    yield "original_url", original[1] if original else ""


def _summary(claims: tuple[Claim, ...], body: str) -> str:
    """The summary as the body gives it: the takeaway, then the sentences under their headings."""
    lines = body.split("\n")
    begin = next((at for at, line in enumerate(lines) if line == "## Summary"), len(lines))
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("## ")), len(lines))
    waiting = iter(_escaped(claims, "summary"))
    source_text = [f"**{words}**" for words in _escaped(claims, "takeaway")]
    source_text += [
        line if line.startswith("### ") else next(waiting, "")
        for line in lines[begin + 1 : end]
        if line.startswith("### ") or "<!-- ew:summary:" in line
    ]
    return single_line(" ".join(source_text))


def _escaped(claims: tuple[Claim, ...], kind: str) -> list[str]:
    return [escape_markdown(words) for words in _words(claims, kind)]


def _contexts(companies: Sequence[Mapping[str, Any]], places: Mapping[int, Claim]) -> Iterator[ContextClaim]:
    for at, one in enumerate(companies):
        claim = places.get(one.get("position", -1))
        if claim is not None:
            yield ContextClaim(f"front matter, companies[{at}]", "context", str(one.get("context") or ""), ((claim.start, claim.end),))


def _load(text: str) -> dict[str, Any] | None:
    import yaml  # noqa: PLC0415  (only pages with front matter need it)

    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (both are safe loaders)
    except yaml.YAMLError:
        return None
    return content if isinstance(content, dict) else None


def _words(claims: tuple[Claim, ...], kind: str) -> list[str]:
    """The whole printed words of each finding of `kind`, in page order."""
    parts: dict[str, list[str]] = {}
    for claim in claims:
        if claim.kind == kind:
            parts.setdefault(claim.finding, []).append(claim.printed)
    return [GAP.join(words) for words in parts.values()]
