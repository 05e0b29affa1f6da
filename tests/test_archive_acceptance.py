"""An archive as a person uses it: followed, synced every morning, searched, shown, checked, exported and erased, by commands alone."""

import base64
import filecmp
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from evals._loopback import Asked, Loopback, answer
from evals._shows import captions, sentences

from earwitness.cli import main
from earwitness.storage.engine import database_url, open_database
from earwitness.storage.tables import sources

REPOSITORY = Path(__file__).parent.parent
SAMPLES = Path(os.environ.get("EARWITNESS_DATA", REPOSITORY.parent / "shared" / "data")).parent / "samples"
TOKEN = "Zyxquorn"
LETTER_TOKEN = "Vexlimbrat"
"""Words found nowhere else, planted to be looked for byte by byte."""
PLANTED = f"\n\n00:59:00.000 --> 00:59:08.000\n<v Ada Quill>The {TOKEN} mill at Norrby closed in 1987, and 412 people lost their work.\n"

pytestmark = pytest.mark.enable_socket


class Server:
    """A podcast with a transcript and an episode of sound alone, and a letter told in full in its feed; both answer 304 when unchanged."""

    def __init__(self) -> None:
        self.version = 1
        self.loopback = Loopback(self._respond)
        self.unchanged: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.loopback.port}"

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        bodies = {"/show.xml": self._show, "/letter.xml": self._letter, f"/{TOKEN}.vtt": self._transcript}
        if asked.path == "/sound.mp3":
            return [answer((REPOSITORY / "examples" / "two-voices.mp3").read_bytes(), Content_Type="audio/mpeg")]
        if asked.path not in bodies:
            return [answer(status="404 Not Found")]
        tag = f'"{asked.path}-{self.version}"'
        if asked.headers.get("if-none-match") == tag:
            self.unchanged.append(asked.path)
            return [answer(status="304 Not Modified", ETag=tag)]
        media_type = "text/vtt" if asked.path.endswith(".vtt") else "application/xml"
        return [answer(bodies[asked.path]().encode(), ETag=tag, Content_Type=media_type)]

    def _transcript(self) -> str:
        source_text = PLANTED if self.version == 1 else PLANTED.replace("412", "421")
        return captions("acceptance", 500) + source_text

    def _show(self) -> str:
        note = "" if self.version == 1 else "<description>Transcript corrected.</description>"
        return (
            '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>The Quay</title>'
            f"<item><guid>guid-{TOKEN}</guid><title>The mill {TOKEN}</title><pubDate>03 Mar 2026 08:00:00 GMT</pubDate>{note}"
            f'<enclosure url="{self.base}/mill.mp3" type="audio/mpeg" length="9"/>'
            f'<podcast:transcript url="{self.base}/{TOKEN}.vtt" type="text/vtt"/></item>'
            f"<item><guid>two</guid><title>Only to be heard</title><pubDate>04 Mar 2026 08:00:00 GMT</pubDate>"
            f'<enclosure url="{self.base}/sound.mp3" type="audio/mpeg" length="9"/></item></channel></rss>'
        )

    def _letter(self) -> str:
        reported = "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in sentences("acceptance letter", 400))
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Harbour Letter</title><id>urn:letter</id><entry><id>urn:letter:1</id>'
            f"<title>On {LETTER_TOKEN}</title><published>2026-03-05T08:00:00Z</published><author><name>Bo Rask</name></author>"
            f'<content type="html">{reported}&lt;p&gt;We think {LETTER_TOKEN} will cost $40 million by 2031.&lt;/p&gt;</content></entry></feed>'
        )


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class User:
    """Runs commands on one archive."""

    def __init__(self, home: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.home, self._capfd = home, capfd

    def run(self, *arguments: str) -> Ran:
        self._capfd.readouterr()

        code = main([*arguments, "--home", str(self.home)] if arguments[0] != "verify" else [*arguments])
        return Ran(code, *self._capfd.readouterr())

    def json(self, *arguments: str, code: int = 0) -> Any:
        ran = self.run(*arguments, "--json")
        assert ran.code == code, ran
        return json.loads(ran.out)

    def next_morning(self) -> None:
        """Time passes: every source is due again."""
        database = open_database(database_url(self.home))
        with database.write() as connection:
            connection.execute(sa.update(sources).values(next_poll_ms=0))
        database.close()

    def holds(self, token: str) -> list[str]:
        """Files of the home folder with the token in their bytes in any case, or in what the job engine packs (base64) into its rows."""
        files = [path for path in sorted(self.home.rglob("*")) if path.is_file()]
        found = [path.name for path in files if token.lower().encode() in path.read_bytes().lower()]
        with closing(sqlite3.connect(self.home / "jobs.db")) as notes:
            packed = [row[0] for row in notes.execute("SELECT output FROM operation_outputs WHERE output IS NOT NULL")]
        return found + ["jobs.db, packed" for text in packed if token.encode() in base64.b64decode(text)]


@pytest.fixture
def user(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> User:
    home = tmp_path / "home"
    home.mkdir()
    (home / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\nprocesses = 1\nembedding_model = "none"\n')
    return User(home, capfd)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our examples as somebody's folder of transcripts and letters."""
    result = tmp_path / "Transcripts"
    result.mkdir()
    for path in sorted((REPOSITORY / "examples").glob("*")):
        if path.suffix in (".md", ".vtt") and path.stem != "README":
            shutil.copy(path, result)
    return result


def check_pages(user: User, item: str, folder: Path) -> None:
    """What `show` prints, kept as a file, is proven by `verify`."""
    folder.mkdir(exist_ok=True)
    for format_ in ("html", "md", "json"):
        shown = user.run("show", item, "--format", format_, "--with-transcript")
        assert (shown.code, shown.err) == (0, ""), shown.err
        page = folder / f"{item}.{format_}"
        page.write_text(shown.out, encoding="utf-8")
        verified = user.run("verify", str(page), "--json")
        assert verified.code == 0, verified
        assert json.loads(verified.out)["pages"][0]["claims"] > 5


def test_an_archive_from_the_first_follow_to_the_last_byte(user: User, folder: Path, tmp_path: Path) -> None:
    server = Server()
    with server.loopback:
        ran = user.run("follow", f"{server.base}/show.xml", f"{server.base}/letter.xml", str(folder))
        assert ran.code == 0, ran.err
        listed = user.json("sources")["sources"]
        assert {(one["kind"], one["title"]) for one in listed} == {
            ("feed", "The Quay"), ("feed", "The Harbour Letter"), ("folder", "Transcripts"),
        }  # fmt: skip
        mornings(user, server)
        reading(user, tmp_path)
        a_correction(user, server)
        exported_alike(user, tmp_path)
        erasing(user)


def mornings(user: User, server: Server) -> None:
    """The first sync brings everything; the next finds nothing to do, whether it is time to ask or not."""
    first = user.json("sync", "--once")
    assert (first["polled"], first["new"], first["left"], first["failed_items"]) == (3, 6, 0, [])
    states = {item["title"]: item for item in user.json("items")["items"]}
    transcribed = states.pop("Only to be heard")
    assert transcribed["state"] in ("digested", "waiting for speech"), (
        "heard where speech recognition is installed, else it waits and says why"
    )
    assert ("audio" in transcribed["reason"]) == (transcribed["state"] != "digested")
    assert first["digested"] == 5 + (transcribed["state"] == "digested")
    assert {item["state"] for item in states.values()} == {"digested"}
    asked = len(server.loopback.asked)
    again = user.json("sync", "--once")
    assert (again["new"], again["digested"], again["not_due"]) == (0, 0, 2)
    assert len(server.loopback.asked) == asked, "no server is asked before its time"
    user.next_morning()
    third = user.json("sync", "--once")
    assert (third["polled"], third["unchanged"], third["new"], third["digested"]) == (3, 2, 0, 0)
    assert sorted(server.unchanged) == ["/letter.xml", "/show.xml"]


def reading(user: User, tmp_path: Path) -> None:
    """A passage is found with its speaker and second, its item shown in every form, and every form holds."""
    hits = user.json("search", f'{TOKEN} speaker:"Ada Quill"')["hits"]
    assert [(hit["speaker"], hit["t0_ms"], "412 people" in hit["text"]) for hit in hits] == [("Ada Quill", 3_540_000, True)]
    assert "59:00" in user.run("search", TOKEN).out
    empty = user.run("search", "unheardofword")
    assert (empty.code, empty.out) == (1, "")
    check_pages(user, hits[0]["item"], tmp_path / "pages")
    assert user.run("show", "no such title").code == 2
    assert "no such item" in user.run("show", "no such title").err


def a_correction(user: User, server: Server) -> None:
    """An episode published again with other words is a second revision; the first still renders."""
    server.version = 2
    user.next_morning()
    report = user.json("sync", "--once")
    assert (report["new"], report["changed"], report["digested"]) == (0, 1, 1)
    [item] = [one for one in user.json("items", "mill")["items"] if TOKEN in one["title"]]
    assert item["revision"] == 2
    old, new = (user.run("show", item["id"], "--revision", number, "--format", "md") for number in ("1", "2"))
    source_text = [f"{number} people" in shown.out for shown in (old, new) for number in (412, 421)]
    assert source_text == [True, False, False, True]
    [hit] = user.json("search", f"{TOKEN} kind:podcast")["hits"]
    assert "421 people" in hit["text"]


def exported_alike(user: User, tmp_path: Path) -> None:
    tables = user.json("export", str(tmp_path / "one"))["tables"]
    assert user.run("export", str(tmp_path / "two")).code == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert {one["file"] for one in tables} <= set(names)
    assert filecmp.cmpfiles(tmp_path / "one", tmp_path / "two", names, shallow=False) == (names, [], [])
    assert next(one["rows"] for one in tables if one["file"].startswith("items")) == 6


def erasing(user: User) -> None:
    """Nothing of an erased item or source is left in any file, and the item does not come back though its feed still lists it."""
    assert "earwitness.db" in user.holds(TOKEN), "it was there"
    assert user.json("erase", "item", f"The mill {TOKEN}", "--yes")
    assert user.holds(TOKEN) == []
    user.next_morning()
    assert user.json("sync", "--once")["new"] == 0
    assert user.holds(TOKEN) == []
    assert user.holds(LETTER_TOKEN)
    assert user.json("erase", "source", "Harbour", "--yes")
    assert user.holds(LETTER_TOKEN) == []
    assert user.run("search", LETTER_TOKEN).code == 1
    assert len(user.json("sources")["sources"]) == 2


@pytest.mark.data
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample letters are not here")
def test_the_sample_letters_are_digested_once_and_proven(user: User, folder: Path, tmp_path: Path) -> None:
    for path in SAMPLES.iterdir():
        shutil.copy(path, folder)
    assert user.run("follow", str(folder)).code == 0
    first = user.json("sync", "--once")
    assert first["failed_items"] == []
    assert first["digested"] + first["copies"] == first["new"] >= 7
    user.next_morning()
    assert user.json("sync", "--once")["digested"] == 0
    [long] = [item for item in user.json("items", "--limit", "100")["items"] if item["guid"].startswith("moonshots")]
    check_pages(user, long["id"], tmp_path / "pages")
    assert user.json("search", "compute", "--limit", "3")["hits"]
