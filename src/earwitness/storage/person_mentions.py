"""Finds mentions of a person in every text the archive keeps, compressed ones included."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.errors import UsageError
from earwitness.storage.redaction import names_pattern
from earwitness.storage.tables import (
    aliases,
    claims,
    entities,
    findings,
    imports,
    items,
    mentions,
    passages,
    revisions,
    sources,
    transcripts,
    work,
)
from earwitness.text.folding import fold

ROWS_AT_ONCE = 50
_LETTERS = 4
"""A shorter name would be found in half the archive."""


class Appearances(NamedTuple):
    """A person in the archive: the names looked for, the items they speak in, those that name them, and sources called after them."""

    names: tuple[str, ...]
    speaking: tuple[str, ...]
    named: tuple[str, ...]
    source_ids: tuple[str, ...]


def find_person(connection: sa.Connection, names: Sequence[str]) -> Appearances:
    """Everything that holds one of the names or a spelling the archive knows for them. Raises `UsageError` for a name too short."""
    for name in names:
        if len(fold(name)) < _LETTERS:
            raise UsageError("--person", f"{name!r} is too short to look for", "give the full name")
    known = _spellings(connection, names)
    pattern = names_pattern(known)
    folded = {fold(name) for name in known}
    speaking = {
        item_id
        for table in (passages, findings)
        for item_id, speaker in connection.execute(
            sa.select(table.c.item_id, table.c.speaker).where(table.c.speaker.is_not(None)).distinct()
        )
        if fold(speaker) in folded
    }
    persons = sa.select(mentions.c.item_id).join(entities, entities.c.id == mentions.c.entity_id).where(entities.c.kind == "person")
    named = set(connection.scalars(persons.where(entities.c.id.in_(_entity_ids(connection, names))).distinct()))
    named.update(item_id for item_id, text in _texts(connection) if pattern.search(text))
    called = sorted(row.id for row in connection.execute(sa.select(sources)) if pattern.search(f"{row.title}\n{row.url}\n{row.site_url}"))
    return Appearances(known, tuple(sorted(speaking)), tuple(sorted(named - speaking)), tuple(called))


def _entity_ids(connection: sa.Connection, names: Sequence[str]) -> list[str]:
    query = sa.select(aliases.c.entity_id).join(entities, entities.c.id == aliases.c.entity_id).where(entities.c.kind == "person")
    return list(connection.scalars(query.where(aliases.c.folded.in_([fold(name) for name in names])).distinct()))


def _spellings(connection: sa.Connection, names: Sequence[str]) -> tuple[str, ...]:
    """The names, and what else the archive calls the same person in more than one word: a first name alone is many people's."""
    query = sa.select(aliases.c.alias).where(aliases.c.entity_id.in_(_entity_ids(connection, names))).order_by(aliases.c.alias)
    return tuple(dict.fromkeys((*names, *(alias for alias in connection.scalars(query) if " " in alias.strip()))))


def _texts(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Every text of every item: what its source said, its transcripts, its digests, and documents not yet digested."""
    for row in _rows(connection, sa.select(items)):
        yield row.id, _plain("\n".join(str(value) for value in row))
    held = sa.select(revisions.c.item_id, revisions.c.digest, transcripts.c.content).join(transcripts)
    for row in _rows(connection, held):
        for content in (row.content, row.digest):
            if content is not None:
                yield row.item_id, _plain(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    for row in _rows(connection, sa.select(imports.c.item_id, imports.c.said)):
        yield row.item_id, _plain(json.dumps(row.said, ensure_ascii=False))
    for row in _rows(connection, sa.select(claims.c.item_id, claims.c.text, claims.c.fields, claims.c.nearest)):
        yield row.item_id, _plain(f"{row.text}\n{json.dumps(row.fields, ensure_ascii=False)}\n{row.nearest}")
    for row in _rows(connection, sa.select(work.c.item_id, work.c.outcome, work.c.content)):
        yield row.item_id, _plain(f"{row.outcome}\n{_unpacked(row.content or b'')}")


def _unpacked(content: bytes) -> str:
    """A document kept until it is digested, as text; compressed as it was fetched."""
    with suppress(zlib.error):  # one that was never compressed
        content = zlib.decompress(content)
    return content.decode("utf-8", "replace")


def _rows(connection: sa.Connection, query: sa.Select[*tuple[object, ...]]) -> Iterator[sa.Row[*tuple[object, ...]]]:
    """The rows a few at a time: memory stays flat however large the archive."""
    yield from connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE})


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
