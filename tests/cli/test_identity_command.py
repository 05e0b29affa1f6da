import json
from pathlib import Path

import pytest
from tests.entities.shelf import Shelf

from earwitness.cli import main
from earwitness.storage.engine import database_url, open_database


@pytest.fixture
def home(tmp_path: Path) -> Path:
    database = open_database(database_url(tmp_path))
    lookup = Shelf(database)
    lookup.add("1", [("Ada Quill", "Norrby Corp met Daniel Beutel.")],
              names=[("Norrby Corp", "organization", ["Norrby Corp"]), ("Daniel Beutel", "person", ["Daniel Beutel"])])  # fmt: skip
    lookup.add("2", [("Ada Quill", "Norrby met Daniel Beautel, a beauty.")],
              names=[("Norrby", "organization", ["Norrby"]), ("Daniel Beautel", "person", ["Daniel Beautel", "beauty"])])  # fmt: skip
    database.close()
    return tmp_path


def _json(capfd: pytest.CaptureFixture[str], home: Path, *arguments: str) -> list[dict]:
    assert main([*arguments, "--json", "--home", str(home)]) == 0
    return next(iter(json.loads(capfd.readouterr().out).values()))


def test_who_is_who_is_decided_listed_and_undone(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (rule,) = _json(capfd, home, "identity")
    assert (rule["decided_by"], {rule["name"], rule["other"]}) == ("rule:legal suffix", {"Norrby", "Norrby Corp"})
    assert [one["name"] for one in _json(capfd, home, "entities", "--kind", "organization")] == ["Norrby"]
    (suggested,) = _json(capfd, home, "identity", "suggestions")
    assert {suggested["name"], suggested["other"]} == {"Daniel Beutel", "Daniel Beautel"}
    (result,) = _json(capfd, home, "identity", "merge", "daniel beautel", "Daniel Beutel", "--reason", "one guest")
    (daniel,) = _json(capfd, home, "entities", "daniel")
    assert (daniel["name"], daniel["items"], daniel["aliases"]) == ("Daniel Beutel", 2, ["Daniel Beautel", "beauty"])
    _json(capfd, home, "identity", "spelling", "Daniel Beutel", "beauty")
    assert sorted(one["name"] for one in _json(capfd, home, "entities", "--kind", "person")) == ["Daniel Beutel", "beauty"]
    assert _json(capfd, home, "entities", "daniel beutel")[0]["aliases"] == ["Daniel Beautel"]
    (undone,) = _json(capfd, home, "identity", "undo", result["id"])
    assert undone["state"] == "undone"
    assert len(_json(capfd, home, "entities", "daniel")) == 2
    assert main(["identity", "--home", str(home)]) == 0
    assert "one guest" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["merge", "Norrby"], "takes two names"),
        (["merge", "Norrby", "Nobody"], "no such name"),
        (["merge", "Norrby", "Norrby Corp"], "is that name already"),
        (["undo", "0" * 16], "no such decision"),
        (["list", "x"], "takes no names"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_exit_2(home: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(["identity", *arguments, "--home", str(home)]) == 2
    error = capfd.readouterr().err
    assert said in error
    assert error.count("\n") == 1
