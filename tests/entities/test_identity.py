"""Decisions on names: joined by rules and people, parted, undone without a trace; the same in any order."""

import itertools

import pytest
import sqlalchemy as sa
from tests.entities.shelf import PAPER, Shelf, dump

from earwitness.entities.decisions import decisions_on
from earwitness.entities.entities import count_entities, entity_facts, list_entities, open_suggestions
from earwitness.entities.identity import Act, find_entities, merge, part, part_spelling, undo
from earwitness.entities.identity_rules import Name, judge, keys_of
from earwitness.entities.indexing import catch_up, rebuild
from earwitness.errors import NotFound, UsageError
from earwitness.search.open import open_index
from earwitness.storage.engine import Database, open_database
from earwitness.storage.entity_tables import gathered, heard, identities, ledger, name_keys, names, said_of, subjects, voices
from earwitness.storage.erase import erase, plan_erasure
from earwitness.storage.findings import entity_id
from earwitness.storage.tables import aliases, entities, mentions

OPEN_AI, OPENAI = entity_id("organization", "Open AI Grid"), entity_id("organization", "OpenAIGrid")
CORP, PLAIN = entity_id("organization", "Norrby Corp"), entity_id("organization", "Norrby")
DERIVED = (names, name_keys, heard, said_of, ledger, voices, subjects, gathered)
ADA = Act("user:ada", "the same mill", 200)


def _ids(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {row.entity_id: row.canonical_id for row in connection.execute(sa.select(names))}


def _mills(shelf: Shelf) -> None:
    shelf.add("1", [("Ada Quill", "Norrby Corp closed the mill."), ("Bo Rask", "Open AI Grid did not.")],
              names=[("Norrby Corp", "organization", ["Norrby Corp"]), ("Open AI Grid", "organization", ["Open AI Grid"])])  # fmt: skip
    shelf.add("2", [("Ada Quill", "Norrby and Norrby again, and OpenAIGrid.")], source=PAPER,
              names=[("Norrby", "organization", ["Norrby"]), ("OpenAIGrid", "organization", ["OpenAIGrid"])])  # fmt: skip


def test_rules_join_spacing_and_legal_suffix_and_say_why(shelf: Shelf) -> None:
    _mills(shelf)
    with shelf.database.read() as connection:
        shown = {row.name: (row.items, row.mentions) for row in list_entities(connection)}
        facts = entity_facts(connection, CORP)
        assert count_entities(connection) == {"organization": 2}
        assert count_entities(connection, words="norrby corp") == {"organization": 1}
    assert shown == {"Norrby": (2, 3), "OpenAIGrid": (2, 2)}
    assert facts is not None
    assert facts.row.name == "Norrby"
    assert [member.name for member in facts.members] == ["Norrby", "Norrby Corp"]
    (joined,) = facts.decisions
    assert joined.decision.decided_by == "rule:legal suffix"
    assert "legal suffix" in joined.decision.reason
    assert {(one.text, one.mentions) for one in facts.spellings} == {("Norrby", 2), ("Norrby Corp", 1)}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [("GPT-4", "GPT-5", "product"), ("GPT-3.5", "GPT 35", "product"), ("C#", "C++", "product"), ("Apollo 11", "Apollo 12", "work")],
)
def test_names_whose_digits_or_signs_differ_stay_apart(shelf: Shelf, one: str, other: str, kind: str) -> None:
    shelf.add("1", [("Ada Quill", f"{one} and {other}.")], names=[(one, kind, [one]), (other, kind, [other])])
    with shelf.database.read() as connection:
        assert len(list_entities(connection)) == 2
        assert open_suggestions(connection) == ()


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Open AI", "OpenAI", "spelling"),
        ("Git Hub", "GitHub", "spelling"),
        ("Coca-Cola", "Coca Cola®", "spelling"),
        ("Solo.io", "Solo IO", "spelling"),
        ("Norrby & Ek", "Norrby and Ek", "spelling"),
        ("The Norrby Mill", "Norrby Mill", "legal suffix"),
        ("The Norrby Corporation", "Norrby", "legal suffix"),
        ("Norrby Co.", "Norrby Company", "legal suffix"),
        ("NORRBY PLC", "Norrby", "legal suffix"),
        ("Super Tvätt", "supertvätt", "spacing?"),
        ("U-Tvätt", "Utvätt", "spacing?"),
        ("% Norrby", "Norrby", "spacing?"),
        ("The Loom", "Loom", "article?"),
        ("The Loom", "Loom Company", "article?"),
        ("Norrby Inc", "Norrby Corp.", "other suffix?"),
        ("Norrby Ltd", "Norrby PLC", "other suffix?"),
        ("Super Tvätt AB", "supertvätt", "spacing?"),
        ("Café Ek", "Cafe Ek", "accents?"),
        ("Norrby Mill", "Norrby Hill", ""),
        ("Norrby 4", "Norrby 5", ""),
    ],
)
def test_names_are_joined_by_the_same_words_and_asked_about_where_only_the_letters_are(one: str, other: str, rule: str) -> None:
    for first, second in ((one, other), (other, one)):
        found = judge(Name("a", first, "organization", {}), Name("b", second, "organization", {}))
        assert (f"{found.rule}{'' if found.certain else '?'}" if found else "") == rule
    assert keys_of(Name("a", one, "organization", {})) & keys_of(Name("b", other, "organization", {})) or not rule


def test_a_question_about_spacing_waits_until_a_person_answers(shelf: Shelf) -> None:
    shelf.add("1", [("Ada Quill", "Super Tvatt closed.")], names=[("Super Tvatt", "organization", ["Super Tvatt"])])
    shelf.add("2", [("Ada Quill", "Supertvatt opened.")], names=[("Supertvatt", "organization", ["Supertvatt"])])
    with shelf.database.write() as connection:
        (asked,) = open_suggestions(connection)
        assert asked.decision.decided_by == "rule:spacing"
        assert len(list_entities(connection)) == 2
        merge(connection, *asked.decision.pair, ADA)
        assert open_suggestions(connection) == ()
        assert len(list_entities(connection)) == 1


def test_what_an_older_version_joined_by_letters_alone_is_a_question_after_the_migration(shelf: Shelf, database_url: str) -> None:
    shelf.add("1", [("Ada Quill", "Super Tvatt.")], names=[("Super Tvatt", "organization", ["Super Tvatt"])])
    shelf.add("2", [("Ada Quill", "Supertvatt.")], names=[("Supertvatt", "organization", ["Supertvatt"])])
    one, other = sorted(entity_id("organization", name) for name in ("Super Tvatt", "Supertvatt"))
    with shelf.database.write() as connection:
        connection.execute(sa.update(identities).values(id="0" * 16, decided_by="rule:spelling", state="standing"))
        connection.execute(sa.update(names).values(canonical_id=one))
        for later in ("privacy", "shown_url"):
            connection.execute(sa.text(f"ALTER TABLE sources DROP COLUMN {later}"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0010'"))
        assert connection.scalar(sa.select(sa.func.count()).select_from(names).where(names.c.stale > 0)) == 0
    open_database(database_url).close()
    catch_up(shelf.database, now_ms=9)
    assert _ids(shelf.database) == {one: one, other: other}
    with shelf.database.read() as connection:
        (asked,) = open_suggestions(connection)
    assert asked.decision.decided_by == "rule:spacing"


def test_one_wikidata_id_joins_two_names_and_two_ids_keep_one_name_apart(shelf: Shelf) -> None:
    shelf.add("1", [("Ada Quill", "Norrby Bruk.")], names=[("Norrby Bruk", "organization", ["Norrby Bruk"], {"wikidata": "Q1"})])
    shelf.add("2", [("Ada Quill", "The mill.")], names=[("The mill", "organization", ["The mill"], {"wikidata": "Q1"})])
    shelf.add("3", [("Ada Quill", "Norrby-Bruk.")], names=[("NorrbyBruk", "organization", ["Norrby-Bruk"], {"wikidata": "Q2"})])
    with shelf.database.read() as connection:
        assert sorted((row.name, row.items) for row in list_entities(connection)) == [("NorrbyBruk", 1), ("The mill", 2)]


def test_a_name_without_id_does_not_bring_two_with_different_ids_together(shelf: Shelf) -> None:
    for at, (name, ids) in enumerate((("Norrby Bruk", {"wikidata": "Q1"}), ("Norrby bruk AB", {}), ("NorrbyBruk", {"wikidata": "Q2"}))):
        shelf.add(str(at), [("Ada Quill", f"{name}.")], names=[(name, "organization", [name], ids)])
    with shelf.database.read() as connection:
        assert sorted(row.items for row in list_entities(connection)) == [1, 2]


def test_what_sounds_alike_in_one_show_is_suggested_and_waits_for_an_answer(shelf: Shelf) -> None:
    shelf.add("1", [("Ada Quill", "Daniel Beutel spoke.")], names=[("Daniel Beutel", "person", ["Daniel Beutel"])])
    shelf.add("2", [("Ada Quill", "Daniel Beautel spoke.")], names=[("Daniel Beautel", "person", ["Daniel Beautel"])])
    with shelf.database.write() as connection:
        (suggested,) = open_suggestions(connection)
        assert {suggested.name, suggested.other} == {"Daniel Beutel", "Daniel Beautel"}
        assert suggested.decision.evidence == ("both are named in items of one source",)
        assert len(list_entities(connection)) == 2
        result = merge(connection, suggested.decision.other_id, suggested.decision.entity_id, ADA)
        assert open_suggestions(connection) == ()
        assert len(list_entities(connection)) == 1
        undo(connection, result.id, ADA._replace(now_ms=300))
        assert len(open_suggestions(connection)) == 1
        part(connection, *suggested.decision.pair, ADA._replace(now_ms=400))
        assert open_suggestions(connection) == ()


def test_merging_and_undoing_gives_back_what_was_to_the_byte(shelf: Shelf) -> None:
    _mills(shelf)
    tables = (*DERIVED, entities, aliases, mentions)
    before = dump(shelf.database, *tables)
    with shelf.database.write() as connection:
        result = merge(connection, CORP, OPENAI, ADA)
        assert [(row.name, row.items, row.mentions) for row in list_entities(connection)] == [("OpenAIGrid", 2, 5)]
    assert dump(shelf.database, *tables) != before
    with shelf.database.write() as connection:
        undo(connection, result.id, ADA._replace(now_ms=300))
    assert dump(shelf.database, *tables) == before


def test_a_rules_join_that_is_undone_is_not_made_again(shelf: Shelf) -> None:
    _mills(shelf)
    with shelf.database.write() as connection:
        (rule,) = (one for one in decisions_on(connection, [PLAIN]) if one.by_rule)
        undo(connection, rule.id, ADA)
    _mills(shelf)
    shelf.add("3", [("Ada Quill", "Norrby Corp once more.")], names=[("Norrby Corp", "organization", ["Norrby Corp"])])
    rebuild(shelf.database, now_ms=5)
    ids = _ids(shelf.database)
    assert ids[CORP] == CORP
    assert ids[PLAIN] == PLAIN
    with shelf.database.write() as connection:
        merge(connection, CORP, PLAIN, ADA._replace(now_ms=300))  # a later word of a person counts more
    assert _ids(shelf.database)[CORP] == PLAIN


def test_a_join_that_would_bring_parted_names_together_is_refused(shelf: Shelf) -> None:
    _mills(shelf)
    with shelf.database.write() as connection:
        part(connection, CORP, OPENAI, ADA)
    with pytest.raises(UsageError, match="set apart"), shelf.database.write() as connection:
        merge(connection, PLAIN, OPEN_AI, ADA._replace(now_ms=300))
    ids = _ids(shelf.database)
    assert ids[CORP] == ids[PLAIN] != ids[OPENAI] == ids[OPEN_AI]
    with pytest.raises(UsageError, match="already"), shelf.database.write() as connection:
        merge(connection, CORP, PLAIN, ADA)
    with pytest.raises(NotFound), shelf.database.write() as connection:
        merge(connection, "0" * 16, PLAIN, ADA)


def test_chains_have_the_name_the_newest_decision_gave(shelf: Shelf) -> None:
    for at, name in enumerate(("Alpha Works", "Beta Works", "Gamma Works")):
        shelf.add(str(at + 1), [("Ada Quill", f"{name}.")], names=[(name, "organization", [name])])
    alpha, beta, gamma = (entity_id("organization", name) for name in ("Alpha Works", "Beta Works", "Gamma Works"))
    with shelf.database.write() as connection:
        merge(connection, alpha, beta, ADA)
        last = merge(connection, beta, gamma, ADA._replace(now_ms=300))
    assert set(_ids(shelf.database).values()) == {gamma}
    with shelf.database.write() as connection:
        undo(connection, last.id, ADA._replace(now_ms=400))
    assert _ids(shelf.database) == {alpha: beta, beta: beta, gamma: gamma}


def test_a_spelling_heard_wrong_is_parted_and_brought_back(shelf: Shelf) -> None:
    reasons = ["two unusual words", "sounds like Yanis Caritu, who is present"]
    turns = [("Yanis Caritu", "I am Yanis Caritu. Electronic Neose smell 12 things."), ("Ada Quill", "Neose do.")]
    names_ = [("Yanis Caritu", "person", ["Yanis Caritu", "Neose"], {}, reasons)]
    item = shelf.add("1", turns, names=names_, quotes=["Electronic Neose smell 12 things."])
    yanis, neose = entity_id("person", "Yanis Caritu"), entity_id("person", "Neose")
    before = dump(shelf.database, heard, said_of, ledger)
    with shelf.database.write() as connection:
        facts = entity_facts(connection, yanis)
        assert facts is not None
        heard_as = {one.text: one for one in facts.spellings}
        assert "sounds like Yanis Caritu, who is present" in heard_as["Neose"].why
        assert (heard_as["Neose"].mentions, heard_as["Neose"].item_id) == (2, item)
        result = part_spelling(connection, yanis, "neose", ADA)
        assert [(row.name, row.mentions) for row in list_entities(connection)] == [("Neose", 2), ("Yanis Caritu", 2)]
        assert connection.scalars(sa.select(said_of.c.beside).where(said_of.c.entity_id == neose)).all() == [0]
        with pytest.raises(NotFound):
            part_spelling(connection, yanis, "Nobody", ADA)
        with pytest.raises(UsageError):
            part_spelling(connection, yanis, "Yanis Caritu", ADA)
    shelf.add("1", turns, names=names_, quotes=["Electronic Neose smell 12 things."])  # digested again: it stays parted
    with shelf.database.write() as connection:
        assert [row.name for row in list_entities(connection)] == ["Neose", "Yanis Caritu"]
        undo(connection, result.id, ADA._replace(now_ms=300))
        assert [(row.name, row.mentions) for row in list_entities(connection)] == [("Yanis Caritu", 4)]
    assert dump(shelf.database, heard, said_of, ledger) == before


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_items_come_the_archive_says_the_same(shelf: Shelf, order: tuple[int, ...]) -> None:
    source_text = (
        [("Norrby Corp", "organization", ["Norrby Corp"])],
        [("Norrby", "organization", ["Norrby"]), ("Norrby", "product", ["Norrby"])],
        [("The Norrby Corporation", "organization", ["The Norrby Corporation"], {"wikidata": "Q1"})],
    )
    for at in order:
        shelf.add(str(at), [("Ada Quill", "Norrby Corp, The Norrby Corporation.")], names=source_text[at])
    once = dump(shelf.database, identities, *DERIVED)
    rebuild(shelf.database, now_ms=100)
    assert dump(shelf.database, identities, *DERIVED) == once
    with shelf.database.read() as connection:
        first, *_ = list_entities(connection)
        assert (first.name, first.items) == ("The Norrby Corporation", 3)


def test_an_archive_made_before_is_caught_up_with(shelf: Shelf) -> None:
    _mills(shelf)
    once = dump(shelf.database, *DERIVED)
    with shelf.database.write() as connection:
        connection.execute(sa.delete(gathered))
    assert catch_up(shelf.database, now_ms=100, limit=1) == 1
    assert catch_up(shelf.database, now_ms=100) == 1
    assert catch_up(shelf.database, now_ms=100) == 0
    assert dump(shelf.database, *DERIVED) == once


def test_erasing_takes_counts_decisions_and_parted_spellings_along(shelf: Shelf) -> None:
    _mills(shelf)
    item = shelf.add("3", [("Yanis Caritu", "Neose, Neose, Norrby.")],
                     names=[("Yanis Caritu", "person", ["Yanis Caritu", "Neose"]), ("Norrby", "organization", ["Norrby"])])  # fmt: skip
    yanis = entity_id("person", "Yanis Caritu")
    with shelf.database.write() as connection:
        part_spelling(connection, yanis, "Neose", ADA)
        merge(connection, yanis, PLAIN, ADA)
        plan = plan_erasure(connection, item_ids=[item])
    erase(shelf.database, plan, open_index(shelf.database), now_ms=1)
    catch_up(shelf.database, now_ms=100)
    left = dump(shelf.database, identities, entities, aliases, *DERIVED)
    assert "eose" not in str(left)
    assert "Yanis" not in str(left)
    with shelf.database.read() as connection:
        assert {row.name: (row.items, row.mentions) for row in list_entities(connection)} == {"Norrby": (2, 3), "OpenAIGrid": (2, 2)}


def test_names_are_found_by_id_name_and_spelling(shelf: Shelf) -> None:
    _mills(shelf)
    with shelf.database.read() as connection:
        assert find_entities(connection, CORP) == (PLAIN,)
        assert find_entities(connection, "norrby corp") == (PLAIN,)
        assert find_entities(connection, "orrb") == ()
        assert find_entities(connection, "nothing of the kind") == ()
