"""Digests and their findings. Only `Verified` and `Rejected` are accepted, which the type checker enforces."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from typing import Any

import sqlalchemy as sa

from earwitness.model.digest import Digest, Verified, VerifiedEntity
from earwitness.model.evidence import Rejected
from earwitness.storage.tables import aliases, entities, evidence, findings, mentions, rejected, revisions
from earwitness.storage.upsert import insert_or, upsert
from earwitness.text.folding import fold

IDS_AT_ONCE = 500
VOTERS = 64
"""Items asked where they differ on an entity: enough to outvote a slip, few enough that a name in a thousand items costs no more."""


_ITEM: sa.BindParameter[str] = sa.bindparam("which")
_REVISION: sa.BindParameter[int] = sa.bindparam("of")
_DROP_EARLIER = tuple(
    sa.delete(table).where(table.c.item_id == _ITEM, table.c.revision == _REVISION) for table in (findings, evidence, rejected, mentions)
)
_PUT_DIGEST = (
    sa.update(revisions)
    .where(revisions.c.item_id == _ITEM, revisions.c.revision == _REVISION)
    .values(digest=sa.bindparam("content"), stage_version=sa.bindparam("version"))
)


def put_digest(connection: sa.Connection, item_id: str, revision: int, digest: Digest, *, stage_version: str) -> None:
    """Stores all that was verified and refused for a revision; what an earlier run stored for it is replaced."""
    key = {"item_id": item_id, "revision": revision}
    for statement in _DROP_EARLIER:
        connection.execute(statement, {"which": item_id, "of": revision})
    content = zlib.compress(digest.model_dump_json(by_alias=True).encode("utf-8", "surrogatepass"), 6)
    connection.execute(_PUT_DIGEST, {"which": item_id, "of": revision, "content": content, "version": stage_version})
    verified = tuple(digest.findings())
    _insert(connection, findings, [key | _finding_row(finding, at) for at, finding in enumerate(verified)])
    _insert(connection, evidence, [key | row for finding in verified for row in _evidence_rows(finding)])
    _insert(connection, rejected, [key | _rejected_row(one, at) for at, one in enumerate(digest.audit.rejected)])
    _put_entities(connection, key, digest.entities)


def get_digest(connection: sa.Connection, item_id: str, revision: int | None = None) -> Digest | None:
    """The digest of an item's revision, the newest that has one by default."""
    query = (
        sa.select(revisions.c.digest)
        .where(revisions.c.item_id == item_id, revisions.c.digest.is_not(None))
        .order_by(revisions.c.revision.desc())
    )
    if revision is not None:
        query = query.where(revisions.c.revision == revision)
    content = connection.scalar(query.limit(1))
    return None if content is None else Digest.model_validate_json(zlib.decompress(content))


def stage_version_of(connection: sa.Connection, item_id: str, revision: int) -> str:
    """The version of the analysis that made the revision's digest; empty when it has none."""
    query = sa.select(revisions.c.stage_version).where(revisions.c.item_id == item_id, revisions.c.revision == revision)
    return connection.scalar(query.where(revisions.c.digest.is_not(None))) or ""


def entity_id(kind: str, name: str) -> str:
    """16 hex digits of an entity's kind and folded name: the same over the whole archive."""
    return hashlib.sha256(f"{kind}\x1f{fold(name)}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _put_entities(connection: sa.Connection, key: dict[str, Any], found: tuple[VerifiedEntity, ...]) -> None:
    rows = {entity_id(one.kind, one.name): one for one in found}
    values = {
        id_: {"id": id_, "name": one.name, "kind": one.kind, "category": one.category, "ids": dict(one.ids)} for id_, one in rows.items()
    }
    # Writing the category again changes nothing and holds the rows: nobody else decides on them at the same time. A column of a unique
    # key, as the kind is, would also keep waiting who only refers to the entity (PostgreSQL), and so lock out those who count names.
    insert_or(connection, entities, list(values.values()), {"category": entities.c.category})
    names = {(id_, alias): fold(alias) for id_, one in rows.items() for alias in (one.name, *one.aliases)}
    upsert(connection, aliases, [{"entity_id": id_, "alias": alias, "folded": folded} for (id_, alias), folded in names.items()])
    places: dict[tuple[str, int], dict[str, Any]] = {}
    for one in found:
        for part in one.mentions:
            id_ = entity_id(one.kind, one.name)
            row = {"entity_id": id_, "finding_id": one.id, "start": part.start, "end": part.end, "t0_ms": part.t0_ms, "text": part.text}
            places.setdefault((id_, part.start), key | row)
    _insert(connection, mentions, list(places.values()))
    _settle(connection, values)


def _settle(connection: sa.Connection, rows: dict[str, dict[str, Any]]) -> None:
    """Where items call one entity by different spellings or know different things of it, keeps what most of them say.

    The rows are held by this transaction. Which item was stored first does not matter: an archive is the same in whatever order,
    and by however many processes, it was made.
    """
    ids = sorted(rows)
    for at in range(0, len(ids), IDS_AT_ONCE):
        known = connection.execute(sa.select(entities).where(entities.c.id.in_(ids[at : at + IDS_AT_ONCE]))).mappings().all()
        for row in known:
            if dict(row) != rows[row["id"]] and (agreed := _agreed(connection, row["id"])):
                connection.execute(sa.update(entities).where(entities.c.id == row["id"]).values(agreed))


def _agreed(connection: sa.Connection, entity: str) -> dict[str, Any]:
    """Name, category and ids as most of the entity's items have them; linked ones count before others, then the alphabet decides."""
    query = sa.select(mentions.c.item_id, mentions.c.revision, mentions.c.finding_id).where(mentions.c.entity_id == entity).distinct()
    asked = query.order_by(mentions.c.item_id, mentions.c.revision, mentions.c.finding_id).limit(VOTERS).subquery()
    same = sa.and_(
        *(findings.c[name] == asked.c[name] for name in ("item_id", "revision")),
        findings.c.id == asked.c.finding_id,
        findings.c.type == "entity",
    )
    votes: Counter[str] = Counter()
    for fields in connection.scalars(sa.select(findings.c.fields).select_from(asked.join(findings, same))):
        votes[json.dumps({name: fields[name] for name in ("name", "category", "ids")}, sort_keys=True)] += 1
    source_text: dict[str, dict[str, Any]] = {vote: json.loads(vote) for vote in votes}
    best = min(votes, key=lambda vote: (not source_text[vote]["ids"], -votes[vote], vote), default="")
    return source_text.get(best, {})


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _finding_row(finding: Verified, ordinal: int) -> dict[str, Any]:
    own_tables = {"evidence", "mentions"} if isinstance(finding, VerifiedEntity) else {"evidence"}  # of a topic, mentions are a count
    fields = finding.model_dump(mode="json", exclude=own_tables)
    source_text = {
        "text": fields.get("text") or fields.get("title") or fields.get("name") or fields.get("topic") or "",
        "speaker": fields.get("speaker"),
    }
    return {"id": finding.id, "type": finding.TYPE, "ordinal": ordinal, "confidence": finding.confidence, "fields": fields, **source_text}


def _evidence_rows(finding: Verified) -> list[dict[str, Any]]:
    return [
        {"type": finding.TYPE, "finding_id": finding.id, "ordinal": at, **part.model_dump()} for at, part in enumerate(finding.evidence)
    ]


def _rejected_row(one: Rejected, ordinal: int) -> dict[str, Any]:
    return {"ordinal": ordinal, "type": one.kind, "reason": one.reason, "proposal": one.proposal, "nearest": one.nearest}
