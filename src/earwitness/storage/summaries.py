"""Queries behind lists of items: takeaway, duration, new names and the state of the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from earwitness.storage.disclosure import OF_SOURCE
from earwitness.storage.sources import NAME, NEVER_MS
from earwitness.storage.tables import entities, evidence, executors, findings, items, mentions, passages, revisions, sources, tries


class ItemVersion(NamedTuple):
    """All that an item's page depends on: its row, its duplicates, and its newest digest."""

    row: tuple[Any, ...]
    duplicates: tuple[tuple[str, str], ...]
    revision: int | None
    fingerprint: str
    digest: bytes


def item_ids(connection: sa.Connection, states: Sequence[str], *, limit: int, seen_after_ms: int | None = None) -> list[str]:
    """Return ids of items in one of these states, those seen last first."""
    query = sa.select(items.c.id).where(items.c.state.in_(tuple(states)))
    if seen_after_ms is not None:
        query = query.where(items.c.first_seen_ms > seen_after_ms)
    order = items.c.first_seen_ms.desc(), items.c.published.desc().nulls_last(), items.c.id
    return list(connection.scalars(query.order_by(*order).limit(limit)))


def failing_sources(connection: sa.Connection, limit: int) -> Sequence[Any]:
    """Return rows of the sources whose last poll failed, with `last_error`, `name` and the columns disclosure needs."""
    query = sa.select(sources.c.last_error, NAME.label("name"), *OF_SOURCE).where(sources.c.last_error != "")
    return connection.execute(query.order_by(sa.func.lower(sources.c.title), sources.c.id).limit(limit)).all()


def newest_evidence(connection: sa.Connection, ids: Sequence[str], type_: str) -> Sequence[Any]:
    """Return the evidence of the findings of a type in these items' newest revisions, in printing order."""
    if not ids:
        return ()
    same = sa.and_(
        *(evidence.c[name] == findings.c[name] for name in ("item_id", "revision", "type")), evidence.c.finding_id == findings.c.id
    )
    newest = sa.and_(items.c.id == findings.c.item_id, items.c.revision == findings.c.revision)
    query = sa.select(findings.c.item_id, findings.c.id, findings.c.fields, evidence.c.text, evidence.c.t0_ms)
    query = query.select_from(findings.join(items, newest).join(evidence, same))
    query = query.where(findings.c.type == type_, findings.c.item_id.in_(ids))
    return connection.execute(query.order_by(findings.c.item_id, findings.c.ordinal, evidence.c.ordinal)).all()


def last_word_times(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return where the last timed words of each item end, in milliseconds: the least its recording can be."""
    if not ids:
        return {}
    query = sa.select(passages.c.item_id, sa.func.max(passages.c.t1_ms)).where(passages.c.item_id.in_(ids), passages.c.t1_ms.is_not(None))
    return {str(item_id): int(last) for item_id, last in connection.execute(query.group_by(passages.c.item_id))}


def new_names(connection: sa.Connection, ids: Sequence[str]) -> Sequence[Any]:
    """Return the names (`item_id`, `id`, `name`) that no other item mentioned on or before the item's day, most mentioned first."""
    if not ids:
        return ()
    earlier, before = mentions.alias("earlier"), items.alias("before")
    known = (
        sa.select(sa.literal(1))
        .select_from(earlier.join(before, before.c.id == earlier.c.item_id))
        .where(earlier.c.entity_id == mentions.c.entity_id, earlier.c.item_id != mentions.c.item_id)
        .where(sa.func.coalesce(before.c.published, "") <= sa.func.coalesce(items.c.published, ""))
        .exists()
    )
    newest = sa.and_(items.c.id == mentions.c.item_id, items.c.revision == mentions.c.revision)
    times = sa.func.count().label("times")
    query = sa.select(mentions.c.item_id, entities.c.id, entities.c.name, times)
    query = query.select_from(mentions.join(items, newest).join(entities, entities.c.id == mentions.c.entity_id))
    query = query.where(mentions.c.item_id.in_(ids), entities.c.kind.in_(("organization", "person", "product")), ~known)
    query = query.group_by(mentions.c.item_id, entities.c.id, entities.c.name).order_by(times.desc(), entities.c.name)
    return connection.execute(query).all()


def item_version(connection: sa.Connection, item_id: str) -> ItemVersion | None:
    """Return what an item's page depends on; None when there is no such item."""
    row = connection.execute(
        sa.select(
            items.c.item, items.c.state, items.c.reason, items.c.revision, items.c.copy_of, items.c.enclosure_url,
            sources.c.privacy, sources.c.shown_url,
        )
        .join_from(items, sources, sources.c.id == items.c.source_id)
        .where(items.c.id == item_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    query = sa.select(revisions.c.revision, revisions.c.fingerprint, revisions.c.digest).where(revisions.c.item_id == item_id)
    newest = connection.execute(query.where(revisions.c.digest.is_not(None)).order_by(revisions.c.revision.desc()).limit(1)).first()
    others = sa.select(items.c.id, items.c.title).where(items.c.copy_of == item_id).order_by(items.c.id)
    duplicates = tuple((str(id_), str(title)) for id_, title in connection.execute(others))
    if newest is None:
        return ItemVersion(tuple(row), duplicates, None, "", b"")
    return ItemVersion(tuple(row), duplicates, newest.revision, newest.fingerprint, newest.digest)


def entity_name(connection: sa.Connection, entity_id: str) -> str | None:
    """Return the name of an entity; None when there is none with this id."""
    return connection.scalar(sa.select(entities.c.name).where(entities.c.id == entity_id))


def source_name(connection: sa.Connection, source_id: str) -> str | None:
    """Return the name of a source as pages show it; None when there is none with this id."""
    name = connection.scalar(sa.select(NAME).where(sources.c.id == source_id))
    return None if name is None else str(name)


def count_workers(connection: sa.Connection) -> int:
    """Return how many processes are working on items now."""
    return connection.scalar(sa.select(sa.func.count()).select_from(executors).where(executors.c.left == 0)) or 0


def retries_of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return how often each item was tried, and when it is tried next in milliseconds since 1970."""
    query = sa.select(tries.c.item_id, tries.c.count.label("times"), tries.c.next_ms).where(tries.c.item_id.in_(ids))
    return {row.item_id: (row.times, row.next_ms) for row in connection.execute(query)}


def work_figures(connection: sa.Connection) -> tuple[object, ...]:
    """Return sums over tries and polls; two equal tuples mean that neither has moved."""
    tried = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(tries.c.count), 0)).select_from(tries)).one()
    polled, last, failures = sources.c.next_poll_ms < NEVER_MS, sources.c.last_polled_ms, sources.c.failures
    next_ = sa.func.sum(sa.case((polled, sources.c.next_poll_ms)))
    sums = sa.select(sa.func.count(), sa.func.count(sa.case((polled, 1))), sa.func.max(last), sa.func.sum(failures), next_)
    return (*tried, *connection.execute(sums.select_from(sources)).one())
