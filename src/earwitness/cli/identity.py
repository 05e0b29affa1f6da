"""`earwitness identity`: which names denote one entity, which do not, and undo."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any, Literal

from earwitness.archive.identity import Joined
from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Json, as_json, counted, in_columns, moment, positive
from earwitness.cli.output import print_text
from earwitness.errors import UsageError

Action = Literal["list", "suggestions", "merge", "part", "spelling", "undo"]


def identity(
    action: Action = "list",
    *names: str,
    reason: str = "",
    limit: int = 50,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Decide which names denote one entity: merge two, separate them, split off a misrecognised spelling, undo; or list decisions.

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
        Names in the archive, their spellings, or their ids.
    reason
        Reason, stored with the decision.
    limit
        Number of decisions or suggestions.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    _check(action, names)
    with open_archive(home) as archive:
        who = archive.identity
        by = {"by": f"user:{getpass.getuser()}", "reason": reason}
        match action:
            case "list":
                found = who.decisions(limit=positive(limit))
            case "suggestions":
                found = who.suggestions(limit=positive(limit))
            case "merge":
                found = (who.merge(names[0], names[1], **by),)
            case "part":
                found = (who.part(names[0], names[1], **by),)
            case "spelling":
                found = (who.part_spelling(names[0], names[1], **by),)
            case "undo":
                found = (who.undo(names[0], **by),)
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


def _row(one: Joined) -> tuple[str, ...]:
    decision = one.decision
    symbol = "is" if decision.verb == "same" else "is not"
    why = "; ".join(part_ for part_ in (decision.reason, *decision.evidence) if part_)
    undone = f" (undone by {decision.undone_by})" if decision.state == "undone" else ""
    what = f"{one.name} {symbol} {one.other}" if not decision.spelling else f"“{one.other}” {symbol} {one.name}"
    return decision.id, decision.state, what, decision.decided_by + undone, moment(decision.decided_ms), why


def _as_object(one: Joined) -> dict[str, Any]:
    return {**one.decision._asdict(), "evidence": list(one.decision.evidence), "name": one.name, "other": one.other}
