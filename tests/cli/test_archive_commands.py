import json
from pathlib import Path

import pytest
from tests.storage.archive_values import ENTRY, ITEM, SOURCE, TEXT, TRANSCRIPT, archived, digest

from earwitness.archive.opening import open_archive
from earwitness.cli.app import main
from earwitness.jobs.entries import item_id, record
from earwitness.model.transcript import Segment, Transcript
from earwitness.storage import findings as finding_store
from earwitness.storage import items as item_store
from earwitness.storage import sources as source_store
from earwitness.storage import transcripts as transcript_store
from earwitness.storage.erase import note_unscrubbed

OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline text="One" type="rss" xmlUrl="https://one.example/feed"/>
<outline text="Group"><outline text="Two" type="rss" xmlUrl="https://two.example/feed"/></outline>
</body></opml>"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path) -> Path:
    """An archive with one digested item and a copy of it."""
    with open_archive(home, create=True) as archive, archive.database.write() as connection:
        source_store.put_source(connection, SOURCE, now_ms=1)
        item_store.put_item(connection, archived(), ENTRY)
        revision = transcript_store.put_revision(connection, ITEM.id, TRANSCRIPT)
        finding_store.put_digest(connection, ITEM.id, revision, digest(), stage_version="1")
        item_store.put_state(connection, ITEM.id, "digested")
        copy = ITEM.model_copy(update={"id": "2" * 16, "title": "The mill, again", "source": "The Mirror"})
        item_store.put_item(connection, archived(copy, guid="ep-1b"))
        item_store.put_duplicate(connection, copy.id, ITEM.id, "same words as “The mill”")
    return home


def run(capfd: pytest.CaptureFixture[str], home: Path, *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--home", str(home)])
    captured = capfd.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    "command",
    [["items"], ["sources"], ["show", "x"], ["quotes"], ["entities"], ["export", "out"], ["erase", "item", "x"], ["unfollow", "x"]],
)
def test_without_an_archive_every_command_says_so_and_makes_none(capfd, home: Path, command: list[str]) -> None:
    code, _, error = run(capfd, home, *command)
    assert code == 2
    assert "holds no archive yet" in error
    assert error.count("\n") == 1
    assert not home.exists()


def test_folders_and_lists_are_followed_looked_at_and_unfollowed(capfd, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Talks"
    folder.mkdir()
    (folder / "talk.txt").write_text("Ada Quill: The mill closed.")
    listed = tmp_path / "list.opml"
    listed.write_text(OPML)
    code, out, _ = run(capfd, home, "follow", str(listed), "--dry-run")
    assert (code, home.exists()) == (0, False)
    assert "2 sources; nothing was changed" in out
    code, out, _ = run(capfd, home, "follow", str(folder), str(listed), "--json")
    assert code == 0
    assert [(one["kind"], one["title"], one["new"]) for one in json.loads(out)["sources"]] == [
        ("folder", "Talks", True),
        ("feed", "One", True),
        ("feed", "Two", True),
    ]
    assert home.stat().st_mode & 0o077 == 0
    assert "already followed" in run(capfd, home, "follow", str(folder))[1]
    exported = tmp_path / "out.opml"
    assert run(capfd, home, "sources", "--opml", str(exported))[0] == 0
    assert 'xmlUrl="https://two.example/feed"' in exported.read_text()
    assert run(capfd, home, "unfollow", "two", "--keep-items")[0] == 0
    states = {one["title"]: one["next_poll_ms"] for one in json.loads(run(capfd, home, "sources", "--json")[1])["sources"]}
    assert states["One"] == 0
    assert states["Two"] > 10**14
    assert run(capfd, home, "follow", str(listed))[0] == 0
    assert {one["next_poll_ms"] for one in json.loads(run(capfd, home, "sources", "--json")[1])["sources"]} == {0}
    assert run(capfd, home, "unfollow", "two", "--yes")[0] == 0
    assert "Two" not in run(capfd, home, "sources")[1]


def test_what_cannot_be_followed_is_said_and_the_rest_goes_on(capfd, home: Path, tmp_path: Path) -> None:
    code, _, error = run(capfd, home, "follow", str(tmp_path / "nothing-here"))
    assert (code, home.exists()) == (2, False)
    assert "no such file" in error
    (tmp_path / "Talks").mkdir()
    code, out, error = run(capfd, home, "follow", str(tmp_path / "nothing-here"), str(tmp_path / "Talks"))
    assert code == 3
    assert "Talks" in out
    assert "no such file" in error
    assert run(capfd, home, "follow", "ftp://one.example/feed")[0] == 2
    assert run(capfd, home, "follow")[0] == 2


def test_items_are_listed_and_shown_a_copy_as_its_original(capfd, filled: Path) -> None:
    listed = json.loads(run(capfd, filled, "items", "--json")[1])["items"]
    assert [(one["title"], one["state"]) for one in listed] == [("The mill", "digested"), ("The mill, again", "copy")]
    code, out, error = run(capfd, filled, "show", "2222", "--format", "json")
    assert code == 0
    assert json.loads(out)["item"]["title"] == "The mill"
    assert "is a duplicate" in error
    code, out, error = run(capfd, filled, "show", "the mill", "--format", "md")
    assert "Nobody missed it" in out
    assert "also published as “The mill, again”" in error
    assert run(capfd, filled, "show", "mill", "--revision", "7")[0] == 2
    assert "means 2 items" in run(capfd, filled, "show", "mill")[2]
    assert "no such item" in run(capfd, filled, "show", "windmill")[2]
    assert "there is no state" in run(capfd, filled, "items", "--state", "lost")[2]


def test_findings_are_listed_over_the_archive(capfd, filled: Path) -> None:
    code, out, _ = run(capfd, filled, "quotes", "nobody", "rask")
    assert code == 0
    assert "Nobody missed it" in out
    assert "Bo Rask · 0:04 · The mill · The Show · 2026-02-03" in out
    assert json.loads(run(capfd, filled, "quotes", "absent", "--json")[1]) == {"quotes": []}
    names = json.loads(run(capfd, filled, "entities", "norby", "--json")[1])["entities"]
    assert [(one["name"], one["aliases"], one["items"]) for one in names] == [("Norrby", ["Norby"], 1)]
    assert json.loads(run(capfd, filled, "predictions", "--json")[1]) == {"predictions": []}
    assert run(capfd, filled, "numbers", "--source", "nowhere")[0] == 2


def test_an_erased_item_is_gone_and_stays_gone(capfd, filled: Path, tmp_path: Path) -> None:
    code, out, _ = run(capfd, filled, "erase", "person", "Bo Rask", "--whole-items", "--dry-run")
    assert code == 0
    assert "speaks in 1 item" in out
    assert run(capfd, filled, "erase", "item", "The mill", "--whole-items")[0] == 2
    assert "--yes" in run(capfd, filled, "erase", "item", "The mill")[2]
    code, out, _ = run(capfd, filled, "erase", "item", "The mill", "--yes")
    assert code == 0
    assert "erased: 2 items" in out
    assert json.loads(run(capfd, filled, "items", "--json")[1])["items"] == []
    assert b"Norrby" not in b"".join(file.read_bytes() for file in filled.iterdir())
    assert run(capfd, filled, "export", str(tmp_path / "tables"))[0] == 0
    assert (tmp_path / "tables" / "items.jsonl").read_text() == ""
    assert "nowhere in the archive" in run(capfd, filled, "erase", "person", "Bo Rask", "--yes")[2]


def test_a_person_is_redacted_where_others_speak(capfd, filled: Path, tmp_path: Path) -> None:
    longer = TEXT + " The dam was built by people from Norrby who had never seen a river, and it holds."
    segments = (*TRANSCRIPT.segments, Segment(start=len(TEXT) + 1, end=len(longer), speaker="Eva Lind", turn=2))
    transcript = Transcript(text=longer, segments=segments, origin="captions", language="en")
    with open_archive(filled, create=True) as archive, archive.database.write() as connection:
        revision = transcript_store.put_revision(connection, ITEM.id, transcript)
        item_store.put_state(connection, ITEM.id, "digested")
        finding_store.put_digest(connection, ITEM.id, revision, digest(ITEM, transcript), stage_version="1")
    shown = json.loads(run(capfd, filled, "erase", "person", "Ada Quill", "--dry-run", "--json")[1])
    assert [(one["item_id"], one["turns"]) for one in shown["would_redact"]] == [(ITEM.id, 1)]
    assert "--yes" in run(capfd, filled, "erase", "person", "Ada Quill")[2]
    code, out, _ = run(capfd, filled, "erase", "person", "Ada Quill", "--yes")
    assert code == 0
    assert "redacted: 1 item, 1 turn of theirs" in out
    assert "what others say of them without the name stays" in out
    assert run(capfd, filled, "export", str(tmp_path / "tables"))[0] == 0
    left = b"".join(file.read_bytes() for file in (*filled.iterdir(), *(tmp_path / "tables").iterdir()) if file.is_file())
    assert b"quill" not in left.lower()
    assert b"closed in 1987" not in left
    assert b"Eva Lind" in left
    assert run(capfd, filled, "show", ITEM.id)[0] == 0
    assert "nowhere in the archive" in run(capfd, filled, "erase", "person", "Ada Quill", "--yes")[2]


def test_an_erasure_that_was_interrupted_is_finished_by_the_next(capfd, filled: Path) -> None:
    with open_archive(filled, create=True) as archive, archive.database.write() as connection:
        note_unscrubbed(connection, 5)
    assert "finished an erasure that had been interrupted" in run(capfd, filled, "erase", "item", "no such thing", "--yes")[2]
    assert "interrupted" not in run(capfd, filled, "erase", "item", "no such thing", "--yes")[2]


def test_a_feed_that_still_lists_an_erased_item_does_not_bring_it_back(capfd, home: Path) -> None:
    with open_archive(home, create=True) as archive, archive.database.write() as connection:
        source_store.put_source(connection, SOURCE, now_ms=1)
        assert record(connection, SOURCE, (ENTRY,), {ENTRY.guid}, 1).new == 1
    assert run(capfd, home, "erase", "item", item_id(SOURCE.id, ENTRY.guid), "--yes")[0] == 0
    with open_archive(home, create=True) as archive, archive.database.write() as connection:
        assert record(connection, SOURCE, (ENTRY,), {ENTRY.guid}, 2).new == 0
        assert item_store.find_items(connection) == ()


def test_the_doctor_finds_a_sound_archive_and_a_broken_one(capfd, filled: Path) -> None:
    code, out, _ = run(capfd, filled, "doctor", "--json")
    states = {one["name"]: one["state"] for one in json.loads(out)["findings"]}
    assert (code, states["database"], states["full text"]) == (0, "good", "good")
    (filled / "earwitness.db").write_bytes(b"not a database at all" * 1000)
    for leftover in filled.glob("earwitness.db-*"):
        leftover.unlink()
    code, out, _ = run(capfd, filled, "doctor", "--json")
    assert code == 1
    assert {one["name"]: one["state"] for one in json.loads(out)["findings"]}["database"] == "bad"
