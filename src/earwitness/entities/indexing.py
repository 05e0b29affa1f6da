"""Indexes items in the tables of entities, within the transaction that stores their digests or later.

Everything made here can be made again from the archive: `catch_up` finds what is missing or out of date, `rebuild` begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from earwitness.entities import item_rows
from earwitness.entities.counters import add_item, hold
from earwitness.entities.item_rows import LEDGERS, ItemMention, MentionRow, StatementPart
from earwitness.entities.resolving import resolve, stale_names, take_turn
from earwitness.storage.engine import Database
from earwitness.storage.entity_tables import gathered, heard, identities, ledger, name_keys, names, said_of, subjects, voices
from earwitness.storage.tables import evidence, findings, items, mentions, passages, revisions
from earwitness.text.folding import fold

RULES = "1"
"""Raise it when the tables would say something else of the same archive: they are then made anew."""
BATCH = 25
NAMES_AT_ONCE = 200
"""Names counted in one transaction, while no item can be stored (SQLite)."""
_DERIVED = (heard, said_of, ledger, voices, subjects, gathered)


def index_item(connection: sa.Connection, item_ids: Sequence[str]) -> set[str]:
    """Takes in what the newest digests of these items say, in place of what was known of them; returns the entities they name or named.

    Costs what the items hold, whatever the archive holds: names that others may be the same as are only marked. Readers count those first
    (`catch_up`), and so does a sync, between items. Doing it twice is doing it once.
    """
    touched: set[str] = set()
    for item_id in item_ids:
        touched |= _take_in_one(connection, item_id)
    return touched


def collect_pending(connection: sa.Connection, item_ids: Sequence[str], *, now_ms: int) -> None:
    """Takes in these items and counts and judges their names in the same transaction."""
    take_turn(connection)
    resolve(connection, index_item(connection, item_ids), now_ms=now_ms)


def catch_up(database: Database, *, now_ms: int, limit: int | None = None, at_once: int = NAMES_AT_ONCE) -> int:
    """Takes in items whose newest digest is not, and counts every name that is marked; returns how many items that were.

    Cheap when there is nothing to do, which is why every reader may call it first. With a `limit`, no more items than that, and no more
    names than `at_once`, which are counted in one transaction.
    """
    done = 0
    while limit is None or done < limit:
        with database.read() as connection:
            waiting = _waiting(connection, BATCH if limit is None else min(BATCH, limit - done))
        if not waiting:
            break
        with database.write() as connection:
            take_turn(connection)
            index_item(connection, waiting)
        done += len(waiting)
    while count_marked(database, now_ms=now_ms, limit=at_once) and limit is None:
        pass
    return done


def count_marked(database: Database, *, now_ms: int, limit: int = NAMES_AT_ONCE) -> int:
    """Counts and judges some of the names that are marked; returns how many that were. One look at an index when none is."""
    with database.read() as connection:
        if not stale_names(connection, 1):
            return 0
    with database.write() as connection:
        take_turn(connection)
        marked = stale_names(connection, limit)
        resolve(connection, marked, now_ms=now_ms)
    return len(marked)


def rebuild(database: Database, *, now_ms: int) -> int:
    """Makes all of it anew; decisions of people stay as they are. Returns how many items were taken in."""
    with database.write() as connection:
        for table in (*_DERIVED, name_keys, names):
            connection.execute(sa.delete(table))
        rules = identities.c.decided_by.startswith("rule:") & (identities.c.state != "undone")
        connection.execute(sa.delete(identities).where(rules))
    return catch_up(database, now_ms=now_ms)


def parted_spellings(connection: sa.Connection, entity_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """By entity and folded spelling, the entity it stands for since a person parted it."""
    query = sa.select(identities.c.entity_id, identities.c.spelling, identities.c.other_id)
    query = query.where(identities.c.entity_id.in_(entity_ids), identities.c.state == "standing", identities.c.spelling != "")
    query = query.order_by(identities.c.decided_ms, identities.c.id)
    return {(str(entity), str(spelling)): str(other) for entity, spelling, other in connection.execute(query)}


def _waiting(connection: sa.Connection, limit: int) -> list[str]:
    """Items with a digest that has not been taken in as it is now."""
    newest = _newest_digests()
    same = sa.and_(
        gathered.c.item_id == newest.c.item_id,
        gathered.c.revision == newest.c.revision,
        gathered.c.stage_version == revisions.c.stage_version,
        gathered.c.published == sa.func.coalesce(items.c.published, ""),
        gathered.c.rules == RULES,
    )
    of = sa.and_(revisions.c.item_id == newest.c.item_id, revisions.c.revision == newest.c.revision)
    query = sa.select(newest.c.item_id).join(revisions, of).join(items, items.c.id == newest.c.item_id).outerjoin(gathered, same)
    return list(connection.scalars(query.where(gathered.c.item_id.is_(None)).order_by(newest.c.item_id).limit(limit)))


def _newest_digests() -> sa.Subquery:
    newest = sa.select(revisions.c.item_id, sa.func.max(revisions.c.revision).label("revision")).where(revisions.c.digest.is_not(None))
    return newest.group_by(revisions.c.item_id).subquery()


def _take_in_one(connection: sa.Connection, item_id: str) -> set[str]:
    """Replaces the rows of one item; returns the entities it names or named."""
    before = set(connection.scalars(sa.select(heard.c.entity_id).where(heard.c.item_id == item_id)))
    newest = sa.select(revisions.c.revision, revisions.c.stage_version, items.c.published, items.c.source_id)
    newest = newest.join(items, items.c.id == revisions.c.item_id).where(revisions.c.item_id == item_id, revisions.c.digest.is_not(None))
    row = connection.execute(newest.order_by(revisions.c.revision.desc()).limit(1)).first()
    named = _mentions(connection, item_id, row.revision) if row is not None else []
    touched = before | {one.entity_id for one in named}
    hold(connection, sorted(touched))
    for table in _DERIVED:  # a trigger marks the names that rows of `heard` go from
        connection.execute(sa.delete(table).where(table.c.item_id == item_id))
    if row is None:
        return touched
    published = row.published or ""
    found = _found(connection, item_id, row.revision)
    parts = _parts(connection, item_id)
    result = {
        heard: item_rows.misheard_rows(item_id, named),
        said_of: item_rows.statement_rows(item_id, named, found, parts),
        ledger: item_rows.ledger_rows(item_id, row.source_id, published, found),
        voices: item_rows.voice_rows(item_id, parts),
        subjects: item_rows.subject_rows(item_id, found),
        gathered: [
            {"item_id": item_id, "revision": row.revision, "stage_version": row.stage_version, "published": published, "rules": RULES}
        ],
    }
    for table, rows in result.items():
        if rows:
            connection.execute(sa.insert(table), rows)
    add_item(connection, result[heard], row.published)
    return touched


def _mentions(connection: sa.Connection, item_id: str, revision: int) -> list[MentionRow]:
    query = sa.select(mentions).where(mentions.c.item_id == item_id, mentions.c.revision == revision)
    rows = connection.execute(query.order_by(mentions.c.start, mentions.c.entity_id)).all()
    parted = parted_spellings(connection, sorted({row.entity_id for row in rows}))
    result = []
    for row in rows:
        text = " ".join(row.text.split())
        spelling = fold(text)
        entity = parted.get((row.entity_id, spelling), row.entity_id)
        result.append(MentionRow(entity, row.entity_id, spelling, text, row.finding_id, row.start, row.end, row.t0_ms))
    return result


def _found(connection: sa.Connection, item_id: str, revision: int) -> list[ItemMention]:
    """The item's quotes, numbers, predictions and topics with their evidence."""
    wanted = (*LEDGERS, "topic")
    places: dict[tuple[str, str], list[tuple[int, int, int | None]]] = {}
    parts = sa.select(evidence.c.type, evidence.c.finding_id, evidence.c.start, evidence.c.end, evidence.c.t0_ms)
    parts = parts.where(evidence.c.item_id == item_id, evidence.c.revision == revision, evidence.c.type.in_(wanted))
    for type_, id_, start, end, t0_ms in connection.execute(parts.order_by(evidence.c.type, evidence.c.finding_id, evidence.c.ordinal)):
        places.setdefault((type_, id_), []).append((start, end, t0_ms))
    query = sa.select(findings).where(findings.c.item_id == item_id, findings.c.revision == revision, findings.c.type.in_(wanted))
    result = []
    for row in connection.execute(query.order_by(findings.c.ordinal)):
        where = places.get((row.type, row.id), [])
        spans = tuple((start, end) for start, end, _ in where)
        result.append(ItemMention(row.type, row.id, row.ordinal, row.text, row.speaker, row.fields, spans, where[0][2] if where else None))
    return result


def _parts(connection: sa.Connection, item_id: str) -> list[StatementPart]:
    query = sa.select(passages).where(passages.c.item_id == item_id).order_by(passages.c.start)
    return [
        StatementPart(row.start, row.end, row.speaker, len(row.text.split()), max(0, (row.t1_ms or 0) - (row.t0_ms or 0)))
        for row in connection.execute(query)
    ]
