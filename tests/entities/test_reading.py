"""Timelines, what is said of a name, speakers, topics, ledgers: each told exactly what was put in."""

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.entities.shelf import PAPER, SHOW, Shelf

from earwitness.entities.entities import entity_facts, list_entities, members_of
from earwitness.entities.ledger import LedgerRow, Order, Wanted, list_ledger, statements_about_entity, units
from earwitness.entities.slugs import slug
from earwitness.entities.speakers import count_speakers, list_speakers, speaker_facts, speaking
from earwitness.entities.statements import appearances, bars, companions, fitting, namings, timeline
from earwitness.entities.topics import count_topics, list_topics, topic_facts, topic_items
from earwitness.storage.findings import entity_id
from earwitness.storage.items import find_items, put_described
from earwitness.website.views.entities import entity_page

NORRBY = entity_id("place", "Norrby")


@pytest.fixture
def town(shelf: Shelf) -> Shelf:
    """Three items of two sources and three months, one of them undated."""
    shelf.add(
        "1",
        [
            ("Ada Quill", "The mill at Norrby had 40 looms. Nobody missed it."),
            ("Bo Rask", "By 2029 it will open again."),
            ("Speaker 3", "Yes."),
        ],
        published="2026-01-10",
        names=[("Norrby", "place", ["Norrby"])],
        quotes=["Nobody missed it."],
        numbers=[{"text": "The mill at Norrby had 40 looms.", "value": 40, "unit": "looms", "subject": "The mill"}],
        predictions=[{"text": "By 2029 it will open again.", "due": "2029", "horizon": "By 2029"}],
        topics=["textile mills"],
    )
    shelf.add(
        "2",
        [("Ada Quill", "Norrby again: the mill ran 60 looms, and 5 % of Norrby worked there.")],
        published="2026-03-02T08:00:00Z",
        source=PAPER,
        names=[("Norrby", "place", ["Norrby"]), ("Hanna Ek", "person", ["Ada"])],
        numbers=[
            {"text": "the mill ran 60 looms", "value": 60, "unit": "looms", "subject": "mill"},
            {"text": "5 % of Norrby worked there", "value": 5, "unit": "%", "subject": ""},
        ],
        predictions=[{"text": "Norrby again", "due": "2026-06"}],
        topics=["textile mills", "C++"],
    )
    shelf.add("3", [("Ada Quill", "Nothing was said of it.")], published=None, quotes=["Nothing was said of it."])
    return shelf


def _texts(rows: tuple[LedgerRow, ...]) -> list[str]:
    return [row.text for row in rows]


def test_mentions_over_time_and_by_source(town: Shelf) -> None:
    with town.database.read() as connection:
        named = namings(connection, members_of(connection, NORRBY))
        reported = timeline(connection, named, "month")
        places = appearances(connection, [NORRBY], named)
        beside = companions(connection, [NORRBY], named)
    assert [(bar.label, bar.mentions, bar.items) for bar in reported.bars] == [("2026-01", 1, 1), ("2026-02", 0, 0), ("2026-03", 2, 1)]
    assert [(share.title, share.mentions, share.items) for share in reported.sources] == [("The Paper", 2, 1), ("The Show", 1, 1)]
    assert reported.undated == 0
    assert [(one.title, one.mentions, [spot.text for spot in one.spots]) for one in places] == [
        ("Item 2", 2, ["Norrby", "Norrby"]),
        ("Item 1", 1, ["Norrby"]),
    ]
    assert places[1].context.startswith("Ada Quill: The mill")
    assert [(one.name, one.items) for one in beside] == [("Hanna Ek", 1)]


def test_what_is_said_of_a_name_overlaps_it_or_stands_in_its_passage(town: Shelf) -> None:
    with town.database.read() as connection:
        source_text = statements_about_entity(connection, [NORRBY], most=1)
        named = list_ledger(connection, Wanted("number", entity_ids=(NORRBY,), named=True))
        beside = list_ledger(connection, Wanted("quote", entity_ids=(NORRBY,)))
        assert list_ledger(connection, Wanted("quote", entity_ids=(NORRBY,), named=True)).total == 0
    assert [(one.type, one.beside, _texts(one.rows), one.total) for one in source_text] == [
        ("number", False, ["5 % of Norrby worked there"], 2),
        ("number", True, ["the mill ran 60 looms"], 1),
        ("prediction", False, ["Norrby again"], 1),
        ("quote", True, ["Nobody missed it."], 1),
    ]
    assert source_text[3].rows == beside.rows
    assert _texts(named.rows) == ["5 % of Norrby worked there", "The mill at Norrby had 40 looms."]
    assert _texts(beside.rows) == ["Nobody missed it."]
    assert (beside.rows[0].speaker, beside.rows[0].title, beside.rows[0].source) == ("Ada Quill", "Item 1", "The Show")


@pytest.mark.parametrize(
    ("wanted", "order", "expected"),
    [
        (Wanted("number"), None, [60, 5, 40]),
        (Wanted("number"), Order("value", descending=False), [5, 40, 60]),
        (Wanted("number"), Order("subject", descending=True), [60, 40, 5]),
        (Wanted("number", unit="looms"), Order("value"), [60, 40]),
        (Wanted("number", words="MILL looms"), None, [60, 40]),
        (Wanted("number", words="100%"), None, []),
        (Wanted("number", subject="Mill"), None, [60, 40]),
        (Wanted("number", quantity="mill|looms"), Order("value"), [60, 40]),
        (Wanted("number", source_ids=(SHOW.id,)), None, [40]),
        (Wanted("number", speaker_id="bo-rask"), None, []),
        (Wanted("number", after="2026-02"), None, [60, 5]),
        (Wanted("number", before="2026-01-10"), None, [40]),
        (Wanted("number", before="2026"), None, [60, 5, 40]),
    ],
)
def test_numbers_are_filtered_and_sorted(town: Shelf, wanted: Wanted, order: Order | None, expected: list[int]) -> None:
    with town.database.read() as connection:
        page = list_ledger(connection, wanted, order)
        paged = [row for at in range(page.total) for row in list_ledger(connection, wanted, order, limit=1, offset=at).rows]
    assert [row.fields["value"] for row in page.rows] == expected
    assert page.total == len(expected)
    assert paged == list(page.rows)


def test_predictions_come_by_due_date_and_numbers_show_their_rivals(town: Shelf) -> None:
    with town.database.read() as connection:
        due = list_ledger(connection, Wanted("prediction", due=True), Order("due", descending=False))
        late = list_ledger(connection, Wanted("prediction", due_after="2027", due_before="2029-12"))
        numbers = list_ledger(connection, Wanted("number"), Order("value"))
        assert units(connection) == (("looms", 2), ("%", 1))
    assert [(row.due, row.fields["due"]) for row in due.rows] == [("2026-06-30", "2026-06"), ("2029-12-31", "2029")]
    assert _texts(late.rows) == ["By 2029 it will open again."]
    assert [(row.text, row.rivals) for row in numbers.rows] == [
        ("the mill ran 60 looms", 1),
        ("The mill at Norrby had 40 looms.", 1),
        ("5 % of Norrby worked there", 0),
    ]


def test_each_spelling_is_shown_where_it_was_heard_first_those_without_a_day_last(shelf: Shelf) -> None:
    transcribed = {"1": (None, "Hanna"), "2": ("2026-05-01", "Hanna Ek"), "3": ("2026-04-01", "Hanna"), "4": ("2026-04-01", "Hannah Eck")}
    transcribed |= {"5": (None, "H. Ek"), "6": (None, "H. Ek"), "7": ("2026-04-01", "Hannah Eck")}
    for id_, (day, spelling) in sorted(transcribed.items(), reverse=True):
        shelf.add(id_, [("Ada Quill", f"So {spelling} said.")], published=day, names=[("Hanna Ek", "person", [spelling], {}, ["listed"])])
    with shelf.database.read() as connection:
        facts = entity_facts(connection, entity_id("person", "Hanna Ek"))
    assert facts is not None
    assert [(one.text, one.mentions, one.items, one.item_id[0]) for one in facts.spellings] == [
        ("H. Ek", 2, 2, "5"),
        ("Hanna", 2, 2, "3"),
        ("Hannah Eck", 2, 2, "4"),
        ("Hanna Ek", 1, 1, "2"),
    ]
    assert {one.why for one in facts.spellings} == {("listed",)}


def test_the_page_of_a_name_asks_as_much_of_a_large_archive_as_of_a_small_one(shelf: Shelf) -> None:
    def asked() -> int:
        with shelf.database.read() as connection:
            seen: list[str] = []

            def note(_c: object, _cursor: object, statement: str, *_others: object) -> None:
                seen.append(statement)

            sa.event.listen(connection, "before_cursor_execute", note)
            page = entity_page(connection, NORRBY)
            sa.event.remove(connection, "before_cursor_execute", note)
        assert page.facts.spellings
        assert page.said
        return len(seen)

    def add(id_: str) -> None:
        source_text = f"Norrby and N{id_} and Norrby{id_} had {ord(id_)} looms in 2029."
        names = [("Norrby", "place", ["Norrby", f"N{id_}"]), (f"Norrby{id_}", "place", [f"Norrby{id_}"])]
        numbers = [{"text": f"{ord(id_)} looms", "value": ord(id_), "unit": "looms", "subject": f"loom {id_}"}]
        shelf.add(
            id_,
            [("Ada Quill", source_text)],
            names=names,
            quotes=[source_text],
            numbers=numbers,
            predictions=[{"text": source_text, "due": "2029"}],
        )

    add("a")
    few = asked()
    for id_ in "bcdefghijklm":
        add(id_)
    assert asked() == few <= 16


def test_speakers_have_names_words_and_what_they_said(town: Shelf) -> None:
    with town.database.read() as connection:
        rows = list_speakers(connection)
        assert count_speakers(connection) == 2
        assert [row.name for row in list_speakers(connection, words="rask")] == ["Bo Rask"]
        assert [row.name for row in list_speakers(connection, sort="last", source_id=PAPER.id)] == ["Ada Quill"]
        facts = speaker_facts(connection, "ada-quill")
        items = speaking(connection, "ada-quill")
        assert speaker_facts(connection, "speaker-3") is None
    assert [(row.name, row.items) for row in rows] == [("Ada Quill", 3), ("Bo Rask", 1)]
    assert rows[1].words == 6
    assert rows[1].ms == 60_000
    assert facts is not None
    assert facts.counts == {"number": 3, "prediction": 1, "quote": 2}
    assert [(one.title, one.words) for one in items] == [("Item 2", 14), ("Item 1", 10), ("Item 3", 5)]


def test_topics_have_their_items_and_neighbours(town: Shelf) -> None:
    with town.database.read() as connection:
        assert [(row.id, row.items) for row in list_topics(connection)] == [("textile-mills", 2), (slug("C++"), 1)]
        assert count_topics(connection, words="mills") == 1
        facts = topic_facts(connection, "textile-mills")
        items = topic_items(connection, "textile-mills")
        assert topic_facts(connection, "nothing") is None
    assert facts is not None
    assert [row.name for row in facts.beside] == ["C++"]
    assert [(one.title, one.keywords) for one in items] == [("Item 2", ("mill",)), ("Item 1", ("mill",))]


def test_no_list_reads_whole_tables(town: Shelf) -> None:
    """On SQLite, every list that a page shows is answered from an index; `SCAN ledger` without one would read the archive."""
    if town.database.is_postgres:
        pytest.skip("plans are checked on SQLite")
    seen: list[str] = []
    with town.database.read() as connection:

        def note(_c: object, _cursor: object, statement: str, parameters: tuple, _context: object, _many: object) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                plan = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
                seen.extend(f"{row[3]} <- {statement}" for row in plan)

        sa.event.listen(connection, "before_cursor_execute", note)
        list_entities(connection)
        list_entities(connection, kind="place")
        named = namings(connection, [NORRBY])
        timeline(connection, named)
        appearances(connection, [NORRBY], named)
        companions(connection, [NORRBY], named)
        entity_facts(connection, NORRBY)
        statements_about_entity(connection, [NORRBY])
        for wanted, order in (
            (Wanted("number"), Order()),
            (Wanted("number"), Order("value")),
            (Wanted("prediction", due=True), Order("due")),
            (Wanted("quote", entity_ids=(NORRBY,)), Order()),
            (Wanted("quote", speaker_id="ada-quill"), Order()),
            (Wanted("quote", source_ids=(SHOW.id,)), Order()),
        ):
            list_ledger(connection, wanted, order)
        speaker_facts(connection, "ada-quill")
        speaking(connection, "ada-quill")
        topic_facts(connection, "textile-mills")
        topic_items(connection, "textile-mills")
        sa.event.remove(connection, "before_cursor_execute", note)
    big = ("ledger", "heard", "said_of", "findings", "evidence", "mentions", "items", "names", "entities", "passages")
    assert len(seen) > 30
    assert [line for line in seen if any(line.startswith(f"SCAN {name}") and "INDEX" not in line.split(" <- ")[0] for name in big)] == []


@given(
    st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 9)), max_size=20),
    st.sampled_from(["week", "month", "quarter", "year"]),
)
def test_no_mention_is_lost_in_bars_and_no_step_is_missing(dated: list, step: str) -> None:
    result = bars(dated, step)
    assert sum(bar.mentions for bar in result) == sum(times for _, times in dated)
    assert [bar.start for bar in result] == sorted({bar.start for bar in result})
    assert not result or (result[0].mentions > 0 and result[-1].mentions > 0)
    assert len(bars([(day, 1) for day, _ in dated], fitting([day for day, _ in dated]))) <= 62


def test_addresses_of_names_differ_where_the_names_do() -> None:
    assert slug("C++") != slug("C#") != slug("C")
    assert slug("李明") != slug("王明")
    assert slug("Ada Quill") == slug("ada  quill")
    assert slug("../x") == "x"
    assert len(slug("x" * 500)) < 100


def test_how_often_a_topics_words_occur_is_kept(town: Shelf) -> None:
    with town.database.read() as connection:
        assert [row.mentions for row in list_topics(connection)] == [4, 2]


def test_an_item_is_cited_by_the_show_its_document_names(shelf: Shelf) -> None:
    shelf.add(
        "1",
        [("Ada Quill", "Norrby had 40 looms.")],
        names=[("Norrby", "place", ["Norrby"])],
        quotes=["Norrby had 40 looms."],
        topics=["mills"],
    )
    with shelf.database.write() as connection:
        (retained,) = find_items(connection)
        put_described(connection, retained.item.model_copy(update={"source": "Harbour Talks"}))
    with shelf.database.read() as connection:
        assert [row.source for row in list_ledger(connection, Wanted("quote")).rows] == ["Harbour Talks"]
        assert [one.source for one in speaking(connection, "ada-quill")] == ["Harbour Talks"]
        assert [one.source for one in topic_items(connection, "mills")] == ["Harbour Talks"]
        assert [one.source for one in appearances(connection, [NORRBY], namings(connection, [NORRBY]))] == ["Harbour Talks"]
