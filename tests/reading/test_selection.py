"""The choice of what is printed."""

from hypothesis import given
from hypothesis import strategies as st

from earwitness.model.judgement import FIELDS, FUNCTIONS, STANCES, Judgement
from earwitness.reading.selection import Candidate, Options, Run, best, budget, joined, select


def judgement(**fields: float) -> Judgement:
    values = dict.fromkeys(FIELDS, 0.5) | {"promotion": 0.0} | {name: value for name, value in fields.items() if name in FIELDS}
    return Judgement(
        **values, function=(1.0, *[0.0] * (len(FUNCTIONS) - 1)), stance=(fields.get("asserted", 1.0), *[0.0] * (len(STANCES) - 1))
    )


def candidate(at: int, words: str, *, block: int = 0, usable: bool = True, **fields: float) -> Candidate:
    return Candidate(at * 100, at * 100 + 90, 20, block, usable, frozenset(words.split()), judgement(**fields))


def test_the_weightiest_sentences_are_selected_within_the_budget():
    sentences = [candidate(at, f"word{at}", block=at, gist2=at / 10, key=at / 10) for at in range(10)]
    chosen = select(sentences, 60)
    assert sorted(run.first for run in chosen) == [7, 8, 9]


def test_what_was_said_before_is_not_said_again():
    sentences = [candidate(0, "cranes port customs", block=0, gist2=0.9), candidate(1, "cranes port customs", block=1, gist2=0.89),
                 candidate(2, "grain railway", block=2, gist2=0.6)]  # fmt: skip
    assert [run.first for run in select(sentences, 45)] == [0, 2]


def test_promotion_headings_and_what_nobody_asserts_come_last():
    sentences = [candidate(0, "a", block=0, promotion=0.9), candidate(1, "b", block=1, usable=False, gist2=1.0),
                 candidate(2, "c", block=2, asserted=0.1), candidate(3, "d", block=3)]  # fmt: skip
    assert [run.first for run in select(sentences, 25)] == [3]


def test_a_run_never_leaves_its_block():
    sentences = [candidate(at, f"w{at}", block=at // 2, gist2=0.9, alone=0.9) for at in range(6)]
    assert all(sentences[run.first].block == sentences[run.last].block for run in select(sentences, 200))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.booleans()), max_size=30), st.integers(0, 400))
def test_runs_are_disjoint_and_fit_the_room(drawn, room):
    sentences = [candidate(at, f"w{at % 7}", block=block, usable=usable, gist2=value) for at, (value, block, usable) in enumerate(drawn)]
    chosen = select(sentences, room)
    places = [at for run in chosen for at in range(run.first, run.last + 1)]
    assert len(places) == len(set(places))
    assert sum(sentences[at].words for at in places) <= room
    assert all(sentences[at].usable for at in places)
    assert chosen == select(sentences, room)


def test_single_sentences_leave_what_is_taken_and_what_is_alike():
    sentences = [candidate(0, "a b"), candidate(1, "a b"), candidate(2, "c d"), candidate(3, "e f")]
    assert best(sentences, [0.9, 0.8, 0.7, 0.1], [Run(2, 2, 1.0)], 3, 0.2) == [Run(0, 0, 0.9)]


def test_neighbours_are_printed_as_one():
    sentences = [candidate(at, f"w{at}") for at in range(4)]
    assert joined([Run(2, 2, 0.4), Run(0, 1, 0.5)], sentences) == [Run(0, 2, 0.5)]


def test_the_budget_follows_the_length():
    options = Options()
    assert budget(100) == 40
    assert budget(4000) == options.budget_words
    assert budget(40_000) == int(options.budget_share * 40_000)
