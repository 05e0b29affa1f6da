"""`earwitness serve` does not open the archive to others before somebody can sign in."""

import socket
from pathlib import Path

import pytest

from earwitness.cli import main


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "::"], ["--host", "192.168.1.4"]])
def test_serving_others_needs_a_user(tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *arguments, "--home", str(tmp_path)]) == 2
    assert "there are no users; make one with: earwitness users add NAME --role admin" in capsys.readouterr().err


def test_behind_a_proxy_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "earwitness.toml").write_text('public_url = "https://hub.example.org"\n', encoding="utf-8")
    assert main(["serve", "--home", str(tmp_path)]) == 2
    assert "behind_proxy: lets others in" in capsys.readouterr().err
    (tmp_path / "earwitness.toml").write_text('public_url = "hub.example.org"\n', encoding="utf-8")
    assert main(["serve", "--home", str(tmp_path)]) == 2


@pytest.mark.enable_socket
def test_a_port_somebody_has_is_named_with_the_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as used:
        port = str(used.getsockname()[1])
        assert main(["serve", "--port", port, "--no-sync", "--home", str(tmp_path)]) == 2
    source_text = capsys.readouterr()
    assert f"port {port}" in source_text.err
    assert "give another --port" in source_text.err
    assert "open http" not in source_text.out
    assert main(["serve", "--port", "0", "--home", str(tmp_path)]) == 2
