"""Quotes, numbers and predictions across the archive: filtered, sorted and paginated, with the total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from earwitness.entities.dates import bound
from earwitness.storage.entity_tables import gathered, ledger, said_of
from earwitness.storage.sources import SHOW
from earwitness.storage.tables import findings, items, sources
from earwitness.text.folding import fold

LedgerType = Literal["quote", "number", "prediction"]
LedgerSort = Literal["date", "value", "due", "subject", "score"]
SORTS: dict[str, tuple[LedgerSort, ...]] = {
    "quote": ("date", "score"),
    "number": ("date", "value", "subject"),
    "prediction": ("date", "due"),
}
"""What each ledger can be sorted by, its usual order first."""


class Wanted(NamedTuple):
    """What a ledger is to show. Dates are ISO days, months or years, both ends included; empty text filters nothing."""

    type: LedgerType
    words: str = ""
    """All of these in the words, the subject or the speaker's name."""
    unit: str = ""
    subject: str = ""
    """These words in the subject of a number."""
    quantity: str = ""
    """The one quantity whose values are compared; see `LedgerRow.quantity`."""
    speaker_id: str = ""
    source_ids: tuple[str, ...] = ()
    entity_ids: tuple[str, ...] = ()
    """All ids that count as one entity."""
    named: bool = False
    """Of an entity: only what names it itself, not what stands in a passage with it."""
    item_id: str = ""
    after: str = ""
    before: str = ""
    due_after: str = ""
    due_before: str = ""
    due_passed: str = ""
    """Only predictions due before this day."""
    due: bool = False
    """Only predictions with a due date."""


class Order(NamedTuple):
    """By what, and which end first."""

    by: LedgerSort = "date"
    descending: bool = True


class LedgerRow(NamedTuple):
    """One finding of a newest digest, with where it stands and what else it says (`fields`, as in the digest)."""

    item_id: str
    title: str
    source_id: str
    source: str
    published: str | None
    type: str
    finding_id: str
    text: str
    speaker: str | None
    speaker_id: str
    value: float | None
    unit: str
    subject: str
    quantity: str
    due: str
    score: int
    start: int
    end: int
    t0_ms: int | None
    fields: dict[str, Any]
    rivals: int
    """Other values the archive holds for the same quantity."""


class LedgerPage(NamedTuple):
    """Some rows, and how many there are in all."""

    rows: tuple[LedgerRow, ...]
    total: int


class Saying(NamedTuple):
    """Findings of one type that name an entity, or stand in a passage that does: the newest, and how many there are."""

    type: str
    beside: bool
    rows: tuple[LedgerRow, ...]
    total: int


_FULL = (
    sa.select(ledger, items.c.title, SHOW.label("source"), findings.c.fields)
    .join_from(ledger, items, items.c.id == ledger.c.item_id)
    .join(sources, sources.c.id == items.c.source_id)
    .join(gathered, gathered.c.item_id == ledger.c.item_id)
    .join(
        findings,
        sa.and_(
            findings.c.item_id == ledger.c.item_id,
            findings.c.revision == gathered.c.revision,
            findings.c.type == ledger.c.type,
            findings.c.id == ledger.c.finding_id,
        ),
    )
)
"""A row of the ledger with all that is shown of it."""
_RIVALS = (
    sa.select(ledger.c.quantity, sa.func.count(sa.distinct(ledger.c.value)))
    .where(ledger.c.type == "number", ledger.c.quantity.in_(sa.bindparam("quantities", expanding=True)))
    .group_by(ledger.c.quantity)
)


def _sayings() -> sa.Select[Any]:
    """The newest `most` of each type that name the `members` and that stand beside them; `total` is how many there are of its like."""
    key = (said_of.c.type, said_of.c.item_id, said_of.c.finding_id)
    nearest = sa.func.min(said_of.c.beside).label("beside")
    near = sa.select(*key, nearest).where(said_of.c.entity_id.in_(sa.bindparam("members", expanding=True))).group_by(*key).subquery()
    there = sa.and_(ledger.c.item_id == near.c.item_id, ledger.c.type == near.c.type, ledger.c.finding_id == near.c.finding_id)
    alike = (near.c.type, near.c.beside)
    ranked = (
        sa.select(
            *near.c,
            sa.func.row_number().over(partition_by=alike, order_by=_ordering(Order())).label("rank"),
            sa.func.count().over(partition_by=alike).label("total"),
        )
        .join(ledger, there)
        .subquery()
    )
    same = sa.and_(ledger.c.item_id == ranked.c.item_id, ledger.c.type == ranked.c.type, ledger.c.finding_id == ranked.c.finding_id)
    query = _FULL.add_columns(ranked.c.beside, ranked.c.total).join(ranked, same).where(ranked.c.rank <= sa.bindparam("most"))
    return query.order_by(ranked.c.type, ranked.c.beside, ranked.c.rank)


def list_ledger(connection: sa.Connection, wanted: Wanted, order: Order | None = None, *, limit: int = 50, offset: int = 0) -> LedgerPage:
    """The rows that are wanted, from `offset`; equal ones newest first, then as they stand in their item."""
    conditions = _conditions(wanted)
    total = int(connection.scalar(sa.select(sa.func.count()).select_from(ledger).where(*conditions)) or 0)
    keys = sa.select(ledger.c.item_id, ledger.c.finding_id).where(*conditions, *_known(order or Order()))
    found: list[Any] = list(connection.execute(keys.order_by(*_ordering(order or Order())).limit(limit).offset(offset)))
    if order is not None and order.by in ("value", "due", "subject") and len(found) < limit:
        found = [*found, *_unknown(connection, conditions, order, limit - len(found), offset)]
    return LedgerPage(_rows(connection, wanted.type, [(row.item_id, row.finding_id) for row in found]), total)


def ledger_keys(connection: sa.Connection, type_: LedgerType) -> Sequence[tuple[str, str, str]]:
    """Item, finding and due date of every row, in the usual order of `list_ledger`."""
    query = sa.select(ledger.c.item_id, ledger.c.finding_id, ledger.c.due).where(ledger.c.type == type_).order_by(*_ordering(Order()))
    return [(item, finding, due) for item, finding, due in connection.execute(query)]


def units(connection: sa.Connection, *, limit: int = 40) -> tuple[tuple[str, int], ...]:
    """The units of the archive's numbers, the commonest first, with how many numbers have each."""
    count = sa.func.count().label("count")
    query = sa.select(ledger.c.unit, count).where(ledger.c.type == "number", ledger.c.unit != "").group_by(ledger.c.unit)
    return tuple((str(unit), int(number)) for unit, number in connection.execute(query.order_by(count.desc(), ledger.c.unit).limit(limit)))


def statements_about_entity(connection: sa.Connection, members: Sequence[str], *, most: int = 5) -> tuple[Saying, ...]:
    """What is said of an entity: by type the newest `most` findings that name it, and those that stand beside its name, with totals."""
    found = connection.execute(_SAYINGS, {"members": list(members), "most": most}).all()
    rivals = rivals_of(connection, sorted({row.quantity for row in found}))
    result: dict[tuple[str, int], list[Any]] = {}
    for row in found:
        result.setdefault((row.type, row.beside), []).append(row)
    return tuple(
        Saying(type_, bool(beside), tuple(_row(row, rivals) for row in those), those[0].total) for (type_, beside), those in result.items()
    )


def rivals_of(connection: sa.Connection, quantities: Sequence[str]) -> dict[str, int]:
    """By quantity, how many different values the archive holds."""
    named = [one for one in quantities if one]
    return {str(quantity): int(count) for quantity, count in connection.execute(_RIVALS, {"quantities": named})} if named else {}


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = [ledger.c.type == wanted.type]
    for column, value in ((ledger.c.unit, wanted.unit), (ledger.c.quantity, wanted.quantity), (ledger.c.speaker_id, wanted.speaker_id)):
        if value:
            found.append(column == value)
    if wanted.item_id:
        found.append(ledger.c.item_id == wanted.item_id)
    if wanted.source_ids:
        found.append(ledger.c.source_id.in_(wanted.source_ids))
    found += [ledger.c.folded.contains(word, autoescape=True) for word in fold(wanted.words).split()]
    if wanted.subject:
        found.append(sa.func.lower(ledger.c.subject).contains(wanted.subject.lower(), autoescape=True))
    for column, after, before in ((ledger.c.published, wanted.after, wanted.before), (ledger.c.due, wanted.due_after, wanted.due_before)):
        if after:
            found.append(column >= after)
        if before:
            found += [column < bound(before), column != ""]
    if wanted.due_passed or wanted.due:
        found += [ledger.c.due != "", *([ledger.c.due < wanted.due_passed] if wanted.due_passed else [])]
    if wanted.entity_ids:
        found.append(_of_entity(wanted))
    return found


def _of_entity(wanted: Wanted) -> sa.ColumnElement[bool]:
    """The condition that a finding names the entity, or stands in a passage that does."""
    source_text = sa.select(said_of.c.item_id, said_of.c.finding_id)
    source_text = source_text.where(said_of.c.entity_id.in_(wanted.entity_ids), said_of.c.type == wanted.type)
    if wanted.named:
        source_text = source_text.where(said_of.c.beside == 0)
    return sa.tuple_(ledger.c.item_id, ledger.c.finding_id).in_(source_text)


def _known(order: Order) -> list[sa.ColumnElement[bool]]:
    """Rows that have what is sorted by; the others follow after."""
    known: dict[str, list[sa.ColumnElement[bool]]] = {
        "value": [ledger.c.value.is_not(None)],
        "due": [ledger.c.due != ""],
        "subject": [ledger.c.subject != ""],
    }
    return known.get(order.by, [])


def _ordering(order: Order) -> tuple[sa.ColumnElement[Any], ...]:
    column = {
        "date": ledger.c.published, "value": ledger.c.value, "due": ledger.c.due, "subject": ledger.c.subject, "score": ledger.c.score,
    }[order.by]  # fmt: skip
    first = column.desc() if order.descending else column.asc()
    return (first, *(() if order.by == "date" else (ledger.c.published.desc(),)), ledger.c.item_id, ledger.c.ordinal)


def _unknown(
    connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]], order: Order, limit: int, offset: int
) -> Sequence[sa.Row[Any, Any]]:
    """The rows without what is sorted by, newest first, after all that have it."""
    with_it = int(connection.scalar(sa.select(sa.func.count()).select_from(ledger).where(*conditions, *_known(order))) or 0)
    lacking = [sa.not_(sa.and_(*_known(order)))]
    query = sa.select(ledger.c.item_id, ledger.c.finding_id).where(*conditions, *lacking).order_by(*_ordering(Order()))
    return connection.execute(query.limit(limit).offset(max(0, offset - with_it))).all()


def _rows(connection: sa.Connection, type_: str, keys: Sequence[tuple[str, str]]) -> tuple[LedgerRow, ...]:
    if not keys:
        return ()
    found = {(row.item_id, row.finding_id): row for row in connection.execute(_FULL.where(ledger.c.type == type_, _among(keys)))}
    rivals = rivals_of(connection, sorted({row.quantity for row in found.values()}))
    return tuple(_row(found[key], rivals) for key in keys if key in found)


def _among(keys: Sequence[tuple[str, str]]) -> sa.ColumnElement[bool]:
    """Both parts of the key by themselves: SQLite looks up pairs one by one only so."""
    return sa.and_(ledger.c.item_id.in_({item for item, _ in keys}), ledger.c.finding_id.in_({finding for _, finding in keys}))


def _row(row: Any, rivals: dict[str, int]) -> LedgerRow:
    return LedgerRow(
        item_id=row.item_id,
        title=row.title,
        source_id=row.source_id,
        source=row.source,
        published=row.published or None,
        type=row.type,
        finding_id=row.finding_id,
        text=row.text,
        speaker=row.speaker or None,
        speaker_id=row.speaker_id,
        value=row.value,
        unit=row.unit,
        subject=row.subject,
        quantity=row.quantity,
        due=row.due,
        score=row.score,
        start=row.start,
        end=row.end,
        t0_ms=row.t0_ms,
        fields=row.fields,
        rivals=max(0, rivals.get(row.quantity, 0) - 1),
    )


_SAYINGS = _sayings()
