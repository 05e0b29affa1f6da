"""`earwitness users` and `tokens`: passwords come from stdin, never from the arguments."""

import io
import json
from pathlib import Path

import pytest

from earwitness.cli import main

PASSWORD = "seven green kettles"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["users", "add", "Ada", "--role", "admin", "--home", str(tmp_path)]) == 0
    return tmp_path


def test_users_are_listed_without_anything_secret(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["users", "--json", "--home", str(home)]) == 0
    listed = json.loads(capsys.readouterr().out)["users"]
    assert [(one["name"], one["role"], set(one)) for one in listed] == [("Ada", "admin", {"name", "role", "created_ms", "changed_ms"})]


def test_a_password_is_no_argument(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["users", "add", "ben", PASSWORD, "--home", str(home)]) == 2
    assert main(["users", "add", "ben", "--password", PASSWORD, "--home", str(home)]) == 2
    assert main(["users", "add", "--home", str(home)]) == 2
    assert main(["users", "remove", "nobody", "--home", str(home)]) == 2
    assert "there is no such user" in capsys.readouterr().err


def test_a_token_is_shown_once_and_revoked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["tokens", "add", "ada", "nightly", "--json", "--home", str(home)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["token"].startswith("ewt_")
    assert main(["tokens", "--home", str(home)]) == 0
    listed = capsys.readouterr().out
    assert "nightly" in listed
    assert result["token"] not in listed
    assert main(["tokens", "revoke", result["id"], "--home", str(home)]) == 0
    assert main(["tokens", "revoke", result["id"], "--home", str(home)]) == 2
