"""The canonical entity of every name in a publication, from the decisions in `entities`."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from earwitness.entities.decisions import chunks
from earwitness.entities.entities import EntityLine, described, entity_rows
from earwitness.entities.publication import canonical_counts
from earwitness.model.digest import Digest
from earwitness.storage.findings import entity_id


def canonical_names(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """By item and id of an entity of its digest, the id it counts as; where a person parted spellings, that of the most mentions."""
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for item, from_id, counts_as, mentions in canonical_counts(connection):
        found = (-int(mentions), str(counts_as))
        best[item, from_id] = min(found, best.get((item, from_id), found))
    result: dict[str, dict[str, str]] = {}
    for (item, from_id), (_, counts_as) in sorted(best.items()):
        result.setdefault(item, {})[from_id] = counts_as
    return result


def lines_of(connection: sa.Connection, ids: Collection[str]) -> dict[str, EntityLine]:
    """These entities with the other spellings and ids of all who count as them."""
    result: dict[str, EntityLine] = {}
    for chunk in chunks(sorted(ids)):
        rows = entity_rows(connection, list(chunk))
        result |= {line.id: line for line in described(connection, [rows[id_] for id_ in sorted(rows)])}
    return result


def ids_of(digest: Digest) -> dict[tuple[str, str], str]:
    """The ids of a digest's entities by kind and name."""
    return {(str(one.kind), one.name): entity_id(one.kind, one.name) for one in digest.entities}
