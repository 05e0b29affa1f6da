"""Input nobody should have to fear: a digest that says what is weak, or one line and exit code 2. Never a traceback, never half a file."""

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from earwitness.model.digest import SECTIONS

SENTENCES = "The river rose by 12 centimetres in March. Nobody in Altdorf had expected it. We will move the market by 2028. "


def _run(*arguments: str, stdin: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "earwitness", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60, cwd=cwd, env={**os.environ, "COLUMNS": "100"})


def _digest(content: bytes, *arguments: str) -> dict:
    done = _run("digest", "-", "--format", "json", "--with-transcript", *arguments, stdin=content)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    result = json.loads(done.stdout)
    text = result["transcript"]["text"]
    for section in SECTIONS:
        for finding in result[section]:
            mentions = finding["mentions"] if section == "entities" else []
            assert all(text[part["start"] : part["end"]] == part["text"] for part in (*finding["evidence"], *mentions))
    return result


def _refusal(content: bytes) -> str:
    done = _run("digest", "-", "--format", "json", stdin=content)
    assert done.returncode == 2, done.stdout[:500] + done.stderr[-500:]
    assert done.stdout == b""
    message = done.stderr.decode()
    assert message.startswith("earwitness: stdin: ")
    assert message.count("\n") == 1
    return message


@pytest.mark.parametrize("content", [b"", b" \n\t \n", b"\xef\xbb\xbf", "\u200b\u200b".encode()])
def test_nothing_is_refused(content: bytes) -> None:
    assert re.search("empty|nothing|no words", _refusal(content))


def test_symbols_without_words_are_refused() -> None:
    _refusal(b"--- 12 *** 34 +++\n" * 20)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "PNG"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, ""),
        (b"ID3\x04\x00" + bytes(range(256)) * 20, ""),
        (random.Random(7).randbytes(20_000), ""),
    ],
)
def test_binary_files_are_refused_by_what_they_are(content: bytes, named: str) -> None:
    assert named in _refusal(content)


def test_more_than_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    done = _run("digest", str(large))
    assert done.returncode == 2
    assert b"larger than" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_captions_whose_times_run_backwards_or_overlap_are_digested_with_a_warning() -> None:
    captions = b"""WEBVTT

00:00:10.000 --> 00:00:14.000
The bridge at Altdorf was closed in 1998.

00:00:04.000 --> 00:00:09.000
It carried 4,000 cars a day, and nobody missed it.

00:00:08.000 --> 00:00:20.000
We will open it again by 2028.
"""
    result = _digest(captions)
    assert result["transcript"]["origin"] == "captions"
    assert any("time" in warning for warning in result["audit"]["warnings"])
    times = [(part["t0_ms"], part["t1_ms"]) for number in result["numbers"] for part in number["evidence"]]
    assert times
    assert all(t0 <= t1 for t0, t1 in times)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    result = _digest(("Die Brücke – alt, aber schön. " + SENTENCES * 5).encode(encoding))
    assert "Brücke – alt" in result["transcript"]["text"]
    assert "Altdorf" in result["transcript"]["text"]


def test_invalid_utf8_is_read_with_a_warning() -> None:
    result = _digest(SENTENCES.encode() * 5 + b"caf\xc3\x28 \xff\xfe end. " + SENTENCES.encode())
    assert result["audit"]["warnings"]


def test_mojibake_is_repaired_with_a_warning() -> None:
    result = _digest(("Itâ€™s the cafÃ© on the corner that matters. " + SENTENCES).encode())
    assert "It’s the café" in result["transcript"]["text"]
    assert any(re.search("encoding|mojibake|garbled", warning) for warning in result["audit"]["warnings"])


def test_invisible_and_bidirectional_characters_do_not_survive() -> None:
    result = _digest(("The pri\u200bce was \u202e5 million\u202c euros. " + SENTENCES).encode())
    assert not set("\u200b\u202e\u202c") & set(result["transcript"]["text"])


def test_a_page_without_an_article_is_refused_or_says_it_is_weak() -> None:
    page = b"<!doctype html><html><head><title>x</title></head><body><nav><a href='/a'>A</a></nav><script>1</script></body></html>"
    done = _run("digest", "-", "--format", "json", stdin=page)
    if done.returncode == 0:
        assert json.loads(done.stdout)["audit"]["warnings"]
    else:
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_a_page_nested_a_hundred_thousand_deep_is_refused() -> None:
    _refusal(b"<!doctype html><html><body>" + b"<div>" * 100_000 + b"deep words</body></html>")


def test_an_unknown_language_is_digested_with_a_warning() -> None:
    result = _digest(b"Zorblat quinthe marivo deltesh kronfa. " * 60)
    assert any("language" in warning for warning in result["audit"]["warnings"])


def test_text_without_punctuation_or_capitals_is_digested_with_a_warning() -> None:
    words = "so we went down to the river and the water was higher than last year and i thought this will not end well "
    result = _digest(words.encode() * 60)
    assert any("punctuation" in warning for warning in result["audit"]["warnings"])
    assert all(len(quote["text"].split()) <= 80 for quote in result["quotes"])


def test_a_failed_run_leaves_no_file_behind(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02" * 100)
    out = tmp_path / "out"
    assert _run("digest", str(bad), "--out", str(out)).returncode == 2
    assert not out.exists() or not list(out.iterdir())


def test_one_bad_file_among_good_ones_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(SENTENCES * 5, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"")
    done = _run("digest", "good.txt", "bad.txt", "--format", "json", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert b"bad.txt: " in done.stderr
    assert (tmp_path / "out" / "good.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("digest",),
        ("digest", "nowhere.txt"),
        ("digest", "--kind", "opera", "-"),
        ("digest", "-", "--format", "pdf"),
        ("nonsense",),
        ("digest", "--nope", "x"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = _run(*arguments, stdin=SENTENCES.encode())
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith("earwitness: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", ["digest", "verify", "transcribe", "follow", "import"])
def test_a_path_that_cannot_be_is_one_line(command: str, tmp_path: Path) -> None:
    done = _run(command, str(tmp_path / ("a" * 400)))
    assert done.returncode == 2
    source_text = done.stderr.decode()
    assert source_text.startswith("earwitness: ")
    assert source_text.count("\n") == 1, source_text


def test_an_archive_that_is_damaged_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text(SENTENCES)
    home = ("--home", str(tmp_path / "home"))
    assert _run("follow", str(tmp_path / "letters"), *home).returncode == 0
    file = tmp_path / "home" / "earwitness.db"
    connection = sqlite3.connect(file)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sources'").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)
    done = _run("sources", *home)
    assert done.returncode == 2
    source_text = done.stderr.decode()
    assert source_text.startswith("earwitness: the archive cannot be read or written")
    assert ("malformed" in source_text, source_text.count("\n")) == (True, 1), source_text
