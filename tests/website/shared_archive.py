"""An archive to publish: a talk, a letter, and whatever a test adds."""

from pathlib import Path

from tests.renderers.harbour_talk import talk
from tests.storage.archive_values import SOURCE

from earwitness.jobs.worker_functions import digest_transcript
from earwitness.model.archive import ArchivedItem
from earwitness.model.digest import Digest
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.storage import findings, items, sources, transcripts
from earwitness.storage.engine import Database, open_database
from earwitness.storage.tables import items as item_table


def opened(home: Path) -> tuple[Database, str]:
    """A new archive in a folder, and its address."""
    home.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{home / 'earwitness.db'}"
    database = open_database(url)
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
    return database, url


def said(item_id: str, title: str, *, published: str | None = "2026-02-03T09:00:00+00:00") -> tuple[Digest, Transcript]:
    """The harbour talk, digested as an item of this id and title."""
    transcript = talk()
    url = f"https://show.example/{item_id}"
    item = Item(
        id=item_id, title=title, published=published, source="The Show", kind="podcast", url=url, fingerprint=transcript.fingerprint
    )
    return digest_transcript(item, transcript), transcript


def put(database: Database, item_id: str, title: str, *, seen: int = 7, published: str | None = "2026-02-03T09:00:00+00:00") -> None:
    """Stores the talk under this id and title."""
    digest, transcript = said(item_id, title, published=published)
    store(database, digest, transcript, seen=seen)


def store(database: Database, digest: Digest, transcript: Transcript, *, seen: int = 7) -> None:
    item = digest.item
    with database.write() as connection:
        items.put_item(connection, ArchivedItem(item=item, source_id=SOURCE.id, guid=item.id, first_seen_ms=seen))
        items.put_described(connection, item)
        revision = transcripts.put_revision(connection, item.id, transcript)
        findings.put_digest(connection, item.id, revision, digest, stage_version="1")
        transcripts.put_passages(connection, item.id, transcript)
        items.put_state(connection, item.id, "digested")


def drop(database: Database, item_id: str) -> None:
    """Erases an item."""
    with database.write() as connection:
        connection.execute(item_table.delete().where(item_table.c.id == item_id))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its relative name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
