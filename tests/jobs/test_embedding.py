"""The stage that makes vectors while `sync` has nothing else to do."""

from itertools import count
from pathlib import Path

from tests.jobs.workbench import services
from tests.search.archive import MILL, Said, Themes, fill, put_said

from earwitness.errors import InputError
from earwitness.jobs.embedding import Embedding
from earwitness.jobs.report import Event
from earwitness.search.embedding import drop_vectors, vector_state
from earwitness.storage.engine import Database


def _filled(database: Database) -> Database:
    fill(database)
    drop_vectors(database)
    return database


def _made(database: Database) -> int:
    with database.read() as connection:
        return vector_state(connection).by_model.get(Themes.name, 0)


def test_it_makes_what_is_missing_and_looks_again_when_told(database: Database, tmp_path: Path) -> None:
    transcribed: list[Event] = []
    stage = Embedding(services(_filled(database), tmp_path, embedder=Themes), transcribed.append)
    assert [stage.step(), stage.step()] == [True, False]
    assert (stage.made, _made(database), transcribed) == (8, 8, [Event("embedded", number=8)])
    with database.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM passages WHERE item_id = '{MILL}'")
        put_said(connection, MILL, (Said("Ada Quill", "Grain is expensive."),))
    assert not stage.step()
    stage.restart()
    assert stage.step()
    assert _made(database) == 6


def test_without_a_model_or_when_stopping_nothing_is_done(database: Database, tmp_path: Path) -> None:
    assert not Embedding(services(_filled(database), tmp_path), print).step()
    stopping = services(database, tmp_path, embedder=Themes)
    stopping.stopping.set()
    assert not Embedding(stopping, print).step()
    assert _made(database) == 0


def test_a_model_that_cannot_be_loaded_is_told_once_and_stops_nothing_else(database: Database, tmp_path: Path) -> None:
    def broken() -> Themes:
        raise InputError("model x", "was changed")

    transcribed: list[Event] = []
    stage = Embedding(services(_filled(database), tmp_path, embedder=broken), transcribed.append)
    assert [stage.step(), stage.step()] == [False, False]
    assert [event.reason for event in transcribed] == ["no vectors were made: model x: was changed"]


def test_a_run_spends_only_its_time_on_it_and_says_what_makes_the_rest(database: Database, tmp_path: Path) -> None:
    hours = count(step=3600)
    transcribed: list[Event] = []
    stage = Embedding(services(_filled(database), tmp_path, embedder=Themes), transcribed.append, clock=lambda: float(next(hours)))
    assert [stage.step(), stage.step()] == [True, False]
    assert transcribed[-1].kind == "note"
    assert "earwitness index" in transcribed[-1].reason
