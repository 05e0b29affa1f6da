from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.storage.archive_values import ENTRY, ITEM, SOURCE, TEXT, archived, digest

from earwitness.errors import UsageError
from earwitness.model.archive import Source
from earwitness.model.evidence import Rejected
from earwitness.model.media import Person
from earwitness.model.transcript import Segment, Transcript
from earwitness.search.open import open_index
from earwitness.storage import findings as finding_store
from earwitness.storage import items as item_store
from earwitness.storage import sources as source_store
from earwitness.storage import transcripts as transcript_store
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database
from earwitness.storage.erase import POSTGRES_KEEPS, erase, is_erased, plan_erasure
from earwitness.storage.person_mentions import find_person
from earwitness.storage.tables import aliases, entities, erased, items, metadata, transcripts

TOKEN = "Zyxqoria"
OTHER = Source(id="6" * 16, url="https://other.example/feed", kind="feed", title="The Other")


def fill(database: Database, item_id: str, token: str, *, source: Source = SOURCE, filler: int = 300) -> None:
    """An item with the token in its title, speaker, text, alias, entry, a rejected proposal and the search index."""
    text = TEXT.replace("Ada Quill", f"Ada {token}") + f" {token} was here." + "".join(f" word{item_id}{at}" for at in range(filler))
    segments = (Segment(start=0, end=len(text), speaker=f"Ada {token}", start_ms=0, end_ms=9000),)
    transcript = Transcript(text=text, segments=segments, origin="captions", language="en")
    item = ITEM.model_copy(update={"id": item_id, "title": f"The mill of {token}", "people": (Person(name=f"Ada {token}"),)})
    result = digest(item)
    entity = result.entities[0].model_copy(update={"aliases": (f"Norby {token}",)})
    audit = result.audit.model_copy(update={"rejected": (Rejected(kind="quote", reason="not found", proposal=f"{token} closed."),)})
    with database.write() as connection:
        source_store.put_source(connection, source, now_ms=1)
        listed = archived(item, guid=f"guid {item_id} {token}").model_copy(update={"source_id": source.id})
        item_store.put_item(connection, listed, ENTRY.model_copy(update={"summary_html": f"<p>{token}</p>"}))
        revision = transcript_store.put_revision(connection, item_id, transcript)
        transcript_store.put_passages(connection, item_id, transcript)
        put_word_keys(connection, item_id, transcript)
        finding_store.put_digest(
            connection, item_id, revision, result.model_copy(update={"entities": (entity,), "audit": audit}), stage_version="1"
        )
        open_index_of(database).add(connection, item_id)


_INDEXES: dict[int, object] = {}


def open_index_of(database: Database):
    return _INDEXES[id(database)]


@pytest.fixture
def archive(database: Database):
    _INDEXES[id(database)] = open_index(database)
    yield database
    del _INDEXES[id(database)]


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes().lower() for file in sorted(folder.rglob("*")) if file.is_file())


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def rows_with(database: Database, token: str) -> list[str]:
    """Tables in which the token still stands; compressed columns are judged by the bytes."""
    with database.read() as connection:
        rows = {table.name: str(connection.execute(sa.select(table)).all()).lower() for table in metadata.sorted_tables}
    return [name for name, written in rows.items() if token.lower() in written]


def test_an_erased_item_is_gone_to_the_byte(archive: Database, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (media / f"{'a' * 16}.mp3").write_bytes(TOKEN.encode())
    (media / f"{'b' * 16}.mp3").write_bytes(b"other")
    fill(archive, "a" * 16, TOKEN)
    fill(archive, "b" * 16, "Plainly")
    assert rows_with(archive, TOKEN)
    with archive.read() as connection:
        plan = plan_erasure(connection, item_ids=["a" * 16], media=media)
    assert plan.titles == (f"The mill of {TOKEN}",)
    assert plan.rows["items"] == 1
    assert [file.name for file in plan.files] == [f"{'a' * 16}.mp3"]
    done = erase(archive, plan, open_index_of(archive), now_ms=5)
    assert done.rows["transcripts"] == done.rows["aliases"] == 1
    assert rows_with(archive, TOKEN) == []
    if archive.is_postgres:
        assert done.notes == (POSTGRES_KEEPS,)
    else:
        assert done.notes == ()
        assert TOKEN.lower().encode() not in bytes_of(tmp_path)
    assert (media / f"{'b' * 16}.mp3").exists()
    assert count(archive, items) == count(archive, transcripts) == count(archive, entities) == 1
    with archive.read() as connection:
        assert is_erased(connection, "a" * 16)
        assert not is_erased(connection, "b" * 16)


def test_erasing_again_changes_nothing(archive: Database) -> None:
    fill(archive, "a" * 16, TOKEN)
    for _ in range(2):
        with archive.read() as connection:
            plan = plan_erasure(connection, item_ids=["a" * 16])
        erase(archive, plan, open_index_of(archive), now_ms=5)
    assert rows_with(archive, TOKEN) == []
    assert count(archive, erased) == 1


def test_copies_go_with_an_item_and_come_back_to_life_without_their_source(archive: Database) -> None:
    fill(archive, "a" * 16, TOKEN)
    fill(archive, "c" * 16, TOKEN, source=OTHER)
    with archive.write() as connection:
        item_store.put_duplicate(connection, "c" * 16, "a" * 16, f"same words as “The mill of {TOKEN}”")
    with archive.read() as connection:
        assert plan_erasure(connection, item_ids=["a" * 16]).item_ids == ("a" * 16, "c" * 16)
        plan = plan_erasure(connection, source_ids=[SOURCE.id])
    assert plan.item_ids == ("a" * 16,)
    erase(archive, plan, open_index_of(archive), now_ms=5)
    with archive.read() as connection:
        left = item_store.get_item(connection, "c" * 16)
        assert left is not None
        assert (left.state, left.copy_of, left.reason) == ("new", None, "")
        assert source_store.get_source(connection, SOURCE.id) is None
        assert not is_erased(connection, "a" * 16)  # followed again, the source brings its items back


def test_what_others_still_say_stays(archive: Database) -> None:
    fill(archive, "a" * 16, TOKEN)
    fill(archive, "b" * 16, "Plainly")
    with archive.read() as connection:
        plan = plan_erasure(connection, item_ids=["a" * 16])
    erase(archive, plan, open_index_of(archive), now_ms=5)
    with archive.read() as connection:
        assert list(connection.scalars(sa.select(entities.c.name))) == ["Norrby"]
        assert set(connection.scalars(sa.select(aliases.c.alias))) == {"Norrby", "Norby Plainly"}
        assert finding_store.get_digest(connection, "b" * 16) is not None


def test_a_person_is_found_wherever_they_speak_or_are_named(archive: Database) -> None:
    fill(archive, "a" * 16, TOKEN)
    fill(archive, "b" * 16, "Plainly")
    split = Transcript(text=f"They met Ada\n{TOKEN.upper()}, once.", segments=(Segment(start=0, end=30),), origin="captions")
    with archive.write() as connection:
        transcript_store.put_revision(connection, "b" * 16, split)
    with archive.read() as connection:
        found = find_person(connection, [f"ada {TOKEN}"])
        assert (found.speaking, found.named, found.source_ids) == (("a" * 16,), ("b" * 16,), ())
        assert find_person(connection, ["Nobody Here"]).named == ()
        assert find_person(connection, ["The Show"]).source_ids == (SOURCE.id,)
        with pytest.raises(UsageError, match="too short"):
            find_person(connection, ["Bo"])
