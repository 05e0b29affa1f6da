"""The stages of one item's work. Each is a plain function with one effect, an upsert keyed by what it is about.

A stage that was done before finds its record and says the same again, so that a process may die anywhere, also between an effect and
the engine's note of it. Stages know nothing of DBOS.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from typing import Literal, NamedTuple

import sqlalchemy as sa

from earwitness.entities.indexing import index_item
from earwitness.errors import Crashed, Exhausted, FetchFailed, InputError, MissingExtra, NotFound, SourceError
from earwitness.jobs.audio import lacks_disk_space, recording_name
from earwitness.jobs.claims import with_claims
from earwitness.jobs.companion_files import aligned, chaptered
from earwitness.jobs.entries import describe
from earwitness.jobs.services import Services
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.media import Item, RawDocument
from earwitness.model.transcript import Transcript
from earwitness.network.client import Fetched
from earwitness.sandbox import Limits
from earwitness.sources.content import ContentCandidate, open_document
from earwitness.sources.youtube import video_id
from earwitness.storage.duplicates import put_word_keys, shingle_keys, words_of
from earwitness.storage.findings import put_digest
from earwitness.storage.items import get_item, get_listed, get_state, put_described, put_duplicate, put_state
from earwitness.storage.originals import decide_alone, settle_words
from earwitness.storage.sources import get_source
from earwitness.storage.transcripts import put_passages, put_revision, transcript_of
from earwitness.storage.work_records import WorkKey, count_tries, drop_content, finish_work, get_work, lock_item, put_tries, put_work

STAGE_VERSION = "1"
"""Raise it when a stage would make something else of the same input; effects of the old version are then made anew when asked for."""
MOST_TRIES = 5
PATIENT_TRIES = 3
"""A better candidate whose server fails is waited for this often before the next one is taken."""
STUBBORN_TRIES = 2
"""What breaks its limits is tried twice more, later: on a machine at its limits an honest document does too."""
FIRST_WAIT_S = 300
WAIT_FACTOR = 4
"""After 5 and 20 minutes, then 80, then 5 hours: a server that is down for a morning costs no item."""

Verdict = Literal["found", "parsed", "digested", "copy", "speech", "next", "again", "failed", "none", "gone"]


class StageOutcome(NamedTuple):
    """How a stage ended: `detail` is the candidate it found, or the reason a user reads (of an item to be heard: why it cannot be read)."""

    verdict: Verdict
    detail: str = ""
    wait_s: int = 0


class ItemJob(NamedTuple):
    """One item's work: which item, made from which input, begun how often before."""

    item_id: str
    input_hash: str
    tries: int


def fetch(services: Services, job: ItemJob, skipped: tuple[str, ...]) -> StageOutcome:
    """The best candidate not skipped, its document at hand: in the entry, on disk or, once fetched, in the archive."""
    loaded = _load(services, job.item_id)
    if loaded is None:
        return StageOutcome("gone")
    archived, entry, source = loaded
    if archived.state == "copy":
        return StageOutcome("copy")  # its place was taken while it waited
    chosen = next((one for one in services.candidates(entry, source) if name_of(one) not in skipped), None)
    if chosen is None:
        return StageOutcome("none", "nothing to read or hear in it")
    name = name_of(chosen)
    if chosen.kind == "speech":
        return StageOutcome("speech")
    if not _is_remote(chosen) or _stored(services, job, name) is not None:
        return StageOutcome("found", name)
    return _fetched(services, job, chosen, entry)


def _fetched(services: Services, job: ItemJob, chosen: ContentCandidate, entry: SourceEntry) -> StageOutcome:
    name = name_of(chosen)
    services.reach("fetch:before", job.item_id)
    try:
        answer = services.door.fetch(_address(services, chosen, entry))
    except FetchFailed as error:
        if job.tries < PATIENT_TRIES:
            return StageOutcome("again", str(error), wait_s=error.retry_after_s or 0)
        return StageOutcome("next", f"{name}\x1f{error}")
    except (SourceError, InputError, MissingExtra) as error:
        return StageOutcome("next", f"{name}\x1f{error}")
    with services.database.write() as connection:
        put_work(connection, _fetch_key(job, name), answer.url, _packed(answer, chosen))
        services.reach("fetch:inside", job.item_id)
    services.reach("fetch:after", job.item_id)
    return StageOutcome("found", name)


def parse(services: Services, job: ItemJob, name: str) -> StageOutcome:
    """The candidate's document as a transcript, stored as the item's newest revision."""
    loaded = _load(services, job.item_id)
    if loaded is None:
        return StageOutcome("gone")
    archived, entry, source = loaded
    key = WorkKey(job.item_id, "parse", job.input_hash, STAGE_VERSION)
    with services.database.read() as connection:
        if (done := get_work(connection, key)) is not None:
            return StageOutcome("copy" if done.outcome == "copy" else "parsed")
    services.reach("parse:before", job.item_id)
    try:
        document = _document(services, job, name, entry, source)
        if document is None:
            return StageOutcome("next", f"{name}\x1fis not there any more")
        limits = Limits.for_size(len(document.content))
        item, transcript = services.isolated(
            "earwitness.jobs.worker_functions:parse_document", document, describe(entry, source), limits=limits
        )
    except FetchFailed as error:
        return StageOutcome("again", str(error), wait_s=error.retry_after_s or 0)
    except (SourceError, InputError) as error:
        if isinstance(error, Exhausted | Crashed) and job.tries < STUBBORN_TRIES:
            return StageOutcome("again", str(error))
        return StageOutcome("next", f"{name}\x1f{error}")
    transcript = chaptered(services, entry, transcript)
    if name.startswith("publisher transcript"):
        transcript = aligned(services, archived, entry, source, transcript)
    return store_transcript(services, archived, _named(item, archived, entry), transcript, key)


def store_transcript(services: Services, archived: ArchivedItem, item: Item, transcript: Transcript, key: WorkKey) -> StageOutcome:
    """Stores what was read or heard; the item is then `fetched`, or listed as the copy of another."""
    shingle_keys(words_of(transcript))  # remembered: worked out here, not while others wait for the transaction
    with services.database.write() as connection:
        decide_alone(connection)
        if not lock_item(connection, item.id):
            return StageOutcome("gone")
        if get_state(connection, item.id) == "copy":
            return StageOutcome("copy")  # its place was taken while it was read
        put_revision(connection, item.id, transcript)
        put_described(connection, item.model_copy(update={"fingerprint": transcript.fingerprint}))
        original = settle_words(connection, item.id, transcript) if archived.revision == 0 else None
        put_word_keys(connection, item.id, transcript)
        put_work(connection, key, "copy" if original else transcript.fingerprint)
        if original is not None:
            put_duplicate(connection, item.id, original.original_id, original.reason)
            finish_work(connection, item.id, key.input_hash)
        else:
            put_state(connection, item.id, "fetched")
        services.reach("parse:inside", item.id)
    services.reach("parse:after", item.id)
    return StageOutcome("copy" if original else "parsed")


def digest(services: Services, job: ItemJob) -> StageOutcome:
    """The digest of the item's newest transcript, its passages, its place in the index and across items, all in one transaction."""
    key = WorkKey(job.item_id, "digest", job.input_hash, STAGE_VERSION)
    with services.database.read() as connection:
        archived, transcript = get_item(connection, job.item_id), transcript_of(connection, job.item_id)
        if archived is None or transcript is None:
            return StageOutcome("gone")
        if archived.state == "copy":
            return StageOutcome("copy")
        if get_work(connection, key) is not None and archived.state == "digested":
            return StageOutcome("digested")
    services.reach("digest:before", job.item_id)
    try:
        result = services.digest(archived.item, transcript)
    except InputError as error:
        return StageOutcome("again" if job.tries < STUBBORN_TRIES else "failed", str(error))
    with services.database.write() as connection:
        if not lock_item(connection, job.item_id):
            return StageOutcome("gone")
        if get_state(connection, job.item_id) == "copy":
            return StageOutcome("copy")  # its place was taken while it was analysed
        result = with_claims(connection, result, transcript)
        put_digest(connection, job.item_id, archived.revision, result, stage_version=STAGE_VERSION)
        if services.index is not None:
            services.index.remove(connection, job.item_id)
        put_passages(connection, job.item_id, transcript)
        if services.index is not None:
            services.index.add(connection, job.item_id)
        index_item(connection, [job.item_id])
        put_state(connection, job.item_id, "digested")
        put_work(connection, key, result.transcript.fingerprint)
        finish_work(connection, job.item_id, job.input_hash)
        services.reach("digest:inside", job.item_id)
    services.reach("digest:after", job.item_id)
    return StageOutcome("digested")


def transcribe_audio(services: Services, job: ItemJob) -> StageOutcome:
    """The item's audio as a transcript, stored as its newest revision; waits where there is no speech recognition."""
    loaded = _load(services, job.item_id)
    if loaded is None:
        return StageOutcome("gone")
    archived, entry, source = loaded
    key = WorkKey(job.item_id, "parse", job.input_hash, STAGE_VERSION)
    with services.database.read() as connection:
        if (done := get_work(connection, key)) is not None:
            return StageOutcome("copy" if done.outcome == "copy" else "parsed")
    chosen = next((one for one in services.candidates(entry, source) if one.kind == "speech"), None)
    if chosen is None:
        return StageOutcome("none", "its audio is not there any more")
    if services.hear is None:
        return StageOutcome("speech")
    if video_id(chosen.url):
        return StageOutcome("failed", f"the sound of a video is not fetched, only its captions; {archived.reason}")
    services.reach("parse:before", job.item_id)
    try:
        transcript = chaptered(services, entry, services.hear(archived, entry, chosen))
    except FetchFailed as error:
        return StageOutcome("again", str(error), wait_s=error.retry_after_s or 0)
    except (SourceError, InputError) as error:
        return StageOutcome("again" if lacks_disk_space(error) else "failed", str(error))
    item = archived.item.model_copy(update={"recording": recording_name(chosen.url or "")})
    return store_transcript(services, archived, item, transcript, key)


def finish(services: Services, job: ItemJob, ended: StageOutcome) -> StageOutcome:
    """Records an end that is no digest: waiting for speech, to be tried again at a later time, or failed with the reason."""
    services.reach("finish:before", job.item_id)
    with services.database.write() as connection:
        archived = get_item(connection, job.item_id)
        if archived is None:
            return StageOutcome("gone")
        if archived.state == "copy":
            return StageOutcome("copy")
        if ended.verdict == "speech":
            tried = f" ({ended.detail})" if ended.detail else ""
            why = "it has not been heard yet" if services.hear else f"hearing it {services.deaf}"
            put_state(connection, job.item_id, "waiting for speech", f"only its audio is there, and {why}{tried}")
            finish_work(connection, job.item_id, job.input_hash)
        elif ended.verdict == "again" and job.tries + 1 < MOST_TRIES:
            wait_s = max(ended.wait_s, FIRST_WAIT_S * WAIT_FACTOR**job.tries)
            put_tries(connection, job.item_id, job.tries + 1, services.clock() + wait_s * 1000)
            put_state(connection, job.item_id, archived.state, f"to be tried again: {ended.detail}")
        else:
            tried = f" (tried {job.tries + 1} times)" if job.tries else ""
            put_state(connection, job.item_id, "failed", f"{ended.detail}{tried}")
            drop_content(connection, job.item_id)
        services.reach("finish:inside", job.item_id)
    services.reach("finish:after", job.item_id)
    return ended


def begin_again(connection: sa.Connection, job: ItemJob, now_ms: int) -> bool:
    """Counts work that ended without a trace as one more try; False when that was the last and the item is failed."""
    if count_tries(connection, job.item_id) != job.tries:
        return True  # somebody has counted it already
    if job.tries + 1 < MOST_TRIES:
        put_tries(connection, job.item_id, job.tries + 1, now_ms)
        return True
    put_state(
        connection, job.item_id, "failed", f"every process that worked on it was stopped ({MOST_TRIES} times); sync --retry tries again"
    )
    return False


def name_of(candidate: ContentCandidate) -> str:
    """What a candidate is known by from one process to the next."""
    return f"{candidate.kind} {candidate.url or ''}".strip()


def _address(services: Services, candidate: ContentCandidate, entry: SourceEntry) -> str:
    """Where the candidate's bytes are: for captions of a video, the best file its site lists."""
    if candidate.kind != "captions":
        return candidate.url or ""
    links = services.captions(video_id(candidate.url) or "", language=entry.language)
    if not links:
        raise NotFound(candidate.url or "", "has no captions")
    return links[0].url


def _is_remote(candidate: ContentCandidate) -> bool:
    return candidate.document is None and (candidate.url or "").startswith(("http://", "https://"))


def _load(services: Services, item_id: str) -> tuple[ArchivedItem, SourceEntry, Source] | None:
    with services.database.read() as connection:
        listed = get_listed(connection, item_id)
        source = get_source(connection, listed[0].source_id) if listed else None
    return (*listed, source) if listed and source else None


def _named(item: Item, archived: ArchivedItem, entry: SourceEntry) -> Item:
    """The item as the document describes it, under the id the archive knows it by."""
    known = {"id": archived.item.id, "published": item.published or entry.published, "source": item.source or archived.item.source}
    known["url"] = archived.item.url or (item.url if (item.url or "").startswith("http") else None)
    return item.model_copy(update=known)


def _fetch_key(job: ItemJob, name: str) -> WorkKey:
    return WorkKey(job.item_id, "fetch", hashlib.sha256(f"{job.input_hash}\x1f{name}".encode()).hexdigest()[:16], STAGE_VERSION)


def _stored(services: Services, job: ItemJob, name: str) -> bytes | None:
    with services.database.read() as connection:
        done = get_work(connection, _fetch_key(job, name))
    return done.content if done else None


def _document(services: Services, job: ItemJob, name: str, entry: SourceEntry, source: Source) -> RawDocument | None:
    chosen = next((one for one in services.candidates(entry, source) if name_of(one) == name), None)
    if chosen is None:
        return None
    if not _is_remote(chosen):
        return open_document(chosen, max_bytes=services.settings.max_bytes, imap_password=os.environ.get("EARWITNESS_IMAP_PASSWORD"))
    packed = _stored(services, job, name)
    return _unpacked(packed) if packed is not None else None


def _packed(answer: Fetched, chosen: ContentCandidate) -> bytes:
    name = answer.url.split("?")[0].rstrip("/").rpartition("/")[2] or "page"
    head = json.dumps([name, answer.url, answer.media_type or chosen.media_type or None])
    return zlib.compress(head.encode() + b"\n" + answer.content, 6)


def _unpacked(packed: bytes) -> RawDocument:
    head, _, content = zlib.decompress(packed).partition(b"\n")
    name, url, media_type = json.loads(head)
    return RawDocument(content, name, url=url, media_type=media_type)
