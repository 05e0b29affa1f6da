"""`earwitness digest` and `earwitness verify` as a user runs them."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from earwitness.cli import main
from earwitness.cli.output import file_stem, write_file

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PODCAST = EXAMPLES / "second-opinion-41.podcast.md"
TALK = EXAMPLES / "boring-grid.talk.vtt"
LETTER = EXAMPLES / "margin-notes-112.newsletter.md"


def _json(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> dict:
    assert main(["digest", *arguments, "--format", "json"]) == 0
    return json.loads(capfdbinary.readouterr().out)


def test_the_bundled_podcast_is_read_as_what_it_is(capfdbinary) -> None:
    result = _json(capfdbinary, str(PODCAST), "--with-transcript")
    assert result["schema"] == "earwitness.digest/1"
    assert (result["item"]["kind"], result["item"]["source"], result["item"]["published"]) == ("podcast", "Second Opinion", "2026-02-19")
    assert {person["name"] for person in result["item"]["people"]} == {"Priya Raman", "Daniel Achterberg", "Lucia Ferrante"}
    money = next(number for number in result["numbers"] if number["unit"] == "EUR" and number["value"] == 2_700_000)
    assert money["speaker"] == "Daniel Achterberg"
    assert money["evidence"][0]["t0_ms"] >= 50_000
    text = result["transcript"]["text"]
    assert all(text[part["start"] : part["end"]] == part["text"] for quote in result["quotes"] for part in quote["evidence"])


def test_every_section_of_the_digest_is_filled(capfdbinary) -> None:
    for example in (PODCAST, TALK, LETTER):
        result = _json(capfdbinary, str(example))
        for section in (
            "takeaway",
            "summary",
            "insights",
            "principles",
            "practices",
            "chapters",
            "topics",
            "tags",
            "best_for",
            "entities",
            "quotes",
            "numbers",
            "predictions",
        ):
            assert result[section], f"{example.name}: {section} is empty"
        assert result["coverage"]["cited_share"] > 0.1
        assert result["audit"]["verified"] == sum(result["audit"]["counts"].values())


def test_promotion_and_noise_are_read_but_never_cited(capfdbinary) -> None:
    result = _json(capfdbinary, str(PODCAST), "--with-transcript")
    text = result["transcript"]["text"]
    start, end = text.index("This episode is brought to you"), text.index("Thanks to Larkspur")
    for section in ("quotes", "summary", "insights", "principles", "practices", "numbers", "predictions"):
        for finding in result[section]:
            assert not any(part["start"] < end and start < part["end"] for part in finding["evidence"])
            assert "[laugh" not in finding["text"]
    assert any(gap["why"] == "promotion" for gap in result["coverage"]["gaps"])


def test_same_in_same_out(capfdbinary) -> None:
    main(["digest", str(LETTER), "--format", "html"])
    once = capfdbinary.readouterr().out
    main(["digest", str(LETTER), "--format", "html"])
    assert capfdbinary.readouterr().out == once


def test_what_the_user_says_wins_over_what_the_document_says(capfdbinary) -> None:
    item = _json(
        capfdbinary,
        str(PODCAST),
        *("--title", "Other", "--source", "Elsewhere", "--kind", "talk", "--published", "2020-01-02", "--speakers", "Ada Quill, Bo Rask"),
    )["item"]
    assert (item["title"], item["source"], item["kind"], item["published"]) == ("Other", "Elsewhere", "talk", "2020-01-02")
    assert [person["name"] for person in item["people"]] == ["Ada Quill", "Bo Rask"]


@pytest.mark.parametrize("format_", ["json", "md", "html", "jekyll", "obsidian"])
def test_every_format_holds_and_a_changed_word_does_not(format_: str, tmp_path: Path, capfd) -> None:
    assert main(["digest", str(TALK), "--format", format_, "--out", str(tmp_path)]) == 0
    assert main(["verify", str(tmp_path)]) == 0
    assert "everything holds" in capfd.readouterr().out
    page = next(path for path in tmp_path.iterdir() if not path.name.endswith(".transcript.json"))
    whole = page.read_text(encoding="utf-8")
    forged = whole.replace("Nobody noticed", "Everybody noticed").replace("does not", "does")
    assert forged != whole
    page.write_text(forged, encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == 1
    assert "fault" in capfd.readouterr().out


def test_a_page_that_was_taken_away_is_missed(tmp_path: Path, capfd) -> None:
    main(["digest", str(TALK), str(LETTER), "--format", "md", "--out", str(tmp_path)])
    (tmp_path / "boring-grid-talk.md").unlink()
    capfd.readouterr()
    assert main(["verify", str(tmp_path), "--json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert [fault["kind"] for page in report["pages"] for fault in page["faults"]] == ["missing page"]


def test_a_page_without_its_transcript_is_not_taken_on_trust(tmp_path: Path) -> None:
    main(["digest", str(TALK), "--format", "md", "--out", str(tmp_path)])
    transcript = tmp_path / "boring-grid-talk.transcript.json"
    elsewhere = tmp_path.parent / "kept.transcript.json"
    transcript.rename(elsewhere)
    page = str(tmp_path / "boring-grid-talk.md")
    assert main(["verify", page]) == 1
    assert main(["verify", page, "--transcript", str(elsewhere)]) == 0


def test_a_forged_transcript_is_noticed(tmp_path: Path) -> None:
    main(["digest", str(TALK), "--format", "md", "--out", str(tmp_path)])
    transcript = tmp_path / "boring-grid-talk.transcript.json"
    transcript.write_text(transcript.read_text(encoding="utf-8").replace("2 megawatts", "9 megawatts"), encoding="utf-8")
    assert main(["verify", str(tmp_path)]) == 1


def test_a_damaged_transcript_is_a_fault_of_its_page(tmp_path: Path, capfd) -> None:
    main(["digest", str(TALK), "--format", "md", "--out", str(tmp_path)])
    transcript = tmp_path / "boring-grid-talk.transcript.json"
    content = bytearray(transcript.read_bytes())
    content[len(content) // 2] = 0xFF
    transcript.write_bytes(content)
    capfd.readouterr()
    assert main(["verify", str(tmp_path)]) == 1
    assert "is damaged: byte" in capfd.readouterr().out


def test_verify_refuses_what_is_no_page(tmp_path: Path, capfd) -> None:
    (tmp_path / "note.md").write_text("# Just a note\n", encoding="utf-8")
    assert main(["verify", str(tmp_path / "note.md")]) == 2
    assert main(["verify", str(tmp_path)]) == 2
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert capfd.readouterr().err.count("\n") == 3


def test_two_formats_with_one_ending_do_not_overwrite_each_other(tmp_path: Path) -> None:
    main(["digest", str(TALK), "--format", "md,jekyll,obsidian", "--out", str(tmp_path)])
    names = {path.name for path in tmp_path.iterdir()}
    assert {"boring-grid-talk.md", "boring-grid-talk.jekyll.md", "boring-grid-talk.obsidian.md"} <= names
    assert main(["verify", str(tmp_path)]) == 0


def test_file_names_are_safe_and_never_taken_twice() -> None:
    used: set[str] = set()
    assert file_stem("../../etc/passwd", used) == "etc-passwd"
    assert file_stem("etc passwd", used) == "etc-passwd-2"
    assert file_stem("«»", used) == "item"
    assert len(file_stem("x" * 500, used)) <= 80


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "page.md"
    write_file(target, "first")
    with pytest.raises(TypeError):
        write_file(target, None)  # type: ignore[arg-type]
    assert target.read_text(encoding="utf-8") == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = LETTER.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/markdown")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keeps the test output clean."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/letters/112"
        server.shutdown()


@pytest.mark.enable_socket
def test_an_address_is_digested_when_its_host_is_allowed(site: str, tmp_path: Path, capfdbinary) -> None:
    assert main(["digest", site, "--format", "json", "--home", str(tmp_path)]) == 2
    assert b"not on the public internet" in capfdbinary.readouterr().err
    (tmp_path / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\n', encoding="utf-8")
    result = _json(capfdbinary, site, "--home", str(tmp_path))
    assert result["item"]["url"] == site
    assert result["item"]["kind"] == "newsletter"
