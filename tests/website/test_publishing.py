import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.website.conftest import MILL, TIDES
from tests.website.shared_archive import contents, drop, put

from earwitness.errors import UsageError
from earwitness.recheck.verify import verify
from earwitness.storage.tables import revisions
from earwitness.website.publishing import build_workers
from earwitness.website.publishing.output_folder import RECORD, Folder

FORMATS = ("json", "jekyll", "obsidian")


@pytest.mark.parametrize("format_", FORMATS)
def test_two_runs_leave_the_same_bytes_and_the_second_writes_nothing(run, out: Path, tmp_path: Path, format_: str) -> None:
    first = run(format_)
    before = contents(out)
    times = {path: (out / path).stat().st_mtime_ns for path in before}
    again = run(format_)
    assert first.written == first.files > 0
    assert (again.made, again.written, again.removed, again.files) == (0, 0, 0, first.files)
    assert {path: (out / path).stat().st_mtime_ns for path in contents(out)} == times
    run(format_, out=tmp_path / "elsewhere")
    assert contents(tmp_path / "elsewhere") == before


@pytest.mark.parametrize("format_", FORMATS)
def test_what_was_published_can_be_verified_and_a_changed_word_shows(run, out: Path, format_: str) -> None:
    run(format_)
    outcome = verify(out)
    assert len(outcome.checked) == 2
    assert not outcome.faults
    page = next(path for path in sorted(out.rglob("*")) if path.suffix in (".md", ".json") and b"6.3 billion" in path.read_bytes())
    page.write_bytes(page.read_bytes().replace(b"6.3 billion", b"6.4 billion"))
    assert verify(out).faults


@pytest.mark.parametrize("format_", ["json", "jekyll"])
def test_only_what_changed_is_made_and_what_was_erased_is_removed(archive, run, out: Path, format_: str) -> None:
    run(format_)
    before = contents(out)
    put(archive[0], "c" * 16, "A third", seen=3)
    grown = run(format_)
    assert grown.made == (2 if format_ == "json" else 1)
    assert {path for path, content in contents(out).items() if before.get(path) != content and path != RECORD} == {
        path for path in contents(out) if path not in before or path == "index.json"
    } - {RECORD}
    drop(archive[0], "c" * 16)
    shrunk = run(format_)
    assert shrunk.removed == 2
    assert contents(out) == before


def test_files_of_others_are_never_touched(run, out: Path) -> None:
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        run("jekyll")
    run("jekyll", force=True)
    page = next((out / "_episodes").glob("*mill.md"))
    assert (out / "mine.txt").read_text() == "mine"
    (out / RECORD).unlink()
    page.write_text("mine too")
    outcome = run("jekyll", force=True)
    assert page.read_text() == "mine too"
    assert any("not ours" in note for note in outcome.notes)
    assert run("jekyll").notes == outcome.notes  # as long as it is there
    page.unlink()
    assert run("jekyll").notes == ()
    assert "mine too" not in page.read_text()


def test_a_link_that_leads_elsewhere_is_not_followed(run, out: Path, tmp_path: Path) -> None:
    run("json")
    target = tmp_path / "elsewhere.json"
    target.write_text("somebody's")
    page = out / "items" / f"{MILL}.json"
    page.unlink()
    page.symlink_to(target)
    run("json")
    assert target.read_text() == "somebody's"
    assert not page.is_symlink()


def test_what_was_lost_is_made_again_and_another_format_is_refused(run, out: Path) -> None:
    run("json")
    before = contents(out)
    (out / "items" / f"{TIDES}.json").unlink()
    assert run("json").written == 1
    assert contents(out) == before
    with pytest.raises(UsageError, match="format json"):
        run("jekyll")
    run("jekyll", force=True)
    assert not (out / "items").exists()
    assert not (out / "index.json").exists()


def test_several_processes_make_the_same_bytes(run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("json")
    monkeypatch.setattr(build_workers, "WORTH_IT", 1)
    monkeypatch.setattr(build_workers, "TASKS_AT_ONCE", 1)
    run("json", out=tmp_path / "other", processes=2)
    assert contents(tmp_path / "other") == contents(out)


def test_two_runs_at_once_are_refused(run, out: Path) -> None:
    folder = Folder(out)
    with folder.held(), pytest.raises(UsageError, match="another process"):
        run("json")


@pytest.mark.parametrize(
    "damage", ["not json", "{}", '{"format": "json", "tasks": {"x": {"key": "", "files": {"../../etc/passwd": ["", 1]}}}, "pending": []}']
)
def test_a_damaged_record_removes_nothing(run, out: Path, damage: str) -> None:
    run("json")
    (out / RECORD).write_text(damage)
    before = contents(out)
    with pytest.raises(UsageError, match="begin afresh"):
        run("json")
    assert contents(out) == before


_CUT_OFF = """
import os, sys
from pathlib import Path
from earwitness.storage.engine import open_database
from earwitness.website.publishing.archive_formats import publication
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.formats import Options
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.publish import publish

url, out, writes, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])

class Cut(Folder):
    count = 0
    def write(self, path, content):
        Cut.count += 1
        if Cut.count == writes:
            part = self.root / path
            part.parent.mkdir(exist_ok=True)
            part.with_name(f".{part.name}.part").write_bytes(content[: len(content) // 2])
            os.kill(os.getpid(), 9)
        return super().write(path, content)

if size:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
database = open_database(url)
publish(Cut(out), "json", publication(database, Options(format="json", title="Changed")), Makers(database, url, processes=1))
"""


@pytest.mark.parametrize("writes", [1, 2, 3, 4, 5, 6, 7])
def test_a_run_that_is_killed_leaves_whole_pages_and_the_next_one_ends_it(archive, run, out: Path, tmp_path: Path, writes: int) -> None:
    run("json", out=tmp_path / "whole", title="Changed")
    ended = subprocess.run([sys.executable, "-c", _CUT_OFF, archive[1], str(out), str(writes), "0"], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    for path, content in contents(out).items():
        if not path.endswith(".part"):
            json.loads(content)
    run("json", title="Changed")
    assert contents(out) == contents(tmp_path / "whole")


def test_a_full_disk_leaves_what_was_published(archive, run, out: Path) -> None:
    run("json")
    before = contents(out)
    put(archive[0], MILL, "The mill, again")
    ended = subprocess.run([sys.executable, "-c", _CUT_OFF, archive[1], str(out), "0", "6000"], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "cannot be written" in ended.stderr
    assert {path: content for path, content in contents(out).items() if path != RECORD} == {
        path: content for path, content in before.items() if path != RECORD
    }
    run("json")
    assert b"The mill, again" in contents(out)["index.json"]


def test_a_page_that_cannot_be_made_stays_as_it_was_and_is_named(archive, run, out: Path) -> None:
    run("json")
    before = (out / "items" / f"{MILL}.json").read_bytes()
    with archive[0].write() as connection:
        connection.execute(sa.update(revisions).where(revisions.c.item_id == MILL).values(digest=b"damaged"))
    outcome = run("json")
    assert len(outcome.notes) == 1
    assert "cannot be made" in outcome.notes[0]
    assert (out / "items" / f"{MILL}.json").read_bytes() == before
    assert run("json").made == 1


def test_a_process_that_lost_its_parent_ends(archive, tmp_path: Path) -> None:
    """kill -9 of the run leaves no process behind that writes on."""
    script = _CUT_OFF.replace("processes=1", "processes=2").replace(
        "database = open_database(url)",
        "from earwitness.website.publishing import build_workers\nbuild_workers.WORTH_IT = build_workers.TASKS_AT_ONCE = 1\ndatabase = open_database(url)",
    )
    (tmp_path / "script.py").write_text(f"if True:\n{''.join('    ' + line + chr(10) for line in script.splitlines())}", "utf-8")
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "script.py"), archive[1], str(tmp_path / "out"), "1", "0"],
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGKILL
    assert os.path.lexists(tmp_path / "out")
