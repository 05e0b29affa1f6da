"""Making the missing vectors: all of them, once, whatever happens in between."""

from collections.abc import Sequence

import sqlalchemy as sa
from tests.search.archive import CHIPS, MILL, Said, Themes, put_said

from earwitness.search.embedding import drop_vectors, embed_missing, vector_state
from earwitness.storage.engine import Database
from earwitness.storage.tables import embeddings, passages


class Counting(Themes):
    """Another model, that counts what it was asked."""

    name = "themes-counting"

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> Sequence[bytes]:
        self.asked += len(texts)
        return super().embed(texts)


def vectors(database: Database, model: str) -> dict[int, bytes]:
    with database.read() as connection:
        rows = connection.execute(sa.select(embeddings.c.passage_id, embeddings.c.vector).where(embeddings.c.model == model))
        return {int(id_): bytes(vector) for id_, vector in rows}


def test_each_passage_gets_one_vector_and_a_second_run_makes_none(archive: Database) -> None:
    model = Counting()
    assert sum(embed_missing(archive, model)) == model.asked == 8
    assert list(embed_missing(archive, model)) == []
    assert model.asked == 8
    assert vectors(archive, model.name) == vectors(archive, Themes.name), "the other model's are left alone and the same texts were used"
    with archive.read() as connection:
        state = vector_state(connection)
    assert (state.passages, state.by_model, state.missing("themes-none")) == (8, {"themes-3": 8, "themes-counting": 8}, 8)


def test_stopped_anywhere_the_next_run_makes_the_rest(archive: Database) -> None:
    model = Counting()
    batches = embed_missing(archive, model, at_once=3)
    assert next(batches) == 3
    batches.close()
    assert list(embed_missing(archive, model, stop=lambda: model.asked >= 6, at_once=3)) == [3]
    assert sum(embed_missing(archive, model)) == 2
    assert model.asked == 8
    assert vectors(archive, model.name) == vectors(archive, Themes.name)


def test_the_newest_passages_come_first(archive: Database) -> None:
    model = Counting()
    next(embed_missing(archive, model, at_once=1))
    assert list(vectors(archive, model.name)) == [max(vectors(archive, Themes.name))]


def test_a_passage_that_changed_while_the_model_ran_gets_no_vector_of_its_old_words(archive: Database) -> None:
    class Meanwhile(Counting):
        """Another process replaces an item and erases one while this model runs."""

        def embed(self, texts: Sequence[str]) -> Sequence[bytes]:
            if not self.asked:
                with archive.write() as connection:
                    connection.execute(sa.delete(passages).where(passages.c.item_id.in_([MILL, CHIPS])))
                    put_said(connection, MILL, (Said("Ada Quill", "Grain is expensive now."),))
            return super().embed(texts)

    model = Meanwhile()
    assert sum(embed_missing(archive, model)) == 2
    assert sum(embed_missing(archive, model)) == 1
    with archive.read() as connection:
        texts = dict(connection.execute(sa.select(passages.c.id, passages.c.text)).all())
    result = vectors(archive, model.name)
    assert set(result) == set(texts)
    assert sum(embed_missing(archive, Counting())) == 0
    drop_vectors(archive)
    assert sum(embed_missing(archive, Counting())) == 3
    assert vectors(archive, model.name) == result


def test_dropping_takes_the_vectors_of_every_model(archive: Database) -> None:
    list(embed_missing(archive, Counting()))
    assert drop_vectors(archive) == 16
    assert vectors(archive, "themes-3") == {}
