import pytest
import sqlalchemy as sa
from tests.search.archive import CHIPS, MILL, UNDATED

from earwitness.search.names import similar
from earwitness.search.query import Also
from earwitness.search.searching import SearchResult, search
from earwitness.storage.engine import Database


def hits(found: SearchResult) -> list[tuple[str, int]]:
    return [(hit.passage.item_id, hit.passage.ordinal) for hit in found.hits]


@pytest.mark.parametrize("typed", ["Cambercon", "cambricom", "Camcon", "CAMBRICON", '"cam bricon"', "Cambercon's"])
def test_a_misspelt_or_misheard_name_finds_the_name(read_only: Database, typed: str) -> None:
    found = search(read_only, typed)
    assert hits(found) == [(CHIPS, 0)]
    assert found.also == (() if typed == "CAMBRICON" else (Also(typed.strip('"'), ("Cambricon",)),))
    assert found.hits[0].highlights[0] == (0, 9)


def test_a_part_of_a_name_is_forgiven_within_a_query(read_only: Database) -> None:
    found = search(read_only, "quil mill -speaker:bo")
    assert [also.names for also in found.also] == []
    assert search(read_only, "speaker:quil mill").hits
    assert search(read_only, "(cambercon OR norby) chips").also == (Also("cambercon", ("Cambricon",)),)


@pytest.mark.parametrize("typed", ["cambridge", "cam", "cambercon*", "cambricon7", "windlass", "mill -cambercon"])
def test_what_is_no_misspelling_stays_as_it_is(read_only: Database, typed: str) -> None:
    found = search(read_only, typed)
    assert found.also == ()
    assert CHIPS not in {item_id for item_id, _ in hits(found)}


def test_a_word_that_is_found_often_is_never_widened(archive: Database) -> None:
    with archive.write() as connection:
        connection.execute(sa.text("INSERT INTO aliases (entity_id, alias, folded) VALUES ('0000000000000000', 'Mills Inc', 'mills inc')"))
        connection.execute(sa.text("INSERT INTO aliases (entity_id, alias, folded) VALUES ('0000000000000000', 'Rivers', 'rivers')"))
    assert search(archive, "mill").also == ()
    assert search(archive, "mill").hits[0].passage.item_id == MILL
    assert hits(search(archive, "river")) == [(UNDATED, 0)]


def test_names_differ_by_few_letters_and_by_no_digit() -> None:
    assert similar("cambercon", ["cambricon", "cameroon", "cambridge"]) == ["cambricon"]
    assert similar("emad", ["amad", "iman", "emod"]) == ["amad", "emod"]
    assert similar("brockmann", ["brockman", "brockhann"]) == ["brockman"]
    assert similar("hinden", ["hidden", "linden"]) == ["hidden", "linden"]
    assert similar("gpt 4", ["gpt 5", "gpt 40"]) == []
    assert similar("abc", ["abd"]) == []
    assert similar("ahmad", ["ahmda", "amad", "ahmad"]) == ["ahmda"]
