"""Search by meaning with a deterministic embedder of three dimensions: water, machines, money."""

import struct
import subprocess
import sys
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from tests.search.archive import CHIPS, ITEMS, LETTER, MILL, UNDATED, Themes

from earwitness.errors import MissingExtra
from earwitness.search.searching import search
from earwitness.search.vectors import embed_item, fuse, nearest
from earwitness.storage.engine import Database
from earwitness.storage.tables import embeddings


class Lists(Themes):
    """The same as lists of numbers under another name."""

    name = "themes-lists"

    def embed(self, texts: Sequence[str]) -> Sequence[list[float]]:
        return [list(struct.unpack("<3f", vector)) for vector in super().embed(texts)]


def test_a_passage_is_found_by_its_meaning_when_no_word_of_it_was_typed(read_only: Database) -> None:
    assert search(read_only, "flood").hits == ()
    best = search(read_only, "flood", embedder=Themes()).hits[0]
    assert best.passage.item_id in (MILL, UNDATED)
    assert best.highlights == ()
    assert search(read_only, "expensive", embedder=Themes()).hits[0].passage.item_id == LETTER


def test_words_and_meaning_together_come_first_and_filters_hold(read_only: Database) -> None:
    found = search(read_only, "silicon OR benchmark", embedder=Themes())
    assert (found.hits[0].passage.item_id, found.hits[0].passage.ordinal) == (CHIPS, 1)
    kinds = search(read_only, "flood kind:talk", embedder=Themes())
    assert [hit.passage.item_id for hit in kinds.hits] == [UNDATED]
    without = search(read_only, "flood -source:cafe -kind:talk", embedder=Themes(), limit=100)
    assert not {hit.passage.item_id for hit in without.hits} & {MILL, UNDATED}


def test_pages_of_the_fused_ranking_follow_each_other(read_only: Database) -> None:
    whole = [hit.passage for hit in search(read_only, "mill", embedder=Themes()).hits]
    paged = [hit.passage for at in range(len(whole)) for hit in search(read_only, "mill", embedder=Themes(), limit=1, offset=at).hits]
    assert paged == whole
    assert len(whole) == 4  # those that have the word or are alike; not the passages on chips and money
    assert search(read_only, "mill", embedder=Themes(), limit=3).more


def test_without_vectors_of_the_model_words_alone_answer(read_only: Database) -> None:
    assert search(read_only, "mill", embedder=Lists()).hits == search(read_only, "mill").hits
    assert search(read_only, "kind:talk", embedder=Themes()).hits == search(read_only, "kind:talk").hits
    assert search(read_only, "mill", embedder=Themes(), order="date").hits == search(read_only, "mill", order="date").hits


def test_vectors_are_made_once_of_length_one_from_bytes_or_numbers(archive: Database) -> None:
    with archive.write() as connection:
        for id_, *_, source_text in ITEMS:
            assert embed_item(connection, Themes(), id_) == 0
            assert embed_item(connection, Lists(), id_) == len(source_text)
        rows = connection.execute(sa.select(embeddings.c.model, embeddings.c.vector).order_by(embeddings.c.passage_id)).all()
        assert nearest(connection, Lists(), "river", 3) == nearest(connection, Themes(), "river", 3)
    assert len(rows) == 16
    assert all(sum(part * part for part in struct.unpack("<3f", vector)) == pytest.approx(1, abs=1e-5) for _, vector in rows)


def test_fusion_prefers_what_both_rank_and_breaks_ties_by_id() -> None:
    assert [id_ for id_, _ in fuse([5, 9], [9, 2])] == [9, 5, 2]
    assert [id_ for id_, _ in fuse([7], [3])] == [3, 7]
    assert fuse([], []) == ()


def test_without_numpy_the_error_says_what_is_missing() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from earwitness.search import vectors\n"
        "from earwitness.errors import MissingExtra\n"
        "try:\n    vectors._numpy()\nexcept MissingExtra as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "numpy is not installed; pip install numpy" in done.stdout
    assert MissingExtra.exit_code == 2
