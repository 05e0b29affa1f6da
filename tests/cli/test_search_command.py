import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.search.archive import CHIPS, MILL, UNDATED, Said, fill, put_said

from earwitness.cli import main
from earwitness.search.open import open_index
from earwitness.storage.engine import database_url, open_database
from earwitness.storage.tables import passages


@pytest.fixture
def home(tmp_path: Path) -> Path:
    database = open_database(database_url(tmp_path))
    fill(database)
    database.close()
    return tmp_path


def test_hits_are_grouped_with_speaker_time_link_and_marks(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", '"water mill" OR easy', "--home", str(home)]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert shown.count("The mill\n") == 1
    assert f"River Café Talks · 2026-02-03 · {MILL}" in shown
    assert f"0:10  José Rask  https://www.youtube.com/watch?v={MILL}&t=10s" in shown
    assert "The [water mill] at Norrby" in shown
    assert "2 hits in 1 item" in shown
    assert "\x1b" not in shown


def test_json_is_one_object_a_program_can_check(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", "Cambercon", "--json", "--home", str(home)]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert found["also"] == [{"word": "Cambercon", "names": ["Cambricon"]}]
    (hit,) = found["hits"]
    assert hit["item"] == CHIPS
    assert [hit["text"][start:end] for start, end in hit["highlights"]] == ["Cambricon", "Cambricon"]
    assert (hit["speaker"], hit["t0_ms"], hit["media_url"][-5:]) == ("Bo Rask", 0, "&t=0s")
    assert not found["more"]


def test_a_long_passage_is_cut_around_what_answers(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    database = open_database(database_url(tmp_path))
    fill(database)
    with database.write() as connection:
        connection.execute(sa.delete(passages).where(passages.c.item_id == UNDATED))
        put_said(connection, UNDATED, (Said("Eva Lind", "So it goes on. " * 30 + "\x1b[31mThe windlass turns. " + "So it went. " * 30),))
        open_index(database).add(connection, UNDATED)
    database.close()
    assert main(["search", "windlass", "--home", str(tmp_path)]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "[windlass]" in shown
    assert shown.count("…") == 2
    assert len(shown) < 800
    assert "\x1b" not in shown


def test_what_was_searched_instead_is_said(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", "Cambercon", "--home", str(home)]) == 0
    assert "searched for Cambercon (also: Cambricon)" in capfdbinary.readouterr().out.decode()


def test_pages_say_how_to_go_on(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", "mill", "--limit", "2", "--home", str(home)]) == 0
    assert "2 hits in 2 items; more with --offset 2" in capfdbinary.readouterr().out.decode()
    assert main(["search", "mill", "--limit", "2", "--offset", "2", "--home", str(home)]) == 0
    assert "1 hit in 1 item\n" in capfdbinary.readouterr().out.decode()
    assert main(["search", "mill", "--offset", "9", "--home", str(home)]) == 1
    assert "no hits from 9 on" in capfdbinary.readouterr().err.decode()


def test_nothing_found_is_exit_code_1_and_says_what_was_searched(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", "windlass", "kind:talk", "--home", str(home)]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert err.decode() == "earwitness: nothing found for windlass kind:talk (searched 4 items, 8 passages)\n"
    assert main(["search", "windlass", "--json", "--home", str(home)]) == 1
    assert json.loads(capfdbinary.readouterr().out)["hits"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["(mill"], "query: the ( at character 1 is never closed; add ) after character 5"),
        ([], "query: holds no word to look for"),
        (["mill", "--limit", "0"], "--limit: 0 is out of range; give 1 to 1,000"),
        (["mill", "--offset", "-1"], "--offset: -1 is out of range"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_exit_code_2(
    home: Path, capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], message: str
) -> None:
    assert main(["search", *arguments, "--home", str(home)]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert message in err
    assert err.count("\n") == 1


def test_a_folder_without_an_archive_is_not_made_into_one(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["search", "mill", "--home", str(tmp_path)]) == 2
    assert "holds no archive yet" in capfdbinary.readouterr().err.decode()
    assert list(tmp_path.iterdir()) == []
