"""Erasing for good: an item, a source or everything that names a person, from every table and from the bytes of the files.

Rows go by `ON DELETE CASCADE`; what several items share (transcripts, entities, spellings) goes when the last of them has gone. Then
the database files are rewritten, because a deleted row's words otherwise stay in them (measured in `evals/erasure.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from earwitness.storage.claims import import_ids
from earwitness.storage.engine import Database
from earwitness.storage.entity_tables import heard, identities, names
from earwitness.storage.originals import decide_alone
from earwitness.storage.tables import (
    ITEM_TABLES,
    aliases,
    embeddings,
    entities,
    erased,
    findings,
    items,
    mentions,
    metadata,
    passages,
    revisions,
    sources,
    transcripts,
)
from earwitness.storage.upsert import upsert
from earwitness.text.folding import fold

IDS_AT_ONCE = 500
UNSCRUBBED = "files to rewrite"
"""Stands among the erased ids from the deletion of rows until the files they lay in are rewritten."""
POSTGRES_KEEPS = "PostgreSQL: rows gone, tables rewritten; its write-ahead log, backups and replicas keep the words until they are renewed"
READER_KEEPS = "another process is reading the archive and keeps old pages in its write-ahead log; erase again when it has ended"


class Index(Protocol):
    """What erasing asks of the search index."""

    def remove(self, connection: sa.Connection, item_id: str) -> None:
        """Forgets the words of an item's passages."""

    def add(self, connection: sa.Connection, item_id: str) -> int:
        """Takes in the passages an item has now."""

    def purge(self, connection: sa.Connection) -> None:
        """Overwrites what removed passages left behind in the index's files."""


class ErasurePlan(NamedTuple):
    """What an erasure will take away; nothing has been touched yet."""

    item_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    titles: tuple[str, ...]
    rows: dict[str, int]
    """By table, what hangs on the items; shared transcripts and names are counted when they go."""
    files: tuple[Path, ...]


class Erased(NamedTuple):
    """What an erasure took away: rows by table, files, and what it cannot reach, as sentences for the user."""

    rows: dict[str, int]
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def plan_erasure(
    connection: sa.Connection, *, item_ids: Iterable[str] = (), source_ids: Iterable[str] = (), media: Path | None = None
) -> ErasurePlan:
    """What erasing these items and sources would take away, with the items' copies and their files under `media`."""
    followed = tuple(dict.fromkeys(source_ids))
    wanted = dict.fromkeys(item_ids)
    for chunk in _chunks(tuple(wanted)):  # a copy is another listing of the same words
        wanted.update(dict.fromkeys(connection.scalars(sa.select(items.c.id).where(items.c.copy_of.in_(chunk)).order_by(items.c.id))))
    wanted.update(dict.fromkeys(connection.scalars(sa.select(items.c.id).where(items.c.source_id.in_(followed)).order_by(items.c.id))))
    ids = tuple(wanted)
    titles: list[str] = []
    rows = {"sources": len(followed), "items": len(ids), embeddings.name: 0}
    for chunk in _chunks(ids):
        titles += connection.scalars(sa.select(items.c.title).where(items.c.id.in_(chunk)).order_by(items.c.published, items.c.id))
        for table in ITEM_TABLES:
            query = sa.select(sa.func.count()).select_from(table).where(table.c.item_id.in_(chunk))
            rows[table.name] = rows.get(table.name, 0) + (connection.scalar(query) or 0)
        vectors = sa.select(sa.func.count()).select_from(embeddings.join(passages)).where(passages.c.item_id.in_(chunk))
        rows[embeddings.name] += connection.scalar(vectors) or 0
    return ErasurePlan(ids, followed, tuple(titles), _some(rows), tuple(media_files(media, ids)))


def erase(database: Database, plan: ErasurePlan, index: Index, *, now_ms: int) -> Erased:
    """Takes away what the plan names, then rewrites the files it lay in. Killed half-way, it is finished by doing it again."""
    rows = database.carry_through(partial(erase_rows, plan=plan, index=index, now_ms=now_ms))
    for file in plan.files:
        file.unlink(missing_ok=True)
    return Erased(rows, plan.files, scrub(database, index))


def erase_rows(connection: sa.Connection, plan: ErasurePlan, index: Index, *, now_ms: int) -> dict[str, int]:
    """Deletes the rows within the caller's transaction; returns how many went from each table.

    Takes what others may be writing in the order in which they do: a decision on copies, items, transcripts, entities, names.
    """
    decide_alone(connection)
    held, named = _kept_still(connection, plan.item_ids)
    note_unscrubbed(connection, now_ms)
    _remember(connection, plan, now_ms)
    for item_id in plan.item_ids:
        index.remove(connection, item_id)
    for chunk in _chunks(plan.item_ids):
        connection.execute(sa.update(items).where(items.c.copy_of.in_(chunk)).values(copy_of=None, state="new", reason=""))
        connection.execute(sa.delete(items).where(items.c.id.in_(chunk)))
    for chunk in _chunks(plan.source_ids):
        connection.execute(sa.delete(sources).where(sources.c.id.in_(chunk)))
    return _some({**plan.rows, **drop_unused(connection, held, named)})


def drop_unused(connection: sa.Connection, held: Sequence[str], named: Sequence[str]) -> dict[str, int]:
    """Takes away those of these transcripts and entities, and their spellings, that no item uses any more; returns how many."""
    gone = {transcripts.name: 0, aliases.name: 0, entities.name: 0}
    used = sa.exists().where(revisions.c.fingerprint == transcripts.c.fingerprint)
    for chunk in _chunks(held):
        gone[transcripts.name] += connection.execute(sa.delete(transcripts).where(transcripts.c.fingerprint.in_(chunk), ~used)).rowcount
    mentioned = sa.exists().where(mentions.c.entity_id == entities.c.id)
    parted = [other for chunk in _chunks(named) for other in connection.scalars(_parted(chunk))]
    for chunk in _chunks(named):
        gone[aliases.name] += sum(_drop_spellings(connection, entity_id) for entity_id in chunk)
        gone[entities.name] += connection.execute(sa.delete(entities).where(entities.c.id.in_(chunk), ~mentioned)).rowcount
    spelled = sa.exists().where(identities.c.other_id == entities.c.id, identities.c.spelling != "")
    for chunk in _chunks(parted):
        gone[entities.name] += connection.execute(sa.delete(entities).where(entities.c.id.in_(chunk), ~mentioned, ~spelled)).rowcount
    return gone


def is_erased(connection: sa.Connection, item_id: str) -> bool:
    """True for an item that was erased on purpose: a feed that still lists it must not bring it back."""
    return connection.scalar(sa.select(erased.c.item_id).where(erased.c.item_id == item_id)) is not None


def is_unscrubbed(connection: sa.Connection) -> bool:
    """True when rows were deleted and the files they lay in not yet rewritten: an erasure was interrupted."""
    return is_erased(connection, UNSCRUBBED)


def note_unscrubbed(connection: sa.Connection, now_ms: int) -> None:
    """Notes, in the transaction that deletes, that the files are to be rewritten."""
    upsert(connection, erased, [{"item_id": UNSCRUBBED, "erased_ms": now_ms}])


def scrub(database: Database, index: Index) -> tuple[str, ...]:
    """Rewrites the files deleted rows lay in; returns what is out of reach, as sentences for the user."""
    notes = _rewritten(database, index)
    with database.write() as connection:
        connection.execute(sa.delete(erased).where(erased.c.item_id == UNSCRUBBED))
    return notes


def _rewritten(database: Database, index: Index) -> tuple[str, ...]:
    with database.write() as connection:
        index.purge(connection)
    if database.is_postgres:
        tables = ", ".join(database.engine.dialect.identifier_preparer.format_table(table) for table in metadata.sorted_tables)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {tables}")
            # The planner keeps common values of columns, names among them; skipped with a warning where we do not own the database.
            connection.exec_driver_sql("VACUUM (FULL) pg_catalog.pg_statistic")
        return (POSTGRES_KEEPS,)
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
            cursor.execute(statement)
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    finally:
        raw.close()
    return (READER_KEEPS,) if busy else ()


def _kept_still(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Transcripts and entities the items share with others, by id; they and the items stay as they are until the transaction ends."""
    _keep(connection, items.c.id, sorted(item_ids))
    held, named = _shared(connection, item_ids)
    _keep(connection, transcripts.c.fingerprint, held)
    _keep(connection, entities.c.id, named)
    counts = {
        one for chunk in _chunks(item_ids) for one in connection.scalars(sa.select(heard.c.entity_id).where(heard.c.item_id.in_(chunk)))
    }
    _keep(connection, names.c.entity_id, sorted(counts.union(named)))
    return held, named


def _keep(connection: sa.Connection, key: sa.Column[str], ids: Sequence[str]) -> None:
    """Keeps others from writing these rows, one after the other in the order of their keys. On SQLite a writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        for chunk in _chunks(ids):
            connection.execute(sa.select(key).where(key.in_(chunk)).order_by(key.collate("C")).with_for_update())


def _shared(connection: sa.Connection, item_ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Transcripts and entities the items share with others, by id."""
    held: dict[str, None] = {}
    named: dict[str, None] = {}
    for chunk in _chunks(item_ids):
        held.update(dict.fromkeys(connection.scalars(sa.select(revisions.c.fingerprint).where(revisions.c.item_id.in_(chunk)).distinct())))
        named.update(dict.fromkeys(connection.scalars(sa.select(mentions.c.entity_id).where(mentions.c.item_id.in_(chunk)).distinct())))
    return tuple(sorted(held)), tuple(sorted(named))


def _remember(connection: sa.Connection, plan: ErasurePlan, now_ms: int) -> None:
    """Notes the ids of erased items whose source is still followed, and those under which another hub's page would bring them back."""
    for chunk in _chunks(plan.item_ids):
        staying = sa.select(items.c.id).where(items.c.id.in_(chunk), items.c.source_id.not_in(plan.source_ids))
        ids = dict.fromkeys(connection.scalars(staying))
        ids.update(dict.fromkeys(import_ids(connection, tuple(ids))))
        upsert(connection, erased, [{"item_id": item_id, "erased_ms": now_ms} for item_id in ids])


def _parted(entity_ids: Sequence[str]) -> sa.Select[str]:
    """Entities that stand for a spelling a person parted from one of these."""
    return sa.select(identities.c.other_id).where(identities.c.entity_id.in_(entity_ids), identities.c.spelling != "").distinct()


def _drop_spellings(connection: sa.Connection, entity_id: str) -> int:
    """Forgets the spellings of an entity that no remaining item uses."""
    known = connection.execute(sa.select(aliases.c.alias, aliases.c.folded).where(aliases.c.entity_id == entity_id))
    unused = {str(alias): str(folded) for alias, folded in known}
    same = sa.and_(*(findings.c[name] == mentions.c[name] for name in ("item_id", "revision")), findings.c.id == mentions.c.finding_id)
    lists = sa.select(findings.c.fields).select_from(sa.join(mentions, findings, same))
    lists = lists.where(mentions.c.entity_id == entity_id, findings.c.type == "entity")
    with connection.execute(lists, execution_options={"yield_per": IDS_AT_ONCE}).scalars() as remaining:
        for fields in remaining:
            if not unused:
                break
            used = {fold(name) for name in (fields["name"], *fields["aliases"])}
            unused = {alias: folded for alias, folded in unused.items() if folded not in used}
    for chunk in _chunks(tuple(unused)):
        connection.execute(sa.delete(aliases).where(aliases.c.entity_id == entity_id, aliases.c.alias.in_(chunk)))
        folded = [unused[alias] for alias in chunk]
        connection.execute(sa.delete(identities).where(identities.c.entity_id == entity_id, identities.c.spelling.in_(folded)))
    return len(unused)


def media_files(media: Path | None, item_ids: Sequence[str]) -> list[Path]:
    """Files kept for the items: they are named by us, beginning with the item's id."""
    if media is None or not media.is_dir():
        return []
    wanted = frozenset(item_ids)
    return sorted(file for file in media.rglob("*") if file.is_file() and file.name[:16] in wanted)


def _some(rows: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in rows.items() if count}


def _chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE)]
