"""`earwitness entities`, `numbers`, `predictions`, `quotes`: findings across the archive, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from earwitness.archive.findings import EntityLine, FindingReport
from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Json, as_json, counted, in_columns, positive
from earwitness.cli.output import print_text
from earwitness.errors import UsageError
from earwitness.model.findings import EntityKind
from earwitness.text.clock import clock
from earwitness.text.invisible import one_line as clean


def entities(*words: str, kind: str | None = None, limit: int = 50, json_: Json = False, home: Path | None = None) -> int:
    """List entities across the archive, most frequent first, with their other spellings.

    Examples:
      earwitness entities
      earwitness entities norrby --kind place --json

    Parameters
    ----------
    words
        Only entities with a spelling that contains these words.
    kind
        organization, person, product, work or place.
    limit
        Maximum number of results.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if kind is not None and kind not in get_args(EntityKind):
        raise UsageError("--kind", f"there is no kind {kind!r}", f"choose from {', '.join(get_args(EntityKind))}")
    with open_archive(home) as archive:
        found = archive.findings.entities(" ".join(words), kind=kind or "", limit=positive(limit))
    if json_:
        print_text(as_json({"entities": [{**one._asdict(), "aliases": list(one.aliases)} for one in found]}))
    else:
        print_text(
            in_columns([("ITEMS", "MENTIONS", "KIND", "NAME", "ALSO SPELLED"), *map(_entity_row, found)]) if found else "no such names\n"
        )
    return 0


def numbers(*words: str, source: str | None = None, limit: int = 50, json_: Json = False, home: Path | None = None) -> int:
    """List numbers across the archive, newest items first: value, subject, speaker and place.

    Examples:
      earwitness numbers gigawatts
      earwitness numbers --source norrby --json

    Parameters
    ----------
    words
        Words that the text, the subject or the speaker's name must contain.
    source
        Only of this source (id, title or address, or a part of one).
    limit
        Maximum number of results.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    return _list("number", words, source, limit, home, json_=json_)


def predictions(*words: str, source: str | None = None, limit: int = 50, json_: Json = False, home: Path | None = None) -> int:
    """List predictions across the archive, newest items first: words, due date, speaker and place.

    Examples:
      earwitness predictions 2030
      earwitness predictions --source norrby --json

    Parameters
    ----------
    words
        Words that the text or the speaker's name must contain.
    source
        Only of this source (id, title or address, or a part of one).
    limit
        Maximum number of results.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    return _list("prediction", words, source, limit, home, json_=json_)


def quotes(*words: str, source: str | None = None, limit: int = 50, json_: Json = False, home: Path | None = None) -> int:
    """List quotes across the archive, newest items first, with speaker and place.

    Examples:
      earwitness quotes "Ada Quill"
      earwitness quotes compute --json

    Parameters
    ----------
    words
        Words that the text or the speaker's name must contain.
    source
        Only of this source (id, title or address, or a part of one).
    limit
        Maximum number of results.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    return _list("quote", words, source, limit, home, json_=json_)


def _list(type_: str, words: tuple[str, ...], source: str | None, limit: int, home: Path | None, *, json_: bool) -> int:
    with open_archive(home) as archive:
        found = archive.findings.list(type_, " ".join(words), source=source, limit=positive(limit))
    if json_:
        print_text(as_json({f"{type_}s": [_as_object(one) for one in found]}))
        return 0
    print_text("".join(_block(one) for one in found) + f"{counted(len(found), type_)}\n")
    return 0


def _entity_row(one: EntityLine) -> tuple[str, ...]:
    return f"{one.items:,}", f"{one.mentions:,}", one.kind, one.name, ", ".join(one.aliases)


def _block(one: FindingReport) -> str:
    """The finding's words, and under them who said it, when, and in what."""
    known = {"number": ("subject", "as_of"), "prediction": ("due", "condition")}.get(one.type, ())
    details = [f"{name.replace('_', ' ')}: {clean(str(one.fields[name]))}" for name in known if one.fields.get(name)]
    if one.type == "number":
        details.insert(0, clean(f"{one.fields['value']:,} {one.fields.get('unit', '')}".strip()))
    time = clock(one.t0_ms) if one.t0_ms is not None else ""
    place = " · ".join(
        clean(part) for part in (one.speaker or "", time, one.title, one.source, (one.published or "")[:10], one.item_id) if part
    )
    return f"{clean(one.text)}\n" + (f"    {' · '.join(details)}\n" if details else "") + f"    {place}\n\n"


def _as_object(one: FindingReport) -> dict[str, Any]:
    values = one._asdict()
    return {**values.pop("fields"), **values}
