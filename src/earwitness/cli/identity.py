"""`earwitness identity`: which names are one, which are not, and taking such a decision back."""

from __future__ import annotations

import getpass
import time
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Json, as_json, clean, counted, in_columns, moment, positive
from earwitness.cli.output import print_text
from earwitness.entities.decisions import Decision, get_decision, list_decisions
from earwitness.entities.entities import Joined, entity_rows, open_suggestions
from earwitness.entities.identity import Act, find_entities, merge, part, part_spelling, undo
from earwitness.entities.indexing import catch_up
from earwitness.errors import NotFound, UsageError

Action = Literal["list", "suggestions", "merge", "part", "spelling", "undo"]


def identity(
    action: Action = "list",
    *names: str,
    reason: str = "",
    limit: int = 50,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Decide who is who: join two names, set them apart, part a spelling that was heard wrong, undo; or list the decisions there are.

    Nothing of an item is rewritten: what is undone is back as it was. A join of a rule that is undone is not made again.

    Examples:
      earwitness identity suggestions
      earwitness identity merge "Norrby Corp" Norrby --reason "the same mill"
      earwitness identity part "Andrew Barto" "Andrew Burt"
      earwitness identity spelling "Yanis Caritu" Neose --reason "noses"
      earwitness identity undo 0f3a5c1e9b7d2468

    Parameters
    ----------
    action
        list, suggestions, merge (the first name under the second), part, spelling (a name, and what is not it) or undo (a decision's id).
    names
        Names as the archive has them, spellings of theirs, or their ids.
    reason
        Why; kept with the decision.
    limit
        How many decisions or suggestions.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    _check(action, names)
    now_ms = time.time_ns() // 1_000_000
    with open_archive(home) as archive:
        catch_up(archive.database, now_ms=now_ms)
        if action in ("list", "suggestions"):
            with archive.database.read() as connection:
                found = _listed(connection, positive(limit)) if action == "list" else open_suggestions(connection, limit=positive(limit))
        else:
            with archive.database.write() as connection:
                result = _decide(connection, action, names, Act(f"user:{getpass.getuser()}", reason, now_ms))
                found = _named(connection, [result])
    if json_:
        print_text(as_json({"decisions": [_as_object(one) for one in found]}))
        return 0
    head = [("ID", "STATE", "WHAT", "BY", "WHEN", "WHY")]
    print_text(in_columns([*head, *map(_row, found)]) if found else f"no {'decisions' if action == 'list' else 'suggestions'}\n")
    return 0


def _check(action: Action, names: tuple[str, ...]) -> None:
    wanted = {"merge": 2, "part": 2, "spelling": 2, "undo": 1}.get(action, 0)
    if len(names) != wanted:
        what = {"undo": "a decision's id", "spelling": "a name and a spelling"}.get(action, "two names")
        need = f"takes {what}" if wanted else "takes no names"
        raise UsageError(
            f"identity {action}", f"{need}, not {counted(len(names), 'argument')}", "put quotation marks around a name of several words"
        )


def _decide(connection: sa.Connection, action: Action, names: tuple[str, ...], act: Act) -> Decision:
    if action == "undo":
        return undo(connection, _one_decision(connection, names[0]), act)
    first = _one(connection, names[0])
    if action == "spelling":
        return part_spelling(connection, first, names[1], act)
    second = _one(connection, names[1])
    return merge(connection, first, second, act) if action == "merge" else part(connection, first, second, act)


def _one(connection: sa.Connection, words: str) -> str:
    found = find_entities(connection, words)
    if not found:
        raise NotFound(words, "no such name in the archive", "see: earwitness entities WORDS")
    if len(found) > 1:
        rows = entity_rows(connection, list(found))
        listed = ", ".join(f"{id_} ({rows[id_].kind} {clean(rows[id_].name)})" for id_ in found[:5] if id_ in rows)
        raise UsageError(words, f"could mean {len(found)} names", f"give an id: {listed}")
    return found[0]


def _one_decision(connection: sa.Connection, id_: str) -> str:
    if get_decision(connection, id_) is None:
        raise NotFound(id_, "no such decision", "see: earwitness identity list")
    return id_


def _listed(connection: sa.Connection, limit: int) -> tuple[Joined, ...]:
    return _named(connection, list_decisions(connection, states=("standing", "undone"), limit=limit))


def _named(connection: sa.Connection, decisions: Any) -> tuple[Joined, ...]:
    rows = entity_rows(connection, sorted({id_ for one in decisions for id_ in one.pair}))
    return tuple(Joined(one, rows[one.entity_id].name, rows[one.other_id].name) for one in decisions)


def _row(one: Joined) -> tuple[str, ...]:
    decision = one.decision
    symbol = "is" if decision.verb == "same" else "is not"
    why = "; ".join(part_ for part_ in (decision.reason, *decision.evidence) if part_)
    undone = f" (undone by {decision.undone_by})" if decision.state == "undone" else ""
    what = f"{one.name} {symbol} {one.other}" if not decision.spelling else f"“{one.other}” {symbol} {one.name}"
    return decision.id, decision.state, what, decision.decided_by + undone, moment(decision.decided_ms), why


def _as_object(one: Joined) -> dict[str, Any]:
    return {**one.decision._asdict(), "evidence": list(one.decision.evidence), "name": one.name, "other": one.other}
