"""Queries behind whole-archive output: every item with its newest digest, and the lines and words of one item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from earwitness.storage.disclosure import OF_SOURCE
from earwitness.storage.sources import NAME
from earwitness.storage.tables import evidence, findings, items, passages, revisions, sources

ROWS_AT_ONCE = 100


def published_rows(connection: sa.Connection, *, source_id: str = "", limit: int | None = None) -> Iterable[Any]:
    """Yield every item with its newest digest, newest first; duplicates are left out, their original is there."""
    last = _newest_digests().subquery()
    same = sa.and_(revisions.c.item_id == last.c.item_id, revisions.c.revision == last.c.revision)
    query = sa.select(
        items.c.item, items.c.source_id, items.c.enclosure_url, items.c.first_seen_ms, NAME.label("source"),
        revisions.c.revision, revisions.c.fingerprint, revisions.c.digest, *OF_SOURCE, sources.c.site_url,
    )  # fmt: skip
    tables = items.join(last, last.c.item_id == items.c.id).join(revisions, same).join(sources, sources.c.id == items.c.source_id)
    query = query.select_from(tables).where(items.c.copy_of.is_(None))
    query = query.order_by(items.c.published.desc().nulls_last(), items.c.id)
    if source_id:
        query = query.where(items.c.source_id == source_id)
    return connection.execute(query.limit(limit), execution_options={"yield_per": ROWS_AT_ONCE})


def digest_versions(connection: sa.Connection, item_ids: Sequence[str]) -> Iterable[Any]:
    """Yield (item id, first seen in ms, packed digest, privacy) of these items' newest digests."""
    last = _newest_digests(item_ids).subquery()
    same = sa.and_(revisions.c.item_id == last.c.item_id, revisions.c.revision == last.c.revision)
    query = sa.select(revisions.c.item_id, items.c.first_seen_ms, revisions.c.digest, sources.c.privacy)
    tables = revisions.join(last, same).join(items, items.c.id == revisions.c.item_id)
    return connection.execute(query.select_from(tables.join(sources, sources.c.id == items.c.source_id)))


def newest_digested(connection: sa.Connection, *, limit: int, source_id: str = "", among: sa.Select[Any] | None = None) -> tuple[str, ...]:
    """Return ids of the newest items with a digest, of one source or among the ids that a query selects; duplicates left out."""
    has_digest = sa.exists().where(revisions.c.item_id == items.c.id, revisions.c.digest.is_not(None))
    query = sa.select(items.c.id).where(items.c.copy_of.is_(None), has_digest)
    if source_id:
        query = query.where(items.c.source_id == source_id)
    if among is not None:
        query = query.where(items.c.id.in_(among))
    return tuple(connection.scalars(query.order_by(items.c.published.desc().nulls_last(), items.c.id).limit(limit)))


def finding_lines(connection: sa.Connection, item_id: str, revision: int, types: Sequence[str]) -> Sequence[Any]:
    """Return (type, text, speaker, id) of an item's findings of these types, in printing order."""
    query = sa.select(findings.c.type, findings.c.text, findings.c.speaker, findings.c.id)
    query = query.where(findings.c.item_id == item_id, findings.c.revision == revision, findings.c.type.in_(types))
    return connection.execute(query.order_by(findings.c.ordinal)).all()


def finding_times(connection: sa.Connection, item_id: str, revision: int) -> dict[str, int | None]:
    """Return where each finding of an item begins, in milliseconds."""
    query = sa.select(evidence.c.finding_id, evidence.c.t0_ms)
    query = query.where(evidence.c.item_id == item_id, evidence.c.revision == revision, evidence.c.ordinal == 0)
    return {row.finding_id: row.t0_ms for row in connection.execute(query)}


def passage_texts(connection: sa.Connection, item_id: str) -> Iterable[str]:
    """Yield the texts of an item's passages."""
    return connection.scalars(sa.select(passages.c.text).where(passages.c.item_id == item_id))


def topic_findings(connection: sa.Connection) -> Iterable[Any]:
    """Yield (item id, revision, id, name, fields) of every topic finding."""
    query = sa.select(findings.c.item_id, findings.c.revision, findings.c.id, findings.c.text, findings.c.fields)
    return connection.execute(query.where(findings.c.type == "topic"))


def _newest_digests(item_ids: Sequence[str] | None = None) -> sa.Select[Any]:
    query = sa.select(revisions.c.item_id, sa.func.max(revisions.c.revision).label("revision")).where(revisions.c.digest.is_not(None))
    if item_ids is not None:
        query = query.where(revisions.c.item_id.in_(item_ids))
    return query.group_by(revisions.c.item_id)
