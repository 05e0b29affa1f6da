"""`earwitness search`: passages of the archive that answer a query."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from earwitness.archive.opening import open_archive
from earwitness.archive.search import Hit, SearchResult, unusable_embedder
from earwitness.cli.listing import Flag
from earwitness.cli.output import print_text
from earwitness.renderers.writing import time_url
from earwitness.text.clock import clock

NOTHING_FOUND = 1
WIDEST = 110
EXCERPT = 400
"""Characters of a passage shown around its highlights; --json has all of it."""


def search(
    *query: str,
    limit: int = 20,
    offset: int = 0,
    sort: Literal["relevance", "date", "meaning"] = "relevance",
    words_only: Flag = False,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
    home: Path | None = None,
) -> int:
    """Search the archive: passages with speaker, time and highlighted matches.

    Words must all be there, in any form (mill finds mills). "Several words" are a phrase, OR, NOT, - and ( ) work as they read, and
    organi* finds every word that begins so. Filters: speaker:NAME source:NAME kind:podcast entity:NAME after:2026-02 before:2027.
    Where an embedding model is installed and `earwitness index` or `sync` has used it, a question typed in plain words finds passages that
    mean the same in other words, too. Exit code 1 when nothing is found.

    Examples:
      earwitness search '"data centre" power -diesel'
      earwitness search 'inference (chips OR accelerators) speaker:"Ada Quill" after:2026-02'
      earwitness search 'entity:Cambricon' --sort date --json
      earwitness search 'who pays for the power lines' --sort meaning

    Parameters
    ----------
    query
        What to look for.
    limit
        Number of results, at most 1,000.
    offset
        Number of results to skip.
    sort
        relevance; date for the newest first; meaning for the nearest in meaning first, whatever the words.
    words_only
        Do not use the embedding model.
    json_
        Print one JSON object: query, hits, more.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        found = archive.search(" ".join(query), limit=limit, offset=offset, order=sort, words_only=words_only)
        if sort == "relevance" and not words_only and (why := unusable_embedder(archive)):
            print(f"earwitness: {why}; searched by words alone", file=sys.stderr)
    if json_:
        print_text(json.dumps(_as_object(found, offset), ensure_ascii=False, indent=1) + "\n")
    elif found.hits:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print_text("\n".join(_lines(found, offset, color=color)) + "\n")
    if not found.hits:
        print(f"earwitness: {_nothing(found, offset)}", file=sys.stderr)
    return 0 if found.hits else NOTHING_FOUND


def _as_object(found: SearchResult, offset: int) -> dict[str, Any]:
    return {
        "query": found.query.text,
        "also": [{"word": also.text, "names": list(also.names)} for also in found.also],
        "offset": offset,
        "more": found.more,
        "hits": [_hit_object(hit) for hit in found.hits],
    }


def _hit_object(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "item": passage.item_id,
        "title": hit.title,
        "source": hit.source,
        "published": hit.published,
        "url": hit.url,
        "media_url": time_url(hit.url, passage.t0_ms),
        "speaker": passage.speaker,
        "start": passage.start,
        "end": passage.end,
        "t0_ms": passage.t0_ms,
        "t1_ms": passage.t1_ms,
        "text": passage.text,
        "highlights": [list(place) for place in hit.highlights],
        "score": round(hit.score, 6),
        "found_by": list(hit.found_by),
        "cosine": None if hit.cosine is None else round(hit.cosine, 4),
    }


def _lines(found: SearchResult, offset: int, *, color: bool) -> Iterator[str]:
    """The hits, those of one item under one heading in the order of its best."""
    yield from _also(found)
    groups: dict[str, list[Hit]] = {}
    for hit in found.hits:
        groups.setdefault(hit.passage.item_id, []).append(hit)
    width = min(WIDEST, _columns())
    for hits in groups.values():
        first = hits[0]
        link = first.url if first.passage.t0_ms is None else None  # with times, every passage has a link of its own
        about = " · ".join(part for part in (first.source, (first.published or "")[:10], first.passage.item_id, link) if part)
        yield ""
        yield _styled(_clean(first.title), "1", color=color)
        yield _styled(_clean(about), "2", color=color)
        for hit in hits:
            yield from _passage_lines(hit, width, color=color)
    yield ""
    shown = f"{len(found.hits):,} hit{'' if len(found.hits) == 1 else 's'} in {len(groups):,} item{'' if len(groups) == 1 else 's'}"
    alone = sum("words" not in hit.found_by for hit in found.hits)
    shown += f", {alone:,} by meaning alone (--words-only leaves them out)" if 0 < alone < len(found.hits) else ""
    yield shown + (f"; more with --offset {offset + len(found.hits)}" if found.more else "")


def _passage_lines(hit: Hit, width: int, *, color: bool) -> Iterator[str]:
    passage = hit.passage
    when = clock(passage.t0_ms) if passage.t0_ms is not None else ""
    by = f"by meaning {hit.cosine:.2f}" if hit.cosine is not None and "words" not in hit.found_by else ""
    parts = [part for part in (when, _clean(passage.speaker or ""), _clean(time_url(hit.url, passage.t0_ms) or ""), by) if part]
    yield "  " + _styled("  ".join(parts) or "·", "36", color=color)
    marks = ("\x1b[1;33m", "\x1b[0m") if color else ("[", "]")
    for line in textwrap.wrap(_excerpt(_clean(_marked(hit))), width - 4, break_on_hyphens=False):
        yield "    " + line.replace(f"{_CLOSE} {_OPEN}", " ").replace(_OPEN, marks[0]).replace(_CLOSE, marks[1])


def _excerpt(text: str) -> str:
    """At most about `EXCERPT` characters around the place with most highlights, whole words, the cuts marked."""
    if len(text) <= EXCERPT * 5 // 4:
        return text
    places = [at for at, char in enumerate(text) if char == _OPEN] or [0]
    first = max(places, key=lambda at: (sum(at <= other < at + EXCERPT * 3 // 4 for other in places), -at))
    start = max(0, min(first - EXCERPT // 4, len(text) - EXCERPT))
    end = start + EXCERPT
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, end) if end < len(text) else len(text)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand for the beginning and end of a highlight until lines are broken; of the private use area, which `_clean` lets pass."""


def _marked(hit: Hit) -> str:
    """The passage's text with its highlights marked, word by word, so that a mark never runs over the end of a line."""
    text, parts, at = hit.passage.text.replace(_OPEN, " ").replace(_CLOSE, " "), [], 0
    for start, end in hit.highlights:
        words = " ".join(f"{_OPEN}{word}{_CLOSE}" for word in text[start:end].split())
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])


def _clean(text: str) -> str:
    """One line without control characters: nothing in an archive may steer a terminal."""
    return " ".join("".join(char if char.isprintable() or char in (_OPEN, _CLOSE) else " " for char in text).split())


def _also(found: SearchResult) -> Iterator[str]:
    for also in found.also:
        yield f"searched for {_clean(also.text)} (also: {', '.join(map(_clean, also.names))})"


def _nothing(found: SearchResult, offset: int) -> str:
    if offset:
        return f"no hits from {offset:,} on"
    searched = f"{found.items:,} item{'' if found.items == 1 else 's'}, {found.passages:,} passage{'' if found.passages == 1 else 's'}"
    return f"nothing found for {found.query.text} (searched {searched})"


def _styled(text: str, code: str, *, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def _columns() -> int:
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return WIDEST
