import dataclasses
import itertools

import pytest
import sqlalchemy as sa
from tests.storage.archive_values import ENTRY, ITEM, SOURCE, TEXT, TRANSCRIPT, archived, digest

from earwitness.model.archive import PollState
from earwitness.model.transcript import Segment, Transcript
from earwitness.storage import findings as finding_store
from earwitness.storage import items, sources, transcripts
from earwitness.storage.engine import Database
from earwitness.storage.reports import report_sources
from earwitness.storage.tables import aliases, entities, evidence, findings, mentions, metadata, passages, rejected


def _fill(database: Database) -> None:
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
        items.put_item(connection, archived(), ENTRY)
        revision = transcripts.put_revision(connection, ITEM.id, TRANSCRIPT)
        transcripts.put_passages(connection, ITEM.id, TRANSCRIPT)
        finding_store.put_digest(connection, ITEM.id, revision, digest(), stage_version="1")
        items.put_state(connection, ITEM.id, "digested")


def _counts(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in metadata.sorted_tables}


def test_what_goes_in_comes_out_again(database: Database) -> None:
    _fill(database)
    with database.read() as connection:
        assert sources.get_source(connection, SOURCE.id) == SOURCE
        assert items.get_entry(connection, ITEM.id) == ENTRY
        assert items.get_item(connection, ITEM.id) == archived().model_copy(update={"state": "digested", "revision": 1})
        assert transcripts.transcript_of(connection, ITEM.id) == TRANSCRIPT
        assert finding_store.get_digest(connection, ITEM.id) == digest()
        assert finding_store.stage_version_of(connection, ITEM.id, 1) == "1"
        assert finding_store.get_digest(connection, "0" * 16) is None
        assert items.get_item(connection, "0" * 16) is None


def test_doing_it_twice_is_doing_it_once(database: Database) -> None:
    _fill(database)
    once = _counts(database)
    _fill(database)
    assert _counts(database) == once
    assert once["findings"] == 2
    assert once["mentions"] == 1
    assert once["revisions"] == 1


def test_changed_words_are_a_new_revision_and_the_old_evidence_stays(database: Database) -> None:
    _fill(database)
    changed = Transcript(text=TEXT.replace("1987", "1988"), segments=TRANSCRIPT.segments, origin="captions", language="en")
    with database.write() as connection:
        assert transcripts.put_revision(connection, ITEM.id, changed) == 2
    with database.read() as connection:
        assert transcripts.transcript_of(connection, ITEM.id) == changed
        assert transcripts.transcript_of(connection, ITEM.id, 1) == TRANSCRIPT
        assert finding_store.get_digest(connection, ITEM.id, 1) == digest()
        assert finding_store.get_digest(connection, ITEM.id, 2) is None


def test_words_that_come_back_are_the_newest_revision_again(database: Database) -> None:
    _fill(database)
    changed = Transcript(text=TEXT.replace("1987", "1988"), segments=TRANSCRIPT.segments, origin="captions", language="en")
    with database.write() as connection:
        numbers = [transcripts.put_revision(connection, ITEM.id, result) for result in (changed, changed, TRANSCRIPT, TRANSCRIPT)]
    assert numbers == [2, 2, 3, 3]
    with database.read() as connection:
        assert transcripts.transcript_of(connection, ITEM.id) == TRANSCRIPT
        assert items.get_item(connection, ITEM.id).revision == 3


def test_a_reader_sees_one_archive_whatever_is_written_meanwhile(database: Database) -> None:
    with database.read() as reading:
        assert sources.find_sources(reading) == ()
        _fill(database)
        assert sources.find_sources(reading) == ()


def test_the_rows_say_what_the_digest_says(database: Database) -> None:
    _fill(database)
    with database.read() as connection:
        quote = connection.execute(sa.select(findings).where(findings.c.type == "quote")).mappings().one()
        proof = connection.execute(sa.select(evidence).where(evidence.c.type == "quote")).mappings().one()
        refused = connection.execute(sa.select(rejected)).mappings().one()
        spellings = set(connection.scalars(sa.select(aliases.c.folded)))
        place = connection.execute(sa.select(mentions)).mappings().one()
    assert (quote["text"], quote["speaker"]) == (TEXT[55:98], "Bo Rask")
    assert (proof["start"], proof["end"], proof["t0_ms"]) == (55, 98, 4000)
    assert (refused["reason"], refused["proposal"]) == ("not found", "It never closed.")
    assert spellings == {"norrby", "norby"}
    assert (place["text"], place["start"]) == ("Norrby", 23)


def test_dropping_a_source_takes_everything_of_it(database: Database) -> None:
    _fill(database)
    with database.write() as connection:
        assert sources.drop_source(connection, SOURCE.id) == 1
    left = {name: count for name, count in _counts(database).items() if count}
    assert set(left) <= {"transcripts", "entities", "aliases"}


def test_poll_state_outlives_the_connection_and_decides_who_is_due(database: Database) -> None:
    _fill(database)
    state = PollState(
        etag='W/"a b"',
        last_modified="Tue, 03 Feb 2026 10:00:00 GMT",
        last_polled_ms=10,
        next_poll_ms=500,
        failures=2,
        last_error="timed out",
    )
    with database.write() as connection:
        sources.put_poll_state(connection, SOURCE.id, state)
    with database.read() as connection:
        assert sources.poll_state(connection, SOURCE.id) == state
        assert sources.due_sources(connection, now_ms=499) == ()
        assert sources.due_sources(connection, now_ms=500) == (SOURCE,)
        assert sources.due_sources(connection, now_ms=500, only=["other"]) == ()


def test_items_are_found_by_words_state_and_keys(database: Database) -> None:
    _fill(database)
    with database.write() as connection:
        items.put_keys(connection, ITEM.id, [("enclosure", "https://cdn.example/1.mp3"), ("shingle", "a"), ("shingle", "b")])
    with database.read() as connection:
        assert [found.item.id for found in items.find_items(connection, words="MILL")] == [ITEM.id]
        assert items.find_items(connection, words="100%") == ()
        assert items.find_items(connection, state="failed") == ()
        assert items.find_by_keys(connection, "shingle", ["b", "a", "z"]) == {ITEM.id: 2}
        assert items.count_states(connection) == {"digested": 1}
        assert [source.id for source in sources.find_sources(connection, "show.example")] == [SOURCE.id]


@pytest.mark.parametrize("words", ["Über", "über", "ÜBER DIE MÜHLE"])
def test_titles_are_found_whatever_the_case_of_letters_beyond_english(database: Database, words: str) -> None:
    titled = ITEM.model_copy(update={"title": "Über die Mühle"})
    with database.write() as connection:
        sources.put_source(connection, SOURCE.model_copy(update={"title": titled.title}), now_ms=1)
        items.put_item(connection, archived(titled), ENTRY)
    with database.read() as connection:
        assert len(sources.find_sources(connection, words)) == 1
        assert len(items.find_items(connection, words=words)) == 1


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def interrupted() -> None:
        with database.write() as connection:
            sources.put_source(connection, SOURCE, now_ms=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert _counts(database)["sources"] == 0


def test_passages_cover_the_spoken_text_and_keep_their_places() -> None:
    text = " ".join(f"Sentence number {n} says a little more than the one before it." for n in range(60))
    transcript = Transcript(text=text, segments=(Segment(start=0, end=len(text), speaker="Ada Quill", start_ms=0, end_ms=600_000),))
    result = list(transcripts.passages_of("x", transcript))
    assert len(result) > 3
    assert all(text[passage.start : passage.end] == passage.text for passage in result)
    assert all(len(passage.text.split()) <= transcripts.PASSAGE_WORDS * 1.5 for passage in result)
    assert "".join("".join(passage.text.split()) for passage in result) == "".join(text.split())
    times = [passage.t0_ms for passage in result]
    assert times == sorted(times)


def test_the_values_of_the_tests_are_sound() -> None:
    assert TRANSCRIPT.text[55:98] == "Nobody missed it, and that was the trouble."
    assert dataclasses.is_dataclass(Database)
    with_passages = list(transcripts.passages_of(ITEM.id, TRANSCRIPT))
    assert [passage.speaker for passage in with_passages] == ["Ada Quill", "Bo Rask"]
    assert passages.c.text is not None


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_what_most_items_call_an_entity_is_kept_whichever_was_stored_first(database: Database, order: tuple[int, ...]) -> None:
    source_text = (
        {"name": "Norrby", "category": "town", "ids": {}},
        {"name": "NORRBY", "category": "village", "ids": {}},
        {"name": "norrby", "category": "town", "ids": {"wikidata": "Q1"}},
        {"name": "Norrby", "category": "town", "ids": {}},
    )
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
        for at in (*order, order[0]):
            item = ITEM.model_copy(update={"id": f"{at}" * 16})
            items.put_item(connection, archived(item, guid=f"ep-{at}"), ENTRY)
            revision = transcripts.put_revision(connection, item.id, TRANSCRIPT)
            result = digest(item)
            entity = result.entities[0].model_copy(update=source_text[at])
            finding_store.put_digest(connection, item.id, revision, result.model_copy(update={"entities": (entity,)}), stage_version="1")
            if at == order[2]:
                three = connection.execute(sa.select(entities.c.name, entities.c.ids)).all()
        retained = connection.execute(sa.select(entities.c.name, entities.c.category, entities.c.ids)).all()
    assert retained == [("norrby", "town", {"wikidata": "Q1"})]
    assert 2 in order[:3] or three == [("Norrby", {})]


def test_sources_are_read_by_their_ids_in_the_order_asked_for(database) -> None:
    result = [SOURCE.model_copy(update={"id": f"{at:016x}", "url": f"https://show{at}.example/feed"}) for at in range(3)]
    with database.write() as connection:
        for source in result:
            sources.put_source(connection, source, now_ms=1)
        asked = [result[2].id, "no such", result[0].id]
        assert [one.id for one in sources.get_sources(connection, asked)] == [result[2].id, result[0].id]
        reports = report_sources(connection, sources.get_sources(connection, asked))
        assert [one.source.id for one in reports] == [result[2].id, result[0].id]
