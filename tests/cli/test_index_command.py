"""`earwitness index`, and search by meaning as a user gets it, with the real model."""

import json
from pathlib import Path

import pytest
from tests.search.archive import UNDATED, fill

from earwitness.cli import main
from earwitness.config import Settings
from earwitness.search import embedding_model
from earwitness.storage.engine import database_url, open_database


@pytest.fixture
def home(tmp_path: Path) -> Path:
    if why := embedding_model.why_none(Settings(home=tmp_path)):
        pytest.skip(f"search by meaning {why}")
    database = open_database(database_url(tmp_path))
    fill(database)
    database.close()
    return tmp_path


def _json(capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, object]:
    return json.loads(capfdbinary.readouterr().out)


def test_an_archive_is_embedded_once_and_found_by_meaning(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert (
        main(["search", "a stream in flood swept the building away twice", "--home", str(home)]) == 1
    )  # vectors of another model are not asked
    assert main(["index", "--json", "--home", str(home)]) == 0
    capfdbinary.readouterr()
    assert main(["index", "--json", "--home", str(home)]) == 0
    report = _json(capfdbinary)
    assert (report["passages"], report["made"], report["without_vector"]) == (8, 0, 0)
    assert report["of_other_models"] == {"themes-3": 8}
    assert main(["search", "a stream in flood swept the building away twice", "--json", "--home", str(home)]) == 0
    first = _json(capfdbinary)["hits"][0]
    assert (first["item"], first["found_by"]) == (UNDATED, ["meaning"])
    assert first["cosine"] > 0.2
    assert main(["search", "a stream in flood swept the building away twice", "--words-only", "--home", str(home)]) == 1
    assert main(["search", '"swept the building away"', "--home", str(home)]) == 1  # a phrase means what it says
    capfdbinary.readouterr()
    assert main(["search", "mill trouble", "--json", "--home", str(home)]) == 0
    hits = _json(capfdbinary)["hits"]
    assert hits[0]["found_by"] == ["words", "meaning"]


def test_rebuilding_takes_other_models_away_and_doctor_tells(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["doctor", "--home", str(home)])
    assert "8 of 8 passages have no vector (8 vectors are of another model); earwitness index" in capfdbinary.readouterr().out.decode()
    assert main(["index", "--rebuild", "--json", "--home", str(home)]) == 0
    report = _json(capfdbinary)
    assert (report["made"], report["dropped"], report["of_other_models"]) == (8, 8, {})
    main(["doctor", "--home", str(home)])
    assert ", all 8 passages" in capfdbinary.readouterr().out.decode()


def test_asked_for_and_not_there_it_says_what_to_do(
    home: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["search", "mill", "--sort", "meaning", "--home", str(home)]) == 2
    assert "earwitness index" in capfdbinary.readouterr().err.decode()
    assert main(["search", "mill", "--sort", "meaning", "--words-only", "--home", str(home)]) == 2
    monkeypatch.setenv("EARWITNESS_EMBEDDING_MODEL", "none")
    assert main(["search", "mill", "--sort", "meaning", "--home", str(home)]) == 2
    assert "is turned off by embedding_model" in capfdbinary.readouterr().err.decode()
    assert main(["index", "--home", str(home)]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "meaning: search by meaning is turned off" in shown
    assert "8 vectors of themes-3" in shown
