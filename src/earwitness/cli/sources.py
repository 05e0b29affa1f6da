"""`earwitness sources`: followed sources and their state."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from earwitness.archive.opening import open_archive
from earwitness.archive.sources import NEVER_MS, SourceReport
from earwitness.cli.listing import Flag, Json, as_json, counted, in_columns, moment
from earwitness.cli.output import output_folder, print_text, write_file
from earwitness.errors import UsageError
from earwitness.model.archive import Privacy, Source
from earwitness.text.invisible import one_line as clean

_PRIVACY: dict[str, Privacy] = {"private": "private", "public": "public", "auto": ""}


def sources(
    *words: str,
    opml: Path | None = None,
    privacy: Literal["private", "public", "auto"] | None = None,
    with_private: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List followed sources: title, kind, items, last and next poll, and errors.

    Examples:
      earwitness sources
      earwitness sources norrby --json
      earwitness sources --opml following.opml
      earwitness sources norrby --privacy private

    Parameters
    ----------
    words
        Only sources whose title or address contains these words, or whose id starts with them.
    opml
        Write the list as OPML to this file, for feed readers; private sources are left out.
    privacy
        Set the privacy of the one matching source: private, public, or auto (decided by its address).
    with_private
        Show the whole address of private sources, and put them into an OPML list.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if privacy is not None:
        return _decide(words, privacy, home)
    with open_archive(home) as archive:
        found = archive.sources.list(" ".join(words), with_private=with_private)
    if opml is not None:
        _write_list(opml, [one.source for one in found if with_private or not one.source.is_private], left=len(found))
    elif json_:
        print_text(as_json({"sources": [_as_object(one) for one in found]}))
    elif found:
        print_text(in_columns([("ID", "KIND", "ITEMS", "DIGESTED", "LAST POLL", "NEXT POLL", "TITLE"), *map(_row, found)]))
        print_text("".join(map(_trouble, found)))
    else:
        print("nothing like this is followed" if words else "nothing is followed yet; begin with: earwitness follow URL")
    return 0


def _decide(words: tuple[str, ...], privacy: str, home: Path | None) -> int:
    """Marks the one source these words name."""
    if not words:
        raise UsageError("--privacy", "names no source", "give its id, address or title")
    with open_archive(home) as archive:
        decided = archive.sources.set_privacy(" ".join(words), _PRIVACY[privacy])
    print(
        f"{clean(decided.name)} is {'private' if decided.is_private else 'public'} now{'' if decided.privacy else ', as its address tells'}"
    )
    return 0


def _write_list(opml: Path, wanted: Sequence[Source], *, left: int) -> None:
    from earwitness.sources.opml import write_opml  # noqa: PLC0415 - only for lists that leave the house

    output_folder(opml.absolute().parent)
    write_file(opml, write_opml(wanted))
    print(f"{opml}: {counted(len(wanted), 'source')}")
    if private := left - len(wanted):
        print(f"earwitness: {counted(private, 'private source')} left out; --with-private puts them in", file=sys.stderr)


def _row(one: SourceReport) -> tuple[str, ...]:
    done = f"{one.states.get('digested', 0):,}"
    return (
        one.source.id,
        f"{one.source.kind}, private" if one.source.is_private else one.source.kind,
        f"{one.items:,}",
        done,
        moment(one.poll.last_polled_ms),
        _next(one),
        one.source.name,
    )


def _next(one: SourceReport) -> str:
    if one.poll.next_poll_ms >= NEVER_MS:
        return "never"
    if one.source.kind in ("folder", "mailbox"):
        return "at every sync"  # they lie here, so nobody is bothered
    return moment(one.poll.next_poll_ms) if one.poll.next_poll_ms else "at the next sync"


def _trouble(one: SourceReport) -> str:
    """What went wrong with a source: its last answer, and how many of its items have failed or wait for speech."""
    name = clean(one.source.name)
    source_text = [f"could not be read {counted(one.poll.failures, 'time')}: {clean(one.poll.last_error)}"] if one.poll.failures else []
    source_text += [
        f"{counted(count, 'item')} {state}" for state in ("failed", "waiting for speech") if (count := one.states.get(state, 0))
    ]
    return f"{one.source.id}  {name}: {'; '.join(source_text)}\n" if source_text else ""


def _as_object(one: SourceReport) -> dict[str, Any]:
    poll = one.poll.model_dump(mode="json", include={"last_polled_ms", "next_poll_ms", "failures", "last_error"})
    return {**one.source.model_dump(mode="json"), "items": one.items, "states": one.states, **poll}
