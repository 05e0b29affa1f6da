"""Archives for tests of pages: written through the store, as sync does it."""

from pathlib import Path

from earwitness import pipeline
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item, RawDocument
from earwitness.search.open import open_index
from earwitness.sources.locations import source_id
from earwitness.storage.engine import Database
from earwitness.storage.findings import put_digest
from earwitness.storage.items import put_item, put_state
from earwitness.storage.sources import poll_state, put_poll_state, put_source
from earwitness.storage.transcripts import put_passages, put_revision

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NAMES = ("boring-grid.talk.vtt", "second-opinion-41.podcast.md", "margin-notes-112.newsletter.md")
SEEN_MS = 1_794_000_000_000
SOURCE = Source(id=source_id("https://example.org/feed.xml"), url="https://example.org/feed.xml", kind="feed", title="Example <Radio>")
BROKEN = Source(id=source_id("https://example.net/feed.xml"), url="https://example.net/feed.xml", kind="feed", title="Broken & Sons")


def filled(database: Database) -> None:
    """The bundled examples digested, one item that failed, one source that does not answer."""
    index = open_index(database)
    with database.write() as connection:
        put_source(connection, SOURCE, now_ms=SEEN_MS)
        put_source(connection, BROKEN, now_ms=SEEN_MS)
        state = poll_state(connection, BROKEN.id)
        put_poll_state(connection, BROKEN.id, state.model_copy(update={"failures": 3, "last_error": "the server says 500"}))
        failed = Item(id="f" * 16, title="Lost <b>episode</b>", source="Broken & Sons", kind="podcast")
        put_item(connection, ArchivedItem(item=failed, source_id=BROKEN.id, guid="lost", first_seen_ms=SEEN_MS))
        put_state(connection, failed.id, "failed", "the transcript is gone (404)")
    for at, name in enumerate(NAMES):
        result = pipeline.digest(RawDocument((EXAMPLES / name).read_bytes(), name), pipeline.Tools.standard())
        item = result.digest.item
        with database.write() as connection:
            put_item(connection, ArchivedItem(item=item, source_id=SOURCE.id, guid=name, first_seen_ms=SEEN_MS + at))
            revision = put_revision(connection, item.id, result.transcript)
            put_digest(connection, item.id, revision, result.digest, stage_version="1")
            put_passages(connection, item.id, result.transcript)
            index.add(connection, item.id)
            put_state(connection, item.id, "digested")
