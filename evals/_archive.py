"""An archive of real talk for evals: pieces of about 1,000 words of the labelled podcasts and meetings, each an item of its own.

Always the same for the same data and number. Made once into a folder and found there by the next eval.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from earwitness import pipeline
from earwitness.archive.opening import open_archive
from earwitness.entities.indexing import catch_up
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.digest import Digest
from earwitness.model.documents import ItemDraft
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Transcript
from earwitness.search.open import open_index
from earwitness.storage import findings, items, sources, transcripts
from earwitness.storage.items import count_states

WORDS = 1_000
FIRST_DAY = datetime(2021, 1, 4, 7, tzinfo=UTC)
SEEN_MS = 1_700_000_000_000


class Piece(NamedTuple):
    """A stretch of an episode or meeting with its speakers, one turn a line."""

    show: str
    title: str
    text: str


def pieces(data: Path) -> Iterator[Piece]:
    """Every stretch there is in the public podcasts, then in the meetings; then the same cut elsewhere, half of each heard before."""
    yield from _pieces(data, 0)
    yield from _pieces(data, WORDS // 2)


def _pieces(data: Path, skip: int) -> Iterator[Piece]:
    for show, file in (("Practical AI", "podcast_changelog/practicalai.jsonl"), ("Bitcoin talks", "chapters_btc/episodes.jsonl")):
        for line in (data / file).read_text("utf-8").splitlines():
            episode = json.loads(line)
            turns = [(str(turn.get("speaker") or "Speaker"), str(turn.get("text") or "")) for turn in episode["turns"]]
            yield from _stretches(show, str(episode.get("title") or episode["id"]), turns, skip)
    for file in sorted((data / "qmsum").glob("*/*.json")):
        meeting = json.loads(file.read_text("utf-8"))
        turns = [(str(turn["speaker"]), str(turn["content"])) for turn in meeting["meeting_transcripts"]]
        yield from _stretches("Meetings", file.stem, turns, skip)


def _stretches(show: str, title: str, turns: list[tuple[str, str]], skip: int) -> Iterator[Piece]:
    held: list[str] = []
    words, part = -skip, 0
    for speaker, source_text in turns:
        flat = " ".join(source_text.split())
        if not flat:
            continue
        words += flat.count(" ") + 1
        if words <= 0:
            continue
        held.append(f"{speaker}: {flat}")
        if words >= WORDS:
            part += 1
            yield Piece(show, f"{title}, {'part' if not skip else 'middle'} {part}", "\n\n".join(held))
            held, words = [], 0


def archive_of(data: Path, count: int = 2_000, *, home: Path | None = None) -> Path:
    """The home folder of an archive with so many items, made if it is not there; `home` or $EARWITNESS_EVAL_ARCHIVE name the place."""
    folder = home or Path(os.environ.get("EARWITNESS_EVAL_ARCHIVE") or f"/tmp/earwitness-archive-{count}")
    done = folder / "made.json"
    if done.is_file() and json.loads(done.read_text())["items"] == count:
        return folder
    with open_archive(folder, create=True) as archive:
        index = open_index(archive.database)
        put_shows(archive.database)
        with archive.database.read() as connection:
            there = sum(count_states(connection).values())  # what an earlier run made, that was cut off or smaller
        chosen = [(at, piece) for at, piece in enumerate(pieces(data)) if there <= at < count]
        with ProcessPoolExecutor() as pool:
            for at, (digest, transcript) in enumerate(pool.map(_digested, chosen, chunksize=8), there):
                put_item(archive.database, index, at, digest, transcript)
        catch_up(archive.database, now_ms=SEEN_MS)
        archive.database.close()
    done.write_text(json.dumps({"items": there + len(chosen)}))
    return folder


def put_shows(database: object) -> None:
    """Follows the shows the pieces are from."""
    with database.write() as connection:  # type: ignore[attr-defined]
        for show in ("Practical AI", "Bitcoin talks", "Meetings"):
            sources.put_source(connection, source_of(show), now_ms=SEEN_MS)


def source_of(show: str) -> Source:
    """A show as a source."""
    key = show.lower().replace(" ", "-")
    return Source(id=f"{abs(hash_of(key)):016x}"[:16], url=f"https://{key}.example/feed", kind="feed", title=show)


def put_item(database: object, index: object, at: int, digest: Digest, transcript: Transcript) -> None:
    """Stores what was digested as a sync would."""
    item = digest.item
    source = source_of(item.source or "")
    with database.write() as connection:  # type: ignore[attr-defined]
        archived = ArchivedItem(item=item, source_id=source.id, guid=item.id, state="digested", first_seen_ms=SEEN_MS + at * 60_000)
        items.put_item(connection, archived)
        revision = transcripts.put_revision(connection, item.id, transcript)
        findings.put_digest(connection, item.id, revision, digest, stage_version="eval")
        transcripts.put_passages(connection, item.id, transcript)
        index.add(connection, item.id)  # type: ignore[attr-defined]
        items.put_state(connection, item.id, "digested")


def digested_piece(at: int, piece: Piece) -> tuple[Digest, Transcript]:
    """The digest of a piece, published on a day of its own."""
    day = (FIRST_DAY + timedelta(hours=18 * at)).isoformat()
    key = piece.show.lower().replace(" ", "-")
    draft = ItemDraft(title=piece.title, source=piece.show, kind="podcast", published=day, url=f"https://{key}.example/{at}")
    parsed = pipeline.digest(RawDocument(piece.text.encode(), f"{key}-{at}.txt"), _tools(), about=draft)
    return parsed.digest, parsed.transcript


def _digested(given: tuple[int, Piece]) -> tuple[Digest, Transcript]:
    return digested_piece(*given)


def hash_of(text: str) -> int:
    """A number of a text that is the same in every process."""
    return int.from_bytes(text.encode()[:8].ljust(8, b"\0"), "big")


@cache
def _tools() -> pipeline.Tools:
    return pipeline.Tools.standard()


__all__ = ["archive_of", "digested_piece", "pieces", "put_item", "source_of"]
