"""Numbers, predictions and quotes across the archive: filtered and sorted, each with speaker, item and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.entities.dates import is_date
from earwitness.entities.entities import members_of
from earwitness.entities.identity import canonical
from earwitness.entities.ledger import SORTS, LedgerRow, LedgerSort, LedgerType, Order, Wanted, list_ledger, units
from earwitness.entities.speakers import speaker_facts
from earwitness.errors import UsageError
from earwitness.renderers.labels import readable_amount, value_as_written
from earwitness.storage.summaries import entity_name, source_name
from earwitness.website.paging import PagePosition, Placed

STEP = 50
USUAL: dict[str, bool] = {"date": True, "value": True, "score": True, "due": False, "subject": False}
"""Whether the larger end comes first, by what is sorted by, when nobody says."""


class LedgerFilter(NamedTuple):
    """What the reader typed or clicked, as it stands in the address; the page shows it back."""

    words: str = ""
    unit: str = ""
    subject: str = ""
    quantity: str = ""
    speaker: str = ""
    source: str = ""
    entity: str = ""
    named: str = ""
    """Of an entity: anything shows only what names it itself, not what stands in a passage with it."""
    after: str = ""
    before: str = ""
    due: str = ""
    """`set` for those with a due date, `past` or `open`; predictions only."""
    due_after: str = ""
    due_before: str = ""
    sort: str = ""
    """What to sort by, with `-` before it for the other end first."""

    @property
    def is_narrowed(self) -> bool:
        """Whether a field is filled in that lies in the fold."""
        return any((self.unit, self.subject, self.after, self.before, self.due, self.due_after, self.due_before))


class LedgerLine(NamedTuple):
    """One finding as a line: the row, and how its value and due date are written."""

    row: LedgerRow
    amount: str
    due: str
    past: bool
    """Whether the due date has passed."""
    notes: tuple[str, ...] = ()
    """Beside a value: the hedge, and a share in the words it was said in."""


class Narrowed(NamedTuple):
    """One thing the list is narrowed to, with the name a reader knows it by and the filter without it."""

    what: str
    name: str
    without: dict[str, str]


class LedgerView(NamedTuple):
    """Some lines of a ledger."""

    type: LedgerType
    filter: LedgerFilter
    order: Order
    lines: tuple[LedgerLine, ...]
    place: Placed
    narrowed: tuple[Narrowed, ...]
    units: tuple[tuple[str, int], ...]
    today: str

    @property
    def name(self) -> str:
        """The page's name in links."""
        return f"{self.type}s"

    @property
    def query(self) -> dict[str, str]:
        """The filter, for links to other pages of the list."""
        return {name: value for name, value in self.filter._asdict().items() if value}

    @property
    def sorts(self) -> tuple[LedgerSort, ...]:
        """What it can be sorted by."""
        return SORTS[self.type]

    def sorted_by(self, by: str) -> dict[str, str]:
        """The query that sorts by something, the other end first where it is sorted by it already."""
        flip = self.order.by == by and self.order.descending == USUAL[by]
        return {**self.query, "sort": f"-{by}" if flip else by}

    def aria(self, by: str) -> str:
        """The state of a column's order in the words of ARIA."""
        return "none" if self.order.by != by else "descending" if self.order.descending else "ascending"


def lines(rows: Sequence[LedgerRow], today: str = "9999") -> tuple[LedgerLine, ...]:
    """Rows as lines; `today` is an ISO day."""
    return tuple(_line(row, today) for row in rows)


def ledger_page(
    connection: sa.Connection, type_: LedgerType, given: LedgerFilter, *, today: str, number: int = 1, step: int = STEP
) -> LedgerView:
    """The lines that the filter leaves; `today` is an ISO day. Raises `UsageError` for a date that is none and an unknown order."""
    order = _order(type_, given.sort)
    found = list_ledger(connection, _wanted(connection, type_, given, today), order, limit=step, offset=(number - 1) * step)
    return LedgerView(
        type=type_,
        filter=given,
        order=order,
        lines=lines(found.rows, today),
        place=PagePosition(number, step, found.total),
        narrowed=tuple(_narrowed(connection, given, found.rows)),
        units=units(connection) if type_ == "number" else (),
        today=today,
    )


def _line(row: LedgerRow, today: str) -> LedgerLine:
    amount = ""
    notes: tuple[str, ...] = ()
    if row.type == "number":
        value = row.fields["value"], row.fields.get("value_high"), row.unit
        amount = readable_amount(*value)
        notes = tuple(part for part in (str(row.fields.get("hedge") or ""), value_as_written(row.text, *value)) if part)
    return LedgerLine(row, amount, str(row.fields.get("due") or ""), bool(row.due) and row.due < today, notes)


def _order(type_: LedgerType, sort: str) -> Order:
    by = sort.removeprefix("-") or SORTS[type_][0]
    if by not in SORTS[type_]:
        raise UsageError("sort", f"cannot sort {type_}s by {by!r}", f"choose from {', '.join(SORTS[type_])}")
    known = next(one for one in SORTS[type_] if one == by)
    return Order(known, USUAL[known] != sort.startswith("-"))


def _wanted(connection: sa.Connection, type_: LedgerType, given: LedgerFilter, today: str) -> Wanted:
    for name in ("after", "before", "due_after", "due_before"):
        value = getattr(given, name)
        if value and not is_date(value):
            raise UsageError(name, f"{value!r} is no date", "write 2026, 2026-02 or 2026-02-03")
    members: tuple[str, ...] = ()
    if given.entity:
        members = members_of(connection, canonical(connection, given.entity) or given.entity)
    return Wanted(
        type=type_,
        words=given.words,
        unit=given.unit,
        subject=given.subject,
        quantity=given.quantity,
        speaker_id=given.speaker,
        source_ids=(given.source,) if given.source else (),
        entity_ids=members,
        named=bool(given.named),
        after=given.after,
        before=given.before,
        due_after=max(given.due_after, today) if given.due == "open" else given.due_after,
        due_before=given.due_before,
        due_passed=today if given.due == "past" else "",
        due=given.due != "",
    )


def _narrowed(connection: sa.Connection, given: LedgerFilter, rows: Sequence[LedgerRow]) -> list[Narrowed]:
    """What the list is narrowed to by a click, with names."""
    found = []
    known = {name: value for name, value in given._asdict().items() if value}
    for name in ("entity", "speaker", "source", "quantity"):
        if name in known:
            without = {key: value for key, value in known.items() if key != name and (name != "entity" or key != "named")}
            found.append(Narrowed(name, _name(connection, name, known[name], rows), without))
    if given.entity and given.named:
        found.append(Narrowed("only", "what names it", {key: value for key, value in known.items() if key != "named"}))
    return found


def _name(connection: sa.Connection, what: str, key: str, rows: Sequence[LedgerRow]) -> str:
    if what == "entity":
        root = canonical(connection, key) or key
        return entity_name(connection, root) or key
    if what == "source":
        return source_name(connection, key) or key
    if what == "speaker":
        facts = speaker_facts(connection, key)
        return facts.row.name if facts else key
    return next((f"{row.subject} ({row.unit})" if row.unit else row.subject for row in rows), key.partition("|")[0])
