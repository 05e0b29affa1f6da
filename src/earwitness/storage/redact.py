"""Redacts a person in items of other speakers: the transcript of every revision, its digest, and all that depends on them.

Items that are the person's alone, and items not yet read, go as a whole. One transaction an item, so that an erasure killed half-way is
finished by doing it again; a redacted item is not fetched again, as its feed would bring the words back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from earwitness.errors import EarwitnessError
from earwitness.model.archive import SourceEntry
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database
from earwitness.storage.entity_tables import identities
from earwitness.storage.erase import ErasurePlan, Index, drop_unused, media_files, note_unscrubbed, plan_erasure
from earwitness.storage.findings import get_digest, put_digest, stage_version_of
from earwitness.storage.items import get_item
from earwitness.storage.originals import decide_alone
from earwitness.storage.person_mentions import Appearances
from earwitness.storage.redaction import Redacted, Redactor
from earwitness.storage.tables import claims, erased, imports, item_keys, items, mentions, revisions, sources, work
from earwitness.storage.transcripts import get_transcript, put_passages, put_transcript
from earwitness.storage.upsert import upsert
from earwitness.storage.work_records import lock_item
from earwitness.text.folding import fold

Analysis = Callable[[Item, Transcript], Digest]
"""Makes the digest of an item from its transcript (`pipeline.digest_transcript`)."""
Gathering = Callable[[sa.Connection, str], None]
"""Makes anew what is known of an item across items (`knowledge.gathering.gather`)."""


@dataclass(frozen=True)
class RedactedParts:
    """What redaction works with, handed in: it stands below the rooms that have them."""

    index: Index
    analyse: Analysis
    gather: Gathering


class ItemRedaction(NamedTuple):
    """What goes from an item that stays."""

    item_id: str
    title: str
    turns: int
    places: int
    characters: int
    words: tuple[str, ...]
    """Single words that mean the person in this item: parts of the name and spellings the digest found."""
    left: tuple[str, ...]
    """Parts of the name left alone: an ordinary word here, or another person's name too."""


class RedactionPlan(NamedTuple):
    """What taking a person out will change; nothing has been touched yet."""

    names: tuple[str, ...]
    items: tuple[ItemRedaction, ...]
    whole: ErasurePlan
    """Items and sources that go as a whole."""
    files: tuple[Path, ...]
    """Recordings of the items that stay: a voice cannot be blacked out."""


def plan_redaction(connection: sa.Connection, found: Appearances, media: Path | None = None) -> RedactionPlan:
    """How each item of a person would be treated."""
    retained: list[ItemRedaction] = []
    whole: list[str] = []
    called = set(connection.scalars(sa.select(items.c.id).where(items.c.source_id.in_(found.source_ids))))
    for item_id in (*found.speaking, *found.named):
        if item_id in called:
            continue
        planned = _planned(connection, found.names, item_id)
        if planned is None:
            whole.append(item_id)
        else:
            retained.append(planned)
    erasing = plan_erasure(connection, item_ids=whole, source_ids=found.source_ids, media=media)
    gone = frozenset(erasing.item_ids)
    retained = [one for one in retained if one.item_id not in gone]
    return RedactionPlan(found.names, tuple(retained), erasing, tuple(media_files(media, [one.item_id for one in retained])))


def redact_item(database: Database, planned: ItemRedaction, names: Sequence[str], parts: RedactedParts, *, now_ms: int) -> None:
    """Takes the person out of one item, in one transaction. Doing it twice is doing it once."""
    redactor = Redactor(names, planned.words)
    with database.read() as connection:
        result = _made_anew(connection, redactor, planned.item_id, parts.analyse)

    def redact(connection: sa.Connection) -> None:
        decide_alone(connection)
        if lock_item(connection, planned.item_id):
            _put_anew(connection, redactor, planned.item_id, result, parts, now_ms=now_ms)

    database.carry_through(redact)


def _put_anew(
    connection: sa.Connection, redactor: Redactor, item_id: str, made: dict[int, _Anew], parts: RedactedParts, *, now_ms: int
) -> None:
    """Puts what was made anew in place of what there was. Raises `EarwitnessError` when that has changed meanwhile."""
    rows = connection.execute(sa.select(revisions.c.revision, revisions.c.fingerprint).where(revisions.c.item_id == item_id))
    held = {int(row.revision): str(row.fingerprint) for row in rows}
    if held != {number: one.before for number, one in made.items()}:
        raise EarwitnessError(f"item {item_id}", "was changed while it was redacted", "erase the person again")
    named = tuple(connection.scalars(sa.select(mentions.c.entity_id).where(mentions.c.item_id == item_id).distinct()))
    parts.index.remove(connection, item_id)
    for number, one in made.items():
        put_transcript(connection, one.transcript)
        where = (revisions.c.item_id == item_id, revisions.c.revision == number)
        connection.execute(sa.update(revisions).where(*where).values(fingerprint=one.transcript.fingerprint))
        if one.digest is not None:
            put_digest(connection, item_id, number, one.digest, stage_version=one.stage_version)
    newest = made[max(made)]
    if newest.digest is not None:
        put_passages(connection, item_id, newest.transcript)
        parts.index.add(connection, item_id)
    put_word_keys(connection, item_id, newest.transcript)
    _describe(connection, redactor, item_id, newest.transcript)
    upsert(connection, erased, [{"item_id": item_id, "erased_ms": now_ms}])
    note_unscrubbed(connection, now_ms)
    parts.gather(connection, item_id)
    drop_unused(connection, sorted(held.values()), named)


class _Anew(NamedTuple):
    before: str
    transcript: Transcript
    digest: Digest | None
    stage_version: str


def _made_anew(connection: sa.Connection, redactor: Redactor, item_id: str, analyse: Analysis) -> dict[int, _Anew]:
    """By number, each revision's transcript without the person and the digest made from that."""
    archived = get_item(connection, item_id)
    result: dict[int, _Anew] = {}
    rows = connection.execute(sa.select(revisions.c.revision, revisions.c.fingerprint).where(revisions.c.item_id == item_id)).all()
    for number, fingerprint in rows:
        transcript = get_transcript(connection, fingerprint)
        if archived is None or transcript is None:
            continue
        fresh = redactor.transcript(transcript).transcript
        version = stage_version_of(connection, item_id, number)
        item = redactor.item(archived.item).model_copy(update={"fingerprint": fresh.fingerprint})
        result[int(number)] = _Anew(fingerprint, fresh, analyse(item, fresh) if version else None, version)
    return result


def _planned(connection: sa.Connection, names: Sequence[str], item_id: str) -> ItemRedaction | None:
    """What goes from an item; None when it goes as a whole: nothing was read yet, or hardly a word is anybody else's."""
    archived = get_item(connection, item_id)
    query = sa.select(revisions.c.fingerprint).where(revisions.c.item_id == item_id).order_by(revisions.c.revision)
    fingerprints = list(connection.scalars(query))
    if archived is None or not fingerprints or archived.state not in ("digested", "copy"):
        return None
    held = [transcript for fingerprint in fingerprints if (transcript := get_transcript(connection, fingerprint))]
    words, left = _single_words(connection, names, item_id, held)
    redactor = Redactor(names, words)
    results = [redactor.transcript(transcript) for transcript in held]
    last: Redacted = results[-1]
    if last.is_empty:
        return None
    return ItemRedaction(item_id, archived.item.title, last.turns, last.places, last.characters, words, left)


def _single_words(
    connection: sa.Connection, names: Sequence[str], item_id: str, held: Sequence[Transcript]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Single words that mean the person in this item, and parts of the name that cannot be told from others."""
    archived, digest = get_item(connection, item_id), get_digest(connection, item_id)
    redactor = Redactor(names)
    speakers = {segment.speaker for transcript in held for segment in transcript.segments if segment.speaker}
    people = {person.name for person in archived.item.people} if archived else set()
    persons = [entity for entity in digest.entities if entity.kind == "person"] if digest else []
    theirs = [entity for entity in persons if any(redactor.is_named(name) for name in (entity.name, *entity.aliases))]
    others = speakers | people | {entity.name for entity in persons if entity not in theirs}
    used = {word for name in others if not redactor.is_named(name) and " " in name.strip() for word in re.findall(r"[^\W_]+", name)}
    ordinary = {word for transcript in held for word in re.findall(r"(?<![^\W_])[^\W\d_]+", transcript.text) if word.islower()}
    parts = {word.capitalize() if word.islower() else word for name in names for word in re.findall(r"[^\W\d_]{3,}", name)}
    spelled = {alias.strip() for entity in theirs for alias in (entity.name, *entity.aliases)}
    wanted = parts | {alias for alias in spelled if len(alias) > 2}
    retained = {word for word in wanted if fold(word) not in map(fold, used) and word.lower() not in ordinary}
    text = "\n".join(transcript.text for transcript in held)
    left = {word for word in wanted - retained if re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", Redactor(names).text(text))}
    return tuple(sorted(retained)), tuple(sorted(left))


def _describe(connection: sa.Connection, redactor: Redactor, item_id: str, newest: Transcript) -> None:
    """Blacks out what is known of the item beside its transcripts: title, people, what its source said, keys, reasons, outcomes."""
    row = connection.execute(sa.select(items).where(items.c.id == item_id)).one()
    item = redactor.item(Item.model_validate(row.item)).model_copy(update={"fingerprint": newest.fingerprint})
    entry = SourceEntry.model_validate(redactor.value(row.entry)).model_dump(mode="json") if row.entry else None
    guid = f"{item_id} redacted" if redactor.is_named(row.guid) else row.guid
    values = {"item": item.model_dump(mode="json"), "entry": entry, "guid": guid, "title": item.title, "url": item.url}
    values |= {"reason": redactor.text(row.reason), "enclosure_url": redactor.text(row.enclosure_url or "") or None}
    connection.execute(sa.update(items).where(items.c.id == item_id).values(**values))
    keys = connection.execute(sa.select(item_keys.c.kind, item_keys.c.key).where(item_keys.c.item_id == item_id)).all()
    for kind, key in keys:
        if redactor.is_named(key):
            where = (item_keys.c.item_id == item_id, item_keys.c.kind == kind, item_keys.c.key == key)
            connection.execute(sa.delete(item_keys).where(*where))
    connection.execute(sa.update(work).where(work.c.item_id == item_id, work.c.content.is_not(None)).values(content=None))
    outcomes = connection.execute(sa.select(work.c.stage, work.c.input_hash, work.c.outcome).where(work.c.item_id == item_id)).all()
    for stage, input_hash, outcome in outcomes:
        if redactor.is_named(outcome):
            where = (work.c.item_id == item_id, work.c.stage == stage, work.c.input_hash == input_hash)
            connection.execute(sa.update(work).where(*where).values(outcome=""))
    for table in (claims, imports):  # what other hubs say of it is unproven, and may be the person's words
        connection.execute(sa.delete(table).where(table.c.item_id == item_id))
    decided = connection.execute(sa.select(identities.c.id, identities.c.spelling, identities.c.reason, identities.c.evidence)).all()
    for id_, *source_text in decided:
        if redactor.is_named("\n".join(map(str, source_text))):
            connection.execute(sa.delete(identities).where(identities.c.id == id_))
    errors = connection.execute(sa.select(sources.c.id, sources.c.last_error).where(sources.c.last_error != "")).all()
    for source_id, error in errors:
        if redactor.is_named(error):
            connection.execute(sa.update(sources).where(sources.c.id == source_id).values(last_error=""))
