"""`earwitness sources`: what is followed and how it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from earwitness.cli.archive import open_archive
from earwitness.cli.listing import Json, as_json, clean, counted, in_columns, moment
from earwitness.cli.output import output_folder, print_text, write_file
from earwitness.errors import NotFound, UsageError
from earwitness.model.archive import Source
from earwitness.store.reports import SourceReport, report_sources
from earwitness.store.sources import NEVER_MS, find_sources

SHOWN = 5


def sources(
    *words: str,
    opml: Path | None = None,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List what is followed: title, kind, items, last and next poll, and what went wrong.

    Examples:
      earwitness sources
      earwitness sources norrby --json
      earwitness sources --opml following.opml

    Parameters
    ----------
    words
        Only sources whose title or address holds these words, or whose id begins so.
    opml
        Write the list as OPML to this file, for other readers.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive, archive.database.read() as connection:
        found = report_sources(connection, " ".join(words))
    if opml is not None:
        from earwitness.sources.opml import write_opml  # noqa: PLC0415 - only for lists that leave the house

        output_folder(opml.absolute().parent)
        write_file(opml, write_opml([one.source for one in found]))
        print(f"{opml}: {counted(len(found), 'source')}")
    elif json_:
        print_text(as_json({"sources": [_as_object(one) for one in found]}))
    elif found:
        print_text(in_columns([("ID", "KIND", "ITEMS", "DIGESTED", "LAST POLL", "NEXT POLL", "TITLE"), *map(_row, found)]))
        print_text("".join(map(_trouble, found)))
    else:
        print("nothing like this is followed" if words else "nothing is followed yet; begin with: earwitness follow URL")
    return 0


def one_source(connection: sa.Connection, words: str) -> Source:
    """The one source these words name: its id or the beginning of it, its address or title or a part of them.

    Raises `NotFound` for none and `UsageError` for several.
    """
    found = find_sources(connection, words)
    exact = [source for source in found if words in (source.id, source.url) or words.casefold() == source.title.casefold()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise NotFound(words, "no source like this is followed", "see: earwitness sources")
    named = "; ".join(f"{source.id} {clean(source.title or source.url)}" for source in found[:SHOWN])
    raise UsageError(words, f"means {len(found)} sources ({named}{' ...' if len(found) > SHOWN else ''})", "give the id")


def _row(one: SourceReport) -> tuple[str, ...]:
    done = f"{one.states.get('digested', 0):,}"
    return (
        one.source.id,
        one.source.kind,
        f"{one.items:,}",
        done,
        moment(one.poll.last_polled_ms),
        _next(one),
        one.source.title or one.source.url,
    )


def _next(one: SourceReport) -> str:
    if one.poll.next_poll_ms >= NEVER_MS:
        return "never"
    if one.source.kind in ("folder", "mailbox"):
        return "at every sync"  # they lie here, so nobody is bothered
    return moment(one.poll.next_poll_ms) if one.poll.next_poll_ms else "at the next sync"


def _trouble(one: SourceReport) -> str:
    """What went wrong with a source: its last answer, and how many of its items have failed or wait for speech."""
    name = clean(one.source.title or one.source.url)
    said = [f"could not be read {counted(one.poll.failures, 'time')}: {clean(one.poll.last_error)}"] if one.poll.failures else []
    said += [f"{counted(count, 'item')} {state}" for state in ("failed", "waiting for speech") if (count := one.states.get(state, 0))]
    return f"{one.source.id}  {name}: {'; '.join(said)}\n" if said else ""


def _as_object(one: SourceReport) -> dict[str, Any]:
    poll = one.poll.model_dump(mode="json", include={"last_polled_ms", "next_poll_ms", "failures", "last_error"})
    return {**one.source.model_dump(mode="json"), "items": one.items, "states": one.states, **poll}
