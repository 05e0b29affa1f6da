import pytest
from hypothesis import given
from hypothesis import strategies as st

from earwitness.errors import UsageError
from earwitness.search.postgres_index import query_text
from earwitness.search.query import And, Filter, Node, Not, Or, Term, parse, terms
from earwitness.search.sql_index import is_searchable, plan
from earwitness.search.sqlite_index import match_text


def term(text: str, *, prefix: bool = False) -> Term:
    return Term(text, tuple(text.lower().split()), prefix)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("Mill", term("Mill")),
        ("mill river", And((term("mill"), term("river")))),
        ("mill AND river", And((term("mill"), term("river")))),
        ("a b OR c d", Or((And((term("a"), term("b"))), And((term("c"), term("d")))))),
        ("a (b OR c)", And((term("a"), Or((term("b"), term("c")))))),
        ("a -b", And((term("a"), Not(term("b"))))),
        ("a NOT b", And((term("a"), Not(term("b"))))),
        ("a -(b c)", And((term("a"), Not(And((term("b"), term("c"))))))),
        ("a --b", And((term("a"), term("b")))),
        ('"water mill"', term("water mill")),
        ("“water mill”", term("water mill")),
        ("clos*", term("clos", prefix=True)),
        ('"water mil"*', term("water mil", prefix=True)),
        ("and or not", And((term("and"), term("or"), term("not")))),
        ("open-source", Term("open-source", ("open", "source"))),
        ("a - b", And((term("a"), term("b")))),
        ("12:30", Term("12:30", ("12", "30"))),
        ("re:invent", Term("re:invent", ("re", "invent"))),
        ('speaker:"Ada Quill"', Filter("speaker", "Ada Quill")),
        ("KIND:Podcast", Filter("kind", "podcast")),
        ("after:2026 before:2026-3", And((Filter("after", "2026-01-01"), Filter("before", "2026-03-01")))),
        ("-source:river mill", And((Not(Filter("source", "river")), term("mill")))),
        ("a & b", And((term("a"), term("b")))),
    ],
)
def test_a_query_is_read_as_it_reads(text: str, root: Node) -> None:
    assert parse(text).root == root


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("", "holds no word", "speaker:NAME"),
        ("... &", "holds no word", "give words"),
        ('mill "water', "quotation mark at character 6", "close it"),
        ("(a OR b", "( at character 1 is never closed", "add )"),
        ("a)", ") at character 2 closes nothing", "take it out"),
        ("a ()", "character 3 are empty", "put words between"),
        ("OR a", "OR at character 1", "both sides"),
        ("a OR", "OR at character 3", "both sides"),
        ("a (OR b)", "OR at character 4", "both sides"),
        ("a AND OR b", "AND at character 3", "both sides"),
        ("a NOT", "NOT at character 3", "word after"),
        ("-a", "only says what to leave out", "add a word"),
        ("a OR -b", "only says what to leave out", "add a word"),
        ("x*", "x* at character 1 is too short", "2 letters"),
        ("speeker:ada", "no filter speeker:", "did you mean speaker:"),
        ("speaker: ada", "speaker: at character 1 has no value", "speaker:WORD"),
        ('a entity:"&"', "entity: at character 3 has no value", "entity:WORD"),
        ("kind:radio", "no kind 'radio'", "podcast, video"),
        ("after:2026-02-30", "is no date", "2026-02-03"),
        ("before:tomorrow", "is no date", "write 2026"),
        ("(" * 17 + "a" + ")" * 17, "more than 16 deep", "simpler"),
        ("a " * 70, "too many words", "at most 64"),
        ("a" * 3000, "3,000 characters", "at most 2,000"),
    ],
)
def test_a_broken_query_names_the_place_and_the_mend(text: str, problem: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text)
    assert problem in raised.value.problem
    assert hint in raised.value.hint
    assert "\n" not in str(raised.value)


def test_what_is_left_out_is_not_looked_for() -> None:
    assert [found.text for found in terms(parse("a (b OR c) -d").root)] == ["a", "b", "c"]


def test_a_beginning_finds_words_whose_stem_is_shorter_than_it() -> None:
    patterns = parse("organiz*").root.patterns()
    assert (("organiz",), True) in patterns
    assert (("organ",), False) in patterns


def test_words_that_rank_are_told_from_what_restricts() -> None:
    result = plan(parse("mill -river kind:talk (a OR speaker:ada)").root)
    assert result.words == And((term("mill"), Not(term("river"))))
    assert result.restrictions == (Filter("kind", "talk"), Or((term("a"), Filter("speaker", "ada"))))
    assert plan(parse("kind:talk -river").root).words is None


@given(st.text(alphabet=st.sampled_from("ab \"()-*:ORNT&'\\%_;é寒\x00\ud800"), max_size=40) | st.text(max_size=60))
def test_any_text_is_a_query_or_a_usage_error_and_only_stems_reach_a_database(text: str) -> None:
    try:
        query = parse(text)
    except UsageError:
        return
    words = plan(query.root).words
    if words is not None:
        assert is_searchable(words)
        for statement, quote in ((match_text(words), '"'), (query_text(words), "'")):
            outside = "".join(statement.split(quote)[::2])
            assert statement.count(quote) % 2 == 0
            assert set(outside) <= set("()ANDORT *|&!:<->")
            assert "\x00" not in statement
