"""One contract for both databases: the same query finds the same passages, marks the same words, and the best one first."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.search.archive import CHIPS, ITEMS, LETTER, MILL, RIVER, UNDATED, Said, fill, put_said

from earwitness.errors import UsageError
from earwitness.model.archive import Hit
from earwitness.search.open import open_index
from earwitness.search.query import parse
from earwitness.search.sqlite_index import SqliteIndex
from earwitness.storage.engine import Database, open_database
from earwitness.storage.tables import items, passages


def find(database: Database, text: str, *, limit: int = 20, offset: int = 0, order: str = "relevance") -> tuple[Hit, ...]:
    index = open_index(database)
    with database.read() as connection:
        return index.find(connection, parse(text), limit, offset, order=order)


def places(hits: tuple[Hit, ...]) -> list[tuple[str, int]]:
    return [(hit.passage.item_id, hit.passage.ordinal) for hit in hits]


M0, M1, M2, C0, C1, C2, L0, U0 = [(id_, at) for id_, *_, said in ITEMS for at in range(len(said))]

ANSWERS = {
    "mill": {M0, M1, U0},
    "MILLS": {M0, M1, U0},
    "closing": {M0, M1},
    '"water mill"': {M0},
    '"mill water"': set(),
    "mill water": {M0},
    "mill AND -water": {M1, U0},
    "mill NOT (water OR easy)": {U0},
    "grain OR chips": {C0, C2, L0},
    "(grain OR chips) -cambricon": {C2, L0},
    "trouble (water OR river)": {M2, U0},
    "organiz*": {M2, C1},
    "organisation": set(),
    '"the organ"*': {M2},
    "naive": {C1},
    "NAÏVE": {C1},
    "c++": {C1},
    "c#": {C1},
    "at&t": {C2},
    "1987": {M0, C2},
    "1,987": {M0, C2},
    "3.5": {C0},
    '"3 5"': set(),
    "gpt-4o": {C1},
    "dont": {C1},
    "don’t": {C1},
    "open-source": {C2},
    '"open source"': {C2},
    "寒武纪": {L0},
    "武纪": {L0},
    "纪武": set(),
    "speaker:quill": {M0, M2},
    "speaker:jose": {M1},
    'speaker:"Bo Rask" chips': {C0, C2},
    "speaker:rask -speaker:bo": {M1},
    "chips -speaker:bo": set(),
    "benchmark -speaker:bo": {C1},
    "source:cafe": {M0, M1, M2},
    "source:devices.example": {C0, C1, C2},
    f"source:{RIVER} water": {M0, M2},
    "source:nowhere": set(),
    "kind:newsletter": {L0},
    "mill kind:talk": {U0},
    "mill -kind:talk": {M0, M1},
    "after:2026-02-03 before:2026-02-04": {M0, M1, M2},
    "after:2026": {M0, M1, M2, C0, C1, C2},
    "before:2026": {L0},
    "-before:2026 mill": {M0, M1, U0},
    "mill after:2026-03": set(),
    "entity:cambricon": {C0},
    "entity:camcon": {C0},
    "entity:0000000000000000": {C0},
    "entity:quill": {M0},
    "entity:cambercon": {C0},
    "entity:nobody": set(),
    "mill entity:cambricon": set(),
    "-entity:cambricon chips": {C2},
    "(speaker:eva OR grain)": {U0, L0},
    "trouble (speaker:eva OR entity:cambricon)": {U0},
    "water (mill OR -norby) -(kind:talk OR easy)": {M0, M2},
    "mill OR 1987": {M0, M1, U0, C2},
}

SOME = ("mill", '"water mill"', "organiz* OR grain", "chips speaker:bo", "entity:cambricon")


def test_every_query_finds_just_its_answers(read_only: Database) -> None:
    found = {text: set(places(find(read_only, text))) for text in ANSWERS}
    assert found == ANSWERS


@pytest.mark.parametrize(("few", "candidates"), [(1, 1), (1, 2), (2, 100)])
def test_the_way_a_query_with_filters_is_worked_out_changes_nothing(lone_sqlite: Database, few: int, candidates: int) -> None:
    usual, other = SqliteIndex(), SqliteIndex(few=few, candidates=candidates)
    with lone_sqlite.read() as connection:
        for text in ANSWERS:
            for limit, offset in ((20, 0), (1, 0), (1, 1)):
                expected = usual.find(connection, parse(text), limit, offset)
                assert other.find(connection, parse(text), limit, offset) == expected


def test_what_answers_is_marked_and_nothing_else(read_only: Database) -> None:
    def marked(text: str) -> list[str]:
        return [hit.passage.text[start:end] for hit in find(read_only, text) for start, end in hit.highlights]

    assert marked('"water mill" closed') == ["water mill", "closed"]
    assert marked("organiz* -test") == ["organization"]
    assert marked("cambricon 6.3") == ["Cambricon", "Cambricon", "$6.3"]
    assert marked("naive C++") == ["naïve", "C++"]
    assert marked("1987 nobody") == ["1987", "nobody"]
    assert marked("entity:cambricon") == ["Cambricon"]
    assert marked("entity:cambricon margin") == ["Cambricon", "margin"]
    assert marked("kind:newsletter -mill") == []
    assert marked("武纪") == ["武纪"]


def test_a_hit_says_where_it_comes_from(read_only: Database) -> None:
    (hit,) = find(read_only, "naive")
    assert (hit.title, hit.source, hit.published) == ("Chips for everybody", "Devices Weekly", "2026-05-20")
    assert (hit.passage.speaker, hit.passage.t0_ms, hit.passage.t1_ms) == (None, 10_000, 20_000)
    assert hit.passage.text == ITEMS[1][5][1].text
    assert hit.url
    assert find(read_only, "grain")[0].source == "file:///letters"


def test_the_passage_that_is_most_about_it_comes_first(read_only: Database) -> None:
    assert places(find(read_only, "mill"))[0] == M1
    assert places(find(read_only, "river mill"))[0] == U0
    assert places(find(read_only, "cambricon OR trouble"))[0] in (C0, M2, U0)
    scores = [hit.score for hit in find(read_only, "mill")]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_by_date_the_newest_comes_first_and_the_undated_last(read_only: Database) -> None:
    assert places(find(read_only, "mill OR chips OR grain", order="date")) == [C0, C2, M0, M1, L0, U0]
    assert places(find(read_only, "kind:podcast OR kind:video")) == [C0, C1, C2, M0, M1, M2]


def test_pages_follow_each_other_without_gap_or_repetition(read_only: Database) -> None:
    for text in ("the OR a", "mill kind:podcast OR trouble", "after:2020", "the speaker:a"):
        whole = places(find(read_only, text))
        paged = [place for offset in range(len(whole)) for place in places(find(read_only, text, limit=1, offset=offset))]
        assert paged == whole
        assert len(set(whole)) == len(whole) > 1
        assert find(read_only, text, offset=len(whole)) == ()


def test_equals_come_in_the_order_of_the_archive(database: Database) -> None:
    fill(database)
    index = open_index(database)
    with database.write() as connection:
        connection.execute(sa.delete(passages).where(passages.c.item_id == UNDATED))
        put_said(connection, UNDATED, tuple(Said(None, "A windlass turns.") for _ in range(7)))
        index.add(connection, UNDATED)
    assert places(find(database, "windlass")) == [(UNDATED, at) for at in range(7)]
    assert places(find(database, "windlass kind:talk", limit=3, offset=2)) == [(UNDATED, at) for at in (2, 3, 4)]


def test_what_is_removed_is_not_found_and_doing_it_twice_is_doing_it_once(archive: Database) -> None:
    index = open_index(archive)
    with archive.write() as connection:
        assert index.add(connection, MILL) == 3
        assert index.add(connection, MILL) == 3
    assert len(find(archive, "mill")) == 3
    with archive.write() as connection:
        index.remove(connection, MILL)
        index.remove(connection, MILL)
        index.remove(connection, "0" * 16)
        assert index.add(connection, "0" * 16) == 0
    assert places(find(archive, "mill")) == [U0]
    with archive.write() as connection:
        assert index.add(connection, MILL) == 3
        index.purge(connection)
    assert len(find(archive, "mill")) == 3


def test_deleted_passages_take_their_words_along(archive: Database) -> None:
    with archive.write() as connection:
        connection.execute(sa.delete(items).where(items.c.id == MILL))
        assert connection.exec_driver_sql("SELECT count(*) FROM passage_words").scalar() == 5
        put_said(connection, LETTER, ())
    assert places(find(archive, "mill")) == [U0]
    assert find(archive, "norby") == ()


def test_new_words_of_an_item_replace_the_old(archive: Database) -> None:
    index = open_index(archive)
    with archive.write() as connection:
        index.remove(connection, CHIPS)
        connection.execute(sa.delete(passages).where(passages.c.item_id == CHIPS))
        put_said(connection, CHIPS, (Said("Bo Rask", "Now it is about looms."),))
        index.add(connection, CHIPS)
    assert find(archive, "cambricon") == ()
    assert places(find(archive, "loom")) == [C0]


def test_what_fails_leaves_the_index_as_it_was(archive: Database) -> None:
    index = open_index(archive)
    with archive.engine.connect() as connection:
        index.remove(connection, MILL)
        connection.rollback()
    assert len(find(archive, "mill")) == 3


def test_the_index_is_made_again_from_the_store(archive: Database) -> None:
    before = {text: places(find(archive, text)) for text in SOME}
    with archive.write() as connection:
        assert open_index(archive).rebuild(connection) == 8
    assert {text: places(find(archive, text)) for text in SOME} == before
    with archive.write() as connection:
        connection.exec_driver_sql("DROP TABLE passage_words")
        connection.exec_driver_sql("DELETE FROM search_versions")
    assert {text: places(find(archive, text)) for text in SOME} == before


def test_an_index_made_by_other_rules_is_made_anew(archive: Database) -> None:
    with archive.write() as connection:
        connection.exec_driver_sql("DELETE FROM passage_words")
        connection.exec_driver_sql("UPDATE search_versions SET version = '0/older'")
    assert len(find(archive, "mill")) == 3


def test_counting_stops_where_it_is_told(read_only: Database) -> None:
    index = open_index(read_only)
    with read_only.read() as connection:
        assert index.count(connection, parse("mill"), 2) == 2
        assert index.count(connection, parse("mill"), 100) == 3
        assert index.count(connection, parse("mill kind:podcast"), 100) == 2
        assert index.count(connection, parse("speaker:ada"), 100) == 2
        assert index.count(connection, parse("windlass"), 100) == 0


WORDS = st.sampled_from(
    [
        "mill",
        "river",
        "chips",
        '"water mill"',
        "the",
        "organiz*",
        "c++",
        "寒武",
        "speaker:rask",
        "source:cafe",
        "kind:talk",
        "entity:cambricon",
        "after:2026",
        "é'\\%_",
    ]
)
QUERIES = st.recursive(
    WORDS,
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from([" ", " OR ", " AND ", " -", " NOT "]), parts).map("".join),
        parts.map(lambda part: f"({part})"),
        parts.map(lambda part: f"-({part}) the"),
    ),
    max_leaves=8,
)


@pytest.mark.usefixtures("socket_enabled")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES | st.text(alphabet=st.sampled_from("mil rthe\"()-*:ORNT&'\\%_;é寒\x00"), max_size=30))
def test_any_query_runs_on_both_databases_and_finds_the_same(both: tuple[Database, Database], text: str) -> None:
    try:
        parse(text)
    except UsageError:
        return
    found = [
        {(*place, hit.highlights) for hit, place in zip(hits, places(hits), strict=True)} for hits in (find(one, text) for one in both)
    ]
    assert found[0] == found[1]


def test_an_archive_folder_can_be_searched_before_anything_is_in_it(tmp_path: Path) -> None:
    empty = open_database(f"sqlite:///{tmp_path / 'e.db'}")
    assert find(empty, "mill") == ()
    assert find(empty, "entity:mill OR speaker:ada") == ()
    empty.close()
